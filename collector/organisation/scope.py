"""What a reader may see: the whole region, or one council. Every reading query takes one."""

from __future__ import annotations

from typing import NamedTuple


class Scope(NamedTuple):
    """`org` is a council's code, or None for the whole region."""

    org: str | None = None

    def covers(self, org: str) -> bool:
        """Whether something of this council may be seen."""
        return self.org is None or self.org == org


REGION = Scope()
"""The whole region: admins, the digest of the Secretariat, and the collector itself."""
