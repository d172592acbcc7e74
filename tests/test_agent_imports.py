"""The agent is light: what it imports, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
before = set(sys.modules)
import agent.cli, agent.probe
agent.probe.find()
top = {name.split(".")[0] for name in set(sys.modules) - before}
third = sorted(t for t in top if t not in sys.stdlib_module_names and not t.startswith("_psutil"))
print(",".join(third))
print(",".join(sorted(top & {"asyncio", "dataclasses", "logging", "sqlite3", "tomllib"})))
"""

pytestmark = pytest.mark.usefixtures("unmeasured")
"""Coverage imports much of what is asked for here."""


def test_the_agent_imports_itself_the_standard_library_and_psutil_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    third, heavy = done.stdout.splitlines()
    assert third.split(",") == ["agent", "psutil"]
    assert heavy == "", "these cost megabytes on every PC"
