"""Whether an antivirus program guards the machine, and how old its signatures are.

Of several, as a rule one guards and the others stand back: Defender does beside another's. Where
no Security Center answers (servers have none), Defender alone can be asked: that it is off says
nothing where a maker of such programs is among the installed ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.field import Field
from agent.windows.vendors import vendor
from collector.judge.derived.asset import kind
from collector.judge.derived.context import Context
from collector.judge.derived.days import before

FACTS = {
    "on": Field("1", "an antivirus program guards the machine", bool),
    "up_to_date": Field("1", "one that guards it is up to date, by its own word", bool),
    "signatures_age": Field("d", "days since the signatures of one that guards it were made", int),
}
_DEFENDER = "Microsoft"


def derive(facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section, as of when the machine was last heard from; empty where it cannot be told."""
    programs = facts.get("antivirus") or []
    guarding = [one for one in programs if one.get("on")]
    if not guarding:
        known = any("on" in one for one in programs)
        return {"on": False} if known and not _may_be_another(programs, facts) else {}
    words = [one["up_to_date"] for one in guarding if "up_to_date" in one]
    age = before((one.get("signatures") for one in guarding), context)
    return {
        "on": True,
        **({"up_to_date": any(words)} if words else {}),
        **({} if age is None else {"signatures_age": age}),
    }


def _may_be_another(programs: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> bool:
    """Whether one may guard it that could not be asked."""
    if _all_are_known(programs, facts):
        return False
    return any(vendor(str(one.get("name", ""))) for one in facts.get("software") or [])


def _all_are_known(programs: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> bool:
    """Whether the Security Center told: it names others, or how up to date Defender is."""
    if any(one.get("vendor") != _DEFENDER for one in programs):
        return True
    return kind(facts) != "server" and any("up_to_date" in one for one in programs)
