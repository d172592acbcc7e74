"""What befell the collector itself, in words: for its page and for the digest. Pure."""

from __future__ import annotations

from collector.words.text import Text, when


def journal_set_aside(text: Text, at: int, lost: int) -> tuple[str, str]:
    """That it was damaged at a moment (UTC s), and how many batches went with it (-1: unknown)."""
    head = text("The journal was damaged and a new one begun on {moment}", moment=when(text, at))
    if lost < 0:
        return head, text("nobody knows whether all in it had been read")
    if not lost:
        return head, text("all in it had been read: only its charts are gone")
    told = text.plural(
        "1 batch in it had not been read", "{n} batches in it had not been read", lost
    )
    return head, told
