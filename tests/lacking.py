"""What this machine lacks for a test: in CI that is a failure, elsewhere the test is left out."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacks(what: str) -> NoReturn:
    """Fail or leave out the test that is running, loudly."""
    if os.environ.get("CI"):
        pytest.fail(f"CI lacks {what}: see .ci/packages")
    pytest.skip(f"LEFT OUT: this machine lacks {what}; see .ci/packages")
