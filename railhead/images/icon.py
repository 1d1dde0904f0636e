"""Gives drawings that stand by themselves, such as the icon of the site, the colours of the theme in their <style>.

What a drawing may hold is judged in railhead/story/drawing/, and drawings within a page take their colours from that
page.
"""

from collections.abc import Mapping
from pathlib import Path

from railhead.remembered import code_of
from railhead.tokens import Colour

CODE = code_of(Path(__file__))  # by other code, what was made of a drawing counts for nothing


def coloured(svg: bytes, colours: Mapping[str, Colour]) -> bytes:
    """A drawing, as it is published, with what its <style> asks for by `var(--accent, #84200f)`, for both schemes.

    One without a <style> is left alone: its lines are black whatever lies behind them, and so are the rest of its
    colours meant.
    """
    before, style, after = svg.partition(b"<style>")
    used = [(name, colour) for name, colour in colours.items() if f"var(--{name}".encode() in after]
    if not used:
        return svg
    light, dark = (
        "svg{" + ";".join(f"--{name}:{getattr(colour, scheme)}" for name, colour in used) + "}"
        for scheme in ("light", "dark")
    )
    return before + style + f"{light}@media(prefers-color-scheme:dark){{{dark}}}".encode() + after
