"""The names of batches that wait: their number, and what is in them. Pure.

`000000000042-k.batch` holds more than samples and is kept; `-s` holds samples; `-1` and `-2` hold
samples that were thinned, once and twice (see `thinning`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_KEPT, _LEVELS = "k", "s12"
END = ".batch"
_AT = 13


def name_of(number: int, *, keep: bool) -> str:
    """The name of a batch."""
    return f"{number:012d}-{_KEPT if keep else _LEVELS[0]}{END}"


def number_of(name: str) -> int | None:
    """Its number; None for what is no batch's name."""
    number, dash, kind = name[: _AT - 1], name[_AT - 1 : _AT], name[_AT : _AT + 1]
    known = dash == "-" and kind in (_KEPT, *_LEVELS) and name[_AT + 1 :] == END
    return int(number) if known and number.isascii() and number.isdigit() else None


def is_samples(name: str) -> bool:
    """Whether it holds samples alone."""
    return name[_AT : _AT + 1] in tuple(_LEVELS)


def level_of(name: str) -> int:
    """How often its samples were thinned."""
    return _LEVELS.index(name[_AT])


def thinner(name: str) -> str:
    """The name it has when its samples are thinned once more."""
    return f"{name[:_AT]}{_LEVELS[level_of(name) + 1]}{name[_AT + 1 :]}"


def oldest_run(names: Iterable[str], most: int) -> Sequence[str]:
    """The oldest batches that can be made into one: neighbours, samples alone, thinned as often.

    What was thinned less goes first; empty where nothing can be thinned any more.
    """
    ordered = sorted(names)
    for level in range(len(_LEVELS) - 1):
        run: list[str] = []
        for name in ordered:
            fits = is_samples(name) and level_of(name) == level
            run = [*run, name] if fits else run if len(run) > 1 else []
            if len(run) == most or (len(run) > 1 and not fits):
                return run
        if len(run) > 1:
            return run
    return ()
