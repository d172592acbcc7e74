"""The digest: when it is due, what a week comes to, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from collector.absence import Away
from collector.alerts import digest, due, letter
from collector.alerts.news import Arrival, Change, Darkness, News, net
from collector.alerts.telling import Told, tell
from collector.judge.flip import Flip, Known
from collector.judge.rule import Rule
from collector.judge.verdict import Verdict
from collector.organisation.coverage import Coverage
from collector.standards.rulebook import SHIPPED, read
from collector.words.text import text_for
from tests.mail_world import EVIDENCE, NOW
from tests.test_alerts_sorting import flip

ZONE = ZoneInfo("Africa/Dar_es_Salaam")
RULES: dict[str, Rule] = {rule.id: rule for rule in read([SHIPPED]).rules}
COUNCILS = {"mbulu-dc": "Mbulu District Council", "babati-dc": "Babati District Council"}


def local(text: str) -> int:
    """`2026-11-23 07:30` in Dar es Salaam, as UTC s."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


MONDAY = local("2026-11-23 07:30")


@pytest.mark.parametrize(
    ("now", "last", "is_due"),
    [
        ("2026-11-23 07:30", "2026-11-16 07:30", True),
        ("2026-11-23 07:29", "2026-11-16 07:30", False),
        ("2026-11-23 07:31", "2026-11-23 07:30", False),
        ("2026-11-29 23:59", "2026-11-23 07:30", False),
        ("2026-11-25 10:00", "2026-11-16 07:30", True),
        ("2026-12-20 10:00", "2026-11-16 07:30", True),
        ("2026-12-20 10:01", "2026-12-20 10:00", False),
    ],
    ids=["time", "before", "done", "week over", "missed", "missed for weeks", "late one done"],
)
def test_the_digest_is_due_once_a_week(now: str, last: str, is_due: bool) -> None:
    assert due.is_due(local(now), local(last), "monday", "07:30", ZONE) is is_due


def test_the_very_first_digest_is_due_at_once() -> None:
    assert due.is_due(MONDAY + 99_999, None, "monday", "07:30", ZONE)


@pytest.mark.parametrize("day", due.DAYS)
def test_every_day_of_the_week_can_be_set(day: str) -> None:
    moment = due.latest(NOW, day, "16:45", ZONE)
    found = datetime.fromtimestamp(moment, ZONE)
    assert (found.strftime("%A").lower(), found.strftime("%H:%M")) == (day, "16:45")
    assert 0 <= NOW - moment < 7 * 86_400


def week(*steps: tuple[str | None, bool], **more: Any) -> list[Flip]:
    """Flips through these standings (status, gap); the last is how it stands now."""
    status, gap_now = steps[-1]
    found = []
    for (before, gap_before), (after, gap) in pairwise(steps):
        known: dict[str, Any] = {
            "before": before,
            "gap_before": gap_before,
            "after": after,
            "gap": gap,
        }
        found.append(flip(1, **known, status=status, gap_now=gap_now, **more))
    return found


NEW, FINE, BROKEN, GAP, UNKNOWN = (
    (None, False),
    ("compliant", False),
    ("breach", False),
    ("breach", True),
    ("unknown", False),
)


@pytest.mark.parametrize(
    ("steps", "new", "mended", "gaps", "closed"),
    [
        ([NEW, BROKEN], 1, 0, 0, 0),
        ([NEW, FINE], 0, 0, 0, 0),
        ([NEW, UNKNOWN, BROKEN], 1, 0, 0, 0),
        ([FINE, BROKEN], 1, 0, 0, 0),
        ([BROKEN, FINE], 0, 1, 0, 0),
        ([FINE, BROKEN, FINE], 0, 0, 0, 0),
        ([FINE, BROKEN, UNKNOWN], 1, 0, 0, 0),
        ([NEW, BROKEN, UNKNOWN], 1, 0, 0, 0),
        ([BROKEN, FINE, UNKNOWN], 0, 1, 0, 0),
        ([FINE, GAP, UNKNOWN], 0, 0, 1, 0),
        ([FINE, UNKNOWN], 0, 0, 0, 0),
        ([BROKEN, FINE, BROKEN], 0, 0, 0, 0),
        ([BROKEN, FINE, BROKEN, FINE], 0, 1, 0, 0),
        ([BROKEN, UNKNOWN], 0, 0, 0, 0),
        ([BROKEN, (None, False)], 0, 0, 0, 0),
        ([NEW, GAP], 0, 0, 1, 0),
        ([GAP, FINE], 0, 0, 0, 1),
        ([GAP, BROKEN], 1, 0, 0, 0),
        ([GAP, FINE, GAP], 0, 0, 0, 0),
    ],
    ids=lambda value: (
        "-".join(str(s[0])[:3] + "!" * s[1] for s in value)
        if isinstance(value, list)
        else str(value)
    ),
)
def test_what_a_week_comes_to(
    steps: Sequence[tuple[str | None, bool]], new: int, mended: int, gaps: int, closed: int
) -> None:
    change = net(week(*steps), {})
    assert (len(change.new), len(change.mended)) == (new, mended)
    assert (change.gaps, change.gaps_closed) == (gaps, closed)


