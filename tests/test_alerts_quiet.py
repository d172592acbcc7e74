"""What comes and goes is mailed ever more seldom, until it was calm for a day."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from collector.alerts.quiet import CALM, LOOK_BACK, QUIETS, Past, Stir, past
from tests.mail_world import NOW

HOUR = 3600


def restless(*mailed: float, until: float, every: float = 0.5) -> list[Stir]:
    """Something that breaks each half hour and mends between; mailed at these hours."""
    found = []
    for n in range(int(until / every) + 1):
        hour = n * every
        found.append(Stir(at(hour), True, at(hour) if hour in mailed else None))
        found.append(Stir(at(hour + every / 2), False))
    return found[:-1]


def at(hour: float) -> int:
    return NOW + int(hour * HOUR)


def test_what_was_never_mailed_may_be_mailed() -> None:
    assert past([]) == Past()
    assert past([Stir(NOW, True)]) == Past()


@pytest.mark.parametrize(
    ("mailed", "quiet"),
    [([0], 1), ([0, 1], 4), ([0, 1, 5], 24), ([0, 1, 5, 29], 24), ([0, 1, 5, 29, 53], 24)],
)
def test_the_quiet_grows_with_each_mail(mailed: Sequence[float], quiet: int) -> None:
    stirs = restless(*mailed, until=mailed[-1] + 0.5)
    assert past(stirs).until == at(mailed[-1] + quiet)


def test_it_is_told_how_often_it_broke_since_the_last_mail() -> None:
    assert past(restless(0, until=0.5)) == Past(at(1), at(0), 0)
    assert past(restless(0, until=3)) == Past(at(1), at(0), 5)


def test_a_day_of_calm_begins_anew() -> None:
    before = restless(0, 1, 5, until=6)
    calm = Stir(before[-1].at + CALM + 1, True)
    assert past([*before, calm]) == Past()
    assert past([*before, calm._replace(at=calm.at - 2)]).until == at(5 + 24)


def test_what_stood_for_days_and_was_mailed_late_has_stirred_when_it_was_mailed() -> None:
    """Held while all was quiet, mailed a day later; the next break is no new story."""
    stirs = [Stir(at(0), True, at(20)), Stir(at(30), False), Stir(at(40), True)]
    assert past(stirs).last == at(20)


def test_so_much_is_looked_at_that_the_quiet_does_not_shrink_with_time() -> None:
    mails = [0, 1, 5, *(5 + 24 * n for n in range(1, 20))]
    stirs = restless(*mails, until=mails[-1] + 0.5)
    seen = [one for one in stirs if one.at >= stirs[-1].at - LOOK_BACK]
    assert past(seen).until == at(mails[-1]) + QUIETS[-1]
