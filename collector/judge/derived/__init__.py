"""Facts that follow from others: kind, end of support, free space, silence. Pure.

One module a subject, found by itself, each with `FACTS` (a Section) and `derive(facts, context) ->
section`; where it is made of samples alone, with the `MEASUREMENT` they are of; where one of its
facts is told with another, with that in `BESIDE`. They follow from gathered facts alone, so their
order is nothing. A module without `derive` is no derived fact.
`all_of` puts them beside the gathered ones; `fields` is the catalogue that rules are held to.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from agent.catalogue import Catalogue, fact_fields
from agent.field import Field, Section
from collector.judge.derived.context import Context


def _found() -> dict[str, ModuleType]:
    """Section -> its module, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "derive")}


MODULES = _found()
BESIDE: dict[str, tuple[str, ...]] = {
    f"{name}.{fact}": beside
    for name, module in MODULES.items()
    for fact, beside in getattr(module, "BESIDE", {}).items()
}
"""Facts that are told with another: the first of these that is known."""


def all_of(facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The gathered facts with the derived ones beside them."""
    derived = {name: module.derive(facts, context) for name, module in MODULES.items()}
    return {**facts, **{name: part for name, part in derived.items() if part is not None}}


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
