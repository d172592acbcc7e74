"""From flips to mail rows and out: at once, by site, in the digest; nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from collector.alerts import alert
from collector.alerts.post import Post
from collector.folder.config import Digest, Mail
from collector.register import joining
from collector.store.state import assets, mails, notes
from collector.store.state.schema import away
from collector.words import later
from tests.mail_world import DAY, DISK, NOW, World, opened
from tests.smtp_server import free_port

MINUTE, HOUR, WEEK = 60, 3600, 7 * DAY
pytestmark = pytest.mark.usefixtures("each_database")


def judged_before(world: World, *assets: str, rule: str = "HLT-01") -> None:
    """The assets have met the rule for long, and the digest has told it."""
    for asset in assets:
        world.judged(asset, rule, "compliant", NOW - 2 * DAY)
    world.post.turn(NOW - DAY, trusted=True)


def breaks(world: World, asset: str, at: int, rule: str = "HLT-01") -> None:
    world.judged(asset, rule, "breach", at, severity="critical", evidence=DISK)


def test_a_critical_breach_on_a_server_is_mailed_to_each_who_may_see_it(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        world.person("neema", "mbulu-dc", "sw")
        world.person("juma", "babati-dc")
        server = world.asset("files-01", "server")
        judged_before(world, server)
        breaks(world, server, NOW)
        world.post.turn(NOW, trusted=True)
        assert [(m.recipient, m.lang) for m in world.mails("alert")] == [
            ("admin@example.go.tz", "en"),
            ("neema@example.go.tz", "sw"),
        ]
        first = world.mails("alert")[0]
        assert "files-01" in first.subject
        assert "free space on /home: 3 %" in first.plain
        assert f"/asset/{server}" in first.plain


def test_a_subject_is_one_line_of_bounded_length_whatever_a_machine_tells(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server = world.asset("files-01", "server")
        judged_before(world, server)
        odd = DISK._replace(item="/srv/\x1b[2J\r\nBcc: x@y " + "long" * 100)
        world.judged(server, "HLT-01", "breach", NOW, severity="critical", evidence=odd)
        world.post.turn(NOW, trusted=True)
        (told,) = world.mails("alert")
        assert told.subject.startswith("Mkaguzi: files-01: free space on /srv/ [2J Bcc: x@y long")
        assert len(told.subject) == 200


def test_a_breach_is_mailed_once_however_many_turns_follow(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server = world.asset("files-01", "server")
        judged_before(world, server)
        breaks(world, server, NOW)
        for n in range(5):
            world.post.turn(NOW + 15 * n, trusted=True)
        assert len(world.mails("alert")) == 1


def test_a_flapping_breach_is_mailed_once_an_hour_at_most(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server = world.asset("files-01", "server")
        judged_before(world, server)
        for n in range(0, 50, 10):
            breaks(world, server, NOW + n * MINUTE)
            world.post.turn(NOW + n * MINUTE, trusted=True)
            world.judged(server, "HLT-01", "compliant", NOW + (n + 5) * MINUTE)
            world.post.turn(NOW + (n + 5) * MINUTE, trusted=True)
        breaks(world, server, NOW + 50 * MINUTE)
        world.post.turn(NOW + 50 * MINUTE, trusted=True)
        assert len(world.mails("alert")) == 1
        world.post.turn(NOW + 61 * MINUTE, trusted=True)
        assert len(world.mails("alert")) == 2


def disk_comes_and_goes(world: World, server: str, minute: int) -> None:
    """Full and not, each ten minutes."""
    if minute % 20:
        breaks(world, server, NOW + minute * MINUTE)
    else:
        world.judged(server, "HLT-01", "compliant", NOW + minute * MINUTE)


def disk_grows_graver_and_less_so(world: World, server: str, minute: int) -> None:
    """A quarter of an hour each."""
    severity = "critical" if minute // 15 % 2 else "minor"
    world.judged(server, "HLT-01", "breach", NOW + minute * MINUTE, severity=severity)


def server_comes_and_goes(world: World, server: str, minute: int) -> None:
    """Silent for half an hour, back for another."""
    if minute // 30 % 2:
        world.judged(server, "HLT-03", "breach", NOW + minute * MINUTE, severity="critical")
    else:
        world.heard(server, NOW + minute * MINUTE)
        world.judged(server, "HLT-03", "compliant", NOW + minute * MINUTE)


@pytest.mark.parametrize(
    "restless", [disk_comes_and_goes, disk_grows_graver_and_less_so, server_comes_and_goes]
)
def test_what_comes_and_goes_is_three_mails_on_its_first_day_and_one_on_each_that_follows(
    tmp_path: Path, restless: Callable[[World, str, int], None]
) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server = world.asset("files-01", "server")
        judged_before(world, server)
        judged_before(world, server, rule="HLT-03")
        for minute in range(0, 3 * 24 * 60, 10):
            restless(world, server, minute)
            world.post.turn(NOW + minute * MINUTE, trusted=True)
        days = [(mail.created - NOW) // DAY for mail in world.mails("alert")]
        assert (days.count(0), days.count(1), days.count(2)) == (3, 1, 1)
        assert "It broke" in world.mails("alert")[-1].plain
        assert "more since the mail of" in world.mails("alert")[-1].plain
        calm = NOW + 6 * DAY
        world.judged(server, "HLT-01", "compliant", calm - 2 * DAY)
        world.post.turn(calm, trusted=True)
        breaks(world, server, calm + MINUTE)
        world.post.turn(calm + MINUTE, trusted=True)
        assert world.mails("alert")[-1].created == calm + MINUTE
        assert "It broke" not in world.mails("alert")[-1].plain


def test_a_breach_that_grew_graver_is_told_in_the_digest(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        graver, lesser, new = (world.asset(f"pc-{n}") for n in range(3))
        world.judged(graver, "HLT-01", "breach", NOW - 8 * DAY, severity="minor")
        world.judged(lesser, "HLT-01", "breach", NOW - 8 * DAY, severity="critical")
        world.judged(new, "HLT-01", "compliant", NOW - 8 * DAY)
        world.post.turn(NOW - 7 * DAY, trusted=True)
        breaks(world, graver, NOW - DAY)
        world.judged(lesser, "HLT-01", "breach", NOW - DAY, severity="minor")
        breaks(world, new, NOW - DAY)
        world.post.turn(NOW, trusted=True)
        told = world.mails("digest")[-1]
        assert "1 new breach, 0 mended" in told.subject
        section = told.plain.partition("Graver than before")[2]
        assert "* pc-0 (Mbulu DC headquarters)\n    critical: free space on /home: 3 %" in section
        assert "pc-1" not in told.plain


def test_a_machine_that_was_off_for_a_while_brings_back_no_news(tmp_path: Path) -> None:
    """A PC with a full disk is off over the weekend: on Sunday nobody can tell, on Monday it is
    as it was."""
    with opened(tmp_path) as world:
        world.person("admin")
        full, mended = world.asset("pc-1"), world.asset("pc-2")
        for week in range(3):
            for one in (full, mended):
                broken = one == full or week < 2
                status = "breach" if broken else "compliant"
                world.judged(one, "HLT-01", status, NOW + week * WEEK + DAY)
                world.judged(one, "HLT-01", "unknown", NOW + week * WEEK + 6 * DAY)
            world.post.turn(NOW + (week + 1) * WEEK, trusted=True)
            world.judged(full, "HLT-01", "breach", NOW + (week + 1) * WEEK + 60)
        world.post.turn(NOW + 4 * WEEK, trusted=True)
        told = [mail.subject.partition("known), ")[2] for mail in world.mails("digest")]
        assert told == [
            "2 new breaches, 0 mended",
            "0 new breaches, 0 mended",
            "0 new breaches, 1 mended",
            "0 new breaches, 0 mended",
        ]
        first, third = world.mails("digest")[0].plain, world.mails("digest")[2].plain
        was = "minor: it was broken from 24 Nov 2026, 20:06 on; now it cannot be told"
        assert f"    {was} (standard HLT-01: Disks have free space)\n" in first
        assert "pc-2 (Mbulu DC headquarters)\n    Disks have free space: meets" in third


def test_what_is_retired_is_no_news(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server, pc = world.asset("files-01", "server"), world.asset("pc-1")
        judged_before(world, server, pc)
        breaks(world, pc, NOW)
        breaks(world, server, NOW)
        with world.engine.begin() as connection:
            for one in (server, pc):
                assets.change(connection, one, state="retired")
        world.post.turn(NOW + WEEK, trusted=True)
        assert world.mails("alert") == []
        assert "0 new breaches" in world.mails("digest")[-1].subject


def test_the_end_of_what_was_mailed_is_told_in_the_digest(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server = world.asset("files-01", "server")
        judged_before(world, server)
        breaks(world, server, NOW)
        world.post.turn(NOW, trusted=True)
        world.judged(server, "HLT-01", "compliant", NOW + HOUR)
        world.post.turn(NOW + WEEK, trusted=True)
        told = world.mails("digest")[-1]
        assert "0 new breaches, 1 mended" in told.subject
        assert "files-01" in told.plain


def silent(world: World, *assets: str, at: int = NOW) -> None:
    for asset in assets:
        world.heard(asset, at - 15 * MINUTE)
        breaks(world, asset, at, "HLT-03")


def test_a_silent_server_is_mailed_after_the_hold(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        servers = [world.asset(f"server-{n}", "server") for n in range(4)]
        judged_before(world, *servers, rule="HLT-03")
        silent(world, servers[0])
        for server in servers[1:]:
            world.heard(server, NOW + 8 * MINUTE)
        world.post.turn(NOW + 9 * MINUTE, trusted=True)
        assert world.mails("alert") == []
        world.post.turn(NOW + 10 * MINUTE, trusted=True)
        (told,) = world.mails("alert")
        assert "server-0" in told.subject


def test_a_server_that_is_back_within_the_hold_is_never_mailed(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        servers = [world.asset(f"server-{n}", "server") for n in range(4)]
        judged_before(world, *servers, rule="HLT-03")
        silent(world, servers[0])
        world.post.turn(NOW + 5 * MINUTE, trusted=True)
        world.heard(servers[0], NOW + 6 * MINUTE)
        world.judged(servers[0], "HLT-03", "compliant", NOW + 6 * MINUTE)
        for n in range(6, 30):
            world.post.turn(NOW + n * MINUTE, trusted=True)
        assert world.mails("alert") == []
        world.post.turn(NOW + WEEK, trusted=True)
        assert "0 new breaches, 0 mended" in world.mails("digest")[-1].subject


def test_a_site_that_falls_silent_is_one_mail_that_names_it(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        world.person("neema", "mbulu-dc", "sw")
        world.person("juma", "babati-dc")
        servers = [world.asset(f"server-{n}", "server") for n in range(2)]
        for n in range(5):  # running until the same moment, as PCs report more seldom
            world.asset(f"pc-{n}", last_seen=NOW - 20 * MINUTE)
        for n in range(20):  # off since yesterday: not part of it
            world.asset(f"off-{n}", last_seen=NOW - DAY)
        judged_before(world, *servers, rule="HLT-03")
        silent(world, *servers)
        world.post.turn(NOW + 10 * MINUTE, trusted=True)
        assert world.mails("alert") == []
        english, swahili = world.mails("silence")
        assert english.subject == "Mkaguzi: Mbulu DC headquarters: 7 of 7 machines fell silent"
        assert "Silent: server-0, server-1, pc-0, pc-1, pc-2, pc-3, pc-4\n" in english.plain
        assert swahili.recipient == "neema@example.go.tz"
        assert "Makao makuu ya Mbulu DC" in swahili.subject


def test_while_the_other_machines_of_a_site_report_a_server_is_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server = world.asset("server-0", "server")
        for n in range(5):
            world.asset(f"pc-{n}", last_seen=NOW + 8 * MINUTE)
        judged_before(world, server, rule="HLT-03")
        silent(world, server)
        world.post.turn(NOW + 10 * MINUTE, trusted=True)
        assert world.mails("silence") == []
        assert len(world.mails("alert")) == 1


def test_nobody_is_silent_beyond_what_came_and_is_applied(tmp_path: Path) -> None:
    """An hour of batches may lie in the journal that are not applied yet."""
    with opened(tmp_path) as world:
        world.person("admin")
        for n in range(5):
            world.asset(f"pc-{n}", last_seen=NOW - HOUR)
        known = (world.engine, world.settings, world.rulebook, lambda: world.region)
        Post(*known, heard=lambda now: now - HOUR).turn(NOW, trusted=True)
        assert world.mails() == []
        Post(*known, heard=lambda now: now).turn(NOW, trusted=True)
        assert [mail.kind for mail in world.mails()] == ["silence"]


def test_with_a_clock_that_is_not_trusted_nothing_is_mailed(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server = world.asset("files-01", "server")
        world.judged(server, "HLT-01", "compliant", NOW)
        assert world.post.turn(NOW, trusted=False) == 0
        assert world.mails() == []
        assert world.fates() == [None]


def test_the_first_digest_comes_when_the_first_asset_is_judged(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        world.post.turn(NOW, trusted=True)
        assert world.mails() == []
        breaks(world, world.asset("files-01", "server"), NOW)
        world.post.turn(NOW + 15, trusted=True)
        (first,) = world.mails()
        assert (first.kind, first.state) == ("digest", mails.HELD)
        assert "1 new breach, 0 mended" in first.subject
        assert len(list((tmp_path / "outbox" / "new").iterdir())) == 1


def test_the_digest_comes_on_monday_morning_and_not_before(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        judged_before(world, world.asset("files-01", "server"))
        monday = NOW + WEEK - (20 * 60 + 6 - 7 * 60 - 30) * MINUTE  # 07:30 in Dar es Salaam
        world.post.turn(NOW, trusted=True)  # the one of this Monday
        count = len(world.mails("digest"))
        world.post.turn(monday - 1, trusted=True)
        assert len(world.mails("digest")) == count
        world.post.turn(monday, trusted=True)
        world.post.turn(monday + 15, trusted=True)
        assert len(world.mails("digest")) == count + 1


def test_a_digest_missed_in_a_power_cut_comes_late_and_once(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        judged_before(world, world.asset("files-01", "server"))
        with world.engine.begin() as connection:
            times = {"since": NOW + DAY, "until": NOW + 3 * WEEK, "clean": False}
            connection.execute(insert(away).values(**times))
        count = len(world.mails("digest"))
        world.post.turn(NOW + 3 * WEEK, trusted=True)
        world.post.turn(NOW + 3 * WEEK + HOUR, trusted=True)
        late = world.mails("digest")
        assert len(late) == count + 1
        assert "away from 24 Nov 2026, 20:06 to 14 Dec 2026, 20:06" in late[-1].plain
        world.post.turn(NOW + 4 * WEEK, trusted=True)
        assert "away from" not in world.mails("digest")[-1].plain


def test_a_digest_on_another_day_and_time_is_as_set(tmp_path: Path) -> None:
    with opened(tmp_path, digest=Digest("tuesday", "20:00")) as world:
        world.person("admin")
        judged_before(world, world.asset("files-01", "server"))
        assert len(world.mails("digest")) == 1
        world.post.turn(NOW + DAY, trusted=True)
        assert len(world.mails("digest")) == 2


def test_a_council_s_reader_is_told_of_that_council_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        world.person("neema", "mbulu-dc")
        for org in ("mbulu-dc", "babati-dc"):
            asset = world.asset(f"{org}-pc", org=org)
            world.judged(asset, "HLT-01", "breach", NOW, evidence=DISK)
        world.post.turn(NOW, trusted=True)
        region, council = world.mails("digest")
        assert "2 reporting" in region.subject
        assert "babati-dc-pc" in region.plain
        assert "1 reporting" in council.subject
        assert "babati" not in council.plain.lower() + council.html.lower()


def test_batches_that_went_unread_are_told_once(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        judged_before(world, world.asset("files-01", "server"))
        with world.engine.begin() as connection:
            notes.add(connection, notes.LOST, 1234)
        world.post.turn(NOW + WEEK, trusted=True)
        assert "1,234 batches went unread" in world.mails("digest")[-1].plain
        world.post.turn(NOW + 2 * WEEK, trusted=True)
        assert "went unread" not in world.mails("digest")[-1].plain


def test_a_machine_that_came_before_a_digest_and_is_applied_after_it_is_in_the_next(
    tmp_path: Path,
) -> None:
    """A power cut leaves a journal of hours, in which a machine may be heard from first."""
    with opened(tmp_path) as world:
        world.person("admin")
        judged_before(world, world.asset("pc-old"))
        for n, came in enumerate((NOW - 2 * DAY, NOW - DAY)):  # before the digest; in its second
            asset = world.asset(f"pc-late-{n}", first_seen=came)
            world.judged(asset, "HLT-01", "compliant", NOW)
        world.post.turn(NOW + WEEK, trusted=True)
        world.post.turn(NOW + 2 * WEEK, trusted=True)
        first, second, third = (mail.plain for mail in world.mails("digest"))
        assert [name in first for name in ("pc-old", "pc-late")] == [True, False]
        assert [name in second for name in ("pc-old", "pc-late-0", "pc-late-1")] == [
            False,
            True,
            True,
        ]
        assert "New machines" not in third


def test_a_machine_that_was_told_is_not_new_under_its_other_name(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        old = world.asset("pc-old")
        judged_before(world, old)
        new = world.asset("pc-new", first_seen=NOW)
        with world.engine.begin() as connection:
            joining.merge(connection, old, new, "asha", NOW)
        world.post.turn(NOW + WEEK, trusted=True)
        assert "New machines" not in world.mails("digest")[-1].plain
        with world.engine.begin() as connection:
            joining.split(connection, old, "asha", NOW + WEEK)
        world.post.turn(NOW + 2 * WEEK, trusted=True)
        told = world.mails("digest")[-1].plain.partition("New machines")[2]
        assert "pc-new" in told
        assert "pc-old" not in told


def test_a_journal_set_aside_by_a_wrong_clock_is_told_once(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        judged_before(world, world.asset("files-01", "server"))
        with world.engine.begin() as connection:
            notes.put(connection, notes.ASIDE, NOW - 300 * DAY)  # a clock that began anew
            notes.put(connection, notes.ASIDE_LOST, 7)
        for week in (1, 2):
            world.post.turn(NOW + week * WEEK, trusted=True)
        told = ["damaged" in mail.plain for mail in world.mails("digest")]
        assert told == [False, True, False]


KILLED = """
import os, signal, sys
from collections.abc import Callable
from pathlib import Path
from sqlalchemy import event
from collector.store.state import mails
from tests.mail_world import NOW, opened

