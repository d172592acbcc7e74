"""Verdicts as pages show them, with the words of their rules. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from collector.judge import words
from collector.judge.rule import Rule
from collector.judge.verdict import BREACH, SEVERITIES, Verdict
from collector.standards.rulebook import Rulebook
from collector.store.state.fleet import GAP, STANDINGS
from collector.words.amounts import size
from collector.words.text import Text


class Judged(NamedTuple):
    """One verdict for a page. `status` is compliant, breach, gap or unknown; `word` says it.

    Over what is broken stands what was seen and what is required: the standard's title says how
    things should be. Over all else stands the title.
    """

    verdict: Verdict
    status: str
    word: str
    title: str
    sentences: list[str]
    rule: Rule | None

    @property
    def head(self) -> str:
        """What stands over it."""
        return self.sentences[0] if self._leads_with_evidence else self.title

    @property
    def rest(self) -> list[str]:
        """The sentences beneath."""
        return self.sentences[1:] if self._leads_with_evidence else self.sentences

    @property
    def standard(self) -> str:
        """The title, where it does not stand over it."""
        return self.title if self._leads_with_evidence else ""

    @property
    def _leads_with_evidence(self) -> bool:
        return self.verdict.status == BREACH and bool(self.sentences)


def status(verdict: Verdict) -> str:
    """The verdict's status, gaps apart from breaches."""
    return GAP if verdict.status == BREACH and verdict.gap else verdict.status


def one(text: Text, verdict: Verdict, rulebook: Rulebook) -> Judged:
    """One verdict in the reader's words; of a rule that is gone, its id."""
    rule = rulebook.rule(verdict.rule)
    return Judged(
        verdict,
        status(verdict),
        words.standing(text, verdict),
        words.title(rule, text) if rule else verdict.rule,
        words.sentences(text, verdict),
        rule,
    )


def judged(text: Text, verdicts: Iterable[Verdict], rulebook: Rulebook) -> list[Judged]:
    """An asset's verdicts, the worst first."""
    return sorted((one(text, v, rulebook) for v in verdicts), key=_badness)


def _badness(judged: Judged) -> tuple[int, int, str]:
    verdict = judged.verdict
    return (
        STANDINGS.index(judged.status),
        -SEVERITIES.index(verdict.severity),
        verdict.rule,
    )


def summary(text: Text, facts: Mapping[str, Any]) -> list[str]:
    """What it is, in a few words: maker and model, system, processor, memory."""
    machine, system = facts.get("machine", {}), facts.get("os", {})
    memory = facts.get("memory", {})
    amount = memory.get("installed") or memory.get("visible")
    made = " ".join(str(machine[k]) for k in ("vendor", "model") if machine.get(k))
    runs = " ".join(str(system[k]) for k in ("name", "version_id") if system.get(k))
    chip = str(facts.get("processor", {}).get("model", ""))
    ram = size(text, amount, binary=True) if isinstance(amount, int) else ""
    return [part for part in (made, runs, chip, ram) if part]
