"""Renders sources as Jinja templates before Pelican's readers read them."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from pelican import signals
from pelican.readers import MarkdownReader, RstReader
from pelican.utils import pelican_open


class _Rendering:
    """Gives the reader behind it a temporary file with the rendered text."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        folders = [self.settings["PATH"], str(Path(self.settings["THEME"]) / "templates")]
        loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
        self.env = Environment(loader=loader, **self.settings["JINJA_ENVIRONMENT"])  # noqa: S701 - it is Markdown

    def read(self, source_path):
        with pelican_open(source_path) as text:
            rendered = self.env.from_string(text).render()
        with NamedTemporaryFile("w", encoding="utf-8", suffix=Path(source_path).suffix, delete=False) as file:
            file.write(rendered)
        try:
            return super().read(file.name)
        finally:
            Path(file.name).unlink()


class TemplateMarkdownReader(_Rendering, MarkdownReader):
    """Markdown with templates."""


class TemplateRstReader(_Rendering, RstReader):
    """The same for reStructuredText."""


def _add(readers):
    for reader in (TemplateMarkdownReader, TemplateRstReader):
        for extension in reader.file_extensions:
            readers.reader_classes[extension] = reader


def register():
    """Replace two of Pelican's readers."""
    signals.readers_init.connect(_add)
