"""A rule, as its file says it, and what it needs to be judged. Pure data."""

from __future__ import annotations

from typing import Any, NamedTuple

from collector.judge.comparing import Check
from collector.words.bilingual import Bilingual


class Reference(NamedTuple):
    """A source a rule rests on, how far it was verified, and the place in it."""

    id: str
    title: Bilingual
    verified: Bilingual
    note: Bilingual


class Adoption(NamedTuple):
    """By which letter an officer adopted a rule, who, and which day (ISO 8601), as the file says.

    Only the letter must be there.
    """

    letter: str
    by: str = ""
    date: str = ""


class Example(NamedTuple):
    """Facts, and how an asset with them stands; `severity` of a breach where the file says it."""

    status: str | None
    severity: str | None
    facts: dict[str, Any]
    kind: str


class Checks(NamedTuple):
    """A rule's conditions for one kind of asset."""

    when: Check | None
    require: Check
    escalate: tuple[tuple[str, Check], ...]


class Rule(NamedTuple):
    """One standard. Durations in seconds.

    `adoption` is how an officer adopted it; None: proposed, so a breach is a gap. Health rules need
    no adoption. `checks` has the conditions by kind, where parameters differ; `about` are the
    sections of facts that `require` rests on.
    """

    id: str
    version: int
    title: Bilingual
    group: str
    severity: str
    enabled: bool
    kinds: tuple[str, ...]
    families: tuple[str, ...]
    lasting: int
    settle: int
    at_once: bool
    why: Bilingual
    remedy: Bilingual
    references: tuple[Reference, ...]
    adoption: Adoption | None
    examples: tuple[Example, ...]
    parameters: dict[str, Any]
    source: str
    line: int
    checks: dict[str, Checks]
    about: tuple[str, ...]

    def applies(self, kind: str, family: str | None) -> bool:
        """Whether an asset of this kind with this family of systems is judged by it."""
        if kind not in self.checks:
            return False
        return not self.families or family in self.families

    @property
    def adopted(self) -> str:
        """The letter by which it was adopted; empty: it was not."""
        return self.adoption.letter if self.adoption else ""

    @property
    def proposed(self) -> bool:
        """Whether a breach is only a gap."""
        return self.needs_letter and not self.adopted

    @property
    def needs_letter(self) -> bool:
        """Whether an officer must adopt it: health and presence are in force without a letter."""
        return self.group not in ("health", "presence")


KINDS = (
    "server",
    "desktop",
    "laptop",
    "all_in_one",
    "tablet",
    "switch",
    "router",
    "firewall",
    "access_point",
    "printer",
    "ups",
    "unknown",
)
"""What an asset can be."""
FAMILIES = ("linux", "windows")
"""The families of operating systems there are rules for, as `os.family` tells them."""
GROUPS = ("hardware", "os", "software", "security", "health", "presence")
