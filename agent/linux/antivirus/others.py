"""Programs of which is known whether they are there and their service runs, and no more."""

from __future__ import annotations

from agent.linux.antivirus.product import Product

PRODUCTS = (
    Product("Dr.Web", "Doctor Web", ("/opt/drweb.com/bin/drweb-ctl",), ("drweb-configd.service",)),
    Product("Trellix Endpoint Security", "Trellix", ("/opt/McAfee/ens/tp",), ("mfetpd.service",)),
    Product("Trend Micro Deep Security", "Trend Micro", ("/opt/ds_agent",), ("ds_agent.service",)),
)
