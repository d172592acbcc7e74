"""`mkaguzi organisation`: check the region's file after it was edited."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from collector.cli.state import has_state, opened
from collector.folder.config import Settings
from collector.organisation.chart import Organisation, OrganisationError, load
from collector.register import placing
from collector.words.text import number, text_for

_ENGLISH = text_for("en")


def register(commands: Any) -> None:
    """Add the command."""
    top = commands.add_parser("organisation", help="the region, its councils and their sites")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = inner.add_parser(
        "check",
        help="read the region's file and say all that is wrong, each with its line",
        description="Read organisation.yaml of the data folder, or the file named, and say all "
        "that is wrong, and how many machines it expects. A running collector takes a faultless "
        "file within a minute, and keeps the last good one otherwise, over a restart too.",
    )
    check.add_argument("file", nargs="?", type=Path, help="another file than the one in use")
    check.set_defaults(handler=run_check)


def run_check(args: argparse.Namespace, settings: Settings) -> int:
    """Say all that is wrong; or what there is, and of whom the expectation is not known."""
    file = args.file or settings.organisation_file
    try:
        made = load(file)
    except OrganisationError as error:
        print(error)
        return 1
    for council in made.councils:
        print(f"{council:28} {_expected(made, council)}")
    councils = _ENGLISH.plural("1 council", "{n} councils", len(made.councils))
    sites = _ENGLISH.plural("1 site", "{n} sites", len(made.sites))
    print(f"{councils}, {sites}: no faults")
    for site, count in _strayed(settings, made):
        are = _ENGLISH.plural("is 1 asset", "are {n} assets", count)
        print(f"note: at {site}, which the file does not name, there {are}. Name it,")
        print(f"  or: mkaguzi assets move --all-of {site} --to SITE")
    return 0


def _strayed(settings: Settings, made: Organisation) -> list[tuple[str, int]]:
    if not has_state(settings):
        return []
    with opened(settings) as engine, engine.begin() as connection:
        return placing.strayed(connection, made)


def _expected(made: Organisation, council: str) -> str:
    expected = made.expected(council)
    if expected is not None:
        told = number(_ENGLISH, expected)
        return _ENGLISH.plural(
            "1 machine expected", "{told} machines expected", expected, told=told
        )
    uncounted = [site.code for site in made.sites_of(council) if site.expected is None]
    return f"expectation not known: nobody counted {', '.join(uncounted)}"
