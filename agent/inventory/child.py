"""The child: reads the probes it is asked for, and says each answer in a line of JSON.

It is asked by one line on standard input: which probes, and the hash of what is known of each, so
that what is unchanged need not be told. See `agent.inventory.conversation` for the other end.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent import checked
from agent.field import Rows, Section
from agent.inventory.due import at_first
from agent.probe import Host, Nothing, Probe, find_inventory, why
from agent.probes import idling
from agent.report import SectionFacts
from agent.sections import section

Say = Callable[..., None]


def main() -> None:
    """Answer one request, then end."""
    say = _mouth()
    asked = json.loads(sys.stdin.readline())
    if asked["idle"]:
        idling.idle()
    host = Host(Path("/"), {}, names=asked["names"])
    try:
        probes, due = find_inventory(), asked["due"]
        if due is None and asked["first"]:
            due = at_first({probe.name: probe.waits for probe in probes}, asked["later"])
        answer(probes, due, asked["known"], say, host)
    except BrokenPipeError:  # who asked is gone, and nobody is left to be told
        os._exit(0)


def _mouth() -> Say:
    """How the child speaks: on a handle of its own, for a library may print what it likes."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)

    def say(*parts: Any) -> None:
        stream.write(json.dumps(parts, separators=(",", ":")) + "\n")
        stream.flush()

    return say


def answer(
    probes: list[Probe],
    due: list[str] | None,
    known: dict[str, str],
    say: Say,
    host: Host,
) -> None:
    """Say when each probe wants to be read, then read those that are due (None: all)."""
    say("plan", {probe.name: [probe.every, probe.deadline, probe.waits] for probe in probes})
    for probe in sorted(probes, key=lambda probe: probe.deadline):  # what may be slow comes last
        if due is None or probe.name in due:
            say("begins", probe.name)
            say(*_answer(probe, host._replace(kept={}), known.get(probe.name, "")))


def _empty(facts: Section) -> SectionFacts:
    """What a section of this form tells of nothing."""
    return [] if isinstance(facts, Rows) else {}


def _answer(probe: Probe, host: Host, known: str) -> tuple[Any, ...]:
    try:
        if probe.fault:
            raise ImportError(probe.fault)
        if probe.fields:
            return "rows", probe.name, checked.readings(probe, probe.read(host))
        found = section(checked.section(probe, probe.read(host)))
    except Nothing:
        if not known or probe.facts is None:
            return "nothing", probe.name
        found = section(_empty(probe.facts))  # what was there is gone, as an antivirus may be
    except Exception as error:  # noqa: BLE001 (whatever a probe meets costs only the probe)
        return "failed", probe.name, probe.fault or why(error)
    if found.hash == known:
        return "same", probe.name
    return "facts", probe.name, found.in_line()
