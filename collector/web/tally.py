"""Councils and sites in figures: compliance and coverage, never a false 100 %. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from collector.organisation.chart import Organisation
from collector.organisation.coverage import Coverage, Heard, of_council, of_site, together
from collector.organisation.scope import Scope
from collector.store.state.fleet import GAP, Counts
from collector.web.order import FALLS, RISES

COLUMNS = {
    "name": RISES,
    "assets": FALLS,
    "compliance": FALLS,
    "coverage": FALLS,
    "breaches": FALLS,
    "gaps": FALLS,
}
"""By what councils and sites can be sorted."""

BySite = Mapping[tuple[str, str], Counts]


class Part(NamedTuple):
    """A standing's share of a bar: how many, where it begins and how wide it is (percent)."""

    name: str
    assets: int
    start: float
    width: float


def parts(counts: Counts) -> list[Part]:
    """The standings there are, the best first, side by side."""
    found: list[Part] = []
    for name, count in reversed(list(counts._asdict().items())):
        start = found[-1].start + found[-1].width if found else 0.0
        if count:
            found.append(Part(name, count, round(start, 2), round(100 * count / counts.assets, 2)))
    return found


class Row(NamedTuple):
    """A council or a site: its assets by standing, its coverage, its breaches by severity."""

    code: str
    name: str
    counts: Counts
    coverage: Coverage
    grades: Mapping[str, int]

    @property
    def compliance(self) -> int | None:
        """Percent of its assets that meet every standard, rounded down; None if it has none."""
        return Coverage(self.counts.compliant, self.counts.assets).percent

    @property
    def breaches(self) -> int:
        """All breaches, gaps left out."""
        return sum(n for name, n in self.grades.items() if name != GAP)

    @property
    def gaps(self) -> int:
        """All gaps."""
        return self.grades.get(GAP, 0)


def councils(
    organisation: Organisation,
    scope: Scope,
    found: BySite,
    heard: Heard,
    grades: Mapping[str, Mapping[str, int]],
    lang: str,
) -> list[Row]:
    """A row for each council in scope, and for whatever the organisation's file has lost."""
    codes = [*organisation.councils, *sorted({o for o, _ in found} - set(organisation.councils))]
    rows = []
    for code in (c for c in codes if scope.covers(c)):
        known = organisation.councils.get(code)
        counts = summed(c for (org, _), c in found.items() if org == code)
        coverage = of_council(organisation, code, heard)
        name = known.name.in_(lang) if known else code
        rows.append(Row(code, name, counts, coverage, grades.get(code, {})))
    return rows


def sites(
    organisation: Organisation, org: str, found: BySite, heard: Heard, lang: str
) -> list[Row]:
    """A row for each site of a council, and for places the organisation's file has lost."""
    known = {site.code: site for site in organisation.sites_of(org)}
    lost = sorted({site for o, site in found if o == org} - set(known))
    rows = []
    for code in (*known, *lost):
        counts = found.get((org, code), Counts())
        expected = known[code].expected if code in known else None
        coverage = of_site(expected, heard.get((org, code), {}))
        name = known[code].name.in_(lang) if code in known else code
        rows.append(Row(code, name, counts, coverage, {}))
    return rows


def whole(rows: Iterable[Row]) -> Row:
    """All rows together; the coverage is known only if it is of every row."""
    rows = list(rows)
    counts = summed(row.counts for row in rows)
    grades: dict[str, int] = {}
    for row in rows:
        for name, n in row.grades.items():
            grades[name] = grades.get(name, 0) + n
    return Row("", "", counts, together(row.coverage for row in rows), grades)


def summed(some: Iterable[Counts]) -> Counts:
    """Several counts as one."""
    total = Counts()
    for one in some:
        total = Counts(*(a + b for a, b in zip(total, one, strict=True)))
    return total


def ordered(rows: list[Row], order: str, down: bool) -> list[Row]:
    """The rows by a column; what is not known comes last either way, `name` keeps the file's."""
    if order == "name":
        return rows[::-1] if down else rows
    values = [(_figure(row, order), row) for row in rows]
    known = [(value, row) for value, row in values if value is not None]
    known.sort(key=lambda pair: pair[0], reverse=down)
    return [row for _, row in known] + [row for value, row in values if value is None]


def _figure(row: Row, order: str) -> int | None:
    figures = {
        "assets": row.counts.assets,
        "compliance": row.compliance,
        "coverage": row.coverage.percent,
        "breaches": row.breaches,
        "gaps": row.gaps,
    }
    return figures[order]
