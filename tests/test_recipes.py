"""What CONTRIBUTING says of adding a thing is enough: done to a copy, to the letter."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def files(title: str) -> dict[str, str]:
    """The files that a recipe shows, each after `As …:`, by their place."""
    recipe = CONTRIBUTING.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"As\s+`([^`]+)`[^:]*:\n\n```\w+\n(.*?)```", recipe, re.DOTALL))


class Copy:
    """The repository's files, new ones too, in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = self._said(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"])
        for name in (name for name in listed.splitlines() if (ROOT / name).exists()):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)

    def _said(self, command: list[str]) -> str:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def save(self, made: dict[str, str]) -> None:
        """The recipe's files, each in its place and in the house's style."""
        for name, text in made.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        for name in filter(lambda name: name.endswith(".py"), made):
            self.python("ruff", "check", name)
            self.python("ruff", "format", "--check", name)

    def put(self, name: str, before: str, line: str) -> None:
        """A line of its own before another."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, line + before, 1), encoding="utf-8")

    def python(self, module: str, *words: str) -> str:
        """What a module says that is run here."""
        return self._said([sys.executable, "-m", module, *words])

    def document(self) -> None:
        """What `make docs` does."""
        made = self.python("collector.reference")
        (self.folder / "METRICS.md").write_text(made, encoding="utf-8")

    def test(self, *names: str) -> None:
        """These tests pass; nothing but them is asked."""
        self.python("pytest", "-q", "-p", "no:cacheprovider", *names)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy to do it to."""
    return Copy(tmp_path)


def test_a_probe(copy: Copy) -> None:
    copy.save(files("Add a probe"))
    said = copy.python("agent", "--state", "state", "once")
    assert re.search(r"entropy.*available.*\d", said, re.DOTALL)
    copy.document()
    copy.test("tests/test_documents.py", "tests/test_translations.py", "tests/test_contract.py")


def test_a_rule(copy: Copy) -> None:
    data = copy.folder / "data"
    (data / "standards").mkdir(parents=True)
    check = ("collector.cli", "--data", str(data), "standards", "check")
    before = int(copy.python(*check).splitlines()[-1].split()[0])
    copy.save({f"data/{name}": text for name, text in files("Add a rule").items()})
    said = copy.python(*check)
    assert said.splitlines()[-1].startswith(f"{before + 1} rules")
    assert "no faults" in said


def test_a_fact_that_follows_from_others(copy: Copy) -> None:
    copy.save(files("Add a fact that follows from others"))
    copy.document()
    assert "memory_places.free" in (copy.folder / "METRICS.md").read_text(encoding="utf-8")
    copy.test("tests/test_documents.py", "tests/test_judge_derived.py")


def test_a_page(copy: Copy) -> None:
    copy.save(files("Add a page"))
    copy.put("collector/web/app.py", "    machines,\n", "    kinds,\n")
    copy.put("collector/web/app.py", "    errors.nowhere,\n", "    kinds.listed,\n")
    told = re.search(r'`(\("GET", "/kinds"\): \w+)`', CONTRIBUTING)
    assert told
    copy.put("tests/test_web_routes.py", '    ("GET", "/assets")', f"    {told[1]},\n")
    with (copy.folder / "collector/words/locale/sw.po").open("a", encoding="utf-8") as catalogue:
        catalogue.write('\nmsgid "Kinds of machine"\nmsgstr "Aina za vifaa"\n')
    copy.test("tests/test_web_routes.py", "tests/test_translations.py")
