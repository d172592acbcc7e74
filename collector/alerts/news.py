"""What a digest has to tell: the week's flips put together, and all else that is known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from collector.absence import Away
from collector.judge.flip import Flip, Known
from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN, is_graver
from collector.organisation.coverage import Coverage


class Change(NamedTuple):
    """What changed in a week. Gaps are counted apart: no officer has adopted their rules.

    `worse`: breaches that were there already, and are graver now.
    """

    new: tuple[Flip, ...]
    mended: tuple[Flip, ...]
    gaps: int
    gaps_closed: int
    worse: tuple[Flip, ...] = ()


class Arrival(NamedTuple):
    """A new machine, where it is and where its page is, and how many standards it meets."""

    host: str
    site: str
    link: str
    meets: int
    breaches: int
    gaps: int
    unknowns: int


class Darkness(NamedTuple):
    """A site of which so many of those that ran fell silent; `until` None: they still are."""

    site: str
    silent: int
    running: int
    since: int
    until: int | None


class News(NamedTuple):
    """What a digest tells of one scope. `doubtful`: assets whose identity a person must settle,
    with the reason; `lost`: batches that went unread since the last digest; `arrived`: machines
    that no digest has told of; `broken`: when the journal was damaged, if none has told that, and
    how many batches in it went unread (-1: nobody knows); `dark`: sites that fell silent.
    """

    coverage: Coverage
    change: Change
    away: Sequence[Away]
    doubtful: Sequence[tuple[str, str]]
    lost: int
    arrived: Sequence[Arrival] = ()
    broken: tuple[int, int] | None = None
    dark: Sequence[Darkness] = ()


def net(flips: Iterable[Flip], last_known: Mapping[tuple[str, str], Known]) -> Change:
    """What a week of flips comes to, as things stand now.

    What broke and mended within the week is no news, unless it was mailed at once: then its end
    is told. What flapped counts once. What cannot be told now (a PC that is off over the weekend
    says nothing of its disk on Monday) counts as it was known last; `last_known` is how that was
    where a digest has told it before.
    """
    groups: dict[tuple[str, str], list[Flip]] = {}
    for flip in flips:
        groups.setdefault(flip.key, []).append(flip)
    found: dict[str, list[Flip]] = {name: [] for name in Change._fields}
    for group in groups.values():
        first, last = _from(group[0], last_known), _to(group)
        for name in _became(first, last, mailed=any(flip.mailed for flip in group)):
            found[name].append(last)
    return Change(
        tuple(found["new"]),
        tuple(found["mended"]),
        len(found["gaps"]),
        len(found["gaps_closed"]),
        tuple(found["worse"]),
    )


def _from(first: Flip, last_known: Mapping[tuple[str, str], Known]) -> Flip:
    if first.before != UNKNOWN or first.key not in last_known:
        return first
    return first._replace(**last_known[first.key]._asdict())


def _to(group: Sequence[Flip]) -> Flip:
    """The newest of a verdict's flips; where that cannot be told now, the newest known one."""
    if group[-1].status != UNKNOWN:
        return group[-1]
    known = [flip for flip in group if flip.after != UNKNOWN]
    if not known:
        return group[-1]
    last = known[-1]
    return last._replace(status=last.after, gap_now=last.gap, severity_now=last.severity)


def _became(first: Flip, last: Flip, *, mailed: bool) -> Iterator[str]:
    """What the flips of one verdict come to, by the names in Change."""
    was_gap = first.before == BREACH and first.gap_before
    was_breach = first.before == BREACH and not first.gap_before
    if last.status == BREACH and last.gap_now:
        yield from () if was_gap else ("gaps",)
    elif last.status == BREACH and not was_breach:
        yield "new"
    elif last.status == BREACH and is_graver(last.severity_now, first.severity_before):
        yield "worse"
    elif last.status == COMPLIANT:
        yield from ("gaps_closed",) if was_gap else ()
        yield from ("mended",) if was_breach or mailed else ()
