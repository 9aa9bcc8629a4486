"""Refresh and verify the scripts that are carried in this tree: `make vendor`, or `--check` to verify alone.

Each folder's SOURCES.md says package, version, licence and SHA-256; this script reads it, so they cannot disagree.
hls.js is built from its own sources without what no film here needs, as its makers build their lighter edition: a third
less to send and to read.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "app/static/vendor", ROOT / "tests/browser/vendor")
ROW = re.compile(
    r"^\| `(?P<file>\S+)` \| (?P<package>\S+) \| (?P<version>\S+)"
    r" \| `(?P<member>\S+)` \| [^|]+ \| `(?P<sha256>\w*)` \|$"
)


BUILT = "build:"  # before the file of the package that is built
ESBUILD = "esbuild@0.25.12"
HLS_WITH = ("ALT_AUDIO", "MEDIA_CAPABILITIES")
HLS_WITHOUT = (
    *("CMCD", "CONTENT_STEERING", "EME_DRM", "IFRAMES", "INTERSTITIALS", "M2TS_ADVANCED_CODECS"),
    *("SUBTITLES", "VARIABLE_SUBSTITUTION"),
)
HLS_NEEDS = ("@svta/cml-cmcd", "@svta/cml-id3", "@svta/cml-utils", "eventemitter3", "url-toolkit")


@dataclass(frozen=True)
class Source:
    """One row of a SOURCES.md: where a carried file comes from and the SHA-256 it must have."""

    folder: Path
    file: str
    package: str
    version: str
    member: str
    sha256: str

    @property
    def path(self) -> Path:
        return self.folder / self.file


def sources(folders: tuple[Path, ...] = FOLDERS) -> list[Source]:
    """Every carried file, as the SOURCES.md of each folder names it."""
    return [source for folder in folders for source in _rows(folder)]


def _rows(folder: Path) -> list[Source]:
    lines = (folder / "SOURCES.md").read_text(encoding="utf-8").splitlines()
    found = [match.groupdict() for match in map(ROW.match, lines) if match]
    return [Source(folder, **row) for row in found]


def faults(carried: list[Source]) -> list[str]:
    """What is missing, or is not what SOURCES.md says, in words."""
    return [f"{source.path}: {fault}" for source in carried if (fault := _fault(source))]


def _fault(source: Source) -> str:
    if not source.path.is_file():
        return "missing"
    actual = hashlib.sha256(source.path.read_bytes()).hexdigest()
    return "" if actual == source.sha256 else f"has SHA-256 {actual}, SOURCES.md says {source.sha256 or 'nothing'}"


def refresh(carried: list[Source]) -> None:
    """Fetch each package once with `npm pack` and write its files and their hashes."""
    for package, version in sorted({(source.package, source.version) for source in carried}):
        archive = _fetch(package, version)
        for source in carried:
            if (source.package, source.version) != (package, version):
                continue
            if source.member.startswith(BUILT):
                _write(source, _build(source, archive))
            else:
                _write(source, _member(archive, source.member))


def _build(source: Source, archive: bytes) -> bytes:
    """The package's entry and all that it needs, at the versions that the package names itself, in one small file."""
    named = json.loads(_member(archive, "package.json"))["devDependencies"]
    needs = [f"{source.package}@{source.version}", ESBUILD, *(f"{need}@{named[need]}" for need in HLS_NEEDS)]
    flags = {name: "true" for name in HLS_WITH} | {name: "false" for name in HLS_WITHOUT}
    words = {"VERSION": json.dumps(source.version), "HLS_WORKER_BUNDLE": "undefined", "IN_WORKER": "false"}
    words |= {f"USE_{name}": value for name, value in flags.items()}
    defined = [f"--define:__{name}__={value}" for name, value in words.items()]
    how = ["--bundle", "--minify", "--format=esm", "--target=es2020", "--legal-comments=none", "--log-level=error"]
    entry = f"node_modules/{source.package}/{source.member.removeprefix(BUILT)}"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "install", "--silent", "--no-save", *needs], check=True, cwd=folder)
        esbuild = str(Path(folder) / "node_modules/.bin/esbuild")
        subprocess.run([esbuild, entry, *how, *defined, "--outfile=built.mjs"], check=True, cwd=folder)
        return (Path(folder) / "built.mjs").read_bytes()


def _fetch(package: str, version: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, f"{package}@{version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return next(Path(folder).glob("*.tgz")).read_bytes()


def _member(archive: bytes, name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        file = tar.extractfile(f"package/{name}")
        if file is None:
            raise FileNotFoundError(name)
        return _without_source_map(file.read())


def _without_source_map(code: bytes) -> bytes:
    """The maps are not carried, and a browser's developer tools would ask for them."""
    return re.sub(rb"\n?//# sourceMappingURL=\S+\s*\Z", b"\n", code)


def _write(source: Source, code: bytes) -> None:
    source.path.write_bytes(code)
    page = source.folder / "SOURCES.md"
    text, digest = page.read_text(encoding="utf-8"), hashlib.sha256(code).hexdigest()
    row = re.compile(rf"^(\| `{re.escape(source.file)}` .*\| )`\w*` \|$", re.MULTILINE)
    page.write_text(row.sub(rf"\g<1>`{digest}` |", text), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """`--check` verifies; without it, the files are fetched again first."""
    if "--check" not in arguments:
        refresh(sources())
    carried = sources()
    wrong = faults(carried)
    print("\n".join(wrong) or f"{len(carried)} vendored files are what SOURCES.md says.")
    return 1 if wrong or not carried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
