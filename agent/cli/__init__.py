"""The command `mkaguzi-agent`: a module of this room does each of its commands.

Each is loaded when it is asked for: `run` stays for weeks, and holds nothing of the others, nor of
the parser of command lines, which it needs only where it is given options.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from types import SimpleNamespace

from agent import light, printed, settings
from agent.trouble import Trouble

del light  # it has done what it is for
_PLAIN_RUN = SimpleNamespace(config=None, state=None, beside=False, handler=("running", "run"))
_ENCODING = "utf-8" if os.name == "nt" else None
"""Windows would write files and pipes by its code page, which knows a few languages' letters."""


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns its exit code."""
    os.umask(0o077)  # what we make is our user's alone, whoever made the folder it is in
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a letter shows ?
            stream.reconfigure(encoding=_ENCODING, errors="replace")
    return printed.whole("mkaguzi-agent", lambda: _run(sys.argv[1:] if argv is None else argv))


def _run(words: list[str]) -> int:
    """Run the chosen command's handler."""
    args = _PLAIN_RUN if words == ["run"] else _parsed(words)
    module, name = args.handler
    try:
        chosen = settings.load(args.config, args.state)
        code: int = getattr(import_module(f"agent.cli.{module}"), name)(args, chosen)
    except Trouble as trouble:
        print(f"mkaguzi-agent: {trouble}", file=sys.stderr)
        return trouble.code
    except KeyboardInterrupt:
        return 130
    return code


def _parsed(words: list[str]) -> SimpleNamespace:
    from agent.cli.parser import parser

    return parser().parse_args(words, SimpleNamespace())
