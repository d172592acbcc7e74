"""How long ago the system was last mended, and last looked whether it must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context
from collector.judge.derived.days import before, of_day

FACTS = {
    "age": Field("d", "days since updates, or the system itself, were last installed", int),
    "looked": Field("d", "days since it last looked for updates with success", int),
}


def derive(facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section, as of when the machine was last heard from; empty where nobody told of updates.

    A system that was installed a week ago has no update behind it, and is a week old.
    """
    updates = facts.get("updates")
    if not updates:
        return {}
    installed = (updates.get("installed"), of_day(facts.get("os", {}).get("installed")))
    found = {
        "age": before(installed, context),
        "looked": before([updates.get("checked")], context),
    }
    return {name: days for name, days in found.items() if days is not None}
