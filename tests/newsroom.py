"""A small newsroom of every kind of content, whose stories change one at a time, and builds of it by both Pelicans."""

import random
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import yaml
from pelican import Pelican
from pelican_incremental import IncrementalPelican
from PIL import Image

from .sites import settings_of

STATUSES = ["confirmed", "reported", "assessed", "disputed", "unconfirmed", "no-evidence", "refuted"]
TAGS = ["artillery", "rail", "drones", "diplomacy"]
SECTIONS = ["Breaking News", "Analysis"]
PUBLISHERS = ["A Paper", "The Wire", "Ministry"]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h{}"/></svg>'
FIRST_DAY = date(2024, 1, 10)


class Newsroom:
    """Sources in `folder`, which `chance` decides on; `stories` are their fields and texts, by slug."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.content, self.chance = folder, folder / "content", chance
        self.stories: dict[str, dict] = {}
        self.number = 0
        for slug in ("howitzer", "tractor"):
            self.write_equipment(slug)
        for slug in ("transfers", "visits"):
            self.write_thread(slug)
        for slug in ("about", "verification", "corrections-policy", "privacy", "404"):
            self.write(f"pages/{slug}.md", f"---\ntitle: On {slug}\ndek: What this is.\n---\n\nA text.\n")
        self.write("images/map.svg", DRAWING.format(1))
        self.write("images/train.png", picture(1))
        for _ in range(6):
            self.add()

    def write(self, name: str, text: str | bytes) -> None:
        """Put a text or bytes into a content file."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def write_equipment(self, slug: str) -> None:
        """Write a page of equipment, another one each time."""
        self.number += 1
        fields = {
            "title": f"The {slug}",
            "dek": f"What is known, number {self.number}.",
            "sources": [{"id": "maker", "publisher": "Maker", "url": f"https://maker.example/{slug}"}],
            "specification": [{"property": "range", "value": str(self.number), "unit": "km", "source": "maker"}],
        }
        self.write(f"equipment/{slug}.md", f"---\n{yaml.safe_dump(fields)}---\n\nA text.\n")

    def write_thread(self, slug: str) -> None:
        """Write a page of a thread, with an event that is another one each time."""
        self.number += 1
        fields = {
            "title": f"All {slug}",
            "dek": "A thread.",
            "sources": [{"id": "agency", "publisher": "The Wire", "url": f"https://wire.example/{slug}"}],
            "events": [{"date": FIRST_DAY.isoformat(), "what": f"It began, {self.number}.", "source": "agency"}],
        }
        self.write(f"threads/{slug}.md", f"---\n{yaml.safe_dump(fields)}---\n\nA text.\n")

    def add(self) -> str:
        """Write a new story, and return its slug."""
        self.number += 1
        slug, chance = f"story-{self.number}", self.chance
        day = FIRST_DAY + timedelta(days=3 * self.number)
        self.stories[slug] = {
            "title": f'Something "{self.number}" seen, The Wire says',
            "dek": f"It is said that number {self.number} was seen.",
            "id": slug,
            "date": day.isoformat(),
            "category": chance.choice(SECTIONS),
            "tags": chance.sample(TAGS, 2),
            "sources": [
                {"id": "first", "publisher": chance.choice(PUBLISHERS), "url": f"https://first.example/{slug}"},
                {"id": "second", "publisher": "The Wire", "url": f"https://wire.example/{slug}", "title": "A report"},
            ],
            "claims": [
                {"id": "seen", "text": f"It was seen, {self.number}.", "history": [self.standing(day, "first")]},
                {"id": "meant", "text": "It was meant.", "history": [self.standing(day, "second")]},
            ],
            "story": chance.choice([None, "transfers", "visits"]),
            "equipment": chance.choice([[], ["howitzer"], ["howitzer", "tractor"]]),
            "events": [{"date": day.isoformat(), "what": f"A train, {self.number}.", "source": "first"}],
            "text": f"Number {self.number} was seen.[^seen] It was meant.[^meant]",
        }
        self.save(slug)
        return slug

    def standing(self, day: date, source: str) -> dict:
        """How a claim may stand on a day."""
        return {"as_of": day.isoformat(), "status": self.chance.choice(STATUSES), "source": source}

    def path_of(self, slug: str) -> str:
        """The content file of a story."""
        return f"stories/{self.stories[slug]['date'][:4]}/{slug}.md"

    def save(self, slug: str) -> None:
        """Write a story down."""
        fields = {name: value for name, value in self.stories[slug].items() if value is not None and name != "text"}
        head = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True)
        self.write(self.path_of(slug), f"---\n{head}---\n\n{self.stories[slug]['text']}\n")

    def last_day(self, slug: str) -> date:
        """The last day that a story speaks of."""
        told = [entry["as_of"] for claim in self.stories[slug]["claims"] for entry in claim["history"]]
        return date.fromisoformat(max([self.stories[slug]["date"], *told]))

    def incremental(self, **overrides):
        """Build into output/, and return the Report."""
        site = IncrementalPelican(self.settings("output", **overrides))
        site.run()
        return site.report

    def stock(self, **overrides) -> None:
        """Build by Pelican's own class, from nothing, into stock/."""
        Pelican(self.settings("stock", DELETE_OUTPUT_DIRECTORY=True, **overrides)).run()

    def settings(self, output: str, **overrides):
        """The site's settings, for this content."""
        places = {"PATH": self.content, "OUTPUT_PATH": self.folder / output, "CACHE_PATH": str(self.folder / "cache")}
        return settings_of(**{**places, **overrides})

    def differing(self) -> list[str]:
        """The names of files that the two outputs do not have in common."""
        both = [files(self.folder / name) for name in ("output", "stock")]
        return sorted(name for name in both[0].keys() | both[1].keys() if both[0].get(name) != both[1].get(name))


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of the files below a folder, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def picture(number: int) -> bytes:
    """A small PNG, another one for each number."""
    buffer = BytesIO()
    Image.new("RGB", (64 + number % 50, 32), (number % 256, 0, 0)).save(buffer, "png")
    return buffer.getvalue()


