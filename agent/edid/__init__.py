"""What a monitor says of itself: its EDID block. Source: VESA E-EDID 1.3 and 1.4, CTA-861."""

from agent.edid.block import Edid, parse
from agent.edid.monitor import monitor

__all__ = ["Edid", "monitor", "parse"]
