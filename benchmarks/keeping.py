"""What was measured, as it is kept in `results/`.

The results are read again, and made into tables, in `reporting`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .engine import watching

if TYPE_CHECKING:
    from collections.abc import Mapping

RESULTS = Path(__file__).resolve().parent / "results"


def keep(kind: str, generated: int, stories: int, measured: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Write a result of a kind, such as `publish`, to KIND-GENERATED.json in a folder, and return it.

    It holds what was `measured` of a site with so many `stories`, of which some were generated; when, and on what.
    """
    result = {
        "articles": generated,
        "stories": stories,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": watching.machine(),
        **measured,
    }
    folder.mkdir(exist_ok=True)
    (folder / f"{kind}-{generated}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result
