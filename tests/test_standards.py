"""The shipped standards: no faults, two languages, every source named and graded."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from collector.judge.operators import OPERATORS
from collector.judge.rule import Rule
from collector.standards.rulebook import SHIPPED, read

PACK = read([SHIPPED])
EACH = pytest.mark.parametrize("rule", PACK.rules, ids=lambda r: r.id)
TODAY = {"HW-01", "HW-02", "HW-03", "OS-01", "OS-02", "OS-05", "SW-03", "SW-04", "SEC-08"}
TODAY |= {"HLT-01", "HLT-02", "HLT-03", "HLT-06", "HLT-07", "HLT-08"}
TODAY |= {"HW-04", "HW-05", "HW-06", "HW-07", "HW-08", "OS-03", "OS-04", "OS-06", "OS-07"}
TODAY |= {"SEC-01", "SEC-02", "SEC-03", "SEC-04", "SEC-05", "SEC-06", "SEC-07", "SEC-09", "SEC-10"}


def test_the_shipped_standards_have_no_faults() -> None:
    assert [str(fault) for fault in PACK.faults] == []


def test_every_rule_that_todays_facts_can_answer_is_there() -> None:
    assert {rule.id for rule in PACK.rules} >= TODAY


@EACH
def test_a_rule_shows_what_passes_fails_and_cannot_be_told(rule: Rule) -> None:
    assert {example.status for example in rule.examples} >= {"compliant", "breach", "unknown"}


@EACH
def test_a_rule_speaks_both_languages(rule: Rule) -> None:
    for words in (rule.title, rule.why, rule.remedy):
        assert words.en.strip()
        assert words.sw.strip()
        assert words.en != words.sw


@EACH
def test_a_rule_names_its_sources_and_how_far_each_was_verified(rule: Rule) -> None:
    assert rule.references
    for reference in rule.references:
        assert all(reference.title)
        assert all(reference.verified)


@EACH
def test_no_shipped_rule_claims_to_be_adopted(rule: Rule) -> None:
    assert rule.adopted == ""
    assert rule.proposed == (rule.group not in ("health", "presence"))


def test_silence_is_a_standard_of_its_own_for_servers_and_for_workstations() -> None:
    presence = {rule.id: rule for rule in PACK.rules if rule.group == "presence"}
    assert presence["HLT-03"].kinds == ("server",)
    assert presence["HLT-03"].severity == "critical"
    assert "server" not in presence["HLT-02"].kinds
    assert "laptop" in presence["HLT-02"].kinds


def test_the_lists_of_software_hold_all_that_the_draft_named() -> None:
    draft = ["utorrent", "bittorrent", "KMSpico", "an activator", "a keygen", "hotspot shield 1"]
    draft += ["psiphon3", "anydesk", "teamviewer", "ultraviewer", "rustdesk", "supremo 4"]
    patterns = [*PACK.params["prohibited"], *PACK.params["remote_tools"]]
    assert [name for name in draft if not OPERATORS["like"](name, patterns)] == []
    assert {"kms*", "*activator*"} <= set(patterns)


def test_what_is_told_at_once_is_that_a_disk_fails() -> None:
    at_once = {rule.id: rule for rule in PACK.rules if rule.at_once}
    assert set(at_once) == {"HLT-07", "HW-05"}
    assert not any(rule.needs_letter for rule in at_once.values())


def test_the_list_of_what_nobody_mends_leaves_what_is_mended_alone() -> None:
    mended = ["Adobe Acrobat Reader DC", "Adobe Acrobat (64-bit)", "Java 8 Update 421"]
    mended += ["Java(TM) SE Development Kit 21", "java-common", "telnet", "Microsoft Edge"]
    assert [name for name in mended if OPERATORS["like"](name, PACK.params["abandoned"])] == []


def test_every_kind_that_agents_run_on_has_a_standard_of_silence() -> None:
    kinds = {kind for rule in PACK.rules if rule.group == "presence" for kind in rule.kinds}
    assert kinds == {"server", "desktop", "laptop", "all_in_one", "tablet", "unknown"}


def test_every_source_in_the_list_is_used() -> None:
    texts = [f.read_text(encoding="utf-8") for f in SHIPPED.glob("*.yaml")]
    listed: set[str] = set()
    for text in texts:
        content: dict[str, Any] = yaml.safe_load(text)
        listed |= set(content.get("references", {}))
    used = {reference.id for rule in PACK.rules for reference in rule.references}
    assert listed - used <= {"ISO-27001"}


def test_nothing_claims_a_text_of_po_ralg_or_e_ga() -> None:
    for rule in PACK.rules:
        for reference in rule.references:
            if "e-GA" in reference.title.en or "PO-RALG" in reference.title.en:
                assert reference.verified.en == "no"
