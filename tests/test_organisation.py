"""The region from YAML: Manyara as shipped, every slip told with its line, nothing crashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.organisation.chart import EXAMPLE, Organisation, OrganisationError, load, parse
from tests.places import places, replaced

GOOD = """\
region:
  code: manyara
  name: {en: Manyara, sw: Mkoa wa Manyara}
councils:
  - code: mbulu-dc
    type: DC
    name: {en: Mbulu DC, sw: Halmashauri ya Mbulu}
    sites:
      - {code: mbulu-hq, name: {en: HQ, sw: Makao}, expected: {desktop: 40, server: 2}}
      - {code: mbulu-clinic, name: {en: Clinic, sw: Zahanati}, expected: {desktop: 3}}
"""


def wrong(text: str) -> list[str]:
    with pytest.raises(OrganisationError) as caught:
        parse(text, "o.yaml")
    return str(caught.value).splitlines()


def test_the_shipped_region_is_manyara_with_its_secretariat_and_seven_councils() -> None:
    made = load(EXAMPLE)
    assert (made.code, made.name.in_("sw")) == ("manyara", "Mkoa wa Manyara")
    types = [council.type for council in made.councils.values()]
    assert sorted(types) == ["DC", "DC", "DC", "DC", "DC", "RS", "TC", "TC"]
    assert len(types) == 8
    for code in made.councils:
        assert made.sites_of(code)
        assert made.expected(code) is None


def test_expectations_are_added_up_and_are_not_known_unless_every_site_says() -> None:
    assert parse(GOOD, "o").expected("mbulu-dc") == 45
    assert parse(GOOD.replace(", expected: {desktop: 3}", ""), "o").expected("mbulu-dc") is None
    assert parse(GOOD, "o").expected("elsewhere") is None


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OrganisationError, match="there is no file /"):
        load(tmp_path / "none.yaml")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OrganisationError):
        load(tmp_path / "bytes")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("type: DC", "type: DX", 6, "type must be one of RS, DC, TC, MC, CC"),
        ("  code: manyara\n", "", 1, "code is missing"),
        ("code: mbulu-hq", "code: no", 9, "False is no code: use 2 to 31 of a-z, 0-9 and -"),
        ("code: mbulu-dc", "code: Mbulu DC", 5, "is no code"),
        ("code: mbulu-dc", "code: [x]", 5, "is no code"),
        ("code: mbulu-hq", "code: m", 9, "'m' is no code: use 2 to 31 of a-z, 0-9 and -"),
        (
            "- {code: mbulu-hq, name: {en: HQ, sw: Makao}, expected: {desktop: 40, server: 2}}",
            "- mbulu-hq",
            9,
            "code, name are needed",
        ),
        ("code: mbulu-clinic", "code: mbulu-hq", 10, "used twice"),
        ("code: mbulu-clinic", "code: mbulu-dc", 10, "used twice"),
        ("code: mbulu-dc", "kode: mbulu-dc", 5, "did you mean code"),
        ("{en: HQ, sw: Makao}", "{en: HQ}", 9, "name needs both languages"),
        ("{en: HQ, sw: Makao}", "{en: HQ, sw: 5}", 9, "name needs both languages"),
        ("{en: HQ, sw: Makao}", "{en: HQ, sw: ''}", 9, "name needs both languages"),
        ("desktop: 40", "desktop: forty", 9, "expected needs whole numbers"),
        ("desktop: 40", "desktop: -1", 9, "expected needs whole numbers"),
        ("desktop: 40", "desktop: true", 9, "expected needs whole numbers"),
        ("desktop: 40", "desktpo: 40", 9, "did you mean desktop"),
        ("expected: {desktop: 3}", "expect: {desktop: 3}", 10, "did you mean expected"),
    ],
)
def test_a_slip_is_told_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    assert old in GOOD
    found = wrong(GOOD.replace(old, new, 1))
    assert any(f.startswith(f"o.yaml:{line}:") and reason in f for f in found), found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "region and councils are needed"),
        ("5", "region and councils are needed"),
        ("region: 5\ncouncils: []", "code, name are needed"),
        ("region: {code: xx, name: {en: X, sw: X}}", "councils is missing"),
        ("region: {code: xx, name: {en: X, sw: X}}\ncouncils: 5", "councils must be a list"),
        (GOOD + "councils: []\n", "councils is given twice, first in line 4"),
        (GOOD[: GOOD.index("councils:")] + "councils: []\n", "o.yaml:4: there must be a council"),
        (GOOD[: GOOD.index("      - {code")] + "      []\n", "o.yaml:8: a council needs a site"),
        ("region: [\n", "o.yaml:2:"),
        ("region: &a [*a]", "holds itself"),
    ],
)
def test_what_is_no_region_is_told(text: str, reason: str) -> None:
    assert any(reason in line for line in wrong(text))


def test_what_is_missing_is_told_once() -> None:
    for line in ("    type: DC\n", "  code: manyara\n"):
        assert len(wrong(GOOD.replace(line, ""))) == 1


def test_a_council_that_is_plain_text_is_one_fault() -> None:
    found = wrong(GOOD + "  - simanjiro\n  - kiteto\n")
    assert [line.partition(":")[2] for line in found] == [
        f"{line}: code, type, name, sites are needed" for line in (11, 12)
    ]


def test_keys_given_twice_are_told_beside_what_else_is_wrong() -> None:
    text = GOOD.replace("    type: DC\n", "    type: DX\n    type: DC\n    type: TC\n")
    found = wrong(text)
    assert [line.split(" ")[0] for line in found] == ["o.yaml:6:", "o.yaml:7:", "o.yaml:8:"]
    assert "type must be one of" in found[0]


def test_all_slips_are_told_at_once() -> None:
    text = (
        GOOD.replace("type: DC", "type: X").replace("en: HQ,", "").replace("server: 2", "server: x")
    )
    assert len(wrong(text)) == 3


BASE: dict[str, Any] = yaml.safe_load(GOOD)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text("ab-: {}", max_size=6),
    st.lists(st.none() | st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["en", "sw", "code", 5]), st.just("x"), max_size=2),
)


def understood(text: str) -> Organisation | None:
    try:
        return parse(text, "o.yaml")
    except OrganisationError:
        return None


@settings(max_examples=400, deadline=None)
@given(path=st.sampled_from(places(BASE)), value=JUNK)
def test_whatever_is_in_the_file_is_understood_or_told(path: tuple[Any, ...], value: Any) -> None:
    made = understood(yaml.safe_dump(replaced(BASE, path, value)))
    if made is not None:
        names = [c.name for c in made.councils.values()] + [s.name for s in made.sites.values()]
        for name in (made.name, *names):
            assert all(isinstance(name.in_(lang), str) for lang in ("en", "sw"))
        assert all(made.expected(code) is None or made.expected(code) for code in made.councils)
