"""`mkaguzi standards`: check the files, test them, adopt rules, explain how an asset stands."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from collector.cli import explaining, found
from collector.cli.state import folder, opened
from collector.folder.config import Settings
from collector.folder.opening import last_standards
from collector.judge.load import Pack
from collector.judge.rule import Rule
from collector.organisation.scope import REGION
from collector.problem import Problem
from collector.standards import adoption, files
from collector.standards.rulebook import SHIPPED, Rulebook, read
from collector.steps.inspection import Inspector
from collector.store.state import called, verdicts
from collector.words.text import LANGUAGES, text_for


def register(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("standards", help="the rules that assets are judged by")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = inner.add_parser(
        "check",
        help="read the files and say all that is wrong, with file, line and rule",
        description="Read the shipped files and your own (standards/ in the data folder), or the "
        "files named; say which they are, and what is passed over. A running collector takes a "
        "faultless set within a minute, and keeps the last good one otherwise.",
    )
    check.add_argument("files", nargs="*", type=Path, help="files besides the shipped ones")
    check.set_defaults(handler=run_check)
    test = inner.add_parser("test", help="run every rule's own examples")
    test.add_argument("files", nargs="*", type=Path, help="files besides the shipped ones")
    test.set_defaults(handler=run_test)
    explain = inner.add_parser("explain", help="how an asset stands by each rule, and why")
    found.add_asset(explain)
    explain.add_argument("--lang", choices=sorted(LANGUAGES), default="en", help="the language")
    explain.set_defaults(handler=run_explain)
    adopt = inner.add_parser(
        "adopt",
        help="adopt rules by an officer's letter: gaps become breaches",
        epilog="example: mkaguzi standards adopt --letter 'RS/ICT/2026/14' --by 'N. Mushi' "
        "HW-01 OS-01",
    )
    adopt.add_argument("rules", nargs="+", metavar="RULE", help="the rules' ids, or: all")
    adopt.add_argument("--letter", required=True, help="the letter's reference")
    adopt.add_argument("--by", required=True, help="the officer who signed it")
    adopt.set_defaults(handler=run_adopt)


def _read(args: argparse.Namespace, settings: Settings) -> Pack:
    missing = [str(file) for file in args.files if not file.exists()]
    if missing:
        raise Problem(f"there is no file {', '.join(missing)}")
    return read([SHIPPED, *_places(args, settings)])


def _places(args: argparse.Namespace, settings: Settings) -> list[Path]:
    return list(args.files) or [folder(settings) / "standards"]


def run_check(args: argparse.Namespace, settings: Settings) -> int:
    """Say what is read, and all that is wrong."""
    pack = _read(args, settings)
    for place in _places(args, settings):
        _say_what_is_read(place)
    for fault in pack.faults:
        print(fault)
    if not pack.faults:
        print(f"{_counted(pack.rules)}: no faults")
    return 1 if pack.faults else 0


def _say_what_is_read(place: Path) -> None:
    try:
        taken, others = files.listed(place), files.passed_over(place)
    except OSError:  # told as a fault
        return
    if not taken:
        print(f"no file of your own in {place}: the shipped standards alone")
    for file in taken:
        print(f"read {file}")
    for file in others:
        print(f"passed over {file}: only names that end in .yaml or .yml are read, hidden ones not")


def _counted(rules: Sequence[Rule]) -> str:
    """How many there are, and how many of them judge: each of them is one of three."""
    on = [rule for rule in rules if rule.enabled]
    proposed, off = sum(rule.proposed for rule in on), sum(not rule.enabled for rule in rules)
    told = f"{len(on) + off} rules, {len(on) - proposed} in force, {proposed} proposed"
    return f"{told}, {off} switched off" if off else told


def run_test(args: argparse.Namespace, settings: Settings) -> int:
    """Run the examples (reading a rule does) and count them."""
    pack = _read(args, settings)
    faulty = {fault.rule for fault in pack.faults}
    for rule in pack.rules:
        if rule.id not in faulty:
            print(f"{rule.id:8} {len(rule.examples)} examples stand as they say")
    for fault in pack.faults:
        print(fault)
    return 1 if pack.faults else 0


def run_explain(args: argparse.Namespace, settings: Settings) -> int:
    """Show each verdict with its evidence."""
    rulebook = Rulebook(settings.data / "standards", last_standards(settings))
    text = text_for(args.lang)
    with opened(settings) as engine, engine.begin() as connection:
        asset = found.found(connection, args.asset)
        judged = verdicts.of_asset(connection, asset.id)
        name = called.present(connection, REGION, asset.id)
        again = Inspector(rulebook).foreseen(connection, asset, int(time.time()))
    now = f", {text('calls itself {name} now', name=name)}" if name else ""
    print(f"{asset.host} ({asset.id}), {asset.kind}, {asset.site}{now}")
    for rule in rulebook.rules:
        if rule.id in judged:
            print()
            for line in explaining.lines(rule, judged[rule.id], again.get(rule.id), text):
                print(line)
    return 0


def run_adopt(args: argparse.Namespace, settings: Settings) -> int:
    """Write the adoption into the officer's own files."""
    overlay = folder(settings) / "standards"
    rulebook = Rulebook(overlay)
    off = [rule.id for rule in rulebook.rules if rule.needs_letter and not rule.enabled]
    adopted = adoption.adopt(overlay, rulebook, args.rules, args.letter, args.by, int(time.time()))
    print(f"adopted by {args.letter}: {', '.join(adopted)}")
    if "all" in args.rules and off:
        print(f"switched off, adopted once somebody switches them on: {', '.join(off)}")
    print("a running collector judges by it within a minute")
    return 0
