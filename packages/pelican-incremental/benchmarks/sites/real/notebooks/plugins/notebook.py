"""Reads notebooks: their metadata stand in a file beside them."""

import json
from html import escape
from pathlib import Path

from markdown import Markdown
from pelican import signals
from pelican.readers import BaseReader
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name


class NotebookReader(BaseReader):
    """Cells of text, and of code with what came of it."""

    enabled = True
    file_extensions = ("ipynb",)

    def read(self, source_path):
        """Read the notebook at this path."""
        path = Path(source_path)
        head = path.with_suffix(".nbdata").read_text(encoding="utf-8")
        fields = (line.split(":", 1) for line in head.splitlines())
        metadata = {name.lower(): self.process_metadata(name.lower(), value.strip()) for name, value in fields}
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "\n".join(map(_cell, cells)), metadata


def _cell(cell):
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return f'<div class="text">{Markdown(extensions=["extra"]).convert(source)}</div>'
    code = highlight(source, get_lexer_by_name("python"), HtmlFormatter())
    return f'<div class="code">{code}{"".join(map(_output, cell["outputs"]))}</div>'


def _output(output):
    if output["output_type"] == "stream":
        return f"<pre>{escape(''.join(output['text']))}</pre>"
    data = output["data"]
    if "image/png" in data:
        return f'<img alt="What was drawn" src="data:image/png;base64,{data["image/png"]}">'
    return "".join(data["text/html"])


def _add(readers):
    readers.reader_classes["ipynb"] = NotebookReader


def register():
    """Have Pelican use the reader."""
    signals.readers_init.connect(_add)
