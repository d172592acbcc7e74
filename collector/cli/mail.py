"""`mkaguzi mail`: send one to see whether it works, look at the queue, try again."""

from __future__ import annotations

import argparse
import time
import uuid
from typing import Any

from collector.alerts import letter, mail, outbox
from collector.alerts.letter import Item, Letter, Section
from collector.cli.state import opened
from collector.config import Settings
from collector.problem import Problem
from collector.store.state import mails, people
from collector.store.state.mails import QUEUED, Mail
from collector.text import text_for, when


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
    show.add_argument("--count", type=int, default=20)
    show.set_defaults(handler=run_list)
    retry = inner.add_parser("retry", help="try mail that failed or is held again, at once")
    retry.add_argument("mail", help="its number in the list, or: all")
    retry.set_defaults(handler=run_retry)


def run_test(args: argparse.Namespace, settings: Settings) -> int:
    """Send one mail to each; say what happened."""
    sent = [_send_one(settings, address) for address in _recipients(args.to, settings)]
    return 0 if all(sent) else 1


def _recipients(asked: str | None, settings: Settings) -> list[str]:
    if asked:
        return [asked]
    with opened(settings) as engine, engine.begin() as connection:
        found = [person.email for person in people.readers(connection)]
    if not found:
        raise Problem("nobody gets mail yet. Name somebody: mkaguzi mail test --to ADDRESS")
    return found


def _send_one(settings: Settings, address: str) -> bool:
    made = _test_mail(address, int(time.time()))
    if not settings.mail.host:
        outbox.lay(settings.data, made, settings.mail.sender)
        print(f"{address}: laid in {settings.data / outbox.FOLDER}; set [mail] host to send it")
        return True
    where = f"{settings.mail.host}:{settings.mail.port} ({settings.mail.security})"
    _, outcome = next(mail.send(settings.mail, settings.data, [made]))
    print(f"{address}: {f'sent by {where}' if outcome.sent else outcome.why}")
    return outcome.sent


def _test_mail(address: str, now: int) -> Mail:
    text = text_for("en")
    told = Item("If you read this, mail from Mkaguzi reaches you.", (when(text, now),))
    written = Letter(
        "en", "Mkaguzi: a test", "This is a test", (Section("Mail", (told,)),), (), "", ""
    )
    name = f"<{uuid.uuid4().hex}@mkaguzi>"
    plain, html = letter.plain(written), letter.html(written)
    return Mail(0, name, "test", address, "en", written.subject, plain, html, now, QUEUED, 0, "")


def run_list(args: argparse.Namespace, settings: Settings) -> int:
    """Show the newest mails."""
    text = text_for("en")
    with opened(settings) as engine, engine.begin() as connection:
        for one in mails.listed(connection, args.count):
            print(f"{one.id:5} {when(text, one.created)}  {one.state:7} {one.recipient}")
            print(f"      {one.subject}")
            if one.why:
                print(f"      {one.why}")
    return 0


def run_retry(args: argparse.Namespace, settings: Settings) -> int:
    """Queue again."""
    if args.mail != "all" and not args.mail.isdigit():
        raise Problem("name a mail by its number in `mkaguzi mail list`, or: all")
    chosen = None if args.mail == "all" else int(args.mail)
    with opened(settings) as engine, engine.begin() as connection:
        count = mails.again(connection, chosen, int(time.time()))
    print(f"{count} mails are queued again; a running collector tries them within 15 seconds")
    return 0 if count or chosen is None else 1
