"""A site as pelican-quickstart makes it, with Pelican's own theme: what it takes to start."""

from pathlib import Path

from .text import Markdown, post, source


def write(content: Path, count: int) -> list[Path]:
    """Write the articles; returns their files."""
    content.mkdir(parents=True)
    files = []
    for number in range(count):
        one = post("plain-small", number)
        files.append(content / f"{one.slug}.md")
        files[-1].write_text(source(Markdown, one, (300, 900)))
    return files
