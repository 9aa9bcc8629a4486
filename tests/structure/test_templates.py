"""What templates must never hold, read from their syntax trees and their text."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
PYTHON = Path(__file__).parents[2] / "app"
FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", re.I),
    "an inline style": re.compile(r"<style|\sstyle=", re.I),
    "an inline handler": re.compile(r"\son(?:click|change|load|submit|error|input|key\w+)=", re.I),
    "hx-on or js:": re.compile(r"hx-on|[\"']js:", re.I),
    "a filter in a trigger": re.compile(r"hx-trigger=\"[^\"]*\["),
    "marked safe": re.compile(r"\|\s*safe\b"),
    "a javascript: link": re.compile(r"javascript:", re.I),
}
ADMIN = "admin"  # Flask-Admin's own pages carry nonced scripts


def faults_of(text: str) -> list[str]:
    """What a template's text holds that it must not."""
    without_comments = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(without_comments)]


def lost_names(text: str) -> list[str]:
    """Names that a page imports or sets at its top and uses in a block: `render_block` never runs those lines."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(text)
    if not any(isinstance(node, nodes.Extends) for node in tree.body):
        return []
    outside: set[str] = set()
    for node in tree.body:
        if isinstance(node, nodes.FromImport):
            outside |= {name if isinstance(name, str) else name[1] for name in node.names}
        elif isinstance(node, nodes.Import):
            outside.add(node.target)
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            outside.add(node.target.name)
    used = {name.name for block in tree.find_all(nodes.Block) for name in block.find_all(nodes.Name)}
    return sorted(outside & used)


def every_template() -> list[Path]:
    return sorted(p for p in TEMPLATES.rglob("*") if p.suffix in (".html", ".svg", ".xml"))


def test_no_template_holds_what_the_policy_forbids() -> None:
    pages = (p for p in every_template() if p.relative_to(TEMPLATES).parts[0] != ADMIN)
    assert {str(p.relative_to(TEMPLATES)): f for p in pages if (f := faults_of(p.read_text(encoding="utf-8")))} == {}


def test_no_block_needs_what_only_the_whole_page_runs() -> None:
    found = {p.name: names for p in every_template() if (names := lost_names(p.read_text(encoding="utf-8")))}
    assert found == {}


def test_a_planted_handler_style_and_script_are_reported() -> None:
    assert faults_of('<a onclick="x()" style="y">') == ["an inline style", "an inline handler"]
    assert faults_of("<script>x</script>{{ y|safe }}") == ["an inline script", "marked safe"]
    assert faults_of('<script type="module" src="/x.js"></script>') == []


def test_a_planted_import_at_the_top_is_reported() -> None:
    page = '{% extends "a.html" %}{% from "b.html" import grid %}{% block main %}{{ grid(rows) }}{% endblock %}'
    assert lost_names(page) == ["grid"]


def test_python_marks_text_as_safe_in_one_place_only() -> None:
    users = {str(p.relative_to(PYTHON)) for p in PYTHON.rglob("*.py") if re.search(r"\bMarkup\(", p.read_text())}
    assert users <= {"foundation/hypermedia.py"}
