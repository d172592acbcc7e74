"""What a probe is, and finding the probes.

A probe is one module with a docstring and no registration. Where it lies says who reads it:
those in `agent/probes/samples/` the agent itself at each step of the grid, those in
`agent/probes/inventory/` a child process, every `EVERY` seconds (see `agent.inventory`).

* a **sample probe** has `FIELDS` (name -> Field), `TAGS` (their names, often none) and
  `read(host) -> Iterable[(tags, values)]`. Its module's name is the measurement.
* a **fact probe** has `FACTS` (a Section) and `read(host) -> dict or list of dicts`.
  Its module's name is the section.

`DEADLINE` (s), where a probe has one, says how long it may take; `WAITS`, that it is too heavy for
the first minutes after a start, when everything begins at once.
A subject that each system answers differently is a folder: its `__init__.py` has all but `read`,
which `linux.py` and `windows.py` have; where one is missing, that system has no such thing.
A module without `read` is no probe, but what several of them share (`volumes`).
A probe may raise whatever it likes: it costs only itself (see `agent.gather`), also when it cannot
even be loaded. `Nothing` is the way to say "this machine has no such thing", which is no error.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from agent.field import Field, Section
from agent.nothing import Nothing as Nothing
from agent.outside import Outside
from agent.probes import inventory, samples
from agent.report import Row

SAMPLE = 0
"""`EVERY` of a probe that is read at each step of the grid, whatever its length."""
HOUR = 3600.0
DAY = 86_400.0
PATIENCE = 20.0
"""Seconds a probe may take that does not say otherwise."""

Sample = tuple[dict[str, str], Row]
"""One reading: its tags and its values."""


class Host(NamedTuple):
    """The machine as a probe sees it: its files, what else can be asked of it, and a memory.

    Tests point `root` at a folder with a recorded /proc and /sys, and let `outside` answer from
    recordings. `kept` is the probe's own: what it writes there, it finds there at its next reading.
    """

    root: Path
    kept: dict[str, Any]
    outside: Outside = Outside()
    names: bool = False
    """Whether the names of people's accounts may be told: personal data, which need a reason."""

    def path(self, place: str) -> Path:
        """The file at an absolute place (`/proc/stat`) of this machine."""
        return self.root / place.lstrip("/")

    def has(self, place: str) -> bool:
        """Whether this is Linux and shows that file: on Windows `/proc` is anybody's folder."""
        return self.outside.system == "linux" and self.path(place).exists()


class Probe(NamedTuple):
    """One probe, as found. `fault`: why it cannot be loaded; then it has no names."""

    name: str
    every: float
    module: ModuleType
    fault: str = ""

    @property
    def fields(self) -> dict[str, Field]:
        """A sample probe's fields; empty for a fact probe."""
        return getattr(self.module, "FIELDS", {})

    @property
    def tags(self) -> tuple[str, ...]:
        """A sample probe's tags."""
        return getattr(self.module, "TAGS", ())

    @property
    def facts(self) -> Section | None:
        """A fact probe's section; None for a sample probe."""
        return getattr(self.module, "FACTS", None)

    @property
    def waits(self) -> bool:
        """Whether it is so heavy that it is not asked in the first minutes after a start."""
        return getattr(self.module, "WAITS", False)

    @property
    def deadline(self) -> float:
        """Seconds it may take."""
        return getattr(self.module, "DEADLINE", PATIENCE)

    def read(self, host: Host) -> Iterable[Sample] | Any:
        """Ask the machine. Raises Nothing, and whatever the probe raises."""
        if hasattr(self.module, "read"):
            return self.module.read(host)
        return _of_system(self.module, host.outside.system).read(host)


def find() -> list[Probe]:
    """Every probe, by name."""
    return sorted((*find_samples(), *find_inventory()), key=lambda probe: probe.name)


def find_samples() -> list[Probe]:
    """Those that the agent reads itself, by name."""
    return _in(samples)


def find_inventory() -> list[Probe]:
    """Those that a child reads, by name."""
    return _in(inventory)


def counters(probes: Iterable[Probe]) -> dict[str, frozenset[str]]:
    """Measurement -> the fields of it that only grow."""
    return {
        probe.name: frozenset(name for name, field in probe.fields.items() if field.counter)
        for probe in probes
    }


def _in(room: ModuleType) -> list[Probe]:
    return [probe for name in _modules(room) for probe in _found(f"{room.__name__}.{name}")]


def _modules(room: ModuleType) -> list[str]:
    """The names of the modules in a package. (`pkgutil` would load a megabyte to tell that.)"""
    places = [file for place in room.__path__ for file in Path(place).iterdir()]
    files = [file for file in places if file.name != "__pycache__"]  # it may be another user's own
    modules = {file.stem for file in files if file.suffix in (".py", ".pyc")}
    folders = {file.name for file in files if not file.suffix and _is_package(file)}
    return sorted((modules | folders) - {"__init__"})


def _is_package(folder: Path) -> bool:
    """`__pycache__` is none, and may be closed to this user."""
    return not folder.name.startswith("__") and (folder / "__init__.py").exists()


def _found(place: str) -> Iterator[Probe]:
    """The probe in a module, if it is one."""
    name = place.rpartition(".")[2]
    try:
        module = importlib.import_module(place)
        if hasattr(module, "__path__") or hasattr(module, "read"):
            yield Probe(name, module.EVERY, module)
    except Exception as error:  # noqa: BLE001 (what keeps a probe from loading costs only the probe)
        fault = f"it cannot be loaded: {why(error)}"
        yield Probe(name, HOUR, ModuleType(place), fault)


def _of_system(folder: ModuleType, system: str) -> ModuleType:
    """What reads it on this system. Raises Nothing where nothing does."""
    place = f"{folder.__name__}.{system}"
    if system not in _modules(folder):
        raise Nothing
    return importlib.import_module(place)


def why(error: Exception) -> str:
    """What went wrong, by its kind and its words."""
    return f"{type(error).__name__}: {error}"
