"""The text of a new story: a draft that builds as it is. `new` asks for its title and puts it into a file.

It changes no story that is there: a correction is noted by `correcting`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from .fields import LONGEST_ID, address_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DEK, BODY = "Say in a sentence what happened and who says so.", "Write the story here."
CHANGE = "What was changed and why."  # in the line that is offered for a story that was changed
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

{BODY} Cite its lead source like this.[^{{cited}}]
"""


def skeleton(answers: Mapping[str, str], day: date) -> tuple[str, str]:
    """(its path below content/, its text) of a draft dated `day`; `answers` holds its title, section, source (the
    address of its lead source) and publisher.
    """
    slug, source = id_of(answers["title"]), id_of(answers["publisher"])
    # a JSON string is a YAML string, whatever stands in it
    quoted = {name: json.dumps(value, ensure_ascii=False) for name, value in answers.items()}
    ids = {"slug": _typed(slug), "id": _typed(source), "cited": source}
    return f"stories/{day.year}/{slug}.md", TEXT.format(day=day.isoformat(), **ids, **quoted)


def _typed(id_: str) -> str:
    """An id as it stands in YAML, which takes a bare `null` for nothing."""
    return f'"{id_}"' if id_ == "null" else id_


def id_of(name: str) -> str:
    """An id made of a name, cut between words if it is too long; "" where it has no letter or digit to make one of."""
    slug = "-".join(re.findall("[a-z0-9]+", address_of(name)))
    return slug if len(slug) <= LONGEST_ID else slug[: LONGEST_ID + 1].rpartition("-")[0] or slug[:LONGEST_ID]
