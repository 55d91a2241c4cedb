"""`make sbom`: what production is made of, as a CycloneDX 1.6 document, and the licence of each part, as a table.

Names, versions and who asks for whom come from `requirements.lock`; licences from the metadata of the installed
packages; nothing is asked of a network, and the same lock gives the same bytes. `--check` compares and writes nothing.
"""

import json
import re
import sys
import tomllib
import uuid
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BILL, LICENCES = ROOT / "docs" / "sbom.cdx.json", ROOT / "docs" / "licences.md"
PINNED = re.compile(r"([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)(?: ; .*?)? *\\?")
ASKED_BY = re.compile(r"    # +(?:via +)?([a-z0-9._-]+)(?: \(pyproject\.toml\))?")
# What no machine of ours installs cannot be read from it.
ELSEWHERE = {"async-timeout": "Apache-2.0", "brotlicffi": "MIT", "colorama": "BSD-3-Clause"}
SHIPPED = [
    ("bootstrap", "static/vendor/bootstrap.min.css", r"Bootstrap +v([\d.]+)", "MIT"),
    ("htmx", "static/vendor/htmx.min.js", r'version="([\d.]+)"', "0BSD"),
]
TOO_LONG = 40  # characters: the text of a licence instead of its name
SPDX = re.compile(r"[A-Za-z]+(-[A-Za-z0-9.]+)+|MIT|MPL|0BSD")
TITLE = """# Licences

What production is made of, from `requirements.lock` and `static/vendor/`. Written by `make sbom`, which reads what each
package states of itself; the same in CycloneDX: `sbom.cdx.json`. Fonts: see `static/fonts/LICENSE.txt`.

| Part | Version | Licence |
|---|---|---|
"""


@dataclass
class Part:
    name: str
    version: str
    licence: str
    kind: str = "pypi"
    asks_for: list[str] = field(default_factory=list)

    @property
    def ref(self) -> str:
        return f"pkg:{self.kind}/{self.name}@{self.version}"


def parts(lock: str) -> list[Part]:
    """Each package of the lock, with those that it asks for."""
    found: dict[str, Part] = {}
    asked: list[tuple[str, str]] = []
    name = ""
    for line in lock.splitlines():
        if pinned := PINNED.fullmatch(line):
            name, version = pinned.groups()
            found[name] = Part(name, version, ELSEWHERE.get(name) or licence_of(metadata.metadata(name)))
        elif (by := ASKED_BY.fullmatch(line)) and name:
            asked.append((by[1], name))
    for by, of in asked:
        if by in found:
            found[by].asks_for.append(of)
    return [found[key] for key in sorted(found)]


def licence_of(stated: metadata.PackageMetadata) -> str:
    """The SPDX expression; else the name of the licence, when it is one; else what the classifiers say."""
    if expression := stated.get("License-Expression"):
        return expression
    name = (stated.get("License") or "").strip()
    if name and len(name) <= TOO_LONG and "\n" not in name and name != "Dual License":
        return name
    classifiers = [one for one in stated.get_all("Classifier", []) if one.startswith("License :: ")]
    return " or ".join(one.rpartition(" :: ")[2] for one in classifiers)


def shipped() -> list[Part]:
    """What stands in the repository and is not ours."""
    return [
        Part(name, re.search(version, (ROOT / path).read_text())[1], licence, kind="npm")
        for name, path, version, licence in SHIPPED
    ]


def bill(all_parts: list[Part], version: str, lock: str) -> str:
    """The document, whose serial number is the lock's own."""
    product = {"type": "application", "bom-ref": "atelier", "name": "atelier", "version": version}
    refs = {one.name: one.ref for one in all_parts if one.kind == "pypi"}
    whole = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'atelier {version} {lock}')}",
        "version": 1,
        "metadata": {"component": {**product, "licenses": [{"license": {"id": "MIT"}}]}},
        "components": [
            {
                "type": "library", "bom-ref": one.ref, "name": one.name, "version": one.version, "purl": one.ref,
                "licenses": [_licence(one.licence)],
            }
            for one in all_parts
        ],
        "dependencies": [
            {"ref": "atelier", "dependsOn": sorted(one.ref for one in all_parts)},
            *({"ref": one.ref, "dependsOn": [refs[name] for name in sorted(one.asks_for)]} for one in all_parts),
        ],
    }  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _licence(stated: str) -> dict:
    words = [word.strip("()") for word in stated.split() if word not in {"OR", "AND", "WITH"}]
    is_expression = all(SPDX.fullmatch(word) for word in words)
    return {"expression": stated} if is_expression else {"license": {"name": stated}}


def written() -> dict[Path, str]:
    lock = (ROOT / "requirements.lock").read_text()
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
    all_parts = parts(lock) + shipped()
    rows = "".join(f"| {one.name} | {one.version} | {one.licence} |\n" for one in all_parts)
    return {BILL: bill(all_parts, version, lock), LICENCES: TITLE + rows}


def main(arguments: list[str]) -> int:
    texts = written()
    if "--check" not in arguments:
        for path, text in texts.items():
            path.write_text(text)
    late = [path.relative_to(ROOT) for path, text in texts.items() if not path.exists() or path.read_text() != text]
    for path in late:
        print(f"{path} is not what requirements.lock makes: run `make sbom`")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
