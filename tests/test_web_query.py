"""What the URL says: filters, order and pages; only known values pass."""

from __future__ import annotations

import pytest

from collector.web.query import Pages, ours, parse


def test_a_sorted_heading_turns_round_and_keeps_the_filters() -> None:
    query = parse("/assets", "q=pc&page=3&sort=host")
    assert query.sorted_by("host", "host", False) == "/assets?q=pc&sort=host&down=1"
    assert query.sorted_by("site", "host", False) == "/assets?q=pc&sort=site"
    assert parse("/assets", "sort=host&down=1").sorted_by("host", "host", True) == (
        "/assets?sort=host"
    )


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
