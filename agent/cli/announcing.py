"""`mkaguzi-agent announce`."""

from __future__ import annotations

import time

from agent import announcing
from agent.cli.args import Args
from agent.settings import Settings
from agent.trouble import Trouble, unusable


def announce(args: Args, chosen: Settings) -> int:
    """Tell the running agent; before a sleep, wait until its event is delivered."""
    now = time.time()
    try:
        is_heard = announcing.say(chosen.state, args.what)
    except OSError as error:
        raise unusable(chosen.state, error) from None
    if not is_heard:
        raise Trouble(f"no agent runs on {chosen.state}")
    if args.what == "suspend" and not announcing.delivered(chosen.state, now):
        print("not delivered yet: it is kept, and will be once there is a link")
    return 0
