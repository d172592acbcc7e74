"""Copies of what was good: whole ones over a power cut, and no reason to stop."""

from __future__ import annotations

from pathlib import Path

from collector.folder.lastgood import LastGood

OLD, NEW = {"a.yaml": "1", "b.yaml": "é"}, {"a.yaml": "2"}


def test_copies_are_kept_as_a_whole(tmp_path: Path) -> None:
    kept = LastGood(tmp_path / "last-good" / "standards")
    assert kept.texts() == {}
    kept.keep(OLD)
    assert kept.texts() == OLD
    kept.keep(NEW)
    assert LastGood(tmp_path / "last-good" / "standards").texts() == NEW
    assert [f.name for f in (tmp_path / "last-good").iterdir()] == ["standards"]
    assert (tmp_path / "last-good" / "standards" / "a.yaml").stat().st_mode & 0o77 == 0


def test_what_is_the_same_is_not_written_again(tmp_path: Path) -> None:
    kept = LastGood(tmp_path / "standards")
    kept.keep(OLD)
    before = (tmp_path / "standards").stat().st_ino
    kept.keep(dict(OLD))
    assert (tmp_path / "standards").stat().st_ino == before


def test_a_power_cut_while_copies_are_made_leaves_the_old_ones(tmp_path: Path) -> None:
    kept = LastGood(tmp_path / "standards")
    kept.keep(OLD)
    half = tmp_path / ".standards.new"
    half.mkdir()
    (half / "a.yaml").write_text("half")
    assert kept.texts() == OLD
    (tmp_path / "standards").rename(tmp_path / ".standards.old")
    assert kept.texts() == OLD
    kept.keep(NEW)
    assert kept.texts() == NEW


def test_copies_that_cannot_be_made_or_read_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = LastGood(tmp_path / "file" / "standards")
    kept.keep(OLD)
    assert kept.texts() == {}
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "a.yaml").write_bytes(b"\xff\xfe")
    assert LastGood(tmp_path / "odd").texts() == {}
