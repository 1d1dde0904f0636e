"""Pages as they go live: smaller, and with the policy for what they hold."""

import re
from base64 import b64encode
from hashlib import sha256

import minify_html

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
# minify-html keeps an image where it stands, with the white space that shows around it
STAND_IN = re.compile(r"<img src=drawing-(\d+)>")


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
    drawings = DRAWING.findall(text)
    numbers = iter(range(len(drawings)))
    without = DRAWING.sub(lambda _: f'<img src="drawing-{next(numbers)}">', text)
    smaller = minify_html.minify(without, keep_closing_tags=True, keep_html_and_head_opening_tags=True)
    return STAND_IN.sub(lambda match: drawings[int(match[1])], smaller)
