"""Reads a talk from a JSON file."""

import json
from html import escape

from pelican import signals
from pelican.readers import BaseReader
from pelican.utils import pelican_open


class TalkReader(BaseReader):
    """A talk: its description is the content, all else is metadata."""

    enabled = True
    file_extensions = ("json",)

    def read(self, source_path):
        """Read the file at this path."""
        with pelican_open(source_path) as text:
            talk = json.loads(text)
        metadata = {
            "title": talk["title"],
            "slug": talk["slug"],
            "date": talk["recorded"],
            "category": talk["event"],
            "tags": ",".join(talk["tags"]),
        }
        found = {name: self.process_metadata(name, value) for name, value in metadata.items()}
        found |= {"speakers": talk["speakers"], "videos": talk["videos"], "minutes": talk["duration"] // 60}
        paragraphs = talk["description"].split("\n\n")
        return "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs), found


def _add(readers):
    readers.reader_classes["json"] = TalkReader


def register():
    """Have Pelican use the reader."""
    signals.readers_init.connect(_add)
