"""What the documents say is so."""

from __future__ import annotations

import re
import runpy
import shlex
import tomllib
from pathlib import Path

import pytest

from agent.cli import parser as agent_parser
from agent.probe import Host
from collector.cli import parser as collector_parser
from collector.folder import config
from collector.judge.load import load
from collector.reference import whole
from collector.standards.rulebook import FIELDS, SHIPPED

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")


def test_metrics_md_is_what_the_catalogue_says() -> None:
    said = (ROOT / "METRICS.md").read_text(encoding="utf-8")
    assert said == whole(), "run: make docs"


def test_the_settings_readme_shows_are_the_defaults() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = tomllib.loads(text.partition("```toml\n")[2].partition("```")[0])
    assert config.parse(shown, Path("var"), "README.md") == config.parse({}, Path("var"), "")


def commands() -> list[str]:
    """Every `mkaguzi …` and `mkaguzi-agent …` that README or CONTRIBUTING shows."""
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS)
    found = re.findall(r"`(mkaguzi(?:-agent)? [^`…]+)`", text)
    return found + re.findall(r"^    (mkaguzi(?:-agent)? [^#>\n]+)", text, re.MULTILINE)


@pytest.mark.parametrize("line", commands())
def test_every_command_the_documents_show_is_one(line: str) -> None:
    program, *words = shlex.split(line)
    chosen = agent_parser() if program == "mkaguzi-agent" else collector_parser()
    assert chosen.parse_args(words).handler


def test_every_target_readme_names_is_in_the_makefile() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^    make (\w+)", text, re.MULTILINE):
        assert f"\n{target}: " in made


def test_every_file_the_documents_point_at_is_there() -> None:
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / link).exists(), f"{name} points at {link}"


def test_the_picture_is_light_enough_for_a_thin_link() -> None:
    picture = (ROOT / "docs" / "asset.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 200_000


def block(language: str) -> str:
    """The one block of code in a language that CONTRIBUTING.md shows."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition(f"```{language}\n")[2].partition("```")[0]


def test_the_rule_contributing_shows_is_one() -> None:
    shipped = [(str(f), f.read_text(encoding="utf-8")) for f in sorted(SHIPPED.glob("*.yaml"))]
    pack = load([*shipped, ("CONTRIBUTING.md", block("yaml"))], FIELDS)
    assert not pack.faults
    assert pack.rules[-1].id == "OUR-01"


def test_the_probe_contributing_shows_reads_this_machine(tmp_path: Path) -> None:
    (tmp_path / "entropy.py").write_text(block("python"), encoding="utf-8")
    probe = runpy.run_path(str(tmp_path / "entropy.py"))
    ((_, fields),) = probe["read"](Host(Path("/"), {}))
    assert fields.keys() == probe["FIELDS"].keys()
    assert fields["available"] > 0