@pytest.mark.parametrize(
    ("known", "steps", "new", "mended", "worse"),
    [
        (Known("breach", False, "minor"), [UNKNOWN, BROKEN], 0, 0, 0),
        (Known("breach", False, "minor"), [UNKNOWN, FINE], 0, 1, 0),
        (Known("breach", False, "info"), [UNKNOWN, BROKEN], 0, 0, 1),
        (Known("compliant", False, "minor"), [UNKNOWN, BROKEN], 1, 0, 0),
        (Known("breach", True, "minor"), [UNKNOWN, BROKEN], 1, 0, 0),
        (Known(None, False, None), [UNKNOWN, BROKEN], 1, 0, 0),
        (Known("breach", False, "minor"), [FINE, BROKEN], 1, 0, 0),
    ],
)
def test_what_could_not_be_told_for_a_while_goes_on_from_how_it_was_known(
    known: Known, steps: Sequence[tuple[str | None, bool]], new: int, mended: int, worse: int
) -> None:
    flips = week(*steps, severity_now="minor")
    change = net(flips, {flips[0].key: known})
    assert (len(change.new), len(change.mended), len(change.worse)) == (new, mended, worse)


def test_what_was_mailed_at_once_is_told_when_it_is_over() -> None:
    assert len(net(week(FINE, BROKEN, FINE, mailed=True), {}).mended) == 1


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [("minor", "critical", 1), ("critical", "minor", 0), ("minor", "minor", 0), (None, "major", 0)],
)
def test_a_breach_that_is_graver_than_a_week_ago_is_told_apart(
    before: str | None, now: str, worse: int
) -> None:
    change = net(week(BROKEN, BROKEN, severity_before=before, severity_now=now), {})
    assert (len(change.new), len(change.worse)) == (0, worse)


def verdict(status: str = "breach") -> Verdict:
    return Verdict("HW-01", 1, status, "major", False, (EVIDENCE,), NOW)


def telling(lang: str, status: str = "breach") -> Any:
    text = text_for(lang)

    def one(any_flip: Flip) -> Told:
        made = verdict(any_flip.status or status)
        return tell(text, any_flip, "Headquarters", RULES["HW-01"], made, "https://m.go.tz")

    return one


def broken(number: int, org: str = "mbulu-dc") -> Flip:
    return flip(number, "HW-01", org=org, site=f"{org}-hq", severity="major")


def mended(number: int) -> Flip:
    return flip(number, "HW-01", "compliant", before="breach")


def news(**more: Any) -> News:
    nothing = Change((), (), 0, 0)
    given: dict[str, Any] = {"coverage": Coverage(1204, 1500), "change": nothing, "away": []}
    return News(**{**given, "doubtful": [], "lost": 0, **more})


def plain(told: News, lang: str = "en", whole: bool = True) -> str:
    text = text_for(lang)
    one = digest.compose(
        text, "Manyara", whole, told, telling(lang), COUNCILS.__getitem__, "https://m.go.tz/"
    )
    return f"{one.subject}\n{letter.plain(one)}"


def test_the_subject_is_the_heartbeat() -> None:
    change = Change(tuple(broken(n) for n in range(3)), tuple(mended(n) for n in range(5)), 0, 0)
    first = plain(news(change=change)).splitlines()[0]
    assert first == "Mkaguzi, Manyara: 1,204 of 1,500 reporting, 3 new breaches, 5 mended"


def test_a_week_without_news_is_told_as_well() -> None:
    told = plain(news())
    assert "1,204 of 1,500 reporting, 0 new breaches, 0 mended" in told
    assert "If it does not come, Mkaguzi does not run." in told


def test_where_nobody_counted_it_says_so() -> None:
    told = plain(news(coverage=Coverage(7, None)))
    assert "7 reporting (how many there should be is not known)" in told


def test_new_breaches_are_listed_by_council_and_machine_with_their_evidence() -> None:
    change = Change((broken(1), broken(2, "babati-dc")), (), 0, 0)
    told = plain(news(change=change))
    mbulu, babati = told.index("New breaches: Mbulu"), told.index("New breaches: Babati")
    assert mbulu < told.index("host1 (Headquarters)") < babati < told.index("host2")
    seen = "major: memory installed: 4 GiB; at least 8 GiB required by HW-01 v1"
    assert f"    {seen} (standard: Memory at least 8 GiB)\n" in told
    assert told.count("HW-01") == told.count(" v1 (standard: "), "each breach names its rule once"


def test_a_council_s_own_digest_has_no_headings_for_councils() -> None:
    told = plain(news(change=Change((broken(1),), (), 0, 0)), whole=False)
    assert "New breaches\n" in told
    assert "New breaches:" not in told


