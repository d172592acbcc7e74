"""A fresh code is shown once, to the session that made it; its commands are README's."""

from __future__ import annotations

import re
from pathlib import Path

from agent.cli.parser import parser
from collector.web.handouts import COMMANDS, INSTALLER, SILENT, WAITS, Handout, Handouts
from installer import source

NOW = 1_795_453_560
ONE = Handout("mkz1.abc", "mbulu-dc-hq", NOW)


def test_a_code_is_taken_once_and_by_its_own_session_alone() -> None:
    handouts = Handouts()
    handouts.put("session", ONE)
    assert handouts.take("another", NOW) is None
    assert handouts.take("session", NOW + 5) == ONE
    assert handouts.take("session", NOW + 5) is None


def test_a_code_that_nobody_asked_for_in_time_is_gone() -> None:
    handouts = Handouts()
    handouts.put("session", ONE)
    assert handouts.take("session", NOW + WAITS) is None
    handouts.put("session", ONE)
    handouts.put("another", ONE._replace(made=NOW + WAITS))
    assert handouts.take("session", NOW) is None


def test_the_block_installs_enrols_and_starts_as_readme_says() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    for line in COMMANDS:
        assert f"\n    {line.format(code='CODE')}\n" in readme
    assert ONE.block.splitlines()[1] == "mkaguzi-agent enrol mkz1.abc"
    for line in (*ONE.block.splitlines(), ONE.line.removeprefix("sudo ")):
        if line.startswith("mkaguzi-agent "):
            words = line.partition(" > ")[0].split()[1:]
            assert parser().parse_args(words).handler


def test_the_silent_line_is_the_installers_own_and_as_docs_say() -> None:
    root = Path(__file__).parent.parent
    docs = (root / "docs" / "windows.md").read_text(encoding="utf-8")
    assert f"`{SILENT.format(code='mkz1.…')}`" in docs
    assert f"`dist/{INSTALLER}`" in docs
    assert ONE.silent == f"msiexec /i {INSTALLER} /qn CODE=mkz1.abc"
    given = re.findall(r"([A-Z]+)=", ONE.silent)
    taken = next(sql for sql in source.amendments(root / "dist") if "SecureCustom" in sql)
    assert given
    assert set(given) <= set(taken.partition("='")[2].partition("'")[0].split(";"))
