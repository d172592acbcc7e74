"""`make windows-installer`."""

from __future__ import annotations

from pathlib import Path

import agent
from installer import msi

if __name__ == "__main__":
    made = msi.build(Path(agent.__file__).parent, agent.__version__, Path("dist"))
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB; its sum is in {made.parent / 'SHA256SUMS'}")
