"""Text for people: one catalogue, two languages, local time."""

from __future__ import annotations

from collector.web.wording import ago, since
from collector.words.amounts import in_words, size
from collector.words.text import day, exact, text_for, when


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


def test_a_moment_can_be_told_to_the_second() -> None:
    assert exact(text_for("en"), 1_795_453_509) == "23 Nov 2026, 20:05:09"


def test_a_sign_follows_its_number_and_a_word_stands_where_the_language_has_it() -> None:
    en, sw = text_for("en"), text_for("sw")
    assert [size(t, 8 << 30, binary=True) for t in (en, sw)] == ["8 GiB", "GiB 8"]
    assert [size(t, 91_300, binary=False, per="/s") for t in (en, sw)] == ["91.3 kB/s", "kB/s 91.3"]
    assert [in_words(t, 1000, "Mbit/s") for t in (en, sw)] == ["1,000 Mbit/s", "Mbit/s 1,000"]
    assert [in_words(t, 3.5, "%") for t in (en, sw)] == ["3.5 %", "3.5 %"]


def test_how_long_ago_is_told_in_one_unit_and_within_a_sentence() -> None:
    en, sw = text_for("en"), text_for("sw")
    told = {
        0: "just now", 47: "47 seconds ago", 60: "1 minute ago", 7199: "1 hour ago",
        90_000: "1 day ago", 59 * 86_400: "59 days ago", 61 * 86_400: "2 months ago",
    }  # fmt: skip
    assert {seconds: ago(en, seconds) for seconds in told} == told
    assert ago(sw, 47) == "sekunde 47 zilizopita"
    assert ago(sw, -5) == "sasa hivi"


def test_what_began_a_short_while_ago_is_told_with_its_time() -> None:
    now, text = 1_795_453_500, text_for("en")
    assert since(text, now - 3600, now) == "23 Nov 2026, 19:05"
    assert since(text, now - 3 * 86_400, now) == "20 Nov 2026"
