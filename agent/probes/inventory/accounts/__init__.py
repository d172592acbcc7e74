"""The machine's own users, and who may administer it. Names only where the settings allow."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = {
    "users": Field("1", "people's accounts of this machine's own that are not disabled", int),
    "administrators": Field("1", "accounts that may administer it and are not disabled", int),
    "guest": Field("1", "the account for guests is enabled", bool),
    "empty_passwords": Field("1", "enabled accounts that need no password", int),
    "list": Rows(
        {
            "name": Field("1", "its name, where the settings allow names", str),
            "administrator": Field("1", "it may administer the machine", bool),
            "enabled": Field("1", "it may be used", bool),
            "domain": Field("1", "it is of a domain, not of this machine", bool),
        },
        key="name",
        help="accounts, where the settings allow names",
    ),
}
