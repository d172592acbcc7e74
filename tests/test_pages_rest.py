"""Breaches, standards, outbox, codes, the collector itself."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from agent.delivery.enrol import read_code
from collector import web
from collector.standards.rulebook import Rulebook
from collector.store.state import codes, mails, notes, refusals
from collector.store.state.schema import away
from collector.tally import Refusal
from collector.web.app import make_app
from collector.web.refusals import BATCHES, ENROLMENTS
from collector.words.text import text_for
from tests.web_world import NOW, World, furnish, opened, send

SW = text_for("sw")


@pytest.fixture
def world(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("rest")) as made:
        yield made


@pytest.fixture(scope="module")
def full(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("full")) as made:
        furnish(made)
        yield made


def get(world: World, path: str, name: str = "asha") -> str:
    with world.client(name) as client:
        return re.sub(r"\s+", " ", client.get(path).text)


# --- breaches ----------------------------------------------------------------------------------


def test_breaches_come_the_worst_first_with_evidence(full: World) -> None:
    page = get(full, "/breaches").partition("<tbody>")[2]
    assert page.index("HW-01") < page.index("SW-04") < page.index("HLT-02")
    seen = "memory installed: 4 GiB; at least 8 GiB required by HW-01 v1"
    assert f"<strong>{seen}</strong>" in page
    assert '<span class="soft small">standard HW-01: Memory at least 8 GiB</span>' in page


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("severity=major", "SW-04 v1", "HLT-02 v1"),
        ("rule=HW-01", "HW-01 v1", "SW-04 v1"),
        ("council=babati-tc", "babati-pc-01", "mbulu-pc-07"),
        ("status=unknown", "nothing is known of", "AnyDesk"),
        ("status=gap&severity=critical", "No gap matches this filter.", "HW-01 v1"),
        ("sort=host&down=1", "mbulu-pc-07", "No breach"),
        ("rule=bogus&council=bogus&severity=bogus", "HW-01 v1", "matches this filter"),
        ("severity=info", "No breach matches this filter.", "HW-01 v1"),
    ],
)
def test_breaches_are_filtered_by_the_url(full: World, query: str, there: str, gone: str) -> None:
    page = get(full, f"/breaches?{query}").partition("</form>")[2].partition("</form>")[2]
    assert there in page
    assert gone not in page


# --- standards ---------------------------------------------------------------------------------


def test_when_nothing_is_wrong_that_is_said_as_a_sentence(world: World) -> None:
    world.person("asha", "admin")
    assert "No machine breaks a standard that is in force." in get(world, "/breaches")
    assert "There are no gaps" in get(world, "/breaches?status=gap")
    assert "Every machine can be judged" in get(world, "/breaches?status=unknown")
    assert "There are no assets here yet." in get(world, "/assets")


def test_what_began_a_short_while_ago_is_told_with_its_time(full: World) -> None:
    page = get(full, "/breaches?rule=SW-04")
    assert '<span title="23 Nov 2026, 20:05">23 Nov 2026, 20:05</span>' in page


def test_a_standard_says_why_what_to_do_its_numbers_and_sources(full: World) -> None:
    page = get(full, "/standards").partition('id="HW-01"')[2].partition('id="HW-02"')[0]
    for words in ("Memory at least 8 GiB", "swaps all day", "plan the replacement", "8 GiB",
                  "Windows 11 minimum hardware", "verified: secondary copies", "MRS/ICT/2026/14",
                  "2 meet it", "1 breaks it", "1 cannot be judged",
                  "N. Mushi, 20 Nov 2026", '<dt class="as-is"><code>ram_min'):  # fmt: skip
        assert words in page


def test_the_numbers_of_a_standard_are_in_the_readers_language(full: World) -> None:
    full.person("zawadi", "viewer", lang="sw")
    for name, size, time in (("asha", "8 GiB", "14 days"), ("zawadi", "GiB 8", "siku 14")):
        page = get(full, "/standards", name)
        assert f"<code>ram_min</code></dt><dd>{size}</dd>" in page
        assert f"<code>silent_workstation</code></dt><dd>{time}</dd>" in page


def test_proposed_standards_are_told_apart(full: World) -> None:
    page = get(full, "/standards")
    assert "standards are proposed" in page
    assert "proposed" in page.partition('id="OS-01"')[2].partition("</li>")[0]


def test_a_standard_that_is_switched_off_is_not_counted_as_proposed(world: World) -> None:
    world.person("asha", "admin")
    file = world.house.settings.data / "standards" / "own.yaml"
    file.write_text("change: {HW-01: {enabled: false}, OS-01: {enabled: false}}")
    world.house.rulebook.reload()
    page = get(world, "/standards")
    shown = page.count('<span class="s-gap tone">proposed</span>')
    assert f"{shown} standards are proposed" in page
    assert page.count("switched off") >= 2


def test_a_letter_for_all_leaves_what_needs_none_in_force(world: World) -> None:
    world.person("asha", "admin")
    file = world.house.settings.data / "standards" / "ours.yaml"
    file.write_text("adopted: [{letter: RAS/12, rules: all}]\n")
    world.house.rulebook.reload()
    page = get(world, "/standards")
    health = page.partition('<li id="HLT-01">')[2].partition("</li> <li id")[0]
    assert ">in force<" in health
    assert "needs no adoption" in health
    assert ">adopted<" in page.partition('<li id="HW-01">')[2].partition("</li> <li id")[0]


def test_faults_of_the_officers_files_are_shown_to_admins(world: World) -> None:
    world.person("asha", "admin")
    world.person("region", "viewer")
    file = world.house.settings.data / "standards" / "own.yaml"
    file.write_text("rulez: []\n")
    world.house.rulebook.reload()
    assert "own.yaml:1" in get(world, "/standards")
    assert "the last good set stays in force" in get(world, "/standards", "region")
    assert "own.yaml" not in get(world, "/standards", "region")


def test_faults_of_the_officers_files_are_told_to_admins_on_every_page(world: World) -> None:
    world.person("asha", "admin")
    world.person("region", "viewer")
    file = world.house.settings.data / "standards" / "own.yaml"
    file.write_text("rulez: []\nrulzz: []\n")
    world.house.rulebook.reload()
    for path in ("/", "/collector"):
        assert "All of them: mkaguzi standards check" in get(world, path)
        assert "own.yaml:1" in get(world, path)
        assert "own.yaml" not in get(world, path, "region")
    assert get(world, "/standards").count("own.yaml:1") == 1


@pytest.mark.parametrize("number", ["0", "2147483648", "9223372036854775808", "9" * 5000])
def test_a_number_that_no_row_has_is_not_found(world: World, number: str) -> None:
    world.person("asha", "admin")
    with world.client("asha") as client:
        assert client.get(f"/outbox/{number}").status_code == 404
        assert client.get(f"/outbox/{number}/html").status_code == 404
        done = send(client, "/add-machines", f"/add-machines/withdraw/{number}")
    assert done.status_code == 404


@pytest.mark.parametrize("uses", ["0", "501", "²", "9" * 40, "9" * 5000])
def test_a_code_is_for_no_number_of_machines_that_cannot_be(world: World, uses: str) -> None:
    world.person("asha", "admin")
    asked = {"site": "mbulu-dc-hq", "hours": "24", "uses": uses}
    with world.client("asha") as client:
        assert "Give a number from 1 to 500" in send(client, *["/add-machines"] * 2, **asked).text


def test_a_start_over_faults_without_a_good_set_before_says_so(world: World) -> None:
    world.person("asha", "admin")
    folder = world.house.settings.data / "standards"
    (folder / "own.yaml").write_text("rulez: []\n")
    house = world.house._replace(rulebook=Rulebook(folder))
    page = get(world._replace(house=house, app=make_app(house)), "/standards")
    assert "no good set was kept: only the files without a fault are in force" in page


def test_faults_of_the_regions_file_are_shown_to_admins_on_every_page(world: World) -> None:
    world.person("asha", "admin")
    world.person("region", "viewer")
    house = world.house._replace(region_trouble=lambda: "o.yaml:6: no type\no.yaml:9: no name")
    faulty = world._replace(house=house, app=make_app(house))
    for path in ("/", "/collector"):
        assert "the last good one stays in force" in get(faulty, path)
        assert "o.yaml:6: no type" in get(faulty, path)
        assert "o.yaml" not in get(faulty, path, "region")


# --- outbox ------------------------------------------------------------------------------------


def letter(world: World, org: str | None, subject: str, html: str = "<p>hi</p>") -> int:
    values = {"message_id": f"<{subject}@x>", "kind": "digest", "recipient": "asha@example.org"}
    words = {"org": org, "lang": "en", "subject": subject, "plain": "Plain & simple", "html": html}
    with world.house.engine.begin() as connection:
        return mails.add(connection, {**values, **words}, NOW - 600)


def test_each_mail_says_what_became_of_it_and_why(world: World) -> None:
    world.person("asha", "admin")
    names = ("sent one", "held one", "refused one", "late one")
    first, second, third, fourth = (letter(world, None, name) for name in names)
    with world.house.engine.begin() as connection:
        mails.settle(connection, first, mails.SENT, "", NOW)
        mails.settle(connection, second, mails.HELD, "no SMTP server is set", NOW)
        mails.settle(connection, third, mails.FAILED, "550 no such user", NOW)
        mails.later(connection, fourth, "connection refused", NOW + 300)
    page = get(world, "/outbox")
    assert "no SMTP server is set" in page
    assert "550 no such user" in page
    assert "next try 23 Nov 2026, 20:11" in page
    only = get(world, "/outbox?state=failed")
    assert "refused one" in only
    assert "sent one" not in only


def test_why_several_are_held_is_told_once_above_them(world: World) -> None:
    world.person("asha", "admin")
    reason = "no SMTP server is set"
    held = [letter(world, None, f"held {n}") for n in range(3)]
    failed = letter(world, None, "failed")
    with world.house.engine.begin() as connection:
        for mail in held:
            mails.settle(connection, mail, mails.HELD, reason, NOW)
        mails.settle(connection, failed, mails.FAILED, reason, NOW)
    above, _, table = get(world, "/outbox").partition("<tbody>")
    assert above.count(reason) == 1
    assert table.count(reason) == 1, "of the one that failed, which is another matter"
    assert reason in get(world, f"/outbox/{held[0]}")
    with world.house.engine.begin() as connection:
        mails.settle(connection, held[0], mails.HELD, "the folder was full", NOW)
    above, _, table = get(world, "/outbox").partition("<tbody>")
    assert reason not in above
    assert (table.count(reason), table.count("the folder was full")) == (3, 1)


def test_a_mail_is_shown_in_a_sealed_frame_that_styles_itself_alone(world: World) -> None:
    world.person("asha", "admin")
    mail = letter(world, None, "digest", "<p style='color:red'>hi</p><script>alert(1)</script>")
    page = get(world, f"/outbox/{mail}")
    assert f'<iframe class="letter" sandbox src="/outbox/{mail}/html"' in page
    assert "Plain &amp; simple" in get(world, f"/outbox/{mail}?as=plain")
    with world.client("asha") as client:
        answer = client.get(f"/outbox/{mail}/html")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script" not in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_a_viewer_sees_the_mail_about_their_council_alone(world: World) -> None:
    world.person("mbulu", "viewer", "mbulu-dc")
    letter(world, "mbulu-dc", "about Mbulu")
    letter(world, "babati-tc", "about Babati")
    of_region = letter(world, None, "about all")
    page = get(world, "/outbox", "mbulu")
    assert "about Mbulu" in page
    assert "about Babati" not in page
    assert "about all" not in page
    with world.client("mbulu") as client:
        assert client.get(f"/outbox/{of_region}/html").status_code == 404


def test_the_outbox_is_sorted_by_the_url(world: World) -> None:
    world.person("asha", "admin")
    for n, subject in enumerate(("banana", "apple", "cherry")):
        mail = letter(world, None, subject)
        with world.house.engine.begin() as connection:
            mails.settle(connection, mail, (mails.SENT, mails.HELD, mails.FAILED)[n], "", NOW)

    def subjects(query: str) -> list[str]:
        return re.findall(r'<a href="/outbox/\d+">(\w+)</a>', get(world, f"/outbox?{query}"))

    assert subjects("") == ["cherry", "apple", "banana"]  # the newest first
    assert subjects("sort=subject") == ["apple", "banana", "cherry"]
    assert subjects("sort=subject&down=1") == ["cherry", "banana", "apple"]
    assert subjects("sort=state") == ["cherry", "apple", "banana"]  # failed, held, sent
    assert subjects("sort=bogus&state=bogus") == ["cherry", "apple", "banana"]
    assert "No mail matches this filter." in get(world, "/outbox?state=queued")


# --- add machines ------------------------------------------------------------------------------


def test_a_code_is_made_shown_once_and_enrols(world: World) -> None:
    world.person("asha", "admin")
    asked = {"site": "mbulu-dc-hq", "hours": "24", "uses": "3"}
    with world.client("asha") as client:
        answer = send(client, "/add-machines", "/add-machines", **asked)
        assert (answer.status_code, answer.headers["location"]) == (303, "/add-machines")
        page = client.get("/add-machines").text
        line = page.partition('id="line">')[2].partition("<")[0]
        after = client.get("/add-machines").text
    assert line.startswith("sudo mkaguzi-agent enrol mkz1.")
    code = line.rpartition(" ")[2]
    assert read_code(code).address == "10.0.0.1:8443"
    assert code not in after
    assert after.count("/add-machines/withdraw/") == 1
    assert "Mbulu DC headquarters" in after.partition("Codes that are good now")[2]
    assert "asha" in after.partition("Codes that are good now")[2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"site": "nowhere", "hours": "24", "uses": "1"}, "there is no site nowhere"),
        ({"site": "mbulu-dc-hq", "hours": "99", "uses": "1"}, "how long the code is good"),
        ({"site": "mbulu-dc-hq", "hours": "24", "uses": "0"}, "number from 1 to 500"),
        ({"site": "mbulu-dc-hq", "hours": "24", "uses": "²"}, "number from 1 to 500"),
    ],
)
def test_a_code_that_makes_no_sense_is_not_made(
    world: World, asked: dict[str, str], said: str
) -> None:
    world.person("asha", "admin")
    with world.client("asha") as client:
        answer = send(client, "/add-machines", "/add-machines", **asked)
    assert answer.status_code == 422
    assert said in answer.text
    assert "mkz1." not in answer.text


def test_a_code_is_withdrawn(world: World) -> None:
    world.person("asha", "admin")
    world.house.code_maker("mbulu-dc-hq", None, 24, "asha")
    with world.client("asha") as client:
        assert "any number" in client.get("/add-machines").text
        send(client, "/add-machines", "/add-machines/withdraw/1")
        assert "<td" not in client.get("/add-machines").text
    with world.house.engine.begin() as connection:
        assert codes.live_codes(connection, NOW) == []


def test_enrolments_that_failed_and_refused_batches_are_shown_with_the_reason(
    world: World,
) -> None:
    world.person("asha", "admin")
    tried = {"at": NOW, "agent": "a" * 32, "hostname": "pc-9", "address": "10.1.1.1"}
    one = Refusal(True, "a" * 32, "10.1.1.1", 400, "malformed", "seq: a whole number is needed")
    stranger = Refusal(False, None, "10.1.1.2", 401, "unauthorized", "this agent is not known")
    with world.house.engine.begin() as connection:
        codes.note_enrolment(
            connection,
            {**tried, "site": None, "outcome": "expired_code", "reason": "this code has run out"},
        )
        for n in range(3):
            refusals.note(connection, one, 1, NOW - 2 + n)
        refusals.note(connection, stranger, 400_000, NOW)
    page = get(world, "/add-machines")
    assert "this code has run out" in page
    counted = page.partition("seq: a whole number is needed")[2].partition("</tr>")[0]
    assert ">3<" in counted
    assert "10.1.1.1" in counted
    flood = page.partition("its sender is not enrolled here")[2].partition("</tr>")[0]
    assert ">400,000<" in flood


def test_reasons_are_told_in_the_readers_language_with_what_to_do(world: World) -> None:
    world.person("neema", "admin", lang="sw")
    tried = {"agent": "a" * 32, "hostname": "pc-9", "address": "10.1.1.1", "site": None}
    with world.house.engine.begin() as connection:
        for outcome in ENROLMENTS:
            told = {**tried, "at": NOW, "outcome": outcome, "reason": "said in English"}
            codes.note_enrolment(connection, told)
        for code in BATCHES:
            one = Refusal(False, None, "10.1.1.1", 400, code, f"detail of {code}")
            refusals.note(connection, one, 1, NOW)
    world.house.code_maker("mbulu-dc-hq", 1, 24, "command line")
    page = html.unescape(get(world, "/add-machines", "neema"))
    for what, remedy in (*ENROLMENTS.values(), *BATCHES.values()):
        assert f'{SW(what)}. <span class="soft">{SW(remedy)}</span>' in page
        assert what not in page
    assert "said in English" not in page
    assert "detail of malformed" in page
    assert "detail of revoked" not in page
    assert "mstari wa amri" in page
    assert "command line" not in page


def test_every_reason_there_is_has_words() -> None:
    """Those that the door and what stands behind it can give, by reading the whole collector."""
    sources = Path(web.__file__).parent.parent.rglob("*.py")
    text = "".join(file.read_text(encoding="utf-8") for file in sources)
    codes = set(re.findall(r'RefusedError\(\s*\d+, "(\w+)"', text)) | {"too_many"}
    assert len(codes) > 10
    assert codes <= ENROLMENTS.keys() | BATCHES.keys()


def test_a_refused_batch_names_its_machine_with_a_link(full: World) -> None:
    with full.house.engine.begin() as connection:
        for agent in ("b" * 32, "c" * 32, None):
            one = Refusal(agent is not None, agent, "10.1.1.1", 403, "revoked", "r")
            refusals.note(connection, one, 1, NOW)
    page = get(full, "/add-machines").partition("its agent was revoked")[2].partition("</tr>")[0]
    for host in ("mbulu-pc-07", "mbulu-pc-08"):
        assert f'<a href="/asset/{full.asset(host)}">{host}</a>' in page
    assert page.count("10.1.1.1") == 3
    tried = get(full, "/add-machines").partition("Machines that asked")[2]
    assert "enrolled at Mbulu DC headquarters" in tried
    assert "mbulu-dc-hq" not in tried.partition("Batches refused")[0]


def test_the_lists_of_add_machines_are_sorted_apart(full: World) -> None:
    def machines(query: str) -> list[str]:
        tried = get(full, f"/add-machines?{query}").partition("Machines that asked")[2]
        return re.findall(r'<th scope="row">([\w-]+)</th>', tried.partition("Batches refused")[0])

    assert machines("tries=machine")[:2] == ["babati-pc-01", "babati-pc-02"]
    assert machines("tries=machine&tries_down=1")[-1] == "babati-pc-01"
    assert machines("codes=by") == machines("") == machines("tries=bogus")


# --- the collector -----------------------------------------------------------------------------


def test_the_collector_tells_when_it_was_away_and_what_was_lost(world: World) -> None:
    world.person("asha", "admin")
    with world.house.engine.begin() as connection:
        for clean, since in ((True, NOW - 7200), (False, NOW - 90_000)):
            values = {"since": since, "until": since + 5400, "clean": clean}
            connection.execute(insert(away).values(**values))
        values = {"since": NOW - 600, "until": NOW - 590, "clean": True}
        connection.execute(insert(away).values(**values))
        notes.add(connection, notes.LOST, 12)
        notes.put(connection, notes.ASIDE, NOW - 60)
        notes.put(connection, notes.ASIDE_LOST, 7)
    page = get(world, "/collector")
    assert "stopped by a person" in page
    assert "power cut, fault or sleep" in page
    assert "1 h 30 min" in page
    brief = page.partition("<tbody>")[2]
    assert brief.index("19:56:00") < brief.index("19:56:10") < brief.index("10 s")
    assert "12 batches of the journal were dropped unread" in page
    assert "The journal was damaged and a new one begun on" in page
    assert "7 batches in it had not been read" in page


def test_a_clock_that_is_not_trusted_is_told_on_every_page(world: World) -> None:
    world.person("asha", "admin")
    why = "its clock is behind the day this version was built: set the clock"
    doubted = world._replace(app=make_app(world.house._replace(distrust=lambda: why)))
    for path in ("/", "/breaches", "/account", "/sign-in", "/nope"):
        assert why in get(doubted, path)
    assert "not trusted" in get(doubted, "/collector")


def test_every_number_of_a_standard_has_its_unit(world: World) -> None:
    world.person("asha", "admin")
    page = get(world, "/standards")
    for name, told in (("disk_free_percent", "10 %"), ("eol_warn_days", "180 days")):
        assert f"<code>{name}</code></dt><dd>{told}</dd>" in page
    assert "Memory use below 95 %" in page
