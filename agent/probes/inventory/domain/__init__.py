"""What the machine belongs to: a domain, a workgroup, or neither."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 30.0
FACTS = {
    "kind": Field("1", "domain, workgroup or none", str),
    "name": Field("1", "the domain's or the workgroup's name", str),
    "cloud": Field("1", "the organisation it is joined to in Microsoft Entra", str),
}
