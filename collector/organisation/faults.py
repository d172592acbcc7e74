"""All that is wrong with a region's file, each with its line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from collector import lined
from collector.judge.rule import KINDS
from collector.lined import Lined

TYPES = ("RS", "DC", "TC", "MC", "CC")
"""Regional Secretariat; district, town, municipal and city council."""
_CODE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_CODE_IN_WORDS = "use 2 to 31 of a-z, 0-9 and -, a letter first"
_COUNCIL_KEYS = ["code", "type", "name", "sites"]
_SITE_KEYS = ["code", "name", "expected"]
_OPTIONAL = ["expected"]

Errors = Iterator[tuple[int, str]]


def errors(document: Lined) -> Errors:
    """(line, reason) of each."""
    content = document.content
    yield from ((key.line, str(key)) for key in document.twice)
    if not isinstance(content, dict):
        yield 1, "region and councils are needed"
        return
    yield from _keys(document, content, ["region", "councils"], ())
    if "region" in content:
        yield from _coded(document, content["region"], ["code", "name"], ("region",))
    if isinstance(content.get("councils"), list):
        yield from _councils(document, content["councils"])
        yield from _empty(document, content["councils"])
        yield from _twice(document, content["councils"])
    elif "councils" in content:
        yield document.line("councils"), "councils must be a list"


def _empty(document: Lined, councils: list[Any]) -> Errors:
    """Where nothing is, no machine can be: an enrolment code places it at a site."""
    if not councils:
        yield document.line("councils"), "there must be a council"
    for i, council in enumerate(councils):
        if isinstance(council, dict) and council.get("sites") == []:
            yield document.line("councils", i, "sites"), "a council needs a site"


def _councils(document: Lined, councils: list[Any]) -> Errors:
    for i, council in enumerate(councils):
        yield from _coded(document, council, _COUNCIL_KEYS, ("councils", i))
        if not isinstance(council, dict):
            continue
        if council.get("type", "DC") not in TYPES:
            yield document.line("councils", i, "type"), f"type must be one of {', '.join(TYPES)}"
        sites = council.get("sites", [])
        if not isinstance(sites, list):
            yield document.line("councils", i, "sites"), "sites must be a list"
            continue
        for j, site in enumerate(sites):
            yield from _coded(document, site, _SITE_KEYS, ("councils", i, "sites", j))
            yield from _expected(document, site, ("councils", i, "sites", j, "expected"))


def _coded(document: Lined, thing: Any, keys: list[str], path: lined.Path) -> Errors:
    if not isinstance(thing, dict):
        needed = ", ".join(key for key in keys if key not in _OPTIONAL)
        yield document.line(*path), f"{needed} are needed"
        return
    yield from _keys(document, thing, keys, path)
    code = thing.get("code", "missing")
    if not _CODE.fullmatch(str(code)):
        quoted = ", in quotes where it is a word like no" if isinstance(code, bool) else ""
        yield document.line(*path, "code"), f"{code!r} is no code: {_CODE_IN_WORDS}{quoted}"
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
        if key not in thing and key not in _OPTIONAL:
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
            if code is not None and str(code) in seen:
                yield document.line(*path), f"the code {code} is used twice"
            seen.add(str(code))
