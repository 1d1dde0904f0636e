"""A new story, ready to be written: a draft that builds."""

import json

from .fields import address_of
from .frontmatter import parse
from .model import Story
from .validation import validate

TEXT = """\
---
title: {title}
dek: Say in a sentence what happened and who says so.
id: {slug}
date: {day}
category: {section}
tags: [{section}]
status: draft
sources:
  - id: {id}
    publisher: {publisher}
    url: {source}
claims: []
---

Write the story here. Cite its lead source like this.[^{id}]
"""


def skeleton(answers, day, content):
    """A draft dated `day` and meant for the folder `content`; `answers` holds its title, section, source (the address
    of its lead source) and publisher.

    Returns (its path below `content`, its text, the Problems with what was given).
    """
    slug, source = address_of(answers["title"]) or "untitled", address_of(answers["publisher"]) or "source"
    # a JSON string is a YAML string, whatever stands in it
    quoted = {name: json.dumps(value, ensure_ascii=False) for name, value in answers.items()}
    text = TEXT.format(slug=slug, id=source, day=day.isoformat(), **quoted)
    path = f"stories/{day.year}/{slug}.md"
    document = parse(text, path)
    return path, text, validate(Story, document, content)[1]
