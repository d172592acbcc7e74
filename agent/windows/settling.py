"""What the installer has the agent do itself, as SYSTEM, between laying its files and starting it.

`python -m agent.windows.settling in …` makes the private folder, settles the service and registers
the machine where a code is at hand; `… out` takes it away again. What came of it is left in
the registry, where everybody may read it, and in the event log.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from agent import settings, site_file
from agent.delivery import identity, trying
from agent.delivery.enrol import Code, read_code, write_code
from agent.delivery.introduction import introduce
from agent.delivery.link import split
from agent.trouble import Trouble

_FULL = 5
"""UILevel of an installation that a person looks at."""
_YES = "1"
"""The one value of PURGE that purges: what it takes away does not come back."""


def settle(args: argparse.Namespace) -> tuple[str, bool]:
    """Register this machine: what to tell of it, and whether it is as was wanted."""
    chosen = settings.load(None, None)
    try:
        kept = identity.load(chosen.state)
    except Trouble:
        return _introduced(args, chosen), True
    return f"{_words(kept)}{_UNUSED if args.code else ''}", True


def _introduced(args: argparse.Namespace, chosen: settings.Settings) -> str:
    """What became of a machine that is not registered yet. Raises Trouble."""
    code = given(args)
    if code is None:
        return f"Installed, but not registered: no code was given. {_LATER}"
    try:
        return _words(introduce(code, chosen))
    except Trouble as trouble:
        return _left(code, trouble)


def _words(who: identity.Identity) -> str:
    return f"Registered as {who.agent[:8]} at site {who.site}, with {who.address}."


_UNUSED = " It was before, so the code was not used; to move it: mkaguzi-agent enrol CODE"


def _left(code: Code, trouble: Trouble) -> str:
    """Leave the code to the service, where what was in its way may pass. Raises Trouble."""
    if trouble.code != trying.PASSES:
        raise trouble
    site = site_file.beside(None)
    try:
        site.write_text(write_code(code), encoding="ascii")
    except OSError as error:
        raise Trouble(f"{trouble}; and {site} cannot be written: {error.strerror}") from None
    return f"Installed, but not registered yet: {trouble} {_BY_ITSELF}"


_BY_ITSELF = "The service tries again by itself; how that goes: mkaguzi-agent status"
_LATER = "As an administrator: mkaguzi-agent enrol CODE"


def given(args: argparse.Namespace) -> Code | None:
    """The code that was given, or that lies beside the installer. Raises Trouble."""
    text = args.code or _beside(args.beside)
    if not text:
        return None
    code = read_code(text)
    if not args.collector:
        return code
    try:
        split(args.collector)
    except ValueError as error:
        raise Trouble(f"COLLECTOR is wrong: {error}", 2) from None
    return code._replace(address=args.collector)


def _beside(installer: str) -> str:
    """The code in the file beside the installer, empty where there is none. Raises Trouble."""
    files = [Path(installer).with_name(name) for name in _NAMES] if installer else []
    return next((code for code in map(site_file.code, files) if code), "")


_NAMES = (site_file.NAME, f"{site_file.NAME}.txt")
"""Notepad adds the second's ending, and Explorer hides it."""


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """The installer's words."""
    parser = argparse.ArgumentParser(prog="agent.windows.settling")
    parser.add_argument("way", choices=("in", "out"))
    for name in ("code", "collector", "beside", "purge"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--ui", type=int, default=0)
    return parser.parse_args(words)


if sys.platform == "win32":
    from agent.windows import outcome, private, registration

    def come(args: argparse.Namespace) -> int:
        """Settle all. A person is told what failed and goes on from there; where nobody looks on,
        the installation fails with it, so that whoever deploys it sees that and tries again."""
        private.shut(settings.default_state().parent)
        settings.default_state().mkdir(exist_ok=True)
        registration.configure()
        try:
            said, well = settle(args)
        except Trouble as trouble:
            said, well = f"Not registered: {trouble}", False
        outcome.leave(said, well=well)
        return 0 if well or args.ui >= _FULL else 1

    def go(args: argparse.Namespace) -> int:
        """Leave who this machine is and what waits, for the one that is installed next; nothing at
        all where that is asked for, before a machine is given away."""
        if args.purge == _YES:
            shutil.rmtree(settings.default_state().parent, ignore_errors=True)
        registration.forget()
        outcome.forget()
        return 0

    if __name__ == "__main__":
        asked = arguments(sys.argv[1:])
        sys.exit(come(asked) if asked.way == "in" else go(asked))
