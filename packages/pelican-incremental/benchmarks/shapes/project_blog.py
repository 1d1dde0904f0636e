"""The blog of a software project: few articles, most of them of releases, with pages, feeds and an elaborate theme."""

from pathlib import Path

from .text import Markdown, Rst, page, post, program, source

PAGES = 5


def write(content: Path, count: int) -> list[Path]:
    """Write the articles and pages; returns the files of the articles."""
    (content / "pages").mkdir(parents=True)
    (content / "blog").mkdir()
    for number in range(PAGES):
        markup = Rst if number % 2 else Markdown
        (content / "pages" / f"page-{number}{markup.suffix}").write_text(page(markup, "project-blog", number))
    files = []
    for number in range(count):
        one = post("project-blog", number)
        markup = Markdown if number % 3 == 1 else Rst
        files.append(content / "blog" / f"{one.slug}{markup.suffix}")
        blocks = [markup.code(program(one.rng, 1))] if number % 2 else []
        files[-1].write_text(source(markup, one, (120, 500), blocks, Summary=f"Release 2.{number} is out."))
    return files
