"""The documentation of a theme, as a blog that shows what it can do, with many plugins of the old style."""

from pathlib import Path

from .text import Markdown, Rst, page, post, program, source


def write(content: Path, count: int) -> list[Path]:
    """Write the articles and pages; returns the files of the articles."""
    (content / "pages").mkdir(parents=True)
    for number in range(4):
        (content / "pages" / f"page-{number}.md").write_text(page(Markdown, "theme-docs", number))
    files = []
    for number in range(count):
        one = post("theme-docs", number)
        markup = Rst if number % 2 else Markdown
        blocks = [markup.code(program(one.rng, 1)), markup.code("site:\n  theme: example\n  width: 72", "yaml")]
        if markup is Rst:
            blocks.insert(0, ".. callout:: Note\n\n   A setting that is *not* given has its default.")
        files.append(content / f"{one.slug}{markup.suffix}")
        files[-1].write_text(source(markup, one, (300, 1100), blocks))
    return files
