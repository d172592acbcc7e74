"""Standards files to rules, or to all that is wrong with them: file, line, rule, reason. Pure.

A file may have `params`, `references`, `rules`, `change` (switch a shipped rule off or re-grade
it) and `adopted` (the letter by which an officer adopted rules). Later files win over the shipped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from agent.field import Field
from collector import lined
from collector.judge.bounds import PARAMS
from collector.judge.building import Builder, Source
from collector.judge.examples import example_faults, lacking_faults
from collector.judge.file import Fault, File, rule_id
from collector.judge.names import fact_faults, named, title_faults
from collector.judge.parts import CHANGEABLE, TOP_KEYS, part, part_faults
from collector.judge.rule import Rule
from collector.judge.shape import Faults, shape_faults
from collector.judge.together import together_faults


class Pack(NamedTuple):
    """A whole set of standards: its rules in order, and all that is wrong."""

    rules: tuple[Rule, ...]
    params: dict[str, Any]
    faults: tuple[Fault, ...]


def load(
    files: Iterable[tuple[str, str]], fields: Mapping[str, Field], shipped: Collection[str] = ()
) -> Pack:
    """The standards in these (name, text) files; `fields` is the catalogue of facts by path.

    `shipped` names the files whose numbers others may change.
    """
    loader = _Loader(fields)
    for name, text in files:
        loader.read(name, text)
    rules = loader.rules()
    faults = [*loader.faults, *together_faults(loader.files, shipped)]
    return Pack(tuple(rules), loader.params, tuple(sorted(faults)))


class _Loader:
    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields
        self.files: list[File] = []
        self.params: dict[str, Any] = {}
        self._references: dict[str, dict[str, Any]] = {}
        self._changes: dict[str, dict[str, Any]] = {}
        self._adopted: list[Any] = []
        self.faults: list[Fault] = []

    def read(self, name: str, text: str) -> None:
        """Take one file in; rules are compiled later, when all parameters are known."""
        try:
            document = lined.parse(text)
        except lined.YamlError as error:
            self.faults.append(Fault(name, error.line, "", str(error)))
            return
        content = {} if document.content is None else document.content
        if not isinstance(content, dict):
            self.faults.append(Fault(name, 1, "", f"one of {', '.join(TOP_KEYS)} is needed"))
            return
        file = File(name, document, content)
        self.files.append(file)
        self.faults += file.twice()
        self.faults += [file.fault("", reason, *path) for reason, path in part_faults(content)]
        self._take(content)

    def _take(self, content: dict[str, Any]) -> None:
        self.params.update(part(content, "params"))
        self._adopted += part(content, "adopted")
        for key, store in (("references", self._references), ("change", self._changes)):
            named_parts = part(content, key).items()
            store.update({k: v for k, v in named_parts if isinstance(v, dict)})

    def rules(self) -> list[Rule]:
        """Compile every rule; what is wrong goes to the faults."""
        found: dict[str, Rule] = {}
        for number, file in enumerate(self.files):
            shown = self._params_shown(number)
            for index, thing in enumerate(part(file.content, "rules")):
                if (rule := self._rule(file, index, thing, shown)) is not None:
                    found.setdefault(rule.id, rule)
        return list(found.values())

    def _params_shown(self, number: int) -> dict[str, Any]:
        """The numbers a file's examples rest on: those that later files change are left alone."""
        found: dict[str, Any] = {}
        for place, file in enumerate(self.files):
            told = part(file.content, "params")
            found |= told if place <= number else {k: v for k, v in told.items() if k not in found}
        return found

    def _rule(self, file: File, index: int, thing: Any, shown: dict[str, Any]) -> Rule | None:
        wrong: list[tuple[str, tuple[Any, ...]]] = [("a rule must be named values", ())]
        rule = None
        if isinstance(thing, dict):
            wrong = [*shape_faults(thing), *self._builder(self.params).faults(thing)]
            wrong = wrong or list(self._title_wrong(thing))
            wrong += self._facts_wrong(thing)
        if not wrong:
            source = Source(file.name, file.document.line("rules", index))
            rule = self._builder(self.params).build(self._changed(thing), source)
            wrong += example_faults(self._builder(shown).build(thing, source))
        if isinstance(thing, dict):
            wrong += lacking_faults(thing)
        self.faults += [self._blamed(file, index, rule_id(thing), *fault) for fault in wrong]
        return rule

    def _blamed(
        self, file: File, index: int, rule: str, reason: str, path: tuple[Any, ...]
    ) -> Fault:
        """A fault of a rule; or of the parameter that does not fit it, wherever that is given."""
        if path[:1] != (PARAMS,):
            return file.fault(rule, reason, "rules", index, *path)
        giver: File = next(f for f in self.files[::-1] if path[1] in part(f.content, PARAMS))
        return giver.fault(rule, reason, *path)

    def _builder(self, params: dict[str, Any]) -> Builder:
        return Builder(self._fields, params, self._references, self._adopted)

    def _title_wrong(self, thing: dict[str, Any]) -> Faults:
        """What the title of a rule that is otherwise sound names that is not there."""
        return title_faults(thing["title"], [n for n in named(thing) if n in self.params])

    def _facts_wrong(self, thing: dict[str, Any]) -> Faults:
        """What the examples name that is not there, where their form is good."""
        examples = thing.get("examples")
        for index, example in enumerate(examples if isinstance(examples, list) else ()):
            facts = example.get("facts") if isinstance(example, dict) else None
            for reason in fact_faults(facts, self._fields) if isinstance(facts, dict) else ():
                yield reason, ("examples", index)

    def _changed(self, thing: dict[str, Any]) -> dict[str, Any]:
        """The rule as the officer's files change it, as far as they may."""
        changes = self._changes.get(thing["id"], {})
        sound = {
            k: v for k, v in changes.items() if k in CHANGEABLE and not any(CHANGEABLE[k](k, v))
        }
        return {**thing, **sound}
