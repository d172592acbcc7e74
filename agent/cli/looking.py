"""`mkaguzi-agent once`."""

from __future__ import annotations

from agent import once as one_look
from agent.cli.args import Args
from agent.settings import Settings
from agent.wire import encode


def once(args: Args, chosen: Settings) -> int:
    """Show one batch."""
    if args.json:
        print(encode(one_look.batch(chosen.state, names=chosen.names)).decode())
    else:
        print("\n".join(one_look.lines(chosen.state, names=chosen.names)))
    return 0
