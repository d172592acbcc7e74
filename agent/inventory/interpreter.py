"""The Python that runs us, to start another."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def interpreter() -> str:
    """Its file. A service of Windows is hosted by pywin32's own program: Python lies beside it."""
    if os.name == "nt" and Path(sys.executable).stem.lower() not in ("python", "pythonw"):
        return str(Path(sys.exec_prefix) / "python.exe")
    return sys.executable