def test_a_machine_is_named_once_for_all_it_breaks() -> None:
    flips = (broken(1), broken(1)._replace(rule="HW-02"))
    told = plain(news(change=Change(flips, (), 0, 0)))
    assert told.count("host1 (Headquarters)") == 1


def test_what_is_too_much_is_counted() -> None:
    flips = tuple(broken(n) for n in range(50)) + tuple(
        broken(n, "babati-dc") for n in range(50, 54)
    )
    told = plain(news(change=Change(flips, (), 0, 0)))
    assert "54 new breaches" in told
    assert "and 30 more machines" in told


def test_mended_ones_are_told_without_evidence() -> None:
    told = plain(news(change=Change((), (mended(1),), 0, 0)))
    assert "Mended: Mbulu District Council" in told
    assert ": meets\n" in told


def test_gaps_are_counted_apart() -> None:
    told = plain(news(change=Change((), (), 12, 3)))
    assert "0 new breaches" in told
    assert "12 new gaps: proposed rules are not met" in told
    assert "3 gaps closed" in told


def test_it_tells_when_the_collector_was_away_and_of_contradictions() -> None:
    away = [Away(NOW - 7200, NOW - 3600, clean=False), Away(NOW - 600, NOW - 300, clean=True)]
    told = plain(news(away=away, doubtful=[("pc-7", "two machines bear its serial")], lost=3))
    assert "away from 23 Nov 2026, 18:06 to 23 Nov 2026, 19:06" in told
    assert "1 h, power cut, fault or sleep" in told
    assert "stopped by a person" in told
    assert "pc-7" in told
    assert "two machines bear its serial" in told
    assert "3 batches went unread" in told


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (-1, "nobody knows whether all in it had been read"),
        (0, "all in it had been read: only its charts are gone"),
        (1, "1 batch in it had not been read"),
        (7, "7 batches in it had not been read"),
    ],
)
def test_it_tells_that_the_journal_was_damaged_and_what_that_cost(lost: int, said: str) -> None:
    told = plain(news(broken=(NOW, lost)))
    assert "* The journal was damaged and a new one begun on 23 Nov 2026, 20:06" in told
    assert said in told


def test_it_tells_of_sites_that_fell_silent() -> None:
    over = Darkness("Mbulu HQ", 12, 14, NOW - 7200, NOW - 3600)
    told = plain(news(dark=[over, over._replace(site="Babati HQ", until=None)]))
    assert "* Mbulu HQ: 12 of 14 machines fell silent\n    from 23 Nov 2026, 18:06" in told
    assert "to 23 Nov 2026, 19:06, 1 h\n" in told
    assert "* Babati HQ: 12 of 14 machines fell silent\n    since 23 Nov 2026, 18:06, and" in told


def test_where_a_site_is_dark_it_says_once_why_its_machines_count_as_reporting() -> None:
    why = "A machine that is silent is counted as reporting until its own standard is broken"
    over = Darkness("Mbulu HQ", 12, 14, NOW - 7200, NOW - 3600)
    still = over._replace(until=None)
    assert plain(news(dark=[still, still, over])).count(why) == 1
    assert why not in plain(news(dark=[over]))
    assert why not in plain(news())


def test_what_is_too_much_is_counted_under_every_heading() -> None:
    doubtful = [(f"pc-{n}", "why") for n in range(50)]
    away = [Away(NOW - 60 * n, NOW - 60 * n + 30, clean=False) for n in range(50)]
    told = plain(news(doubtful=doubtful, away=away))
    assert "and 10 more machines" in told
    assert "and 10 times more before" in told


def test_in_swahili_it_has_no_english_left() -> None:
    change = Change((broken(1),), (mended(2),), 2, 1, (broken(3),))
    away = [Away(NOW - 7200, NOW - 3600, clean=False)] * 50
    dark = [Darkness("Mbulu HQ", 2, 2, NOW - 9, None), Darkness("x", 2, 2, NOW - 9, NOW)]
    told = plain(
        news(
            change=change,
            away=[*away, Away(NOW - 600, NOW - 300, clean=True)],
            lost=3,
            doubtful=[("pc-7", "x")],
            broken=(NOW, 5),
            dark=dark,
        ),
        "sw",
    )
    for english in (
        "reporting",
        "breach",
        "ended",
        "gap",
        "away",
        "power",
        "batch",
        "required",
        "silent",
    ):
        assert english not in told


def test_a_new_machine_is_told_with_how_it_stands() -> None:
    arrived = [Arrival("pc-7", "Mbulu HQ", "https://m.go.tz/asset/a", 6, 0, 2, 1)]
    told = plain(news(arrived=arrived))
    assert "New machines" in told
    assert "* pc-7 (Mbulu HQ)\n    meets 6 standards, 2 gaps, cannot tell on 1" in told
    assert "kinakidhi viwango 6, mapengo 2" in plain(news(arrived=arrived), "sw")
