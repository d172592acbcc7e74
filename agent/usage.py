"""A command line that teaches: `--help` of each command says what it does."""

from __future__ import annotations

import argparse


def taught(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser; a command of its without a description has what the list of commands says."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for listed in action._choices_actions:
                command = action.choices[listed.dest]
                command.description = command.description or _sentence(listed.help or "")
                taught(command)
    return parser


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
