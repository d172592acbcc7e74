"""Files that people put: a named pipe, or whatever is no file, is a fault and lets nobody wait."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from collector.cli.command import main
from collector.folder import config, reading
from collector.folder.config import ConfigError
from collector.organisation.chart import EXAMPLE, OrganisationError, load
from collector.organisation.region import Region
from collector.problem import Problem
from collector.standards.adoption import adopt
from collector.standards.rulebook import Rulebook

REMEDY = "not a file; put a file of text in its place, or take it away"


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Makes named pipes; whoever still waits for one at the end is let go."""
    made: list[Path] = []

    def make(name: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.unlink(missing_ok=True)
        os.mkfifo(file)
        made.append(file)
        return file

    yield make
    for file in made:
        os.close(os.open(file, os.O_RDWR | os.O_NONBLOCK))


def at_once(what: Callable[[], object]) -> object:
    """What it comes to, where it does not wait."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(what())
        except (Problem, ConfigError) as error:
            found.append(str(error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive(), "it waits for a file that never answers"
    return found[0]


def test_a_pipe_among_the_standards_is_a_fault_and_stops_no_round(
    pipe: Callable[[str], Path],
) -> None:
    folder = pipe("standards/ours.yaml").parent
    book = Rulebook(folder.with_name("none"))
    book._overlay = folder
    assert at_once(book.reload) is False
    told = f"ours.yaml:1: it cannot be read: it is a named pipe, {REMEDY}"
    assert [str(fault).rpartition("/")[2] for fault in book.faults] == [told]
    (folder / "ours.yaml").rename(folder.with_name("away"))
    (folder / "ours.yaml").write_text("params: {ram_min: 4 GiB}", encoding="utf-8")
    assert at_once(book.reload) is True
    assert book.faults == ()


def test_a_pipe_in_the_place_of_adoptions_is_told(pipe: Callable[[str], Path]) -> None:
    folder = pipe("standards/adopted.yaml").parent
    book = Rulebook(folder.with_name("none"))
    told = at_once(lambda: adopt(folder, book, ["HW-01"], "RAS/12", "asha", 1_795_453_500))
    assert f"adopted.yaml: it cannot be read: it is a named pipe, {REMEDY}" in str(told)


def test_a_pipe_in_the_place_of_the_region_is_told_and_the_last_good_one_stays(
    pipe: Callable[[str], Path], tmp_path: Path
) -> None:
    file = tmp_path / "organisation.yaml"
    file.write_bytes(EXAMPLE.read_bytes())
    region = Region(file)
    pipe(file.name)
    at_once(region.reload)
    assert region.trouble == f"{file}: it cannot be read: it is a named pipe, {REMEDY}"
    assert "mbulu-dc" in region().councils


def test_a_pipe_in_the_place_of_the_settings_is_told(pipe: Callable[[str], Path]) -> None:
    file = pipe("mkaguzi.toml")
    told = at_once(lambda: config.load(file.parent))
    assert told == f"{file}: it cannot be read: it is a named pipe, {REMEDY}"


def test_whatever_is_no_file_is_named_for_what_it_is(tmp_path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind(str(tmp_path / "s.yaml"))
        with pytest.raises(OrganisationError, match="it is a socket, not a file"):
            load(tmp_path / "s.yaml")
    for place, kind in ((tmp_path, "a folder"), (Path("/dev/zero"), "a device")):
        with pytest.raises(OSError, match=f"it is {kind}, not a file"):
            reading.text(place)


def test_check_says_which_files_it_reads_and_which_it_passes_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = ["--data", str(tmp_path), "standards", "check"]
    own = tmp_path / "standards"
    assert main(check) == 0
    assert f"no file of your own in {own}: the shipped standards alone" in capsys.readouterr().out
    own.mkdir()
    for name in ("a.yml", "ours.txt", "ours.yaml"):
        (own / name).write_text("", encoding="utf-8")
    assert main(check) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [f"read {own / 'a.yml'}", f"read {own / 'ours.yaml'}"]
    assert said[2].startswith(f"passed over {own / 'ours.txt'}: only names that end in .yaml")


def test_what_is_switched_off_is_not_counted_as_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "standards").mkdir()
    check = ["--data", str(tmp_path), "standards", "check"]

    def counted(text: str) -> list[int]:
        """All, in force, proposed, switched off."""
        (tmp_path / "standards" / "ours.yaml").write_text(text, encoding="utf-8")
        assert main(check) == 0
        words = capsys.readouterr().out.splitlines()[-1].replace(",", " ").split()
        return [int(word) for word in words if word.isdigit()]

    rules, on, proposed, off = counted("")
    assert rules == on + proposed + off
    more = "change: {HW-01: {enabled: false}, HLT-01: {enabled: false}}"
    assert counted(more) == [rules, on - 1, proposed - 1, off + 2]
