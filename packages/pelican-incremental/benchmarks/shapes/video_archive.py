"""An archive of recorded talks: a JSON file for each, read by a plugin, with pages of speakers and of events."""

import json
from datetime import timedelta
from pathlib import Path

from benchmarks.corpus import WORDS, paragraph

from .text import FIRST, LAST, post

TALKS = 45  # at each event
BETWEEN = timedelta(days=60)  # two events
GIVEN = ["Ada", "Bo", "Cy", "Dee", "Eli", "Fay", "Gus", "Ida", "Jo", "Kit", "Lou", "Mo", "Nan", "Oz", "Pia", "Rae"]
FAMILY = [word.title() for word in WORDS["NOUN"]]


def write(content: Path, count: int) -> list[Path]:
    """Write the talks; returns their files."""
    files = []
    for number in range(count):
        one = post("video-archive", number)
        rng, (event, talk_number) = one.rng, divmod(number, TALKS)
        recorded = FIRST + event * BETWEEN + talk_number * timedelta(minutes=25)
        speakers = [f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}" for _ in range(rng.choice([1, 1, 1, 2]))]
        talk = {
            "title": one.title,
            "slug": one.slug,
            "recorded": f"{recorded:%Y-%m-%d %H:%M}",
            "event": f"Example Days {event + 1}",
            "speakers": sorted(set(speakers)),
            "tags": one.tags,
            "duration": rng.randint(300, 3600),
            "description": "\n\n".join([*(paragraph(rng, 3) for _ in range(rng.randint(1, 4))), LAST]),
            "videos": [{"type": "mp4", "url": f"https://example.org/{event}/{number}.mp4"}],
            "language": "eng",
        }
        files.append(content / f"event-{event:03}" / "videos" / f"{one.slug}.json")
        files[-1].parent.mkdir(parents=True, exist_ok=True)
        files[-1].write_text(json.dumps(talk, indent=2))
    return files
