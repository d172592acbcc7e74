"""The data folder: made once, held by one, and never silently shared."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from collector.folder.config import Settings
from collector.folder.opening import FolderError, Lock, prepare
from collector.organisation.chart import EXAMPLE


def test_the_folder_is_its_owners_alone_and_holds_the_example_region(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "a folder" / "var")
    prepare(settings, EXAMPLE)
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert "manyara" in settings.organisation_file.read_text(encoding="utf-8")


def test_an_organisation_that_is_there_is_left_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    settings.organisation_file.write_text("ours", encoding="utf-8")
    prepare(settings, EXAMPLE)
    assert settings.organisation_file.read_text(encoding="utf-8") == "ours"


def test_a_second_collector_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    first = Lock(tmp_path)
    with pytest.raises(FolderError, match=rf"another collector \(process {os.getpid()}\)"):
        Lock(tmp_path)
    first.release()
    Lock(tmp_path).release()


def test_a_folder_that_cannot_be_made_says_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    with pytest.raises(FolderError, match="Choose another with --data"):
        prepare(Settings(data=tmp_path / "file" / "var"), EXAMPLE)
