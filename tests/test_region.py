"""The region in force: the last good file stays, over a restart too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from collector.cli.command import main
from collector.folder.lastgood import LastGood
from collector.organisation.chart import OrganisationError
from collector.organisation.region import Region
from tests.test_organisation import GOOD

FAULTY = GOOD.replace("type: DC", "type: DX")


class Files:
    """The region's file, which gets a later time at each writing, and the place of its copy."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "organisation.yaml"
        self.last_good = LastGood(folder / "last-good" / "organisation")
        self._time = 1_000_000_000

    def write(self, text: str) -> None:
        self._time += 1
        self.file.write_text(text, encoding="utf-8")
        os.utime(self.file, (self._time, self._time))

    def begun(self) -> Region:
        return Region(self.file, self.last_good)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    made = Files(tmp_path)
    made.write(GOOD)
    return made


def test_a_faulty_file_changes_nothing_until_it_is_mended(files: Files) -> None:
    region = files.begun()
    files.write(FAULTY)
    region.reload()
    assert "organisation.yaml:6: type must be" in region.trouble
    assert region().councils.keys() == {"mbulu-dc"}
    files.write(GOOD.replace("mbulu-dc", "mbulu-tc"))
    region.reload()
    assert (region.trouble, list(region().councils)) == ("", ["mbulu-tc"])


@pytest.mark.parametrize("text", [FAULTY, "x: [", "region: 5", GOOD[: GOOD.index("  - code")]])
def test_a_start_over_a_faulty_file_goes_on_with_the_last_good_one(files: Files, text: str) -> None:
    files.begun()
    files.write(text)
    region = files.begun()
    assert region.trouble
    assert region().expected("mbulu-dc") == 45
    files.write(GOOD.replace("desktop: 40", "desktop: 50"))
    region.reload()
    assert (region.trouble, region().expected("mbulu-dc")) == ("", 55)


def test_a_start_without_the_file_goes_on_with_the_last_good_one(files: Files) -> None:
    files.begun()
    files.file.unlink()
    region = files.begun()
    assert "there is no file" in region.trouble
    assert region().councils.keys() == {"mbulu-dc"}


def test_without_a_good_one_before_it_a_faulty_file_is_an_error(files: Files) -> None:
    files.write(FAULTY)
    with pytest.raises(OrganisationError, match="type must be one of"):
        files.begun()


def test_check_says_all_that_is_wrong_or_who_is_expected(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    check = ["--data", str(files.file.parent), "organisation", "check"]
    assert main(check) == 0
    said = capsys.readouterr().out
    assert "45 machines expected" in said
    assert "1 council, 2 sites: no faults" in said
    files.write(GOOD.replace(", expected: {desktop: 3}", ""))
    assert main(check) == 0
    assert "expectation not known: nobody counted mbulu-clinic" in capsys.readouterr().out
    files.write(FAULTY.replace("en: HQ,", ""))
    assert main(check) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main([*check, str(files.file.with_name("none.yaml"))]) == 1
