"""`mkaguzi-agent once`."""

from __future__ import annotations

import json

from agent import once as one_look
from agent.cli.args import Args
from agent.settings import Settings
from agent.wire import encode


def once(args: Args, chosen: Settings) -> int:
    """Show one batch."""
    if args.json:
        print(_escaped(encode(one_look.batch(chosen.state, names=chosen.names))))
    else:
        print("\n".join(one_look.lines(chosen.state, names=chosen.names)))
    return 0


def _escaped(batch: bytes) -> str:
    """The same JSON in ASCII: whatever it is piped through (PowerShell reads it by the console's
    code page), no letter is lost."""
    return json.dumps(json.loads(batch), separators=(",", ":"))
