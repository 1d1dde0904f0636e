"""A new story, ready to be written: a draft that builds."""

import json

from .fields import LONGEST_ID, address_of

DEK, BODY = "Say in a sentence what happened and who says so.", "Write the story here."
TEXT = f"""\
---
title: {{title}}
dek: {DEK}
id: {{slug}}
date: {{day}}
category: {{section}}
tags: [{{section}}]
status: draft
sources:
  - id: {{id}}
    publisher: {{publisher}}
    url: {{source}}
claims: []
---

{BODY} Cite its lead source like this.[^{{id}}]
"""


def skeleton(answers, day):
    """(its path below content/, its text) of a draft dated `day`; `answers` holds its title, section, source (the
    address of its lead source) and publisher.
    """
    slug, source = (_cut(address_of(answers[name])) or name for name in ("title", "publisher"))
    # a JSON string is a YAML string, whatever stands in it
    quoted = {name: json.dumps(value, ensure_ascii=False) for name, value in answers.items()}
    return f"stories/{day.year}/{slug}.md", TEXT.format(slug=slug, id=source, day=day.isoformat(), **quoted)


def _cut(slug):
    """A slug that is short enough for an id, cut between words."""
    return slug if len(slug) <= LONGEST_ID else slug[: LONGEST_ID + 1].rpartition("-")[0] or slug[:LONGEST_ID]
