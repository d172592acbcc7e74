"""What tests need beyond Python: in CI a missing program fails, elsewhere it is left out loudly."""

from __future__ import annotations

import os
import shutil

import pytest

_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
"""Programs of the system's administrator are out of other users' way, but may be run by them."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "needs(program): a program of the system this test runs")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out, loudly, or fail it."""
    for marker in item.iter_markers("needs"):
        missing = [name for name in marker.args if shutil.which(name, path=_PATH) is None]
        if missing and os.environ.get("CI"):
            pytest.fail(f"CI lacks {', '.join(missing)}: see .ci/packages")
        if missing:
            pytest.skip(f"LEFT OUT: this machine lacks {', '.join(missing)}; see .ci/packages")
