"""What a publish changes for readers: stories added, changed, corrected and gone."""

import json

from railhead.record import published


def told(readings, record, standing, prefix):
    """Lines that say how what is published now, `readings`, differs from what was: the folder `record` holds the
    texts, the folder `standing` the site that readers have, whose twins name stories by `prefix` and id.
    """
    stories = {reading.model.id: reading for reading in published.stories(readings)}
    lines = []
    for name, reading in sorted(stories.items()):
        file = record / f"{name}.txt"
        before = file.read_text(encoding="utf-8").splitlines() if file.is_file() else None
        now = published.lines(reading)
        if before != now:
            lines.append(f"{_verb(before, now)}: {reading.document.path}")
    return lines + [f"gone: {url}" for name, url in _twins(standing, prefix) if name not in stories]


def _verb(before, now):
    if before is None:
        return "added"
    new = set(now) - set(before)
    if any(line.startswith("correction ") for line in new):
        return "corrected"
    return "moved" if all(line.startswith(("address ", "alias ")) for line in new) else "changed"


def _twins(standing, prefix):
    """Yield (id, address) of each story of a published site."""
    for path in sorted(standing.glob("[0-9]*/*/story.json")):
        try:
            twin = json.loads(path.read_text(encoding="utf-8"))
            yield twin["id"].removeprefix(prefix), twin["url"]
        except (OSError, ValueError, KeyError):
            continue  # damaged: what it said is not known
