"""What tests need of the system is looked for by `.ci/packages`; a lack is told, or fails in CI."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests import shut_in

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / ".ci" / "packages"
_NEEDS = re.compile(r"mark\.needs\(([^)]+)\)")


def needed() -> set[str]:
    """The programs that markers of tests name, and the one library."""
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "tests").glob("*.py")]
    marked = [found for text in texts for found in _NEEDS.findall(text)]
    return {*re.findall(r'"([^"]+)"', " ".join(marked)), shut_in.LIBRARY}


def test_each_thing_that_tests_need_is_looked_for() -> None:
    looked_for = set(re.findall(r"\[([\w.-]+)\]=", SCRIPT.read_text(encoding="utf-8")))
    assert "systemd-analyze" in needed()
    assert needed() <= looked_for


@pytest.mark.parametrize(("ci", "code"), [("1", 1), ("", 0)], ids=["in CI", "elsewhere"])
def test_what_is_missing_is_named_and_fails_in_ci(tmp_path: Path, ci: str, code: int) -> None:
    bare = tmp_path / "ldconfig"
    bare.write_text("#!/bin/sh\necho 0 libs found\n", encoding="utf-8")
    bare.chmod(0o755)
    machine = {"PATH": str(tmp_path), "CI": ci}  # without apt-get: nothing is installed
    done = subprocess.run(
        ["/bin/bash", str(SCRIPT)], env=machine, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    for package in ("libseccomp2", "chromium", "systemd", "util-linux"):
        assert f" {package}" in done.stderr
