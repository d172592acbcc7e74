"""The Debian package as a file: what is in it, that it is always the same, and that lintian is
content."""

from __future__ import annotations

import configparser
import gzip
import os
import re
import subprocess
from argparse import _SubParsersAction
from pathlib import Path

import pytest

from agent import __version__, settings
from agent.cli.parser import parser
from tests.served import ROOT

pytestmark = pytest.mark.needs("dpkg-deb")
BUILD = ROOT / "packaging" / "deb" / "build"
UNITS = ROOT / "packaging" / "deb" / "units"
EXPOSED = {
    "mkaguzi-agent.service": 20,
    "mkaguzi-agent-enrol.service": 24,
    "mkaguzi-agent-sleep.service": 10,
    "mkaguzi-agent-smart.service": 15,
}
"""The most that `systemd-analyze security` may find, of 100."""


def build(folder: Path, script: Path = BUILD, /, **environment: str) -> Path:
    """The package, made in a folder."""
    done = subprocess.run(
        [script, folder],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("deb"))


@pytest.fixture(scope="module")
def opened(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of its files."""
    folder = tmp_path_factory.mktemp("opened")
    subprocess.run(["dpkg-deb", "--raw-extract", made, folder], check=True)
    return folder


def field(made: Path, name: str) -> str:
    done = subprocess.run(["dpkg-deb", "-f", made, name], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_it_says_what_it_is_and_what_it_needs(made: Path) -> None:
    assert made.name == f"mkaguzi-agent_{__version__}_all.deb"
    assert (field(made, "Package"), field(made, "Version")) == ("mkaguzi-agent", __version__)
    assert field(made, "Depends") == "python3 (>= 3.10), python3-psutil (>= 5.9), systemd"
    assert made.stat().st_size < 1 << 20


def test_the_same_sources_make_the_same_bytes(tmp_path: Path) -> None:
    moment = {"SOURCE_DATE_EPOCH": "1770000000"}
    one, other = build(tmp_path / "one", **moment), build(tmp_path / "other", TZ="EAT-3", **moment)
    assert one.read_bytes() == other.read_bytes()
    assert (
        build(tmp_path / "later", SOURCE_DATE_EPOCH="1770000001").read_bytes() != one.read_bytes()
    )


def test_all_of_it_is_roots_and_every_module_is_there(made: Path, opened: Path) -> None:
    done = subprocess.run(["dpkg-deb", "-c", made], capture_output=True, text=True, check=True)
    rows = [line.split(None, 5) for line in done.stdout.splitlines()]
    assert {row[1] for row in rows} == {"root/root"}
    assert {row[0] for row in rows} == {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x"}
    laid = opened / "usr/share/mkaguzi-agent/agent"
    there = {file.relative_to(laid) for file in laid.rglob("*") if file.is_file()}
    sources = (file for kind in ("py", "json", "service") for file in AGENT.rglob(f"*.{kind}"))
    assert there == {file.relative_to(AGENT) for file in sources}


AGENT = ROOT / "agent"


def test_what_the_settings_file_says_are_the_defaults(opened: Path, tmp_path: Path) -> None:
    text = (opened / "etc/mkaguzi/agent.ini").read_text()
    assert (opened / "DEBIAN/conffiles").read_text() == "/etc/mkaguzi/agent.ini\n"
    said = tmp_path / "agent.ini"
    said.write_text(
        text.replace("# spool", "spool").replace("# names", "names").replace("# proxy", "proxy")
    )
    told = configparser.ConfigParser()
    told.read(said)
    assert set(told["agent"]) == set(settings._KNOWN["agent"]) - {"state"}, "the unit says where"
    place = tmp_path / "state"
    for file in (opened / "etc/mkaguzi/agent.ini", said):
        assert settings.load(file, place) == settings.Settings(place)


@pytest.mark.needs("lintian")
def test_lintian_has_nothing_to_say(made: Path) -> None:
    words = ("lintian", "--allow-root", "--display-info", "--fail-on", "error,warning,info")
    done = subprocess.run([*words, made], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_scripts_are_of_any_shell(opened: Path) -> None:
    for name in ("postinst", "prerm", "postrm"):
        subprocess.run(["/bin/sh", "-n", opened / "DEBIAN" / name], check=True)


@pytest.mark.needs("man")
def test_the_manual_page_tells_of_every_command(opened: Path) -> None:
    page = gzip.decompress((opened / "usr/share/man/man8/mkaguzi-agent.8.gz").read_bytes()).decode()
    told = set(re.findall(r"^\.BI?R? ?(?:\"| )?([a-z-]+)", page, re.MULTILINE))
    (choices,) = (a.choices for a in parser()._actions if isinstance(a, _SubParsersAction))
    assert set(choices) <= told


def test_the_manual_page_is_one(opened: Path) -> None:
    page = opened / "usr/share/man/man8/mkaguzi-agent.8.gz"
    done = subprocess.run(
        ["man", "--warnings", "-l", page],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "MANWIDTH": "80", "MANROFFSEQ": "", "LC_ALL": "C.UTF-8"},
    )
    assert done.stderr == ""
    assert "site.mkaguzi" in done.stdout


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize(("name", "most"), EXPOSED.items())
def test_each_service_leaves_little_open(opened: Path, name: str, most: int) -> None:
    file = opened / "usr/lib/systemd/system" / name
    asked = ("systemd-analyze", "security", "--offline=true", f"--threshold={most}", "--no-pager")
    done = subprocess.run([*asked, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-200:]


def test_every_service_is_among_them() -> None:
    assert {file.name for file in UNITS.glob("*.service")} | {"mkaguzi-agent.service"} == set(
        EXPOSED
    )
