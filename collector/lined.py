"""YAML with the line of everything in it, so that an error can say where it is. Pure.

The only importer of PyYAML.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple

import yaml

Path = tuple[Hashable, ...]
_MOST = 200_000
"""Places a document may have: more are made by a few lines that name one another."""
_TRUTH, _TEXT = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:str"


class Twice(NamedTuple):
    """A key that is given again: its line, its place, and the line of the first."""

    line: int
    path: Path
    first: int

    def __str__(self) -> str:
        where = f"in line {self.first}" if self.first != self.line else "in the same line"
        return f"{self.path[-1]} is given twice, first {where}"


class Lined(NamedTuple):
    """A document, and the line (from 1) of each place in it; of a key given twice, the first."""

    content: Any
    lines: dict[Path, int]
    twice: tuple[Twice, ...] = ()

    def line(self, *path: Hashable) -> int:
        """The line of a place, or of the nearest place around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class YamlError(ValueError):
    """The text is no YAML. `line` says where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    """Dates stay as they are written; a value that cannot be one is told with its line."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The value of a node. Raises YamlError."""
        try:
            return super().construct_object(node, deep=deep)
        except YamlError:
            raise
        except (ValueError, LookupError, TypeError, AttributeError):
            told = str(node.value)[:20]
            raise YamlError(_line(node), f"{told!r} cannot be read as a value") from None


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if not tag.endswith(":timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str) -> Lined:
    """The document in a text; keys given twice are told in it. Raises YamlError."""
    try:
        return _parsed(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError(line, f"there is a character that cannot be: {error.reason}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 1, str(error.problem or error)) from None
    except RecursionError:
        raise YamlError(1, "it holds itself, or is nested too deep") from None


def dated(text: str) -> Any:
    """A document of our own, its dates as dates."""
    return yaml.safe_load(text)


def written(content: dict[str, Any]) -> str:
    """A document as text, its keys in their order."""
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def _parsed(text: str) -> Lined:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Lined(None, {})
        walk = _Walk()
        walk.visit(node, ())
        return Lined(loader.construct_document(node), walk.lines, tuple(walk.twice))
    finally:
        loader.dispose()


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


class _Walk:
    """Notes the line of every place, and takes keys that are given again out of the document."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.twice: list[Twice] = []

    def visit(self, node: yaml.Node, path: Path) -> None:
        """A node and all that is in it. Raises YamlError."""
        self.lines[path] = _line(node)
        if len(self.lines) > _MOST:
            raise YamlError(_line(node), "it repeats itself without end")
        if isinstance(node, yaml.MappingNode):
            kept = [self._key(pair, path, index) for index, pair in enumerate(node.value)]
            node.value = [pair for pair, first in zip(node.value, kept, strict=True) if first]
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self.visit(value, (*path, index))

    def _key(self, pair: tuple[yaml.Node, yaml.Node], path: Path, index: int) -> bool:
        """A key with its value; whether it is the first of its name."""
        key, value = pair
        name = _plain(key)
        if key.tag == _TRUTH:  # YAML 1.1 takes `on` for true; here it is the name of a fact
            key.tag = _TEXT
        first = (*path, name) not in self.lines
        place = (*path, name) if first else (*path, (name, index))  # with faults of its own
        self.visit(value, place)
        self.lines[place] = _line(key)
        if not first:
            self.twice.append(Twice(_line(key), (*path, name), self.lines[*path, name]))
        return first


def _plain(key: yaml.Node) -> Hashable:
    if isinstance(key, yaml.ScalarNode):
        return str(key.value)
    raise YamlError(_line(key), "a key must be plain text")


def hint(word: object, known: Iterable[object]) -> str:
    """`(did you mean …?)`, or what there is to choose from."""
    names = sorted(str(name) for name in known)
    near = get_close_matches(str(word), names, 1)
    return f" (did you mean {near[0]}?)" if near else f" (known: {', '.join(names)})"
