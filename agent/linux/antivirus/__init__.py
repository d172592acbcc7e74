"""Antivirus programs for Linux, a maker a file. What each says is documented by its maker."""

from __future__ import annotations

from agent.linux.antivirus import (
    bitdefender,
    clamav,
    crowdstrike,
    eset,
    kaspersky,
    mdatp,
    others,
    paloalto,
    sentinelone,
    sophos,
)
from agent.linux.antivirus.product import Product

PRODUCTS: tuple[Product, ...] = (
    *bitdefender.PRODUCTS,
    *clamav.PRODUCTS,
    *crowdstrike.PRODUCTS,
    *eset.PRODUCTS,
    *kaspersky.PRODUCTS,
    *mdatp.PRODUCTS,
    *others.PRODUCTS,
    *paloalto.PRODUCTS,
    *sentinelone.PRODUCTS,
    *sophos.PRODUCTS,
)
