"""Who makes the antivirus programs that people have, by what their names begin with. Pure."""

from __future__ import annotations

_VENDORS = {
    "360": "Qihoo 360",
    "ahnlab": "AhnLab",
    "avast": "Avast",
    "avg": "AVG",
    "avira": "Avira",
    "bitdefender": "Bitdefender",
    "carbon black": "VMware",
    "cortex": "Palo Alto Networks",
    "crowdstrike": "CrowdStrike",
    "cylance": "BlackBerry",
    "dr.web": "Doctor Web",
    "emsisoft": "Emsisoft",
    "eset": "ESET",
    "f-secure": "WithSecure",
    "fortinet": "Fortinet",
    "forticlient": "Fortinet",
    "g data": "G DATA",
    "k7": "K7 Computing",
    "kaspersky": "Kaspersky",
    "malwarebytes": "Malwarebytes",
    "mcafee": "McAfee",
    "norton": "Gen Digital",
    "panda": "Panda Security",
    "quick heal": "Quick Heal",
    "seqrite": "Quick Heal",
    "sentinel": "SentinelOne",
    "smadav": "Smadsoft",
    "sophos": "Sophos",
    "symantec": "Broadcom",
    "total defense": "Total Defense",
    "trellix": "Trellix",
    "trend micro": "Trend Micro",
    "vipre": "VIPRE",
    "webroot": "Webroot",
    "withsecure": "WithSecure",
    "zonealarm": "Check Point",
}


def vendor(name: str) -> str:
    """Who makes it; empty where that is not known."""
    plain = name.casefold()
    return next((maker for start, maker in _VENDORS.items() if plain.startswith(start)), "")
