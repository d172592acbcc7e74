"""A site that falls silent: who of it, since when, and when it is over."""

from __future__ import annotations

from collector.outage import HOLD, RAN, Heard, Outage, of, under_way

NOW = 1_795_453_560
SINCE = NOW - 1500
SITE = ("mbulu-dc-hq", "mbulu-dc")


def site(*moments: int, servers: int = 1) -> list[Heard]:
    """Machines last heard from so many seconds after the outage began; the first are servers."""
    kinds = ["server"] * servers + ["desktop"] * (len(moments) - servers)
    rows = zip(range(len(moments)), kinds, moments, strict=True)
    return [Heard(f"{kind}-{n}", kind, SINCE + at) for n, kind, at in rows]


def now(heard: list[Heard], *broken: int) -> list[Outage]:
    """The outages, where machines with these moments are silent by their standard."""

    def listen(code: str, since: int) -> list[Heard]:
        assert code == SITE[0]
        return [one for one in heard if one.at >= since]

    return under_way([(*SITE, SINCE + at) for at in broken], listen)


def test_those_that_ran_before_and_were_not_heard_from_since_are_silent() -> None:
    heard = site(0, -600, HOLD, HOLD + 1, -RAN - 1)
    assert of(*SITE, heard, SINCE) == Outage(
        *SITE, 3, 4, SINCE, ("server-0", "desktop-1", "desktop-2")
    )


def test_servers_are_named_first() -> None:
    heard = [Heard("a-pc", "desktop", SINCE), Heard("z-server", "server", SINCE)]
    assert of(*SITE, heard, SINCE).hosts == ("z-server", "a-pc")


def test_an_outage_is_under_way_while_most_are_silent() -> None:
    (found,) = now(site(0, -500, 0, 0), 0)
    assert (found.silent, found.running, found.since) == (4, 4, SINCE)
    assert now(site(0, 1400, 1400, 1400), 0) == []  # the others came back


def test_one_server_that_died_long_ago_is_no_outage() -> None:
    days_ago = -3 * 86_400
    heard = [*site(days_ago), *site(*[1400] * 5, servers=0)]
    assert now(heard, days_ago) == []


def test_an_older_silence_does_not_hide_when_the_outage_began() -> None:
    days_ago = -3 * 86_400
    heard = [*site(days_ago), *site(0, 0, 0, servers=2)]
    (found,) = now(heard, days_ago, 0, 60)
    assert (found.silent, found.running, found.since) == (3, 3, SINCE)
