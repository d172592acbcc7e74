"""Facts that follow from others: kind, end of support, free space, silence. Pure.

One module a subject, each with `FACTS` (a Section) and `derive(facts, context) -> section`; where
it is made of samples alone, with the `MEASUREMENT` they are of.
`all_of` puts them beside the gathered ones; `fields` is the catalogue that rules are held to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.catalogue import Catalogue, fact_fields
from agent.field import Field, Section
from collector.judge.derived import (
    asset,
    clock,
    memory_use,
    mounts,
    power,
    silence,
    support,
    volumes,
)
from collector.judge.derived.context import Context

MODULES = {
    "asset": asset,
    "support": support,
    "volumes": volumes,
    "mounts": mounts,
    "memory_use": memory_use,
    "power": power,
    "silence": silence,
    "clock": clock,
}
BESIDE = {"support.days_left": ("support.ends", "os.version", "os.name")}
"""Facts that are told with another: the first of these that is known. Days need their day, and a
system that the tables do not know its name."""


def all_of(facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The gathered facts with the derived ones beside them."""
    whole = dict(facts)
    for name, module in MODULES.items():
        section = module.derive(whole, context)
        if section is not None:
            whole[name] = section
    return whole


def sampled(context: Context) -> dict[str, int]:
    """Section -> when its newest sample was taken (UTC s), of those that are made of samples."""
    made_of = {name: getattr(module, "MEASUREMENT", "") for name, module in MODULES.items()}
    samples = context.samples
    return {name: samples[of].at for name, of in made_of.items() if of in samples}


def sections() -> dict[str, Section]:
    """The derived sections of the catalogue."""
    return {name: module.FACTS for name, module in MODULES.items()}


def fields(gathered: Catalogue) -> dict[str, Field]:
    """Every fact a rule may name, by path."""
    derived = Catalogue({}, sections())
    return {**fact_fields(gathered), **fact_fields(derived)}
