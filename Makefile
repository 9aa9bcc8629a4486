# Everything lives in .venv/ and the instance folder (MATINEE_INSTANCE, instance/ unless named).
.DEFAULT_GOAL := help
.PHONY: help setup run flask test thorough fuzz mutants bench audit diagram vendor lock clean

PYTHON = .venv/bin/python
SETUP = scripts/setup

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## Set everything up: virtual environment, packages, ffmpeg, database
	@$(SETUP) setup

run: ## Set up and serve the demo (PORT=8000; DEMO=0 opens an empty house)
	@exec $(SETUP) run

flask: ## A command of the house, e.g. make flask do=doctor
	@$(PYTHON) -m app.operations.command $(do)

test: ## Set up and run every check
	@exec $(SETUP) test

thorough: ## The same, looking at all there is where `make test` looks at an even choice of it
	@MATINEE_THOROUGH=1 $(SETUP) test

fuzz: ## Send more than 20,000 hostile requests, others each time (MATINEE_SEED repeats a run)
	@$(SETUP) bench
	@MATINEE_FUZZ=6 $(PYTHON) -m pytest -q -s --database=both tests/structure/test_hostile_requests.py -k nothing_hostile

mutants: ## Plant faults in the guards and count those that the tests report (an hour; do="access.py --every 5" for less)
	@$(SETUP) dev
	@$(PYTHON) -m scripts.mutants $(do)

bench: ## Answer the performance questions, with figures
	@$(SETUP) bench
	@$(PYTHON) -m bench

audit: ## Look for unsafe code (ruff, bandit, semgrep), changed vendored files, known weaknesses of packages
	@$(SETUP) audit
	@$(PYTHON) -m scripts.audit

diagram: ## Draw docs/data-model.md from the models
	@$(PYTHON) -m scripts.diagram

vendor: ## Fetch the vendored scripts again, from npm
	@$(PYTHON) scripts/vendor.py

lock: ## Resolve and lock the packages again (needs uv)
	@scripts/lock

clean: ## Remove what set-up and tests made, but never the instance folder
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find app tests migrations scripts bench -name __pycache__ -type d -prune -exec rm -rf {} +
