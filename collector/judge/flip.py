"""A changed verdict, as the mail room reads it. Pure data."""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """How a verdict stood when it could be told last."""

    before: str | None
    gap_before: bool
    severity_before: str | None


class Flip(NamedTuple):
    """A changed verdict and its asset. `before` None: the first by this rule; `after` None: none.

    `gap` and `gap_before` say which of the two was a gap; `status` and `gap_now` are how the
    asset stands now (None where the rule applies no more). `mailed`: it was mailed at once.
    `severity` is how grave it was after, `severity_before` and `severity_now` before and now; of
    what was no breach it says nothing. `first_seen` is the asset's. Times are UTC s.
    """

    id: int
    asset: str
    host: str
    org: str
    site: str
    kind: str
    last_seen: int
    rule: str
    before: str | None
    after: str | None
    severity: str
    gap: bool
    gap_before: bool
    at: int
    status: str | None
    gap_now: bool | None
    mailed: bool = False
    first_seen: int = 0
    severity_before: str | None = None
    severity_now: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Which verdict it is about: asset and rule."""
        return self.asset, self.rule
