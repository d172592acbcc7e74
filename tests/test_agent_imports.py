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


LIGHT = """
import sys
import agent.cli
from pathlib import Path
assert "ipaddress" not in sys.modules
print(Path("/tmp/a b").as_uri())
import urllib.parse
print(urllib.parse.quote("a b"))
"""


def alone(program: str) -> str:
    """What a program prints in a Python that has loaded nothing yet, as an installation would."""
    start = f"import sys; sys.path[:] = {sys.path!r}\n"
    words = [sys.executable, "-I", "-S", "-c", start + program]  # -S: an editable one loads pathlib
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="pathlib is light by itself there")
def test_a_path_is_a_path_though_half_a_megabyte_is_left_out() -> None:
    assert alone(LIGHT).split() == ["file:///tmp/a%20b", "a%20b"]


def test_a_run_loads_nothing_that_it_does_not_need() -> None:
    """Each of these costs a quarter of a megabyte or more, on every PC, for as long as it runs."""
    program = PROGRAM.replace("agent.cli, agent.probe", "agent.cli, agent.cli.running, agent.probe")
    program = program.replace("agent.probe.find()", "agent.probe.find_samples()")
    program += "print(','.join(sorted(set(sys.modules) & HEAVY)))"
    heavy = {
        *(
            "argparse",
            "configparser",
            "difflib",
            "email",
            "encodings.idna",
            "gettext",
            "http.client",
        ),
        *("heapq", "inspect", "ipaddress", "platform", "psutil", "random", "shutil"),
        *("subprocess", "typing.io", "uuid"),
    }
    assert alone(f"HEAVY = {heavy!r}\n{program}").splitlines()[-1] == ""


TUPLES = """
import agent.cli, sys
from typing import NamedTuple

class Point(NamedTuple):
    \"\"\"A place.\"\"\"

    x: int
    y: int = 2

    @property
    def both(self) -> int:
        return self.x + self.y

point = Point(1)
assert isinstance(point, tuple) and point == (1, 2) and point._replace(y=5).both == 6
assert (Point._fields, Point._field_defaults) == (("x", "y"), {"y": 2})
assert (Point.__doc__, Point.__module__, Point.__name__) == ("A place.", "__main__", "Point")
assert "heapq" not in sys.modules
print(type(sys.modules["typing"]).__name__)
from typing import Union
import typing
print(type(typing).__name__, Union[int, str], typing.get_type_hints(Point))
"""


def test_names_are_typed_without_typing_until_somebody_asks_for_more() -> None:
    first, later = alone(TUPLES).splitlines()
    assert first == "_StandIn"
    assert later == ("module typing.Union[int, str] {'x': <class 'int'>, 'y': <class 'int'>}")