with opened(Path(sys.argv[1])) as world:
    if sys.argv[2] == "queueing":
        @event.listens_for(world.engine, "commit")
        def die(connection):
            if connection.exec_driver_sql("SELECT count(*) FROM mail").scalar():
                os.kill(os.getpid(), signal.SIGKILL)
    elif sys.argv[2] == "sending":
        @event.listens_for(world.engine, "before_cursor_execute")
        def die(connection, cursor, statement, *_):
            if statement.startswith("UPDATE mail"):
                os.kill(os.getpid(), signal.SIGKILL)
    world.post.turn(NOW, trusted=True)
"""


@pytest.mark.parametrize("moment", ["queueing", "sending"])
def test_killed_while_it_works_it_loses_nothing_and_doubles_nothing(
    tmp_path: Path, moment: str
) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        breaks(world, world.asset("files-01", "server"), NOW)
    run = [sys.executable, "-c", KILLED, str(tmp_path), moment]
    root = Path(__file__).parents[1]
    ended = subprocess.run(run, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert ended.returncode == -signal.SIGKILL
    with opened(tmp_path) as world:
        for n in range(3):
            world.post.turn(NOW + 15 + n, trusted=True)
        (told,) = world.mails()
        assert told.state == mails.HELD
        assert "1 new breach" in told.subject
    assert len(list((tmp_path / "outbox" / "new").iterdir())) == 1


def test_what_cannot_be_worded_stops_no_mail_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        server = world.asset("files-01", "server")
        judged_before(world, server)
        with world.engine.begin() as connection:
            mails.again(connection, None, NOW)
        breaks(world, server, NOW)
        monkeypatch.setattr(alert, "breach", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.post.turn(NOW, trusted=True)
        assert {mail.state for mail in world.mails()} == {mails.HELD}
        assert world.fates()[-1] is None


def test_an_asset_that_is_retired_is_in_no_doubt(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        world.person("admin")
        for state in ("retired", "in_use"):
            asset = world.asset(f"pc-{state}", state=state, contradiction="two bear its serial")
            world.judged(asset, "HLT-01", "compliant", NOW)
        world.post.turn(NOW, trusted=True)
        (told,) = world.mails("digest")
        assert "pc-in_use" in told.plain.partition("doubtful")[2]
        assert "pc-retired" not in told.plain.partition("doubtful")[2]


def test_mail_waits_in_the_queue_while_the_server_is_away(tmp_path: Path) -> None:
    with opened(tmp_path, mail=Mail(host="127.0.0.1", port=free_port(), security="none")) as world:
        world.person("admin")
        breaks(world, world.asset("files-01", "server"), NOW)
        assert world.post.turn(NOW, trusted=True) == 0
        (told,) = world.mails()
        assert told.state == mails.QUEUED
        assert "cannot be reached" in later.plainly(told.why)
