"""Pictures as a writer gives them and as a reader gets them, and the cards that stand for stories elsewhere."""

from io import BytesIO

import pytest
from PIL import Image

from railhead.images import card, picture

from ..sites import ROOT, STORY, parse

pytestmark = pytest.mark.slow

FONTS = ROOT / "theme" / "card"
BOLD = card.Face(FONTS / "bold.ttf")
GPS, CAMERA, ORIENTATION = 0x8825, 0x010F, 0x0112
LEAD = "image: {file: train.jpg, alt: A train, caption: A train, credit: Us}\nclaims:"


def photograph(size=(2000, 1000), suffix="jpeg", **options):
    """A picture as a camera might write it: with content, and with the place where it was taken."""
    image = Image.effect_noise(size, 60).convert("RGB")
    exif = Image.Exif()
    exif[CAMERA] = "A camera"
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 44.0, 11.0)})
    buffer = BytesIO()
    image.save(buffer, suffix, exif=exif, **options)
    with Image.open(BytesIO(buffer.getvalue())) as written:
        assert written.getexif().get_ifd(GPS)[1] == "N"
    return buffer.getvalue()


@pytest.fixture
def illustrated(site):
    """A story with a lead picture and another one in its text."""
    text = STORY.replace("claims:", LEAD).replace("[^seen]\n", "[^seen]\n\n![A map]({static}/images/map.png)\n")
    site.write("stories/2024/a-story.md", text)
    site.write("images/train.jpg", photograph())
    site.write("images/map.png", photograph((700, 350), "png"))
    return site


def test_a_picture_comes_in_modern_formats_at_the_widths_of_the_layout(illustrated):
    illustrated.build()
    page = illustrated.page("/2024/a-story/")
    lead = page.cssselect(".lead-picture picture")[0]
    assert [source.get("type") for source in lead.cssselect("source")] == ["image/avif", "image/webp"]
    offered = lead.cssselect("source")[0].get("srcset")
    assert offered == ", ".join(f"/images/train-{width}.avif {width}w" for width in (480, 720, 1080, 1440))
    assert lead.cssselect("source")[0].get("sizes") == "(min-width: 60rem) 28rem, 100vw"
    for entry in offered.split(", "):
        address, width = entry.split()
        with Image.open(illustrated.output / address.lstrip("/")) as image:
            assert (image.format, f"{image.width}w") == ("AVIF", width)


def test_a_picture_keeps_its_place_and_comes_when_it_is_needed(illustrated):
    """Width and height stand in the page; the lead comes first, what stands below waits."""
    illustrated.build()
    page = illustrated.page("/2024/a-story/")
    (lead,) = page.cssselect(".lead-picture img")
    assert (lead.get("width"), lead.get("height"), lead.get("alt")) == ("1440", "720", "A train")
    assert (lead.get("fetchpriority"), lead.get("loading")) == ("high", None)
    (below,) = page.cssselect(".prose img")
    assert (below.get("width"), below.get("height"), below.get("alt")) == ("700", "350", "A map")
    assert (below.get("fetchpriority"), below.get("loading")) == (None, "lazy")


def test_a_picture_is_never_made_larger_than_it_is(illustrated):
    illustrated.build()
    names = {path.name for path in (illustrated.output / "images").glob("map*")}
    assert names == {"map.png", *(f"map-{width}.{kind}" for width in (480, 700) for kind in ("avif", "webp"))}


def test_no_published_picture_says_where_it_was_taken(illustrated):
    illustrated.build()
    published = list((illustrated.output / "images").iterdir())
    assert len(published) == 14
    for path in published:
        with Image.open(path) as image:
            assert not image.getexif(), path.name
            assert not image.info.get("exif"), path.name


def test_a_second_build_does_no_image_work(illustrated, monkeypatch):
    """What was made once is taken from the cache, the check of the original too."""
    illustrated.build()
    before = {path.name: path.read_bytes() for path in (illustrated.output / "images").iterdir()}

    def work(*_arguments):
        raise AssertionError("a picture was worked on again")

    monkeypatch.setattr(picture, "_decoded", work)
    monkeypatch.setattr("railhead.story.pictures._check", work)
    illustrated.build()
    assert {path.name: path.read_bytes() for path in (illustrated.output / "images").iterdir()} == before


def test_a_picture_that_lies_on_its_side_is_set_upright(site):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    buffer = BytesIO()
    Image.new("RGB", (900, 600)).save(buffer, "jpeg", exif=exif)
    site.write("stories/2024/a-story.md", STORY.replace("claims:", LEAD))
    site.write("images/train.jpg", buffer.getvalue())
    site.build()
    (image,) = site.page("/2024/a-story/").cssselect(".lead-picture img")
    assert (image.get("width"), image.get("height")) == ("600", "900")
    with Image.open(site.output / "images/train.jpg") as published:
        assert published.size == (600, 900)


def huge():
    buffer = BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "png")
    return buffer.getvalue()


BAD = {
    "broken": ("train.jpg", lambda: b"no picture", "is no picture by its content: train.jpg; save it again as JPEG or PNG"),
    "truncated": ("train.jpg", lambda: photograph()[:9000], "is damaged (image file is truncated"),
    "empty": ("train.jpg", lambda: b"", "is no picture by its content: train.jpg"),
    "huge": ("train.png", huge, "scale it down to 10000 pixels at most on its longer side"),
    "wrongly named": ("train.jpg", lambda: photograph(suffix="png"), "is a PNG by its content: train.jpg; name it by what it is"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "expected"), BAD.values(), ids=BAD.keys())
def test_a_picture_that_cannot_be_published_is_an_error_at_the_storys_line(site, name, content, expected):
    """The lead picture at its field, a picture in the text at its link, a stray one at the file itself."""
    site.write(f"images/{name}", content())
    site.write("stories/2024/lead.md", STORY.replace("claims:", LEAD.replace("train.jpg", name)))
    (problem,) = site.problems()
    assert str(problem).startswith(f"content/stories/2024/lead.md:13:15: `image.file` {expected.split(' (')[0]}") or (
        expected in str(problem)
    )
    site.write("stories/2024/lead.md", STORY + f"\n![A train]({{static}}/images/{name})\n")
    (problem,) = site.problems()
    assert (problem.path, problem.line, problem.column) == ("content/stories/2024/lead.md", 24, 12)
    assert expected in str(problem)
    site.write("stories/2024/lead.md", STORY)
    (problem,) = site.problems()
    assert (problem.path, problem.line) == (f"content/images/{name}", 1)


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
    ],
)
def test_a_headline_of_any_length_fits_its_card(headline):
    size, lines = card.set_headline(headline, BOLD)
    assert len(lines) <= dict(card.SIZES)[size]
    assert all(BOLD.width(line, size) <= card.COLUMN for line in lines)
    whole = " ".join(lines) == " ".join(headline.split())
    assert whole or lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("headline", "shown"),
    [
        ("Гаубицы на поезде", "Гаубицы на поезде"),
        ("북한 곡산 자주포", "bughan gogsan jajupo"),
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


def test_a_cache_that_was_deleted_is_made_again(illustrated):
    illustrated.build()
    cached = sorted((illustrated.content.parent / ".cache" / "images").iterdir())
    assert cached
    for path in cached:
        path.unlink()
    illustrated.build()
    assert sorted((illustrated.content.parent / ".cache" / "images").iterdir()) == cached
