"""Conditions to closures: three-valued, and each answer with its evidence. Pure.

    {fact: memory.installed, at_least: 8 GiB}      one comparison; unknown if the fact is missing
    {all: [...]} {any: [...]} {not: …}             as in logic, with unknown in between
    {first_known: [...]}                           the first that is not unknown decides
    {every: disks, where: …, that: …}              over the rows of a list; also some, none

A comparison is one of `comparing`.
"""

from __future__ import annotations

from collections.abc import Sequence

from collector.judge.comparing import Answer, Check, Facts, value_of
from collector.judge.remembering import remembering
from collector.judge.verdict import Evidence

QUANTIFIERS = ("every", "some", "none")
"""The words of a condition over the rows of a list."""


def every_of(checks: list[Check]) -> Check:
    """`all`: false if one is false, else unknown if one is unknown."""

    def check(facts: Facts, broken: bool) -> Answer:
        return _conjunction([c(facts, broken) for c in checks])

    return check


def _conjunction(answers: list[Answer]) -> Answer:
    for truth in (False, None):
        deciding = [a for a in answers if a.truth is truth]
        if deciding:
            return Answer(truth, _evidence(deciding))
    return Answer(True, _evidence(answers))


def any_of(checks: list[Check]) -> Check:
    """`any`: true if one is true, else unknown if one is unknown."""

    def check(facts: Facts, broken: bool) -> Answer:
        answers = [c(facts, broken) for c in checks]
        for truth in (True, None):
            deciding = [a for a in answers if a.truth is truth]
            if deciding:
                return Answer(truth, _evidence(deciding))
        return Answer(False, _evidence(answers))

    return check


def first_known(checks: list[Check]) -> Check:
    """The first whose fact is known decides; if none is, the first says what is missing."""

    def check(facts: Facts, broken: bool) -> Answer:
        answers = [c(facts, broken) for c in checks]
        for answer in answers:
            if answer.truth is not None or any(e.observed is not None for e in answer.evidence):
                return answer
        return answers[0]

    return check


def negated(inner: Check) -> Check:
    """`not`."""

    def check(facts: Facts, broken: bool) -> Answer:
        answer = inner(facts, broken)
        return answer._replace(truth=None if answer.truth is None else not answer.truth)

    return check


def over_rows(rows: str, quantifier: str, where: Check | None, that: Check) -> Check:
    """`every`, `some` or `none` over the rows of a list; a missing list is unknown."""
    path = rows.split(".")

    @remembering
    def answer_to(found: Sequence[Facts], broken: bool) -> Answer:
        each = (_of_row(row, broken, quantifier, where, that) for row in found)
        answers = [answer for answer in each if answer is not None]
        if not answers:
            truth = quantifier != "some"
            return Answer(truth, (Evidence(rows, 0, "count", None, "1"),))
        return _quantified(rows, quantifier, answers)

    def check(facts: Facts, broken: bool) -> Answer:
        found = value_of(facts, path)
        if not isinstance(found, list):
            return Answer(None, (Evidence(rows, None, quantifier, None, "1", "", "missing"),))
        return answer_to(found, broken)

    return check


def _of_row(
    row: Facts, broken: bool, quantifier: str, where: Check | None, that: Check
) -> Answer | None:
    """A row's answer; None if it is not meant; unknown if it would decide and may not be meant."""
    meant = Answer(True, ()) if where is None else where(row, False)
    if meant.truth is False:
        return None
    answer = that(row, broken)
    harmless = quantifier == "every"
    return answer if meant.truth or answer.truth is harmless else meant


def _quantified(rows: str, quantifier: str, answers: list[Answer]) -> Answer:
    if quantifier == "every":
        return _conjunction(answers)
    hits = [a for a in answers if a.truth]
    unknown = [a for a in answers if a.truth is None]
    if hits:
        return Answer(quantifier == "some", _evidence(hits))
    if unknown:
        return Answer(None, _evidence(unknown))
    if quantifier == "none":  # all of them, not one, is what shows it
        return Answer(True, (Evidence(rows, len(answers), "count", None, "1"),))
    return Answer(False, _evidence(answers[:1]))


def _evidence(answers: list[Answer]) -> tuple[Evidence, ...]:
    return tuple(e for answer in answers for e in answer.evidence)
