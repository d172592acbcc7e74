"""What standards files say of one another: names that are not there, or are given by two. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from collector.judge.file import Fault, File, rule_id
from collector.judge.names import named
from collector.judge.parts import part
from collector.lined import hint


def together_faults(files: Sequence[File], shipped: Collection[str]) -> Iterator[Fault]:
    """All that is wrong between the files; the numbers of those `shipped` may be changed."""
    everything = [thing for file in files for thing in part(file.content, "rules")]
    ids = [str(thing["id"]) for thing in everything if isinstance(thing, dict) and "id" in thing]
    params = sorted(set(named(everything)))
    for file in files:
        yield from _unknown(file, ids, params)
    yield from _used_twice(files)
    yield from _contested([file for file in files if file.name not in shipped])


def _unknown(file: File, ids: list[str], params: list[str]) -> Iterator[Fault]:
    """Whatever an officer's file names must be there."""
    for rule, path in _rules_named(file.content):
        if rule not in ids:
            yield file.fault("", f"there is no rule {rule}{hint(rule, ids)}", *path)
    for name in part(file.content, "params"):
        if name not in params:
            reason = f"no rule names the parameter {name}{hint(name, params)}"
            yield file.fault("", reason, "params", name)


def _rules_named(content: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rules that a file's changes and adoptions name, and where."""
    yield from ((str(rule), ("change", rule)) for rule in part(content, "change"))
    for index, entry in enumerate(part(content, "adopted")):
        rules = entry.get("rules") if isinstance(entry, dict) else None
        for rule in rules if isinstance(rules, list) else ():
            yield str(rule), ("adopted", index, "rules")


def _used_twice(files: Sequence[File]) -> Iterator[Fault]:
    """Rules of one id, sound or not."""
    first: dict[str, str] = {}
    for file in files:
        for index, thing in enumerate(part(file.content, "rules")):
            rule = rule_id(thing)
            if rule in first:
                reason = f"the id is used already in {first[rule]}"
                yield file.fault(rule, reason, "rules", index)
            elif rule:
                first[rule] = _where(file, "rules", index)


def _contested(own: Sequence[File]) -> Iterator[Fault]:
    """What two of the officer's files set: which of them is meant, their names must not decide."""
    first: dict[tuple[Any, ...], str] = {}
    for file in own:
        for path in _set_by(file.content):
            if path in first:
                reason = f"{' '.join(map(str, path[1:]))} is set already in {first[path]}"
                yield file.fault("", f"{reason}; take one of the two away", *path)
            else:
                first[path] = _where(file, *path)


def _set_by(content: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The places of all that a file sets for rules of other files."""
    yield from (("params", name) for name in part(content, "params"))
    for rule, values in part(content, "change").items():
        yield from (("change", rule, key) for key in (values if isinstance(values, dict) else ()))


def _where(file: File, *path: Any) -> str:
    return f"{file.name}:{file.document.line(*path)}"
