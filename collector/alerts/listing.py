"""Many flips as sections of a letter: by council, then by machine. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from collector.alerts.letter import Item, Section
from collector.alerts.telling import Tell, of_machine
from collector.judge.flip import Flip
from collector.words.text import Text

MOST = 40
"""Machines under all headings of one kind: a mail is read, not searched."""
_LEAST = 5
"""Machines of a council that are shown, however many councils there are."""

Council = Callable[[str], str]
"""A council's code -> its name in the reader's language."""


def by_council(
    text: Text, title: str, flips: Sequence[Flip], tell: Tell, council: Council
) -> list[Section]:
    """A section for each council, in the order of the flips."""
    groups = _groups(flips, lambda flip: flip.org)
    most = max(_LEAST, MOST // max(1, len(groups)))
    return [
        Section(f"{title}: {council(org)}", machines(text, group, tell, most))
        for org, group in groups.items()
    ]


def machines(text: Text, flips: Sequence[Flip], tell: Tell, most: int = MOST) -> tuple[Item, ...]:
    """An item for each machine; what is too much is counted."""
    groups = list(_groups(flips, lambda flip: flip.asset).values())
    shown = tuple(of_machine([tell(flip) for flip in group]) for group in groups[:most])
    return shown + rest(text, len(groups) - len(shown))


def rest(text: Text, more: int) -> tuple[Item, ...]:
    """How many are not shown; nothing if all are."""
    if not more:
        return ()
    return (Item(text.plural("and 1 more machine", "and {n} more machines", more)),)


def _groups(flips: Iterable[Flip], key: Callable[[Flip], str]) -> dict[str, list[Flip]]:
    found: dict[str, list[Flip]] = {}
    for flip in flips:
        found.setdefault(key(flip), []).append(flip)
    return found
