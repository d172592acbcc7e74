"""Text for people: one catalogue, two languages, local time."""

from __future__ import annotations

from collector.words.text import day, text_for, when


def test_english_is_the_message_itself_with_its_values() -> None:
    assert text_for("en")("{host} is silent", host="pc-1") == "pc-1 is silent"


def test_a_language_we_do_not_have_reads_english() -> None:
    assert text_for("fr").lang == "en"


def test_plurals_follow_the_number() -> None:
    text = text_for("en")
    assert text.plural("{n} asset", "{n} assets", 1) == "1 asset"
    assert text.plural("{n} asset", "{n} assets", 1204) == "1204 assets"


def test_moments_are_told_in_local_time() -> None:
    assert when(text_for("en"), 1_795_453_500) == "23 Nov 2026, 20:05"
    assert day(text_for("sw"), 1_795_453_500) == "23 Nov 2026"
