"""The cards that stand for stories elsewhere."""

import pytest
from PIL import Image

from railhead.images import card

from ..sites import ROOT, STORY, parse

pytestmark = pytest.mark.slow

BOLD = card.Face(ROOT / "theme" / "card" / "bold.ttf")


def test_a_story_has_a_card_of_the_size_that_is_asked_for(output):
    path = output / "2024/second-koksan-shipment/card.png"
    assert path.stat().st_size <= 60_000
    with Image.open(path) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    page = parse(output, "/2024/second-koksan-shipment/")
    named = {meta.get("property"): meta.get("content") for meta in page.cssselect("meta[property]")}
    assert named["og:image"] == "http://127.0.0.1:8000/2024/second-koksan-shipment/card.png"
    assert (named["og:image:width"], named["og:image:height"]) == ("1200", "630")


@pytest.mark.parametrize(
    "headline",
    [
        "Short",
        "Another batch of guns " * 5,
        "Another batch of guns reported on a train " * 12,
        "Unbreakable" * 40,
        "W" * 300,
        "W" * 100,
        "北韓" * 150,
        "かな" * 150,
        "한국" * 150,
        "㎯" * 300,
        "ｗ" * 100 + " guns",
    ],
)
def test_a_headline_of_any_length_fits_its_card(headline):
    size, lines = card.set_headline(headline, BOLD)
    assert len(lines) <= dict(card.SIZES)[size]
    assert all(BOLD.width(line, size) <= card.COLUMN for line in lines)
    whole = "".join(lines).replace(" ", "") == "".join(BOLD.legible(headline).split())
    assert whole or (lines[-1].endswith("…") and len(lines) == dict(card.SIZES)[size])


@pytest.mark.parametrize(
    ("headline", "shown"),
    [
        ("Гаубицы на поезде", "Гаубицы на поезде"),
        ("북한 곡산 자주포", "bughan gogsan jajupo"),
        ("北朝鮮の自走砲", "Bei Zhao Xian noZi Zou Pao"),
        ("Guns 🚂", "Guns ?"),
        ("Пушки 🚂", "Пушки ?"),
    ],
)
def test_scripts_that_the_font_lacks_fall_back_to_something_that_can_be_seen(headline, shown):
    assert " ".join(card.set_headline(headline, BOLD)[1]) == shown


def test_a_card_shows_the_headline(site):
    """The picture differs from that of a story with another one."""
    pictures = []
    for headline in ('"</text><script>x</script> & more"', '"Something else"'):
        site.write("stories/2024/a-story.md", STORY.replace("A headline", headline))
        site.build()
        pictures.append((site.output / "2024/a-story/card.png").read_bytes())
    assert pictures[0] != pictures[1]
