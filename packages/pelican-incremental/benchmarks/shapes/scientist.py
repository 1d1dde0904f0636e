"""The blog of a scientist: formulas, code and figures, half of it in Markdown, with a plugin that reads formulas."""

import random
from pathlib import Path

from .text import Markdown, Rst, picture, post, program, source

FORMULAS = [
    r"\sum_{{i=1}}^{{{n}}} x_i^2 = \frac{{{a}}}{{{b}}} \int_0^1 f(t)\,dt",
    r"P(A \mid B) = \frac{{P(B \mid A)\,P(A)}}{{P(B)}} < {a}.{b}",
    r"\hat\beta_{{{n}}} = (X^T X + {a} I)^{{-1}} X^T y",
]


def write(content: Path, count: int) -> list[Path]:
    """Write the articles and their figures; returns the files of the articles."""
    (content / "figures").mkdir(parents=True)
    files = []
    for number in range(count):
        one = post("scientist", number)
        (content / "figures" / f"{number}.png").write_bytes(picture(one.rng, 240, 160))
        markup = Rst if number % 2 else Markdown
        inline = ":math:`x_{}`" if number % 2 else "$x_{}$"
        blocks = [
            markup.math(_formula(one.rng)),
            markup.code(program(one.rng)),
            f"Here {inline.format(1)} is large, {inline.format(2)} is not, and {inline.format(3)} is left out.",
            markup.image(f"{{static}}/figures/{number}.png", "How much was measured"),
            markup.math(_formula(one.rng)),
            markup.code(program(one.rng, 3)),
        ]
        files.append(content / f"{one.slug}{markup.suffix}")
        files[-1].write_text(source(markup, one, (500, 1500), blocks))
    return files


def _formula(rng: random.Random) -> str:
    return rng.choice(FORMULAS).format(n=rng.randint(3, 99), a=rng.randint(1, 9), b=rng.randint(1, 9))
