"""`mkaguzi mail`: send one to see whether it works, look at the queue, try again."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from collector.alerts import alert, letter, outbox
from collector.alerts.delivery import lay
from collector.alerts.desk import message_id
from collector.alerts.smtp.link import Link
from collector.alerts.smtp.outcome import Outcome
from collector.cli.state import folder, has_state, opened
from collector.folder import address
from collector.folder.config import Settings
from collector.people import check_email
from collector.problem import Problem
from collector.serve import kept
from collector.store.state import mails, people
from collector.store.state.mails import FAILED, HELD, QUEUED, SENT, Mail
from collector.words import later
from collector.words.text import text_for, when


def register(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("mail", help="send a test, look at the queue, try again")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    test = inner.add_parser(
        "test",
        help="send one mail now and say what happened",
        description="Send one mail now, by the settings in [mail] of mkaguzi.toml. It does not "
        "go through the queue: what the server says is printed.",
        epilog="example: mkaguzi mail test --to neema@babatidc.go.tz",
    )
    test.add_argument("--to", metavar="ADDRESS", help="to whom (else: everybody who gets mail)")
    test.set_defaults(handler=run_test)
    show = inner.add_parser("list", help="the newest mails and what became of them")
    show.add_argument("--count", type=int, default=20, help="how many (now: 20)")
    show.set_defaults(handler=run_list)
    retry = inner.add_parser("retry", help="try mail that failed or is held again, at once")
    retry.add_argument("mail", help="its number in the list, or: all")
    retry.set_defaults(handler=run_retry)


def run_test(args: argparse.Namespace, settings: Settings) -> int:
    """Send one mail to each; say each step and what became of it."""
    folder(settings)
    link = _pages(settings)
    made = [_written(settings, link, *reader) for reader in _recipients(args.to, settings)]
    sent = [_tell(settings, mail, outcome) for mail, outcome in _tried(settings, made)]
    return 0 if all(sent) and len(sent) == len(made) else 1


def _recipients(asked: str | None, settings: Settings) -> list[tuple[str, str]]:
    """(address, language) of each."""
    if asked:
        check_email(asked)
    found = _readers(settings) if asked is None or has_state(settings) else []
    if asked:
        return [(asked, dict(found).get(asked, "en"))]
    if not found:
        raise Problem("nobody gets mail yet. Name somebody: mkaguzi mail test --to ADDRESS")
    return found


def _readers(settings: Settings) -> list[tuple[str, str]]:
    with opened(settings) as engine, engine.begin() as connection:
        return [(person.email, person.lang) for person in people.readers(connection)]


def _pages(settings: Settings) -> str:
    if not has_state(settings):
        return address.of_pages(settings)
    with opened(settings) as engine, engine.begin() as connection:
        return kept.pages(connection, settings)


def _written(settings: Settings, link: str, recipient: str, lang: str) -> Mail:
    now = int(time.time())
    one = alert.test(text_for(lang), link, now)
    plain, html = letter.plain(one), letter.html(one)
    name = message_id(settings.mail.sender)
    return Mail(0, name, "test", recipient, lang, one.subject, plain, html, now, QUEUED, 0, "")


def _tried(settings: Settings, made: list[Mail]) -> Iterator[tuple[Mail, Outcome]]:
    """Each with its outcome. Raises Problem, with its remedy, where the server does not let us."""
    if not settings.mail.host:
        print("no [mail] host is set in mkaguzi.toml, so mail stays in the outbox folder")
        yield from ((mail, lay(settings, mail)) for mail in made)
        return
    link = Link(settings.mail, settings.data, print)
    with closing(link):
        for mail in made:
            if not link.broken:
                yield mail, link.hand(mail)


def _tell(settings: Settings, mail: Mail, outcome: Outcome) -> bool:
    """Say what became of it, and note it for the page Outbox, where there is a state."""
    if outcome.sent and settings.mail.host:
        print(f"{mail.recipient}: the server took it")
    elif outcome.sent:
        print(f"{mail.recipient}: it lies in {settings.data / outbox.FOLDER}")
    else:
        print(f"{mail.recipient}: not sent. {later.plainly(outcome.why)}")
    done = (SENT if settings.mail.host else HELD) if outcome.sent else FAILED
    if has_state(settings):
        with opened(settings) as engine, engine.begin() as connection:
            mails.note(connection, mail, done, outcome.why)
    return outcome.sent


def run_list(args: argparse.Namespace, settings: Settings) -> int:
    """Show the newest mails."""
    text = text_for("en")
    with opened(settings) as engine, engine.begin() as connection:
        for one in mails.listed(connection, args.count):
            print(f"{one.id:5} {when(text, one.created)}  {one.state:7} {one.recipient}")
            print(f"      {one.subject}")
            if one.why:
                print(f"      {later.plainly(one.why)}")
    return 0


def run_retry(args: argparse.Namespace, settings: Settings) -> int:
    """Queue again."""
    if args.mail != "all" and not args.mail.isdigit():
        raise Problem("name a mail by its number in `mkaguzi mail list`, or: all")
    chosen = None if args.mail == "all" else int(args.mail)
    with opened(settings) as engine, engine.begin() as connection:
        count = mails.again(connection, chosen, int(time.time()))
    if not count:
        print("there is no such mail to try again; see: mkaguzi mail list")
        return 0 if chosen is None else 1
    print(f"{count} queued again; a running collector tries within 15 seconds")
    return 0
