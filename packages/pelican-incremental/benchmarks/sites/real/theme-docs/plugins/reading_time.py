"""How many words an article has, how long it takes to read, and a short description."""

import math
import re

from pelican import contents, signals

SPEED = 220  # words a minute


def _count(content):
    if not isinstance(content, contents.Article | contents.Page) or content._content is None:  # noqa: SLF001
        return
    text = re.sub(r"<[^>]+>", " ", content.content)
    words = re.findall(r"\w+", text)
    content.stats = {"words": len(words), "minutes": max(1, math.ceil(len(words) / SPEED))}
    content.description = " ".join(text.split()[:30])


def register():
    """Do so whenever a content is made."""
    signals.content_object_init.connect(_count)
