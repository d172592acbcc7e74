"""The region, its councils and their sites, from YAML: where every asset belongs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from collector import lined
from collector.folder import reading
from collector.organisation import faults
from collector.problem import Problem
from collector.words.bilingual import Bilingual

EXAMPLE = Path(__file__).with_name("manyara.yaml")
"""The region that a new data folder begins with."""


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
    return parse(read(file), str(file))


def read(file: Path) -> str:
    """The text of a file. Raises OrganisationError."""
    try:
        return reading.text(file)
    except FileNotFoundError:
        raise OrganisationError(f"there is no file {file}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise OrganisationError(f"{file}: it cannot be read: {reading.reason(error)}") from None


def parse(text: str, name: str) -> Organisation:
    """The organisation in a text. Raises OrganisationError with all errors, each with its line."""
    try:
        document = lined.parse(text)
    except lined.YamlError as error:
        raise OrganisationError(f"{name}:{error.line}: {error}") from None
    errors = [f"{name}:{line}: {reason}" for line, reason in sorted(faults.errors(document))]
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
