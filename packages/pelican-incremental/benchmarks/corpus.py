"""A seeded corpus of articles: invented, harmless, and the same bytes for the same seed on every machine.

Article `number` is the same in a corpus of any size, and links only to articles before it. Settings, themes and
templates of the sites are not made here: they are in `sites/`.
"""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

SEED = 2012  # the year in which Pelican's users first asked for builds that redo only what changed
FIRST = datetime(2012, 1, 2, 6, 30, tzinfo=UTC)
STEP = timedelta(minutes=61)  # 100,000 articles end before today: Hugo leaves out what lies in the future

WORDS = {
    "NOUN": "bridge canal market harvest ferry orchard workshop cellar mill kiln lantern ledger meadow quarry reservoir"
    " roof sluice stable tower turbine tunnel warehouse wharf windmill barrel boiler carriage chapel dam depot furnace"
    " garden gate hedge kettle library lighthouse map mast museum pump railway road school signal",
    "PLURAL": "bakers carpenters clerks coopers drivers farmers ferrymen gardeners joiners keepers lodgers masons"
    " millers neighbours painters pilots planners porters potters roofers sailors shepherds surveyors tailors teachers"
    " tenants visitors volunteers watchmen weavers",
    "VERB": "borrowed built carried closed counted covered delayed described drained fenced finished followed found"
    " guarded joined lifted lost marked measured mended moved named opened ordered painted planned raised repaired"
    " replaced rented sketched sold studied visited washed weighed",
    "ADJ": "bare bright broad brown clear cold damp deep dry faded flat grey heavy hollow late light local long low"
    " muddy narrow new noisy pale plain quiet rough round rusty sharp short slow small steep tall thin wide wooden",
    "ADV": "again briefly carefully calmly gladly later nearly once patiently quickly quietly rarely slowly soon twice",
    "PLACE": "harbour village valley market|square river|bank hill|road lower|town station|yard north|shore"
    " old|quarter",
    "TIME": "before|noon by|the|third|week in|late|spring after|two|dry|summers at|low|tide during|the|first|frost"
    " since|the|last|flood on|market|days through|the|winter",
    "ROLE": "baker builder clerk cooper driver farmer keeper mason miller painter pilot porter surveyor teacher weaver",
    "COUNT": "three four six nine twelve twenty forty sixty ninety",
    "UNIT": "carts crates days feet ladders lengths miles planks sacks sheets",
}
WORDS = {kind: [word.replace("|", " ") for word in words.split()] for kind, words in WORDS.items()}

SENTENCES = [
    "The ADJ NOUN by the PLACE was ADV VERB TIME, and the PLURAL who had VERB it said nothing more about the NOUN.",
    "PLURAL from the PLACE VERB COUNT UNIT of the ADJ NOUN -- more than the ROLE had VERB TIME.",
    '"We VERB the NOUN TIME," said a ROLE at the PLACE, "and nobody VERB the ADJ NOUN until it was too late."',
    "TIME, a ROLE VERB the ADJ NOUN near the PLACE; the NOUN behind it stayed ADJ, ADJ and out of use...",
    "It isn't known who VERB the ADJ NOUN, nor why the PLURAL of the PLACE VERB their own NOUN TIME.",
    "Between the PLACE and the PLACE the NOUN is COUNT UNIT long -- a *ADJ* figure, which the ROLE VERB ADV.",
    "The ROLE's NOUN, VERB TIME, holds COUNT UNIT & a ADJ NOUN that the PLURAL haven't VERB yet.",
    "What the PLURAL call 'the ADJ NOUN' was VERB ADV, though **COUNT UNIT** of it remain beside the PLACE.",
    "Until the ADJ NOUN is VERB, PLURAL cross the PLACE by the NOUN, which was VERB ADV TIME and VERB twice since.",
]
TITLES = [
    "The PLACE's ADJ NOUN was VERB TIME",
    "PLURAL VERB a ADJ NOUN at the PLACE",
    'Why the ROLE VERB the "ADJ NOUN"',
    "COUNT UNIT for a ADJ NOUN -- and no ROLE",
]
CATEGORIES = ["Crafts", "Harbours", "Markets", "Railways", "Rivers", "Schools", "Villages", "Weather"]
TAGS = [f"{adjective} {noun}" for adjective in WORDS["ADJ"][:10] for noun in WORDS["NOUN"][:30]]
# Zipf's law: the n-th tag is used 1/n as often as the first
TAG_WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(TAGS) + 1)))


