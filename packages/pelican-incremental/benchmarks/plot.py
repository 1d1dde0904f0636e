"""A log-log plot as SVG, for light and dark pages.

Which results are drawn, and into which file, is decided in `report`.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

WIDTH, HEIGHT = 900, 360
TOP, BOTTOM = 52, 300
LEFTS, SPAN = (62, 512), 230  # where each panel begins, and how wide its lines run: the rest is for their labels
DECADES = (2, 5)  # 100 to 100,000 articles
LINE = 16  # the height of a label

STYLE = """
svg { color: #1f2328; font: 13px system-ui, sans-serif }
text { fill: currentColor }
.grid { stroke: currentColor; stroke-opacity: .18 }
polyline { fill: none; stroke-width: 2.5 }
.a { stroke: #b3400e; fill: #b3400e } .b { stroke: #1f5fae; fill: #1f5fae } .c { stroke: #5f6670; fill: #5f6670 }
text.a, text.b, text.c { stroke: none; font-weight: 600 }
polyline.a, polyline.b, polyline.c { fill: none }
@media (prefers-color-scheme: dark) {
  svg { color: #e6edf3 }
  .a { stroke: #ff9a62; fill: #ff9a62 } .b { stroke: #79b8ff; fill: #79b8ff } .c { stroke: #a9b1bb; fill: #a9b1bb }
}
"""


def plot(
    panels: Mapping[str, Mapping[str, Sequence[tuple[int, float]]]],
    title: str = "Build time by number of articles",
    counted: str = "articles",
    decades: tuple[int, int] = DECADES,
) -> str:
    """An SVG of up to two panels, {title: {label: [(articles, seconds)]}}; what was not measured is not drawn.

    What lies across is called as what is `counted`, from 10 to the power of the first of `decades` to the second.
    """
    times = [seconds for lines in panels.values() for points in lines.values() for _, seconds in points] or [1]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    high = max(high, low + 1)

    def y(seconds):
        return BOTTOM - (BOTTOM - TOP) * (math.log10(seconds) - low) / (high - low)

    parts = []
    for left, (name, lines) in zip(LEFTS, panels.items(), strict=False):
        parts += [_text(left, TOP - 24, name[:1].upper() + name[1:], ' font-weight="600"')]
        parts += _grid(left, range(low, high + 1), y, counted, decades)
        parts += _lines(left, lines, y, decades)
    told = "; ".join(
        f"{name}, {label}: " + ", ".join(f"{seconds:.3g} s at {articles:,}" for articles, seconds in points)
        for name, lines in panels.items()
        for label, points in lines.items()
        if points
    )
    body = "\n".join(parts)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">
<title id="t">{title}</title>
<desc id="d">{told or "Nothing is measured yet"}.</desc>
<style>{STYLE}</style>
{body}
</svg>
"""


def _grid(left, heights, y, counted, decades):
    parts = []
    for decade in heights:
        height = y(10**decade)
        parts.append(f'<line class="grid" x1="{left}" x2="{left + SPAN}" y1="{height:.1f}" y2="{height:.1f}"/>')
        parts.append(_text(left - 8, height + 4, f"{10**decade:,g} s", ' text-anchor="end"'))
    for decade in range(decades[0], decades[1] + 1):
        across = _x(left, 10**decade, decades)
        parts.append(f'<line class="grid" x1="{across:.1f}" x2="{across:.1f}" y1="{TOP}" y2="{BOTTOM}"/>')
        parts.append(_text(across, BOTTOM + 20, f"{10**decade:,}", ' text-anchor="middle"'))
    return [*parts, _text(left + SPAN / 2, BOTTOM + 42, counted, ' text-anchor="middle"')]


def _lines(left, lines, y, decades):
    parts, labels = [], []
    for style, (label, points) in zip("abc", lines.items(), strict=False):
        if not points:
            continue
        places = [(_x(left, articles, decades), y(seconds)) for articles, seconds in points]
        parts.append(f'<polyline class="{style}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in places)}"/>')
        parts += [f'<circle class="{style}" cx="{across:.1f}" cy="{down:.1f}" r="3.5"/>' for across, down in places]
        right, down = places[-1]
        if right < left + SPAN - 1:  # beside it another line may go on
            parts.append(_text(right, down - 10, label, f' class="{style}" text-anchor="middle"'))
        else:
            labels.append([down, label, style])
    labels.sort()
    for above, label in pairwise(labels):
        label[0] = max(label[0], above[0] + LINE)
    return parts + [_text(left + SPAN + 9, down + 4, label, f' class="{style}"') for down, label, style in labels]


def _x(left, articles, decades):
    first, last = decades
    return left + SPAN * (math.log10(articles) - first) / (last - first)


def _text(across, down, text, more=""):
    return f'<text x="{across:.1f}" y="{down:.1f}"{more}>{text}</text>'
