"""One request and no build: a style sheet or a script is served with what it imports inside it."""

from __future__ import annotations

import re
from pathlib import Path

SHEET = re.compile(r'@import\s+url\("([^":]+)"\)\s*(?:layer\(([\w.-]+)\))?\s*;')
IMPORT = re.compile(r'^import (?:\{ (\w+(?:, \w+)*) \} from )?"(\.{1,2}/[^"]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
IMPORTED = re.compile(r"^import\b.*", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class NotInlined(ValueError):
    """A script that imports or exports in a way that is not known here."""


def inline_sheets(path: Path) -> str:
    """A style sheet with its `@import url("…") layer(…)` lines replaced by what they name."""

    def _inline(match: re.Match[str]) -> str:
        inner = inline_sheets(path.parent / match[1])
        return f"@layer {match[2]} {{\n{inner}\n}}" if match[2] else inner

    return SHEET.sub(_inline, path.read_text(encoding="utf-8"))


def inline_scripts(path: Path) -> str:
    """A script with all its own modules before it, each once, in a scope of its own.

    Thirty small files are thirty turns on a line that takes six at once, before the first frame of a film. Exports are
    functions, classes and constants under names of their own. Raises NotInlined for anything else, and for a circle.
    """
    modules: dict[Path, str] = {}
    exported: dict[str, Path] = {}

    def _take(module: Path, above: tuple[Path, ...]) -> str:
        if module in above:
            raise NotInlined(f"{module.name} imports itself, by way of others.")
        text = module.read_text(encoding="utf-8")
        for _names, named in IMPORT.findall(text):
            other = (module.parent / named).resolve()
            if other not in modules:
                code = _take(other, (*above, module))
                modules[other] = _scoped(code, _exports(other, code, exported))
        return IMPORT.sub("", text)

    own = _take(path.resolve(), ())
    if left := IMPORTED.search(own):
        raise NotInlined(f"{path.name}: {left[0]}")
    return "".join([*modules.values(), own])


def _exports(module: Path, code: str, exported: dict[str, Path]) -> list[str]:
    names = EXPORT.findall(code)
    for name in names:
        if name in exported:
            raise NotInlined(f"{module.name} exports {name}, as {exported[name].name} does.")
        exported[name] = module
    return names


def _scoped(code: str, names: list[str]) -> str:
    inner = EXPORT.sub("", code)
    if left := LEFT.search(inner):
        raise NotInlined(left[0])
    given = ", ".join(names)
    return f"const {{ {given} }} = (() => {{\n{inner}return {{ {given} }};\n}})();\n" if names else f"{{\n{inner}}}\n"
