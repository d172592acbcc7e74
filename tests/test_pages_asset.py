"""An asset's page: what it is, how it stands and why, and how it has been."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from collector.identity.keys import Key
from collector.register import joining
from collector.store.state import assets, voices
from collector.web import shown, wording
from collector.words.text import text_for
from tests.web_world import NOW, World, furnish, opened


@pytest.fixture(scope="module")
def world(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("asset")) as made:
        furnish(made)
        yield made


def get(world: World, path: str, name: str = "asha") -> str:
    with world.client(name) as client:
        return re.sub(r"\s+", " ", client.get(path).text)


def asset(world: World, host: str, query: str = "", name: str = "asha") -> str:
    return get(world, f"/asset/{world.asset(host)}{query}", name)


def test_a_breach_is_shown_with_its_evidence_reason_remedy_and_letter(world: World) -> None:
    page = asset(world, "mbulu-pc-07")
    assert "memory installed: 4 GiB; at least 8 GiB required by HW-01 v1" in page
    assert "With too little, a desktop" in page
    assert "Add memory, or plan the replacement." in page
    assert "MRS/ICT/2026/14" in page
    assert "found: AnyDesk; not allowed by SW-04 v1" in page
    assert page.index("breaks the standard") < page.index("cannot tell") < page.index(">meets<")


def test_what_is_wrong_stands_over_a_breach_and_its_title_is_the_standard_s(world: World) -> None:
    page = asset(world, "mbulu-pc-07")
    seen = "memory installed: 4 GiB; at least 8 GiB required by HW-01 v1"
    assert f'<h3 class="capital">{seen}</h3>' in page
    assert '<p class="small">standard HW-01: Memory at least 8 GiB</p>' in page
    assert re.search(r'<h3 class="capital">Disks have free space <span[^>]*>HLT-01</span>', page)


def test_the_same_in_swahili(world: World) -> None:
    page = asset(world, "mbulu-pc-07", name="mbulu")
    assert "kumbukumbu (RAM) iliyowekwa: GiB 4; angalau GiB 8 inatakiwa na HW-01 v1" in page
    assert "Ongeza kumbukumbu (RAM), au panga kubadilisha kifaa." in page


def test_what_it_is_comes_from_the_catalogue_with_units(world: World) -> None:
    page = asset(world, "mbulu-files-01")
    expected = [
        "BIOS date</dt><dd>8 Mar 2021",
        "installed</dt><dd>8 GiB",
        '<td data-label="size">1 TB</td>',
        '<td data-label="speed">1,000 Mbit/s</td>',
        '<td data-label="speed">2,666 MT/s</td>',
        "ProLiant ML30 Gen10",
    ]
    assert [words for words in expected if words not in page] == []


def test_facts_stand_in_the_catalogues_order_and_ids_come_last_and_soft(world: World) -> None:
    told = {"kernel": "6.1", "boot_id": "b00t", "name": "Debian", "id": "debian", "zzz": 1,
            "machine_id": "m4ch", "family": "linux", "version": "12"}  # fmt: skip
    row = shown.Stored("os", told, 0, 0)
    lines = shown.section(text_for("en"), row, 12).lines
    assert [line.label for line in lines] == [
        "family", "name", "version", "kernel", "zzz", "ID", "boot ID", "machine ID",
    ]  # fmt: skip
    assert [line.label for line in lines if line.soft] == ["ID", "boot ID", "machine ID"]
    assert '<dd class="id">debian</dd>' in asset(world, "mbulu-files-01")


def test_a_day_of_samples_makes_charts_with_its_hole(world: World) -> None:
    page = asset(world, "mbulu-files-01")
    assert page.count('<figure class="chart">') == 5
    cpu = page.partition("Processor in use")[2].partition("</figure>")[0]
    path = cpu.partition(' d="')[2].partition('"')[0]
    assert path.count("M") == 2  # broken once
    assert '<rect class="hole"' in cpu
    assert "90 kB/s" in page.partition("Network")[2]
    assert ":00</text>" in cpu


def test_the_window_is_in_the_url(world: World) -> None:
    assert "The last 6 h" in asset(world, "mbulu-files-01", "?hours=6")
    assert "The last 3 days" in asset(world, "mbulu-files-01", "?hours=72")
    assert "The last 24 h" in asset(world, "mbulu-files-01", "?hours=99999")


def test_an_asset_without_samples_says_so(world: World) -> None:
    assert "no samples in this window" in asset(world, "mbulu-pc-07")


def test_a_detail_of_an_event_is_told_with_its_unit() -> None:
    for lang, expected in (("en", ("by", "-1 h 2 min")), ("sw", ("kwa", "-saa 1 dakika 2"))):
        assert wording.detail(text_for(lang), "seconds", -3720) == expected
    assert wording.detail(text_for("sw"), "version", "0.1.0") == ("toleo", "0.1.0")


def test_events_and_failing_probes_are_shown(world: World) -> None:
    page = asset(world, "mbulu-pc-07")
    assert "agent started" in page
    assert "no sensor answered" in page


def test_a_silent_asset_says_that_the_rest_is_old(world: World) -> None:
    assert "Nothing was heard from it since 3 Nov 2026" in asset(world, "babati-pc-01")


def test_a_long_list_has_a_page_of_its_own_to_search(world: World) -> None:
    page = asset(world, "mbulu-files-01")
    assert "All 450" in page
    path = f"/asset/{world.asset('mbulu-files-01')}/facts/software"
    whole = get(world, path)
    assert "1 to 200 of 450" in whole
    found = get(world, f"{path}?q=package-44")
    assert "1 to 11 of 11" in found
    assert "package-449" in found
    assert "1 to 200" not in found


def test_a_section_that_was_never_told_is_no_page(world: World) -> None:
    with world.client("asha") as client:
        assert client.get(f"/asset/{world.asset('mbulu-pc-07')}/facts/nope").status_code == 404
        assert client.get("/asset/zzzzzzzz").status_code == 404


def test_an_identity_in_doubt_is_shown_and_listed(world: World) -> None:
    doubtful = world.asset("mbulu-pc-08")
    with world.house.engine.begin() as connection:
        assets.change(connection, doubtful, contradiction="same uuid as asset x, another serial")
    assert "same uuid as asset x, another serial" in asset(world, "mbulu-pc-08")
    assert "mbulu-pc-08" in get(world, "/collector")
    assert "mbulu-pc-08" not in get(world, "/collector", "babati")


def test_a_doubt_names_the_other_with_the_way_to_it_to_admins(world: World) -> None:
    doubtful, other = world.asset("mbulu-pc-08"), world.asset("mbulu-pc-07")
    about = {"about": "same", "agree": ["uuid"], "against": ["serial"], "other": other}
    with world.house.engine.begin() as connection:
        assets.change(connection, doubtful, contradiction=json.dumps(about))
    page = get(world, "/collector")
    row = page.partition(f'<a href="/asset/{doubtful}">mbulu-pc-08</a>')[2].partition("</tr>")[0]
    assert row.index(doubtful) < row.index("another serial number")
    assert f'<a href="/asset/{other}">Look at the other</a>' in row
    assert "Tazama kingine" not in get(world, "/collector", "mbulu")


def test_a_day_is_written_as_people_write_it(world: World) -> None:
    page = asset(world, "mbulu-files-01")
    assert "8 Mar 2021" in page
    assert "2021-03-08" not in page


def test_its_form_is_in_the_readers_language(world: World) -> None:
    page = asset(world, "mbulu-pc-07", name="mbulu")
    assert page.count("kompyuta ya mezani") > 1
    assert ">desktop<" not in page


def merged(world: World) -> tuple[str, str]:
    """Two PCs in Babati that are one machine."""
    old, into = world.asset("babati-pc-01"), world.asset("babati-pc-02")
    with world.house.engine.begin() as connection:
        joining.merge(connection, old, into, "asha", NOW)
    return old, into


def test_links_lead_on_after_a_merge_and_the_past_is_kept(world: World) -> None:
    before = asset(world, "babati-pc-02")
    old, into = merged(world)
    try:
        with world.client("asha") as client:
            for path in ("", "/facts/software"):
                answer = client.get(f"/asset/{old}{path}", follow_redirects=False)
                assert answer.is_redirect
                assert answer.headers["location"] == f"/asset/{into}{path}"
        page = get(world, f"/asset/{old}")
        assert "babati-pc-02" in page
        assert page.count("agent started") == before.count("agent started") + 1
        assert "babati-pc-01" not in get(world, "/assets")
        with world.client("mbulu") as client:
            assert client.get(f"/asset/{old}", follow_redirects=False).status_code == 404
    finally:
        with world.house.engine.begin() as connection:
            joining.split(connection, old, "asha", NOW)
    assert "babati-pc-01" in get(world, "/assets")


def test_what_an_admin_must_decide_is_on_the_collectors_page(world: World) -> None:
    with world.house.engine.begin() as connection:
        assets.note_shared(connection, Key("serial", "noname/ab12"), NOW)
        voices.hold(connection, "a" * 32, "boot", NOW)
        assets.add(connection, "lost-pc", "mbulu-dc", "mbulu-old", NOW, None)
    page = get(world, "/collector")
    for words in ("serial noname/ab12", "aaaaaaaaaaaa", "mbulu-old", "assets forget"):
        assert words in page
    council = get(world, "/collector", "mbulu")
    for words in ("noname/ab12", "aaaaaaaaaaaa", "mbulu-old"):
        assert words not in council
