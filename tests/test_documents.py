"""What the documents say is so."""

from __future__ import annotations

from pathlib import Path

from collector.reference import whole

ROOT = Path(__file__).parent.parent


def test_metrics_md_is_what_the_catalogue_says() -> None:
    said = (ROOT / "METRICS.md").read_text(encoding="utf-8")
    assert said == whole(), "run: make docs"
