"""One fault for each local rule, so that the audit can show that it sees. Never imported; no linter reads it."""
# ruff: noqa
# mypy: ignore-errors

Markup("<b>x</b>")
render_template_string("{{ x }}")
db.session.execute(f"SELECT {name}")
redirect(request.args.get("next"))
subprocess.run("ls", shell=True)
pickle.loads(sent)
random.choice(letters)
given == mac("purpose", 1)
csrf.exempt(view)
request.form["profile_id"]
