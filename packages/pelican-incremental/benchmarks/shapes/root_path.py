"""A site whose `PATH` is its own folder: articles lie beside the settings, and the output below them."""

from pathlib import Path

from .text import Markdown, picture, post, source


def write(content: Path, count: int) -> list[Path]:
    """Write the articles and their images; returns the files of the articles."""
    (content / "images").mkdir(parents=True)
    files = []
    for number in range(count):
        one = post("root-path", number)
        (content / "images" / f"{number}.png").write_bytes(picture(one.rng))
        files.append(content / f"{one.slug}.md")
        block = Markdown.image(f"{{static}}/images/{number}.png", "What was seen")
        files[-1].write_text(source(Markdown, one, (300, 1200), [block]))
    return files