def edit_at_random(room: Newsroom) -> str:
    """Change one thing in a newsroom, as its writers might. Returns what was done."""
    edit = room.chance.choice(EDITS)
    slug = room.chance.choice(sorted(room.stories))
    edit(room, slug, room.stories[slug])
    if slug in room.stories:
        room.save(slug)
    return f"{edit.__name__} {slug}"


def _word(room, _slug, story):
    room.number += 1
    story["text"] += f" Another sentence, {room.number}."


def _link(room, _slug, story):
    # the check refuses links to drafts
    other = room.chance.choice(sorted(s for s, fields in room.stories.items() if fields.get("status") != "draft"))
    story["text"] += f" See [another]({{filename}}/{room.path_of(other)})."


def _picture(room, _slug, story):
    name = room.chance.choice(["map.svg", "train.png"])
    if room.chance.random() < 0.5:
        story["text"] += f"\n\n![A picture]({{static}}/images/{name})\n"
    else:
        story["image"] = {"file": name, "alt": "A picture", "caption": f"Number {room.number}", "credit": "Us"}


def _other_picture(room, _slug, _story):
    room.number += 1
    room.write("images/train.png", picture(room.number))
    room.write("images/map.svg", DRAWING.format(room.number))


def _headline(room, _slug, story):
    room.number += 1
    story["title"] = f"Headline {room.number}, the Ministry says"


def _dek(room, _slug, story):
    room.number += 1
    story["dek"] = f"Another dek, it is said: {room.number}."


def _standing(room, slug, story):
    claim = room.chance.choice(story["claims"])
    claim["history"].append(room.standing(room.last_day(slug), room.chance.choice(["first", "second"])))


def _correction(room, slug, story):
    told = {"date": room.last_day(slug).isoformat(), "kind": "correction", "text": f"It was {room.number}."}
    story.setdefault("corrections", []).append(told)


def _alias(room, _slug, story):
    room.number += 1
    story.setdefault("aliases", []).append(f"/2023/old-{room.number}/")


def _terms(room, _slug, story):
    story["tags"] = room.chance.sample(TAGS, 2)
    story["category"] = room.chance.choice(SECTIONS)


def _publisher(room, _slug, story):
    story["sources"][0]["publisher"] = room.chance.choice(PUBLISHERS)


def _thread(room, _slug, story):
    story["story"] = room.chance.choice([None, "transfers", "visits"])


def _equipment(room, _slug, story):
    story["equipment"] = room.chance.choice([[], ["howitzer"], ["tractor"]])


def _author(room, _slug, story):
    """Names others over a story, of whom one has a file at times."""
    story["author"] = room.chance.choice([None, "Placeholder One", ["placeholder-one", "Placeholder Two"]])
    path = room.content / "authors" / "placeholder-one.md"
    if path.is_file() and room.chance.random() < 0.3:
        path.unlink()
        for other in room.stories.values():  # else one name would be spelled in two ways
            other["author"] = None
        for slug in room.stories:
            room.save(slug)
    elif path.is_file() or isinstance(story["author"], list):
        room.number += 1
        room.write("authors/placeholder-one.md", f"---\nname: One, {room.number}\nrole: Reporter\n---\n\nA text.\n")


def _draft(room, slug, story):
    """Where others link to it, it stays published."""
    linked = any(f"/{slug}.md)" in other["text"] for other in room.stories.values())
    story["status"] = "published" if linked or story.get("status") == "draft" else "draft"


def _new(room, _slug, _story):
    room.add()


def _delete(room, slug, _story):
    linked = any(f"/{slug}.md)" in other["text"] for name, other in room.stories.items() if name != slug)
    if not linked and len(room.stories) > 4:
        (room.content / room.path_of(slug)).unlink()
        del room.stories[slug]


def _pages(room, _slug, _story):
    room.write_equipment(room.chance.choice(["howitzer", "tractor"]))
    room.write_thread(room.chance.choice(["transfers", "visits"]))


EDITS = [
    *(_word, _link, _picture, _other_picture, _headline, _dek, _standing, _correction, _alias, _terms, _publisher),
    *(_thread, _equipment, _author, _draft, _new, _delete, _pages),
]
