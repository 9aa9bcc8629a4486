"""One place of a module changed: which can be, and the changed module."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from scripts.steps import ROOT

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
LARGEST = 20  # a length of 254 or 600 seconds is a choice: one more or less is no fault
QUIET = ("log.", "audit.")  # what is written down is no guard
SCHEMA = ("mapped_column", "dataclass", "relationship")  # the migrations make the tables, and a test compares
Change = Callable[[Any], ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One fault: which node of the tree (by its number in a walk), what is done to it, and how to tell people."""

    path: str
    node: int
    words: str
    line: int
    change: Change


def mutants_of(path: str) -> list[Mutant]:
    """Every fault that can be planted in this module."""
    found = []
    node: Any
    for number, node in enumerate(ast.walk(_parse(path))):
        if not _is_annotation(node):
            found += [Mutant(path, number, words, node.lineno, change) for words, change in _changes(node)]
    return found


def planted(mutant: Mutant) -> ast.Module:
    """The module's tree with the fault in it."""
    tree = _parse(mutant.path)
    old = list(ast.walk(tree))[mutant.node]
    new = ast.copy_location(mutant.change(copy.deepcopy(old)), old)
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(one is old for one in value):
                value[[one is old for one in value].index(True)] = new
    return ast.fix_missing_locations(tree)


def _parse(path: str) -> ast.Module:
    """The tree; what only type checkers and migrations read is marked, and so are docstrings."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        spoken = [getattr(node, name, None) for name in ("annotation", "returns")]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spoken.append(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SCHEMA:
            spoken.append(node)
        for one in spoken:
            for inner in ast.walk(one) if one is not None else ():
                inner.is_spoken = True  # type: ignore[attr-defined]
    return tree


def _is_annotation(node: ast.AST) -> bool:
    return getattr(node, "is_spoken", False) or not hasattr(node, "lineno")


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        turned = TURNED[type(node.ops[0])]
        yield f"turn {ast.unparse(node)}", lambda n: _with(n, ops=[turned(), *n.ops[1:]])
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{other.__name__.lower()} in {ast.unparse(node)}", lambda n: _with(n, op=other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"drop the not of {ast.unparse(node)}", lambda n: n.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        sign = ast.Sub if isinstance(node.op, ast.Add) else ast.Add
        yield f"turn the sign in {ast.unparse(node)}", lambda n: _with(n, op=sign())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int) and abs(node.value) <= LARGEST:
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{node.value} becomes {value}", lambda n: _with(n, value=value)
    elif isinstance(node, ast.If | ast.IfExp):
        for always in (True, False):
            yield f"if {ast.unparse(node.test)}: {always}", partial(_with, test=ast.Constant(always))
    elif isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        if not ast.unparse(node).startswith(QUIET):
            yield f"skip {ast.unparse(node)[:60]}", lambda _n: ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield f"return None for {ast.unparse(node.value)[:60]}", lambda n: _with(n, value=ast.Constant(None))
    if isinstance(node, ast.FunctionDef):
        for place, decorator in enumerate(node.decorator_list):
            if not isinstance(decorator, ast.Name) or decorator.id not in ("property", "classmethod", "staticmethod"):
                yield f"undecorate {node.name} of {ast.unparse(decorator)[:40]}", partial(_without, place=place)


def _with(node: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _without(node: Any, place: int) -> Any:
    del node.decorator_list[place]
    return node
