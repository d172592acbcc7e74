"""What `mkaguzi-agent once` shows: sizes in the base the pages tell them in, and what is known."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from agent.probes.inventory.interfaces import windows as interfaces
from agent.probes.samples import net
from agent.show import plain
from collector.standards.rulebook import FIELDS
from collector.web.shown import shown
from collector.words.text import text_for

GIB = 1 << 30


@pytest.mark.parametrize(
    ("value", "path", "told"),
    [
        (256 * GIB, "disks[].size", "274.9 GB"),
        (512_110_190_592, "disks[].size", "512.1 GB"),
        (3 * 10**12, "filesystems[].total", "3 TB"),
        (8 * GIB, "memory.installed", "8 GiB"),
        (4 * GIB, "memory.modules[].size", "4 GiB"),
        (512 << 20, "memory.modules[].size", "512 MiB"),
    ],
)
def test_sizes_are_told_as_on_the_pages(value: int, path: str, told: str) -> None:
    place = path.partition("[")[0].rpartition(".")[0] or path.partition("[")[0]
    assert plain(value, FIELDS[path].unit, place) == told
    assert shown(text_for("en"), value, FIELDS[path], path) == told


@pytest.mark.parametrize(
    ("unit", "place", "told"),
    [
        ("B", "mem", "2 GiB"),
        ("B", "swap", "2 GiB"),
        ("B", "disk", "2.1 GB"),
        ("B", "net", "2.1 GB"),
    ],
)
def test_samples_of_memory_alone_are_in_powers_of_1024(unit: str, place: str, told: str) -> None:
    assert plain(2 * GIB, unit, place) == told


def test_a_speed_that_is_not_known_is_said_so() -> None:
    assert plain(-1, "Mbit/s", "net") == "not known"
    assert plain(1000, "Mbit/s", "net") == "1000 Mbit/s"


@pytest.mark.parametrize("told", [-1, 0, 0xFFFFFFFF, None])
def test_what_a_driver_says_where_it_does_not_know_is_no_fact(told: int | None) -> None:
    assert net.believed(told) == -1
    assert "speed" not in interfaces._state(SimpleNamespace(speed=told, isup=True))
