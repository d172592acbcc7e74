"""What the URL says: filters, order and pages; only known values pass."""

from __future__ import annotations

import pytest

from collector.web.order import FALLS, RISES, arranged
from collector.web.query import Pages, ours, parse

COLUMNS = {"host": RISES, "site": RISES, "gaps": FALLS}


def test_a_sorted_heading_turns_round_and_keeps_the_filters() -> None:
    query = parse("/assets", "q=pc&page=3&sort=host")
    assert query.sorted_by(query.order(COLUMNS, "host"), "host") == "/assets?q=pc&sort=host&down=1"
    assert query.sorted_by(query.order(COLUMNS, "host"), "site") == "/assets?q=pc&sort=site"
    turned = parse("/assets", "sort=host&down=1")
    assert turned.sorted_by(turned.order(COLUMNS, "host"), "host") == "/assets?sort=host"


def test_a_column_of_numbers_begins_with_the_highest_and_can_be_turned() -> None:
    query = parse("/assets", "sort=host&down=1")
    link = query.sorted_by(query.order(COLUMNS, "host"), "gaps")
    assert link == "/assets?sort=gaps"
    first = parse("/assets", "sort=gaps")
    assert first.order(COLUMNS, "host").down
    assert first.sorted_by(first.order(COLUMNS, "host"), "gaps") == "/assets?sort=gaps&up=1"
    turned = parse("/assets", "sort=gaps&up=1")
    assert not turned.order(COLUMNS, "host").down
    assert turned.sorted_by(turned.order(COLUMNS, "host"), "gaps") == "/assets?sort=gaps"
    assert parse("/assets", "sort=gaps&down=1").order(COLUMNS, "host").down


def test_two_tables_of_a_page_are_sorted_apart() -> None:
    query = parse("/council/x", "sort=host&down=1&page=2&sites=gaps&sites_up=1")
    main, second = query.order(COLUMNS, "site"), query.order(COLUMNS, "site", "sites")
    assert (main.by, main.down, second.by, second.down) == ("host", True, "gaps", False)
    assert query.sorted_by(second, "gaps") == "/council/x?sort=host&down=1&page=2&sites=gaps"
    assert query.others(*second.parameters) == [("sort", "host"), ("down", "1")]


def test_an_order_that_is_not_known_is_the_default_in_its_own_way() -> None:
    odd = parse("/", "sort=; drop table&down=1")
    assert (odd.order(COLUMNS, "gaps").by, odd.order(COLUMNS, "gaps").down) == ("gaps", True)
    assert (odd.order(COLUMNS, "host").by, odd.order(COLUMNS, "host").down) == ("host", False)


def test_rows_are_arranged_with_what_is_not_known_last_either_way() -> None:
    keys = {"host": lambda row: row}
    for query, expected in (("sort=host", [1, 2, None]), ("sort=host&down=1", [2, 1, None])):
        asked = parse("/", query).order({"host": RISES}, "host")
        assert arranged([2, None, 1], asked, keys) == expected


def test_what_is_not_known_is_the_default() -> None:
    query = parse("/", "sort=; drop table&page=-1&hours=7")
    assert query.one_of("sort", ("name", "assets"), "name") == "name"
    assert query.page == 1
    assert query.number("hours", (6, 24), 24) == 24


@pytest.mark.parametrize("page", ["²", "99999999999", "1.5", "", "0"])
def test_an_odd_page_number_is_the_first_page(page: str) -> None:
    assert parse("/", f"page={page}").page == 1


def test_a_free_text_is_bounded() -> None:
    assert len(parse("/", f"q={'x' * 5000}").free("q")) == 100


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\r\nb", ""]
)
def test_a_path_that_leads_elsewhere_is_not_followed(path: str) -> None:
    assert ours(path, "/") == "/"
    assert ours("/breaches?rule=HW-01", "/") == "/breaches?rule=HW-01"


def test_pages_say_which_rows_they_show() -> None:
    assert (Pages(2, 80, 100).first_row, Pages(2, 80, 100).last_row) == (81, 100)
    assert (Pages(1, 80, 0).last, Pages(1, 80, 0).first_row) == (1, 0)
