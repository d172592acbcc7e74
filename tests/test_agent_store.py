"""Small files of the agent's state: the old one or the new one, whole, whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import store
from tests.flushes import Flush, watched


def test_a_file_is_flushed_whole_before_it_takes_the_old_ones_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    store.save(file, {"a": 1})
    flushed = watched(tmp_path, monkeypatch)
    store.save(file, {"a": 2000})
    assert flushed == [
        Flush("a.json.part", file.stat().st_size, ["a.json", "a.json.part"]),
        Flush(tmp_path.name, 0, ["a.json"]),
    ]
    assert store.load(file) == {"a": 2000}


def test_what_need_not_last_costs_no_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed = watched(tmp_path, monkeypatch)
    store.save(tmp_path / "a.json", {"a": 1}, durable=False)
    assert flushed == []
    assert store.load(tmp_path / "a.json") == {"a": 1}
