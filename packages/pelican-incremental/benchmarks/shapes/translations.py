"""A site in three languages: each article in two or three of them, with archives by year and month."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from .text import Markdown, page, post, source

LANGUAGES = ["en", "de", "fr"]


def write(content: Path, count: int) -> list[Path]:
    """Write the articles and pages in their languages; returns the files of the articles in the first one."""
    (content / "pages").mkdir(parents=True)
    for number, lang in enumerate(LANGUAGES):
        text = page(Markdown, "translations", 0).replace("Date:", f"Lang: {lang}\nDate:", 1)
        (content / "pages" / f"about-{lang}.md").write_text(text.replace("Title: ", f"Title: {number} ", 1))
    files = []
    for number in range(count):
        one = post("translations", number)
        folder = content / one.category.lower()
        folder.mkdir(exist_ok=True)
        languages = LANGUAGES if number % 2 else LANGUAGES[:2]
        for hours, lang in enumerate(languages):
            title = f"{lang.upper()}: {one.title}" if hours else one.title
            # each is published later than the one before: among those of one time Pelican's order is a matter of chance
            this = replace(one, title=title, date=one.date + timedelta(hours=hours))
            (folder / f"{one.slug}.{lang}.md").write_text(source(Markdown, this, (250, 700), Lang=lang))
        files.append(folder / f"{one.slug}.{LANGUAGES[0]}.md")
    return files
