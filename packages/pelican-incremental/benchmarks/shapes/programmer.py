"""The blog of a programmer: a folder for each article, with files that are attached to it, and a map of the site."""

from pathlib import Path

from .text import Markdown, picture, post, program, source

SHARED = 15


def write(content: Path, count: int) -> list[Path]:
    """Write the articles and their files; returns the files of the articles."""
    (content / "shared").mkdir(parents=True)
    for number in range(SHARED):
        (content / "shared" / f"{number}.png").write_bytes(picture(post("programmer shared", number).rng))
    files = []
    for number in range(count):
        one = post("programmer", number)
        folder = content / "posts" / f"{one.date:%Y}" / one.slug
        folder.mkdir(parents=True)
        (folder / "screen.png").write_bytes(picture(one.rng))
        code = program(one.rng)
        (folder / "example.py").write_text(f"{code}\n")
        blocks = [
            Markdown.image("{attach}screen.png", "What it looks like"),
            Markdown.code(code),
            f"All of it is in {Markdown.link('{attach}example.py', 'a file')}.",
        ]
        if number % 3 == 0:
            blocks.append(Markdown.image(f"{{static}}/shared/{number % SHARED}.png", "A plan"))
        files.append(folder / "index.md")
        files[-1].write_text(source(Markdown, one, (300, 1500), blocks))
    return files
