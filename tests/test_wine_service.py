"""The Windows service, by Wine: installed, started, stopped, removed; its folder is private."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.windows import controls, private
from agent.windows.names import service_sid
from tests.on_windows import NEEDS, OnWindows
from tests.standing import Standing, standing, until

pytestmark = pytest.mark.usefixtures("unmeasured")
on_wine = pytest.mark.needs(*NEEDS)
PATIENCE = 60.0
SHUT = """
import sys
from pathlib import Path
from agent.windows import private
folder = Path(sys.argv[1])
print(private.shut(folder), private.told(folder))
"""


def test_a_services_identity_follows_from_its_name() -> None:
    known = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
    assert service_sid("TrustedInstaller") == service_sid("TRUSTEDINSTALLER") == known


@pytest.mark.parametrize(
    ("control", "event", "kind", "ends"),
    [
        (0x1, 0, "", True),
        (0x5, 0, "system_stopping", True),
        (0xF, 0, "system_stopping", True),
        (0xD, 0x4, "system_suspending", False),
        (0xD, 0x12, "system_resumed", False),
        (0xD, 0xA, "power_changed", False),
        (0xD, 0x7, "", False),
        (0x4, 0x4, "", False),
    ],
)
def test_what_windows_says_is_an_event(control: int, event: int, kind: str, ends: bool) -> None:
    assert controls.announced(control, event) == kind
    assert controls.ends(control) is ends


def test_a_private_folder_is_for_system_administrators_and_the_service() -> None:
    but_letting_others_in = 0x1F01FF & ~0xC0040
    assert private.rights() == (
        f"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;{but_letting_others_in:#x};;;{service_sid()})"
    )


@on_wine
def test_a_private_folder_is_shut_to_everybody_else(on_windows: OnWindows) -> None:
    """Wine keeps of it what Linux can: what the owner and what others may."""
    folder = on_windows.windows.drive / "private"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    assert on_windows.python("-I", "-c", SHUT, r"C:\private").startswith("None D:")
    assert folder.stat().st_mode & 0o007 == 0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "collector") as here:
        yield here


def _events(house: Standing) -> list[str]:
    return [row.kind for row in house.inside.rows("event")]


@pytest.fixture
def service(on_windows: OnWindows) -> Iterator[OnWindows]:
    unknown = on_windows.python("-I", "-m", "agent.windows.registration", "install")
    assert "description" not in unknown
    try:
        yield on_windows
    finally:
        on_windows.windows.run("net", "stop", "MkaguziAgent")
        on_windows.python("-I", "-m", "agent.windows.registration", "remove")


@on_wine
def test_the_service_waits_to_be_enrolled_delivers_and_stops_in_order(
    service: OnWindows, house: Standing
) -> None:
    code, said = service.windows.run("net", "start", "MkaguziAgent")
    assert code == 0, said
    code, said = service.command("enrol", house.code())
    assert code == 0, said
    assert "begins by itself" in said
    until(lambda: "agent_started" in _events(house), "its first batch", PATIENCE)
    until(lambda: house.inside.rows("verdict"), "a verdict", PATIENCE)
    code, said = service.command("status")
    assert code == 0, said
    assert "running" in said
    code, said = service.windows.run("net", "stop", "MkaguziAgent")
    assert code == 0, said
    until(lambda: "agent_stopped" in _events(house), "its goodbye", PATIENCE)
    code, said = service.command("status")
    assert "NOT RUNNING (stopped" in said


@on_wine
def test_the_service_enrols_by_a_code_that_was_left_once_its_collector_is_reached(
    service: OnWindows, tmp_path: Path
) -> None:
    folder = service.windows.drive / "ProgramData" / "Mkaguzi"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with standing(tmp_path / "collector") as house:
        address = house.address
        (folder / "site.mkaguzi").write_text(house.code())
    code, said = service.windows.run("net", "start", "MkaguziAgent")
    assert code == 0, said
    until(lambda: "it tries again by itself" in service.command("status")[1], "a try", PATIENCE)
    code, said = service.command("status")
    assert code == 3
    assert f"{address} refuses" in said
    with standing(tmp_path / "collector", address) as house:
        until(lambda: "agent_started" in _events(house), "its first batch", 3 * PATIENCE)
        code, said = service.command("status")
        assert code == 0, said
    assert not (folder / "site.mkaguzi").exists()
