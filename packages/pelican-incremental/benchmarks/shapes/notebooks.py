"""A blog of notebooks: JSON files with cells of text, code and what the code printed or drew, read by a plugin."""

import base64
import json
import random
from pathlib import Path
from typing import Any

from benchmarks.corpus import fill, paragraph

from .text import LAST, picture, post, program

CELLS = 14


def write(content: Path, count: int) -> list[Path]:
    """Write the notebooks, each with a file of metadata beside it; returns the notebooks."""
    content.mkdir(parents=True)
    files = []
    for number in range(count):
        one = post("notebooks", number)
        cells = [cell for _ in range(one.rng.randint(CELLS // 2, CELLS)) for cell in _cells(one.rng)]
        cells.append({"cell_type": "markdown", "source": [LAST]})
        files.append(content / f"{one.slug}.ipynb")
        files[-1].write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}, indent=1))
        fields = {"Title": one.title, **one.fields()}
        head = "\n".join(f"{name}: {value}" for name, value in fields.items())
        files[-1].with_suffix(".nbdata").write_text(f"{head}\n")
    return files


def _cells(rng: random.Random) -> list[dict[str, Any]]:
    """A cell of text and one of code, with what came of it."""
    text = [f"## {fill(rng, 'The ADJ NOUN')}\n", "\n", paragraph(rng, 4)]
    rows = "".join(f"<tr><td>{fill(rng, 'NOUN')}</td><td>{rng.random():.4f}</td></tr>" for _ in range(12))
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "text": [f"{fill(rng, 'COUNT UNIT')}\n" for _ in range(5)]},
        {"output_type": "execute_result", "data": {"text/html": [f"<table>{rows}</table>"]}},
        {"output_type": "display_data", "data": {"image/png": base64.b64encode(picture(rng)).decode()}},
    ]
    return [
        {"cell_type": "markdown", "source": text},
        {"cell_type": "code", "source": program(rng).splitlines(keepends=True), "outputs": [rng.choice(outputs)]},
    ]
