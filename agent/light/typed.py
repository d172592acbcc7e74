"""`typing` without what is never needed while an agent runs: eight tenths of a megabyte.

Annotations are never evaluated here, so all there is to give is what stands elsewhere: tuples with
names, made as the real ones are, and names to inherit from. Whoever asks for more gets the real
module, from then on.
"""

from __future__ import annotations

import sys
from collections import namedtuple
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAME = "typing"
_tuple_of: Any = namedtuple  # its names are not known to who checks types
_OF_CLASSES = ("__annotations__", "__module__", "__qualname__", "__classcell__")


def load() -> None:
    """Put the stand-in in its place, unless the real one is loaded."""
    if _NAME not in sys.modules:
        sys.modules[_NAME] = _StandIn(_NAME)


class _Tuples(type):
    """What a class that inherits from NamedTuple becomes: a tuple with names, and its methods."""

    def __new__(mcs, name: str, _: tuple[type, ...], body: dict[str, Any]) -> Any:
        fields = body.get("__annotations__", {})
        defaults = [body[field] for field in fields if field in body]
        made = _tuple_of(name, fields, defaults=defaults, module=body["__module__"])
        made.__annotations__ = fields
        for key in body.keys() - fields.keys() - {*_OF_CLASSES}:
            setattr(made, key, body[key])
        return made


class _Of(type):
    """Whatever it is of, it is itself: `Generic[T]`."""

    def __getitem__(cls, of: object) -> type:
        return cls


class _Empty(metaclass=_Of):
    """There to be inherited from, or to be named."""


def _same(_: object, value: object) -> object:
    return value


class _StandIn(ModuleType):
    """The module."""

    TYPE_CHECKING = False
    NamedTuple = type.__new__(_Tuples, "NamedTuple", (), {})
    Any = NoReturn = IO = BinaryIO = TextIO = Protocol = Generic = _Empty
    cast = staticmethod(_same)

    @staticmethod
    def TypeVar(name: str, *_: object, **__: object) -> str:  # noqa: N802 (typing's)
        """A name is all there is to it."""
        return name

    def __getattr__(self, name: str) -> object:
        """More is asked for: it becomes the real one."""
        if name.startswith("__"):
            raise AttributeError(name)
        del sys.modules[_NAME]
        try:
            import typing
        except BaseException:
            sys.modules[_NAME] = self
            raise
        return getattr(typing, name)
