"""A text in both languages, as officers write it in YAML: `{en: …, sw: …}`. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Bilingual(NamedTuple):
    """The text in English and in Swahili."""

    en: str
    sw: str

    def in_(self, lang: str) -> str:
        """The text in `en` or `sw`; any other language reads English."""
        return self.sw if lang == "sw" else self.en


def either(thing: object) -> Bilingual | None:
    """What a file gives as a mapping of both, or as one text for both languages; else None."""
    if isinstance(thing, str):
        return Bilingual(thing, thing)
    if not isinstance(thing, dict) or set(thing) != {"en", "sw"}:
        return None
    return Bilingual(**thing) if all(isinstance(text, str) for text in thing.values()) else None
