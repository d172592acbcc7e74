"""Silence over a simulated working day: one mail for a dark site, none for people who go home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.organisation.scope import Scope
from collector.outage import Outage
from collector.store.state import running
from collector.store.state.fleet import Lens
from collector.store.state.schema import asset
from tests.standing import SITE
from tests.working_day import Day, at, day


@pytest.fixture
def monday(tmp_path: Path) -> Iterator[Day]:
    with day(tmp_path) as made:
        yield made


def subjects(one: Day) -> list[str]:
    return [mail.subject.removeprefix("Mkaguzi: ") for mail in one.mails()]


def test_a_site_of_workstations_that_loses_its_link_is_one_mail_and_its_end_is_told(
    monday: Day,
) -> None:
    monday.switch_on(*monday.add("desktop", 12))
    monday.until("10:00")
    monday.dark = True
    monday.until("10:15")
    assert monday.mails() == []
    monday.until("10:30")
    assert subjects(monday) == ["Mbulu DC headquarters: 12 of 12 machines fell silent"]
    monday.until("13:00")
    monday.dark = False
    monday.until("14:00")
    assert len(monday.mails()) == 1
    monday.jump("07:30", day=30)
    told = monday.mails("digest")[-1].plain
    assert "Mbulu DC headquarters: 12 of 12 machines fell silent\n    from 23 Nov" in told
    assert "3 h" in told


def test_a_page_is_told_which_sites_are_dark_within_its_readers_scope(monday: Day) -> None:
    monday.switch_on(*monday.add("server"), *monday.add("desktop", 2))

    def told(org: str | None) -> list[Outage]:
        with monday.inside.engine.begin() as connection:
            return running.outages(connection, Lens(Scope(org), (), monday.now))

    monday.until("10:00")
    assert told(None) == []
    monday.dark = True
    monday.until("10:40")
    (one,) = told("mbulu-dc")
    assert (one.site, one.silent, one.running, one.since) == (SITE, 3, 3, at("10:00"))
    assert one.hosts == ("server-00", "desktop-01", "desktop-02")
    assert told(None) == [one]
    assert told("babati-dc") == []


def test_an_outage_that_goes_on_is_told_in_each_digest(monday: Day) -> None:
    monday.switch_on(*monday.add("desktop", 3))
    monday.until("10:00")
    monday.dark = True
    monday.until("11:00")
    monday.jump("07:30", day=30)
    assert "since 23 Nov 2026, 10:00, and still" in monday.mails("digest")[-1].plain
    monday.dark = False
    monday.until("08:00", 30)
    monday.jump("07:30", day=37)
    told = monday.mails("digest")[-1].plain
    assert "fell silent\n    from 23 Nov 2026, 10:00 to 30 Nov 2026, 07:" in told
    assert len(monday.mails("silence")) == 1


def test_an_ordinary_day_is_no_news(monday: Day) -> None:
    """Some shut down, some switch off at the wall; the server stays."""
    server, pcs = monday.add("server"), monday.add("desktop", 12)
    monday.switch_on(*server)
    for n, pc in enumerate(pcs):
        monday.until(f"07:{30 + n * 2}")
        monday.switch_on(pc)
    monday.until("12:30")
    monday.pull(*pcs[:2])  # to lunch
    monday.until("13:15")
    monday.switch_on(*pcs[:2])
    for n, pc in enumerate(pcs):
        monday.until(f"15:{20 + n * 2}")
        (monday.shut_down if n % 3 else monday.pull)(pc)
    monday.until("18:30")
    assert monday.mails() == []


@pytest.mark.parametrize("with_server", [False, True])
def test_all_who_shut_down_within_ten_minutes_are_no_outage(monday: Day, with_server: bool) -> None:
    pcs = monday.add("desktop", 8)
    monday.switch_on(*pcs, *(monday.add("server") if with_server else []))
    for n, pc in enumerate(pcs):
        monday.until(f"11:0{n}")
        monday.shut_down(pc)
    monday.until("13:00")
    assert monday.mails() == []


@pytest.mark.parametrize("leave", ["shut_down", "pull"])
def test_a_server_that_dies_after_people_went_home_has_a_mail_of_its_own(
    monday: Day, leave: str
) -> None:
    server, pcs = monday.add("server"), monday.add("desktop", 8)
    monday.switch_on(*server, *pcs)
    for n, pc in enumerate(pcs):
        monday.until(f"15:{30 + 3 * n}")
        getattr(monday, leave)(pc)
    monday.until("16:05")
    monday.pull(*server)
    monday.until("17:00")
    assert subjects(monday) == ["server-00: not heard from since 23 Nov 2026, 16:05"]
    assert [mail.kind for mail in monday.mails()] == ["alert"]


def test_a_power_cut_is_one_mail_and_what_fails_after_it_has_its_own(monday: Day) -> None:
    servers, pcs = monday.add("server", 2), monday.add("desktop", 3)
    monday.switch_on(*servers, *pcs)
    monday.until("11:00")
    monday.dark = True
    monday.until("12:30")
    (told,) = monday.mails()
    assert told.subject.endswith("Mbulu DC headquarters: 5 of 5 machines fell silent")
    assert "Silent: server-00, server-01, desktop-02, desktop-03, desktop-04" in told.plain
    monday.dark = False
    monday.until("14:00")
    monday.pull(servers[0])
    monday.until("15:00")
    assert [mail.kind for mail in monday.mails()] == ["silence", "alert"]
    assert "server-00" in monday.mails()[-1].subject


def test_two_servers_at_night_are_a_dark_site_and_one_is_a_server(monday: Day) -> None:
    servers, pcs = monday.add("server", 2), monday.add("desktop", 6)
    monday.switch_on(*servers, *pcs)
    monday.until("15:30")
    monday.shut_down(*pcs)
    monday.until("20:00")
    monday.pull(servers[0])
    monday.until("21:00")
    assert [mail.kind for mail in monday.mails()] == ["alert"]
    monday.switch_on(servers[0])
    monday.until("23:00")
    monday.dark = True
    monday.until("23:50")
    assert [mail.kind for mail in monday.mails()] == ["alert", "silence"]
    assert "2 of 2 machines" in monday.mails()[-1].subject


def test_workstations_that_die_while_the_server_lives_are_told_too(monday: Day) -> None:
    """The power is gone and the server stands on its batteries: there is time to look."""
    server, pcs = monday.add("server"), monday.add("desktop", 9)
    monday.switch_on(*server, *pcs)
    monday.until("10:00")
    monday.pull(*pcs)
    monday.until("10:30")
    assert subjects(monday) == ["Mbulu DC headquarters: 9 of 10 machines fell silent"]
    monday.pull(*server)
    monday.until("11:10")
    assert [mail.kind for mail in monday.mails()] == ["silence", "alert"]


def test_half_of_a_site_is_no_outage(monday: Day) -> None:
    pcs = monday.add("desktop", 8)
    monday.switch_on(*pcs)
    monday.until("10:00")
    monday.pull(*pcs[:4])
    monday.until("12:00")
    assert monday.mails() == []


def test_while_the_collector_is_away_nobody_is_silent(monday: Day) -> None:
    monday.switch_on(*monday.add("server", 2), *monday.add("desktop", 8))
    monday.until("09:00")
    monday.away_until("11:00")
    monday.until("14:00")
    assert monday.mails() == []


@pytest.mark.parametrize("day", [23, 24, 26])
def test_two_power_cuts_in_a_row_are_no_silence_of_a_site_however_long_the_second(
    monday: Day, day: int
) -> None:
    pcs = monday.add("desktop", 8)
    monday.switch_on(*pcs)
    monday.until("09:00")
    monday.pull(*pcs)
    monday.until("09:05")
    monday.away_until("09:20")
    monday.until("09:25")
    monday.away_until("13:00", day)
    monday.until("13:04", day)
    monday.switch_on(*pcs)
    monday.until("14:00", day)
    assert monday.mails() == []


def test_a_site_that_went_dark_while_the_collector_was_away_is_found_after_it(
    monday: Day,
) -> None:
    monday.switch_on(*monday.add("server", 2), *monday.add("desktop", 8))
    monday.until("09:00")
    monday.dark = True
    monday.away_until("11:00")
    monday.until("12:00")
    assert subjects(monday) == ["Mbulu DC headquarters: 10 of 10 machines fell silent"]


def test_a_site_that_comes_and_goes_is_mailed_ever_more_seldom(monday: Day) -> None:
    """Dark from the hour to half past it, all night: three mails and not ten."""
    monday.switch_on(*monday.add("server", 3))
    monday.until("20:00")
    for hour in (*range(20, 24), *range(24, 30)):
        clock, day_of_month = f"{hour % 24:02}", 23 + hour // 24
        monday.until(f"{clock}:00", day_of_month)
        monday.dark = True
        monday.until(f"{clock}:30", day_of_month)
        monday.dark = False
    monday.until("07:00", 24)
    told = monday.mails()
    assert [mail.kind for mail in told] == ["silence"] * len(told)
    assert len(told) == 3
    assert "It broke 3 times more since the mail of" in told[-1].plain


def test_a_reader_of_another_council_is_not_told(each_database: str, tmp_path: Path) -> None:
    with day(tmp_path, [("neema", "mbulu-dc"), ("juma", "babati-dc")]) as monday:
        monday.switch_on(*monday.add("desktop", 5))
        monday.until("10:00")
        monday.dark = True
        monday.until("11:00")
        assert [mail.recipient for mail in monday.mails()] == ["neema@example.go.tz"]


def test_a_goodbye_is_kept_until_the_machine_speaks_again(monday: Day) -> None:
    (pc,) = monday.add("desktop")

    def stopped() -> bool:
        monday.inside.catch_up()
        monday.now += 1
        with monday.inside.engine.begin() as connection:
            return bool(connection.scalar(asset.select().with_only_columns(asset.c.stopped)))

    monday.switch_on(pc)
    assert not stopped()
    monday.shut_down(pc)
    assert stopped()
    monday.switch_on(pc)
    assert not stopped()
