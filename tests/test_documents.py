"""What the documents say is so."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.cli.parser import parser as agent_parser
from collector.cli.command import parser as collector_parser
from collector.folder import config
from collector.reference import whole

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


def test_readme_names_all_that_healthz_says() -> None:
    source = (ROOT / "collector" / "web" / "pages" / "health.py").read_text(encoding="utf-8")
    said = re.findall(r'"([a-z ]+)"', source.partition("def _status")[2])
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    [told] = [line for line in lines if "GET /healthz" in line]
    assert set(re.findall(r"`([a-z ]+)`", told)) == set(said)


def test_every_file_the_documents_point_at_is_there() -> None:
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / link).exists(), f"{name} points at {link}"


def test_the_picture_is_light_enough_for_a_thin_link() -> None:
    picture = (ROOT / "docs" / "asset.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 200_000


KEPT_ELSEWHERE = {"mkaguzi.toml", "organisation.yaml", "standards/ours.yaml", "var/", "dist/"}
"""What stands in a data folder, or is made here."""


def paths(text: str) -> set[str]:
    """What a document names as files and folders of the repository, those left out it adds."""
    shown = set(re.findall(r"`([^` ]+/[^` ]*|[^` /]+\.(?:py|toml|yaml|html|md))`", text))
    added = set(re.findall(r"As\s+`([^`]+)`[^:]*:\n\n```", text))
    outside = {path for path in shown if path.startswith("/") or "://" in path}
    return {path for path in shown - added - outside if not path.startswith(tuple(KEPT_ELSEWHERE))}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_the_documents_name_is_there(name: str) -> None:
    """In full, or by its end alone where the text says in which room it is."""
    places = [f"/{path.relative_to(ROOT)}" for path in walked(ROOT)]
    for path in paths((ROOT / name).read_text(encoding="utf-8")):
        end = f"/{path.rstrip('/')}"
        assert any(place.endswith(end) for place in places), f"{name} names {path}"


def walked(folder: Path) -> Iterator[Path]:
    """All files and folders, those of the tools left out."""
    for path in folder.iterdir():
        if path.name not in (".git", ".venv", "var"):
            yield path
            yield from walked(path) if path.is_dir() else ()
