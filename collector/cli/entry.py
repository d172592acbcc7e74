"""Where `mkaguzi` begins. An agent alone is installed with this script too, and without the rest.

So this file imports nothing before it can say what is missing.
"""

from __future__ import annotations

import sys

_OURS = ("agent", "collector")


def main() -> int:
    """Run the command line; its exit code, 2 where the collector's packages are not installed."""
    try:
        from collector.cli.command import main as command
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("", *_OURS):
            raise
        print(
            f"mkaguzi: the collector's packages are not installed ({missing} is missing): this is "
            "an agent alone. Install a collector from the project's folder: "
            "pip install '.[collector]'",
            file=sys.stderr,
        )
        return 2
    return command()
