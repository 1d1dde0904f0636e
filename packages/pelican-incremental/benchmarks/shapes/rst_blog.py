"""A blog in reStructuredText alone, which includes texts and programs from other files and has roles of its own."""

from pathlib import Path

from .text import Rst, post, program, source

PROGRAMS = 30
NOTES = {
    "series.inc": ".. note::\n\n   This is a part of a *series*; the others are in the archive.\n",
    "links.inc": ".. |site| replace:: the *example* site\n\n.. _archive: https://example.org/archive\n",
}


def write(content: Path, count: int) -> list[Path]:
    """Write the articles, and what they include; returns the files of the articles."""
    for folder in ("posts", "code", "notes"):
        (content / folder).mkdir(parents=True)
    for name, text in NOTES.items():
        (content / "notes" / name).write_text(text)
    for number in range(PROGRAMS):
        rng = post("rst-blog program", number).rng
        (content / "code" / f"example_{number}.py").write_text(f"{program(rng, 3)}\n")
    files = []
    for number in range(count):
        one = post("rst-blog", number)
        blocks = [
            ".. include:: ../notes/links.inc",
            "More is in the archive_ of |site|, in :file:`notes/series.inc` and under :key:`Ctrl+S`.",
            f".. include:: ../code/example_{number % PROGRAMS}.py\n   :code: python\n   :start-line: 3",
            Rst.code(program(one.rng)),
            ".. role:: loud(strong)\n\nWhat is :loud:`meant` here is said above.",
        ]
        if number % 4 == 0:
            blocks.append(".. include:: ../notes/series.inc")
        files.append(content / "posts" / f"{one.slug}.rst")
        files[-1].write_text(source(Rst, one, (300, 1500), blocks))
    return files
