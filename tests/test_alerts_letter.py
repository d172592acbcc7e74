"""Letters as people read them: plain, HTML, both languages."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from collector.alerts import alert, letter
from collector.alerts.letter import Item, Letter, Section
from collector.alerts.quiet import Past
from collector.alerts.telling import tell, whole
from collector.judge.rule import Rule
from collector.judge.verdict import Evidence, Verdict
from collector.outage import Outage
from collector.standards.rulebook import SHIPPED, read
from collector.words.text import text_for
from tests.mail_world import DISK, NOW, opened
from tests.test_alerts_sorting import flip

RULES: dict[str, Rule] = {rule.id: rule for rule in read([SHIPPED]).rules}
ADDRESS = "https://mkaguzi.manyara.go.tz"
VERDICT = Verdict("HLT-01", 1, "breach", "critical", False, (DISK,), NOW - 3600)


class Page(HTMLParser):
    """What a mail program sees: balanced tags, where they link to, the words."""

    VOID = ("meta", "br", "img", "link", "input", "hr")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        self.links += [given["href"] or ""] if tag == "a" else []
        self.loads += [str(given[name]) for name in ("src", "background") if name in given]
        self.loads += [tag] if tag in ("link", "script", "style", "iframe") else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def told(lang: str, verdict: Verdict | None = VERDICT, past: Past = Past()) -> Letter:  # noqa: B008
    text = text_for(lang)
    one = flip(1, host="files-01<b>")

    def telling(any_flip: object) -> object:
        return tell(text, one, "Mbulu DC", RULES["HLT-01"], verdict, ADDRESS)

    link = f"{ADDRESS}/asset/asset1"
    return alert.breach(text, [one], telling, link, lambda _: past)  # type: ignore[arg-type]


def test_an_alert_says_which_machine_where_what_since_when_and_what_to_do() -> None:
    plain = letter.plain(told("en"))
    assert "* files-01<b> (Mbulu DC)\n" in plain
    assert "breaks the standard (critical)" in plain
    assert "free space on /home: 3 %; at least 10 % required by HLT-01 v1" in plain
    assert "standard HLT-01: Disks have free space" in plain
    assert "since 23 Nov 2026, 19:06" in plain
    assert "What to do: Free space on it, or give it a larger disk." in plain
    assert f"{ADDRESS}/asset/asset1" in plain


@pytest.mark.parametrize(
    ("rule", "evidence", "lang", "subject", "required", "title"),
    [
        (
            "OS-01",
            Evidence("support.days_left", -543, "at_least", 0, "d", beside="2025-05-29"),
            "en",
            "support ended 543 days ago (29 May 2025)",
            "support required by OS-01 v1",
            "The operating system still gets security updates",
        ),
        (
            "HLT-07",
            Evidence("writable", False, "is", True, "1", "/"),
            "en",
            "/ cannot be written to",
            "HLT-07 v1 requires that it can",
            "File systems can be written to",
        ),
        (
            "HLT-07",
            Evidence("writable", False, "is", True, "1", "/"),
            "sw",
            "/ haiandikiki",
            "HLT-07 v1 inataka iandikike",
            "Mifumo ya mafaili inaandikika",
        ),
    ],
)
def test_what_is_wrong_leads_and_a_title_that_says_how_it_should_be_is_the_standard_s(
    rule: str, evidence: Evidence, lang: str, subject: str, required: str, title: str
) -> None:
    text, one = text_for(lang), flip(1, rule, host="SRV-01")
    verdict = Verdict(rule, 1, "breach", "critical", False, (evidence,), NOW)
    written = alert.breach(
        text, [one], lambda any_flip: tell(text, one, "HQ", RULES[rule], verdict, ADDRESS), ADDRESS
    )
    assert written.subject == f"Mkaguzi: SRV-01: {subject}"
    assert written.lead == f"SRV-01: {subject}; {required}"
    standard = {"en": "standard", "sw": "kiwango"}[lang]
    for line in letter.plain(written).splitlines():
        assert title not in line or line.strip() == f"{standard} {rule}: {title}"


def test_an_alert_in_swahili_has_no_english_left() -> None:
    plain = letter.plain(told("sw"))
    assert "Diski zina nafasi ya kutosha" in plain
    assert "Hatua ya kuchukua: Punguza mafaili, au weka diski kubwa zaidi." in plain
    for english in ("since", "breaks", "critical", "required", "Sent at once", "Look at"):
        assert english not in plain


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_html_is_well_formed_loads_nothing_and_says_what_the_plain_text_says(lang: str) -> None:
    one = told(lang)
    page = Page(letter.html(one))
    assert page.open == []
    assert page.loads == []
    assert set(page.links) == {f"{ADDRESS}/asset/asset1"}
    for section in one.sections:
        for item in section.items:
            assert all(line in page.words for line in (item.head, *item.lines))


def test_html_uses_three_sizes_of_type_and_no_other() -> None:
    html = letter.html(told("en"))
    sizes = {part.partition("px")[0] for part in html.split("font-size:")[1:]}
    assert sizes == {"20", "15", "13"}


def test_a_verdict_that_went_is_told_without_evidence() -> None:
    text = text_for("en")
    item = whole(tell(text, flip(1), "Mbulu DC", None, None, ADDRESS))
    assert item.head == "host1 (Mbulu DC)"
    assert "HLT-01" in item.lines
    assert item.lines[0] == "applies no more"


def test_the_subject_of_many_breaches_names_three_machines() -> None:
    text = text_for("en")
    flips = [flip(n) for n in range(1, 6)]
    letters = alert.breach(
        text, flips, lambda one: tell(text, one, "HQ", RULES["HLT-01"], VERDICT, ADDRESS), ADDRESS
    )
    assert letters.subject == "Mkaguzi: host1, host2, host3 and others: 5 urgent breaches"


def test_an_outage_says_how_many_since_when_and_where_to_look() -> None:
    text = text_for("en")
    hosts = tuple(f"pc-{n:02}" for n in range(12))
    outage = Outage("mbulu-dc-hq", "mbulu-dc", 12, 14, NOW - 1500, hosts)
    one = alert.outage(text, "Mbulu DC headquarters", outage, ADDRESS, NOW)
    assert one.subject == "Mkaguzi: Mbulu DC headquarters: 12 of 14 machines fell silent"
    plain = letter.plain(one)
    assert "since 23 Nov 2026, 19:41, for 25 min" in plain
    assert "power or the link" in plain
    assert f"Silent: {', '.join(hosts)}\n" in plain


def test_an_outage_names_the_silent_machines_up_to_a_bound() -> None:
    outage = Outage("x", "x", 15, 15, NOW - 1500, tuple(f"pc-{n:02}" for n in range(15)))
    english = letter.plain(alert.outage(text_for("en"), "Mbulu", outage, ADDRESS, NOW))
    assert "Silent: pc-00, pc-01," in english
    assert "pc-11 and 3 others\n" in english
    swahili = letter.plain(alert.outage(text_for("sw"), "Mbulu", outage, ADDRESS, NOW))
    assert "pc-11 na vingine 3\n" in swahili


def test_what_came_and_went_is_told_with_how_often_it_did() -> None:
    past = Past(NOW - 60, NOW - 3600, 7)
    text, outage = text_for("en"), Outage("x", "x", 2, 2, NOW - 1500, ("pc-1", "pc-2"))
    letters = (
        told("en", past=past),
        alert.outage(text, "Mbulu", outage, ADDRESS, NOW, past),
    )
    for one in letters:
        assert "It broke 7 times more since the mail of 23 Nov 2026, 19:06." in letter.plain(one)
    assert "It broke once more" in letter.plain(told("en", past=past._replace(times=1)))
    assert "It broke" not in letter.plain(told("en", past=past._replace(times=0)))


def test_what_a_machine_says_of_itself_begins_no_line_of_its_own() -> None:
    evil = "pc\n\nSign in at http://evil.example\x1b[2J\r\n"
    item = Item(f"{evil} (HQ)", (evil,))
    one = told("en")._replace(lead=evil, sections=(Section(evil, (item,)),))
    for line in letter.plain(one).splitlines():
        assert not line.startswith("Sign in")
        assert line.isprintable()


def test_a_long_digest_stays_below_the_size_at_which_mail_programs_cut() -> None:
    lines = tuple("memory installed: 4 GiB; at least 8 GiB required by HW-01 v1" for _ in range(3))
    items = tuple(
        Item(f"babati-pc-{n} (Headquarters)", lines, "breach", ADDRESS) for n in range(80)
    )
    one = Letter("en", "s", "lead", (Section("New", items),), ("foot",), ADDRESS, "Look")
    assert len(letter.html(one).encode()) < 102_000


def test_evidence_beyond_three_sentences_is_left_to_the_page() -> None:
    many = tuple(Evidence("software.packages", f"game-{n}", "none_of", "x", "1") for n in range(8))
    verdict = VERDICT._replace(evidence=many)
    one = tell(text_for("en"), flip(1), "HQ", RULES["HLT-01"], verdict, ADDRESS)
    assert len(one.evidence) == 3


def test_the_pages_address_without_a_setting_is_where_they_listen(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        assert world.post.address == "http://127.0.0.1:8080"
        world.post.address = ADDRESS + "/"
        assert world.post.address == ADDRESS
