"""Both command lines teach: every command says what it does, and what each of its words means."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import __version__
from agent.cli.parser import parser as agent_parser
from agent.settings import default_file, default_state
from collector.app import Collector
from collector.cli.command import main
from collector.cli.command import parser as collector_parser
from collector.folder import config


def commands(one: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A command and those within it."""
    yield one
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from commands(inner)


EVERY = [*commands(agent_parser()), *commands(collector_parser())]


@pytest.mark.parametrize("command", EVERY, ids=lambda one: one.prog)
def test_help_says_what_a_command_does_and_what_its_words_mean(
    command: argparse.ArgumentParser,
) -> None:
    assert command.description
    for action in command._actions:
        if not isinstance(action, argparse._SubParsersAction):
            assert action.help, action.dest


def test_the_agents_help_names_its_places_and_examples_that_can_be_typed() -> None:
    said = " ".join(agent_parser().format_help().split())
    assert f"by default {default_file()}" in said
    assert f"by default {default_state()}" in said
    examples = said.partition("examples: ")[2].partition("exit codes")[0]
    typed = [part.split() for part in examples.split("sudo mkaguzi-agent ")[1:]]
    assert [words[0] for words in typed] == ["once", "enrol", "status", "selftest"]
    for words in typed:
        agent_parser().parse_args(words[:2] if words[0] == "enrol" else words[:1])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a collector that was started once."""
    folder = tmp_path_factory.mktemp("usage")
    Collector(config.parse({}, folder, "")).close()
    return folder


@pytest.mark.parametrize(
    ("command", "remedy"),
    [
        (["agents", "list"], "mkaguzi agents code"),
        (["assets", "list"], "mkaguzi agents code"),
        (["standards", "explain", "nobody"], "mkaguzi assets list"),
        (["assets", "retire", "nobody"], "mkaguzi assets list"),
        (["people", "link", "nobody"], "mkaguzi people list"),
        (["agents", "code", "nowhere"], "manyara-rs-hq"),
    ],
)
def test_where_there_is_nothing_it_says_what_to_do(
    data: Path, command: list[str], remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--data", str(data), *command])
    said = capsys.readouterr()
    assert remedy in said.out + said.err


@pytest.mark.parametrize("parser", [agent_parser(), collector_parser()], ids=lambda one: one.prog)
def test_each_says_its_version(
    parser: argparse.ArgumentParser, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"{parser.prog} {__version__}\n"


@pytest.mark.parametrize(
    "command",
    [
        ["standards", "check"],
        ["standards", "test"],
        ["standards", "adopt", "HW-01", "--letter", "RAS/12", "--by", "asha"],
        ["organisation", "check"],
        ["mail", "test", "--to", "asha@example.org"],
        ["assets", "list"],
        ["clock", "show"],
        ["backup", "/nowhere/backup.tar.gz"],
    ],
)
def test_a_mistyped_folder_passes_for_nothing_and_is_not_made(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path / "vra"), *command]) == 1
    said = "".join(capsys.readouterr())
    assert "there is no " in said
    assert str(tmp_path / "vra") in said
    assert "no faults" not in said
    assert not (tmp_path / "vra").exists()


def test_named_files_are_checked_without_a_data_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ours.yaml").write_text("params: {ram_min: 7 GiB}\n")
    command = ["--data", str(tmp_path / "var"), "standards", "check", str(tmp_path / "ours.yaml")]
    assert main(command) == 0
    assert "no faults" in capsys.readouterr().out