@dataclass(frozen=True)
class Article:
    """An article, in no tool's format."""

    path: str  # year/slug: where its file lies, without the suffix, and its address on every site
    title: str
    date: datetime
    category: str
    tags: list[str]
    summary: str
    text: str  # Markdown; "{link:PATH}" stands where the address of another article belongs


def article(number: int, seed: int = SEED) -> Article:
    """The article with this number, counted from 0."""
    title, path = _head(number, seed)
    rng = random.Random(f"{seed} body {number}")  # noqa: S311 - repeatable is what it must be
    parts = [paragraph(rng, 2)]
    for section in range(4):
        parts += [f"## {fill(rng, 'The ADJ NOUN of the PLACE')}", paragraph(rng, 2), paragraph(rng, 3)]
        if number and section % 2:
            other, target = _head(rng.randrange(number), seed)
            parts[-1] += f" More is told in [{other}]({{link:{target}}})."
        if section == 1:
            parts.append("\n".join(f"- {fill(rng, 'COUNT UNIT of ADJ NOUN, VERB ADV')}" for _ in range(4)))
        if section == 2:  # noqa: PLR2004 - somewhere in the middle
            parts.append(f"> {paragraph(rng, 1)}")
    tags: dict[str, bool] = {}
    while len(tags) < 5:  # noqa: PLR2004 - five a piece, each once
        tags[rng.choices(TAGS, cum_weights=TAG_WEIGHTS)[0]] = True
    date = FIRST + number * STEP
    return Article(path, title, date, rng.choice(CATEGORIES), list(tags), paragraph(rng, 1), "\n\n".join(parts))


def pelican(article: Article) -> str:
    """The source of the article as Pelican reads it, with links by file."""
    text = re.sub(r"\{link:(.*?)\}", r"{filename}/\1.md", article.text)
    head = f"Title: {article.title}\nSlug: {article.path[5:]}\nDate: {article.date:%Y-%m-%d %H:%M}\n"
    head += f"Category: {article.category}\nTags: {', '.join(article.tags)}\nSummary: {article.summary}\n"
    return f"{head}\n{text}\n"


def yaml(article: Article) -> str:
    """The source as Hugo and Eleventy read it; links are final addresses, which is less work than Pelican's."""
    text = re.sub(r"\{link:(.*?)\}", r"/\1/", article.text)
    fields = {"title": article.title, "category": article.category, "tags": article.tags, "summary": article.summary}
    head = "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items())  # JSON is YAML
    return f"---\n{head}\ndate: {article.date:%Y-%m-%dT%H:%M:%SZ}\n---\n\n{text}\n"


def write(folder: Path, count: int, dialect: Callable[[Article], str], seed: int = SEED) -> None:
    """Write `count` articles into the folder, a file each; `dialect` makes an article's source, as `pelican` does."""
    for number in range(count):
        one = article(number, seed)
        file = folder / f"{one.path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dialect(one), encoding="utf-8")


def paragraph(rng: random.Random, sentences: int) -> str:
    """So many sentences, in Markdown which is reStructuredText too."""
    return " ".join(fill(rng, rng.choice(SENTENCES)) for _ in range(sentences))


def fill(rng: random.Random, template: str) -> str:
    """The template with each of its kinds of words, such as NOUN, replaced by one of WORDS."""
    text = re.sub("[A-Z]{3,}", lambda kind: rng.choice(WORDS[kind[0]]), template)
    return text[0].upper() + text[1:]


def _head(number, seed):
    rng = random.Random(f"{seed} head {number}")  # noqa: S311
    title = fill(rng, rng.choice(TITLES))
    slug = re.sub("[^a-z]+", "-", title.lower()).strip("-")
    return title, f"{FIRST + number * STEP:%Y}/{slug}-{number}"
