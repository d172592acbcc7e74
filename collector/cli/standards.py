"""`mkaguzi standards`: check the files, test them, adopt rules, explain how an asset stands."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from collector.cli import found
from collector.cli.state import opened
from collector.folder.config import Settings
from collector.folder.opening import last_standards
from collector.judge import words
from collector.judge.load import Pack
from collector.judge.verdict import Verdict
from collector.organisation.scope import REGION
from collector.problem import Problem
from collector.standards import adoption
from collector.standards.rulebook import SHIPPED, Rulebook, read
from collector.store.state import called, verdicts
from collector.words.text import LANGUAGES, day, text_for


def register(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("standards", help="the rules that assets are judged by")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = inner.add_parser(
        "check",
        help="read the files and say all that is wrong, with file, line and rule",
        description="Read the shipped files and your own (standards/ in the data folder), or the "
        "files named. A running collector takes a faultless set within a minute, and keeps the "
        "last good one otherwise.",
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
    return read([SHIPPED, *(args.files or [settings.data / "standards"])])


def run_check(args: argparse.Namespace, settings: Settings) -> int:
    """Say all that is wrong."""
    pack = _read(args, settings)
    for fault in pack.faults:
        print(fault)
    adopted = sum(not rule.proposed for rule in pack.rules)
    if not pack.faults:
        print(f"{len(pack.rules)} rules, {adopted} in force, the others proposed: no faults")
    return 1 if pack.faults else 0


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
    now = f", {text('calls itself {name} now', name=name)}" if name else ""
    print(f"{asset.host} ({asset.id}), {asset.kind}, {asset.site}{now}")
    for rule in rulebook.rules:
        if rule.id in judged:
            standing = words.standing(text, judged[rule.id])
            since = day(text, judged[rule.id].since)
            print(f"\n{rule.id} {words.title(rule, text)}: {standing} ({since})")
            print("\n".join(_lines(rulebook, judged[rule.id], args.lang)))
    return 0


def _lines(rulebook: Rulebook, verdict: Verdict, lang: str) -> list[str]:
    rule = rulebook.rule(verdict.rule)
    told = words.sentences(text_for(lang), verdict)
    lines = [f"  {' '.join(line.split())}" for line in told]  # a name may hold lines of its own
    if rule is not None and verdict.status == "breach":
        lines += [f"  {rule.why.in_(lang)}", f"  {rule.remedy.in_(lang)}"]
    return lines


def run_adopt(args: argparse.Namespace, settings: Settings) -> int:
    """Write the adoption into the officer's own files."""
    rulebook = Rulebook(settings.data / "standards")
    adopted = adoption.adopt(
        settings.data / "standards", rulebook, args.rules, args.letter, args.by, int(time.time())
    )
    print(f"adopted by {args.letter}: {', '.join(adopted)}")
    print("a running collector judges by it within a minute")
    return 0
