"""YAML with the line of everything in it, so that an error can say where it is. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple

import yaml

Path = tuple[Hashable, ...]


class Lined(NamedTuple):
    """A document, and the line (from 1) of each place in it."""

    content: Any
    lines: dict[Path, int]

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


def parse(text: str) -> Lined:
    """The document in a text. Raises YamlError, also for a key given twice."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 1, str(error.problem or error)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise YamlError(1, str(error)) from None
    lines: dict[Path, int] = {}
    try:
        if node is not None:
            _walk(node, (), lines)
    except RecursionError:
        raise YamlError(1, "it holds itself, or is nested too deep") from None
    return Lined(content, lines)


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = _plain(key)
            if (*path, name) in lines:
                raise YamlError(key.start_mark.line + 1, f"{name} is given twice")
            _walk(value, (*path, name), lines)
            lines[(*path, name)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines)


def _plain(key: yaml.Node) -> Hashable:
    if isinstance(key, yaml.ScalarNode):
        return str(key.value)
    raise YamlError(key.start_mark.line + 1, "a key must be plain text")


def hint(word: object, known: Iterable[object]) -> str:
    """`(did you mean …?)`, or what there is to choose from."""
    names = sorted(str(name) for name in known)
    near = get_close_matches(str(word), names, 1)
    return f" (did you mean {near[0]}?)" if near else f" (known: {', '.join(names)})"
