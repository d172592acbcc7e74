"""The region, its councils and their sites, from YAML: where every asset belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from collector import lined
from collector.judge.rule import KINDS
from collector.lined import Lined
from collector.problem import Problem
from collector.words.bilingual import Bilingual

_CODE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_COUNCIL_KEYS = ["code", "type", "name", "sites"]
_SITE_KEYS = ["code", "name", "expected"]
EXAMPLE = Path(__file__).with_name("manyara.yaml")
"""The region that a new data folder begins with."""
TYPES = ("RS", "DC", "TC", "MC", "CC")
"""Regional Secretariat; district, town, municipal and city council."""


class Site(NamedTuple):
    """A place with machines. `expected`: kind -> how many there should be; None: nobody knows."""

    code: str
    org: str
    name: Bilingual
    expected: dict[str, int] | None


class Council(NamedTuple):
    """A council, or the Secretariat."""

    code: str
    type: str
    name: Bilingual


class Organisation(NamedTuple):
    """All of the region, by code, in the order of the file."""

    code: str
    name: Bilingual
    councils: dict[str, Council]
    sites: dict[str, Site]

    def sites_of(self, org: str) -> list[Site]:
        """A council's sites."""
        return [site for site in self.sites.values() if site.org == org]

    def expected(self, org: str) -> int | None:
        """How many machines a council should have; None unless every site says."""
        counts = [site.expected for site in self.sites_of(org)]
        if not counts or any(count is None for count in counts):
            return None
        return sum(sum(count.values()) for count in counts if count)


class OrganisationError(Problem):
    """The file cannot be used. The message says all that is wrong, a line each."""


def load(file: Path) -> Organisation:
    """The organisation in a file. Raises OrganisationError."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OrganisationError(f"{file}: {error}") from None
    return parse(text, str(file))


def parse(text: str, name: str) -> Organisation:
    """The organisation in a text. Raises OrganisationError with all errors, each with its line."""
    try:
        document = lined.parse(text)
    except lined.YamlError as error:
        raise OrganisationError(f"{name}:{error.line}: {error}") from None
    errors = [f"{name}:{line}: {reason}" for line, reason in sorted(_errors(document))]
    if errors:
        raise OrganisationError("\n".join(errors))
    return _build(document.content)


def _build(content: dict[str, Any]) -> Organisation:
    councils = {
        c["code"]: Council(c["code"], c["type"], Bilingual(**c["name"]))
        for c in content["councils"]
    }
    sites = {
        s["code"]: Site(s["code"], c["code"], Bilingual(**s["name"]), s.get("expected"))
        for c in content["councils"]
        for s in c["sites"]
    }
    region = content["region"]
    return Organisation(region["code"], Bilingual(**region["name"]), councils, sites)


Errors = Iterator[tuple[int, str]]


def _errors(document: Lined) -> Errors:
    content = document.content
    if not isinstance(content, dict):
        yield 1, "region and councils are needed"
        return
    yield from _keys(document, content, ["region", "councils"], ())
    if "region" in content:
        yield from _coded(document, content["region"], ["code", "name"], ("region",))
    if isinstance(content.get("councils"), list):
        yield from _councils(document, content["councils"])
        yield from _twice(document, content["councils"])
    elif "councils" in content:
        yield document.line("councils"), "councils must be a list"


def _councils(document: Lined, councils: list[Any]) -> Errors:
    for i, council in enumerate(councils):
        yield from _coded(document, council, _COUNCIL_KEYS, ("councils", i))
        if not isinstance(council, dict):
            continue
        if council.get("type") not in TYPES:
            yield document.line("councils", i, "type"), f"type must be one of {', '.join(TYPES)}"
        sites = council.get("sites")
        if not isinstance(sites, list):
            yield document.line("councils", i, "sites"), "sites must be a list"
        for j, site in enumerate(sites if isinstance(sites, list) else ()):
            yield from _coded(document, site, _SITE_KEYS, ("councils", i, "sites", j))
            yield from _expected(document, site, ("councils", i, "sites", j, "expected"))


def _coded(document: Lined, thing: Any, keys: list[str], path: lined.Path) -> Errors:
    if not isinstance(thing, dict):
        yield document.line(*path), f"{', '.join(keys)} are needed"
        return
    yield from _keys(document, thing, keys, path)
    if "code" in thing and not _CODE.fullmatch(str(thing["code"])):
        yield document.line(*path, "code"), f"{thing['code']!r} is no code: use a-z, 0-9 and -"
    if "name" in thing and not _is_name(thing["name"]):
        yield document.line(*path, "name"), "name needs both languages: {en: …, sw: …}"


def _is_name(thing: Any) -> bool:
    both = isinstance(thing, dict) and set(thing) == {"en", "sw"}
    return both and all(isinstance(text, str) and text.strip() for text in thing.values())


def _keys(document: Lined, thing: dict[str, Any], keys: list[str], path: lined.Path) -> Errors:
    for key in thing:
        if key not in keys:
            yield document.line(*path, key), f"unknown key {key}{lined.hint(key, keys)}"
    for key in keys:
        if key not in thing and key != "expected":
            yield document.line(*path), f"{key} is missing"


def _expected(document: Lined, site: Any, path: lined.Path) -> Errors:
    expected = site.get("expected") if isinstance(site, dict) else None
    if expected is None:
        return
    right = isinstance(expected, dict) and all(
        isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in expected.values()
    )
    if not right:
        yield document.line(*path), "expected needs whole numbers by kind: {desktop: 40, server: 2}"
    for kind in expected if isinstance(expected, dict) else ():
        if kind not in KINDS:
            yield document.line(*path, kind), f"kind {kind!r} is unknown{lined.hint(kind, KINDS)}"


def _twice(document: Lined, councils: list[Any]) -> Errors:
    seen: set[str] = set()
    for i, council in enumerate(c if isinstance(c, dict) else {} for c in councils):
        sites = council.get("sites")
        codes: list[tuple[Any, lined.Path]] = [(council.get("code"), ("councils", i))]
        codes += [
            (s.get("code"), ("councils", i, "sites", j))
            for j, s in enumerate(sites if isinstance(sites, list) else ())
            if isinstance(s, dict)
        ]
        for code, path in codes:
            if str(code) in seen:
                yield document.line(*path), f"the code {code} is used twice"
            seen.add(str(code))
