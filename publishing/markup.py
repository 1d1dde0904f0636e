"""Pages as they go live: smaller, and with the policy for what they hold."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import chain

import minify_html

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
# where a drawing begins and ends; drawings may hold others, and tags in comments are none
EDGE = re.compile(r"""<!--.*?-->|<svg\b(?:[^>"']|"[^"]*"|'[^']*')*>|</svg\s*>""", re.DOTALL)


def addressed(text, addresses):
    """The HTML of a built page with the published `addresses` of assets, and with the policy for its style."""
    after = addresses.published(text)
    for old, new in zip(STYLE.findall(text), STYLE.findall(after), strict=True):
        after = after.replace(digest(old), digest(new))
    return after


def digest(css):
    """What a Content-Security-Policy calls a stylesheet by."""
    return f"sha256-{b64encode(sha256(css.encode()).digest()).decode()}"


def minified(text):
    """`text` without what HTML does not need. Drawings stay as they are: minify-html takes SVG for HTML."""
    around, drawings = _taken_apart(text)
    # minify-html keeps an image where it stands, with the white space that shows around it; no writer can type the
    # digest of the page that is typed
    name = f"drawing-{sha256(text.encode()).hexdigest()}"
    without = f'<img src="{name}">'.join(around)
    smaller = minify_html.minify(without, keep_closing_tags=True, keep_html_and_head_opening_tags=True)
    first, *others = smaller.split(f"<img src={name}>")
    return "".join([first, *chain.from_iterable(zip(drawings, others, strict=True))])


def _taken_apart(text):
    """(the parts of a page around its drawings, the drawings): there is one part more."""
    around, drawings = [], []
    depth = start = end = 0
    for edge in EDGE.finditer(text):
        tag = edge[0]
        if tag.startswith("<!--") or (tag.startswith("</") and not depth):
            continue
        if not depth:
            start = edge.start()
        if not tag.endswith("/>"):
            depth += -1 if tag.startswith("</") else 1
        if not depth:
            around.append(text[end:start])
            end = edge.end()
            drawings.append(text[start:end])
    return [*around, text[end:]], drawings
