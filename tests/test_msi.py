"""The Windows installer, by Wine: silent, beside a site file, upgraded, refused, removed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from installer import layout, msi, signing, wine
from installer.wine import Windows
from tests.on_windows import AGENT, NEEDS
from tests.standing import SITE, Standing, standing, until

pytestmark = [
    pytest.mark.needs(*NEEDS, "wixl", "msibuild", "msiinfo", "osslsigncode", "openssl"),
    pytest.mark.usefixtures("unmeasured"),
]
PATIENCE = 60.0
STATE = "ProgramData/Mkaguzi"
PROGRAMS = "Program Files/Mkaguzi"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installer of the version that is."""
    return msi.build(AGENT, "0.1.0", tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of a later version, of the same sources but for that."""
    agent = tmp_path_factory.mktemp("newer") / "agent"
    shutil.copytree(AGENT, agent)
    told = agent / "__init__.py"
    told.write_text(told.read_text().replace("0.1.0", "0.2.0"))
    return msi.build(agent, "0.2.0", tmp_path_factory.mktemp("made"))


@pytest.fixture
def windows() -> Iterator[Windows]:
    with wine.windows() as here:
        yield here


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "collector") as here:
        yield here


def install(windows: Windows, file: Path, *words: str) -> int:
    """Without a screen, as a policy does it."""
    return windows.run("msiexec", "/i", wine.seen(file), "/qn", *words)[0]


def outcome(windows: Windows) -> str:
    said = windows.run("reg", "query", r"HKLM\SOFTWARE\Mkaguzi", "/v", "Outcome")[1]
    return said.partition("REG_SZ")[2].strip()


def versions(house: Standing) -> list[str]:
    rows = [row for row in house.inside.rows("event") if row.kind == "agent_started"]
    return [row.detail["version"] for row in rows]


def service(windows: Windows) -> str:
    return windows.run("sc", "query", "MkaguziAgent")[1]


def test_it_is_small_and_its_sum_is_told(made: Path) -> None:
    assert made.stat().st_size <= 15 << 20
    told = (made.parent / "SHA256SUMS").read_text()
    assert told == f"{sha256(made.read_bytes()).hexdigest()}  {made.name}\n"


def test_installed_by_policy_it_reports_is_upgraded_and_removed(
    made: Path, newer: Path, windows: Windows, house: Standing
) -> None:
    assert install(windows, made, f"CODE={house.code()}") == 0
    assert outcome(windows).startswith("Registered as ")
    assert f"at site {SITE}, with {house.address}" in outcome(windows)
    until(lambda: house.inside.rows("verdict"), "its first batch is judged", PATIENCE)
    assert "RUNNING" in service(windows)
    code, said = windows.run("cmd", "/c", "mkaguzi-agent", "status")
    assert (code, said.startswith("running")) == (0, True), said

    again = install(windows, made, f"CODE={house.code()}")
    assert (again, outcome(windows)[:14]) == (0, "Registered as "), "as a policy does at each start"
    assert "RUNNING" in service(windows), "started anew"
    assert len(house.inside.rows("agent")) == 1

    assert install(windows, newer) == 0
    until(lambda: versions(house) == ["0.1.0"] * 2 + ["0.2.0"], "the newer one reports", PATIENCE)
    assert len(house.inside.rows("agent")) == 1, "it is who it was"
    assert outcome(windows).startswith("Registered as ")
    assert install(windows, made) != 0, "an older one does not take a newer one's place"
    assert "RUNNING" in service(windows)

    assert windows.run("msiexec", "/x", wine.seen(newer), "/qn", "PURGE=0")[0] == 0
    assert not (windows.drive / PROGRAMS).exists()
    assert outcome(windows) == ""
    assert "MkaguziAgent" not in service(windows)
    assert install(windows, newer) == 0
    assert outcome(windows).startswith("Registered as "), "it is the same machine"
    assert windows.run("msiexec", "/x", wine.seen(newer), "/qn", "PURGE=1")[0] == 0
    assert not (windows.drive / PROGRAMS).exists()
    assert not (windows.drive / STATE).exists(), "before a machine is given away"


def test_beside_a_site_file_it_needs_no_word(
    made: Path, windows: Windows, house: Standing, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "site.mkaguzi").write_text(f"# Mbulu\n{house.code()}\n")
    file = Path(shutil.copy(made, stick))
    assert windows.run("msiexec", "/i", wine.seen(file))[0] == 0
    assert outcome(windows).startswith("Registered as ")
    until(lambda: house.inside.rows("verdict"), "its first batch is judged", PATIENCE)


def test_a_code_that_is_none_fails_a_silent_installation_and_says_why(
    made: Path, windows: Windows
) -> None:
    assert install(windows, made, "CODE=nonsense") != 0
    assert outcome(windows).startswith("Not registered: this is no enrolment code.")
    assert not (windows.drive / PROGRAMS / "python.exe").exists(), "it was rolled back"


def test_where_the_collector_is_away_it_stays_installed_and_enrols_when_it_is_back(
    made: Path, windows: Windows, tmp_path: Path
) -> None:
    with standing(tmp_path / "collector") as house:
        address, code = house.address, house.code()
    assert install(windows, made, f"CODE={code}") == 0
    assert outcome(windows).startswith(f"Installed, but not registered yet: {address} refuses")
    assert "RUNNING" in service(windows)
    with standing(tmp_path / "collector", address) as house:
        until(lambda: house.inside.rows("verdict"), "its first batch is judged", 3 * PATIENCE)


def test_a_person_is_told_what_failed_and_it_stays_installed(
    made: Path, windows: Windows, tmp_path: Path
) -> None:
    (tmp_path / "site.mkaguzi").write_text("nonsense")
    file = Path(shutil.copy(made, tmp_path))
    assert windows.run("msiexec", "/i", wine.seen(file))[0] == 0
    assert outcome(windows).startswith("Not registered: this is no enrolment code.")
    assert "RUNNING" in service(windows), "it waits to be enrolled"


def test_an_older_windows_is_refused(made: Path, windows: Windows) -> None:
    windows.pretend("win7")
    assert install(windows, made) != 0
    assert not (windows.drive / PROGRAMS).exists()
    told = subprocess.run(
        ["msiinfo", "export", str(made), "LaunchCondition"], capture_output=True, text=True
    )
    assert "needs Windows 10 or Windows Server 2016" in told.stdout


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One of the test's own, given in the environment."""
    key, certificate, both = tmp_path / "key", tmp_path / "certificate", tmp_path / "both.p12"
    password = tmp_path / "password"
    password.write_text("of a test")
    _openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Mkaguzi test"),
        *("-addext", "extendedKeyUsage=codeSigning", "-keyout", key, "-out", certificate),
    )
    _openssl(
        *("pkcs12", "-export", "-inkey", key, "-in", certificate, "-out", both),
        *("-passout", f"file:{password}"),
    )
    monkeypatch.setenv(signing.CERTIFICATE, str(both))
    monkeypatch.setenv(signing.PASSWORD, str(password))
    return certificate


def test_the_installer_is_signed_where_a_certificate_is_given(
    made: Path, tmp_path: Path, certificate: Path
) -> None:
    file = Path(shutil.copy(made, tmp_path / "signed.msi"))
    assert _verified(file, certificate) != 0
    signing.sign(file)
    assert _verified(file, certificate) == 0


def test_programs_that_nobody_signed_are_signed(tmp_path: Path, certificate: Path) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    ours, microsofts = "python3.dll", "vcruntime140.dll"
    before = (layout.python() / microsofts).read_bytes()
    for name in (ours, microsofts):
        shutil.copy(layout.python() / name, folder)
    assert not signing.is_signed(folder / ours)
    signing.sign_programs(folder)
    assert signing.is_signed(folder / ours)
    assert _verified(folder / ours, certificate) == 0
    assert (folder / microsofts).read_bytes() == before, "its maker's signature stays"


def _openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def _verified(file: Path, certificate: Path) -> int:
    done = subprocess.run(
        ["osslsigncode", "verify", "-in", str(file), "-CAfile", str(certificate)],
        capture_output=True,
        env=os.environ,
    )
    return done.returncode
