"""Pictures as a writer gives them and as a reader gets them."""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from railhead import cache
from railhead.cache import Cache
from railhead.files import stamp
from railhead.images import picture

from ..sites import STORY

pytestmark = pytest.mark.slow

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


def moving(suffix):
    first, second = (Image.new("RGB", (90, 60), colour) for colour in ("red", "blue"))
    buffer = BytesIO()
    first.save(buffer, suffix, save_all=True, append_images=[second])
    return buffer.getvalue()


def plain(size, suffix="png", mode="1"):
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, suffix)
    return buffer.getvalue()


BAD = {
    "broken": ("train.jpg", lambda: b"no picture", "is no picture by its content: train.jpg; save it again as JPEG or PNG"),
    "truncated": ("train.jpg", lambda: photograph()[:9000], "is damaged (image file is truncated"),
    "empty": ("train.jpg", lambda: b"", "is no picture by its content: train.jpg"),
    "huge": ("train.png", huge, "scale it down to 10000 pixels at most on its longer side"),
    "more pixels than are decoded": ("train.png", lambda: plain((10_000, 10_000)), "is 10000 x 10000 pixels: train.png; scale it down to 10000 pixels at most on its longer side, and 50 million in all"),
    "a line": ("train.png", lambda: plain((10_000, 1)), "is 10000 x 1 pixels: train.png; cut it until no side is more than 10 times the other"),
    "a line that stands": ("train.webp", lambda: plain((50, 501), "webp", "RGB"), "is 50 x 501 pixels: train.webp; cut it"),
    "a GIF by another name": ("train.png", lambda: plain((9, 9), "gif"), "is no picture by its content: train.png"),
    "a TIFF by another name": ("train.jpg", lambda: plain((9, 9), "tiff"), "is no picture by its content: train.jpg"),
    "an animated PNG": ("train.png", lambda: moving("png"), "moves: train.png; save the one picture of it that tells most"),
    "an animated WebP": ("train.webp", lambda: moving("webp"), "moves: train.webp"),
    "an animated AVIF": ("train.avif", lambda: moving("avif"), "moves: train.avif"),
    "a malformed AVIF": ("train.avif", lambda: photograph((90, 60), "avif")[:-200], "is damaged ("),
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


@pytest.mark.parametrize(
    "suffix", ["jpe", "jfif", "tiff", "TIF", "heic", "apng", "gif", "bmp", "ico", "txt", "psd", "x"]
)
def test_no_other_kind_of_picture_is_published(site, suffix):
    """Whatever its bytes are: nothing is copied that is not encoded anew."""
    site.write("stories/2024/a-story.md", STORY)
    site.write(f"images/train.{suffix}", photograph((90, 60)))
    (problem,) = site.problems()
    what = (
        f"a file whose name ends with `.{suffix}` is not published as it is; use one of .avif, .jpeg, .jpg, .png, .svg"
    )
    assert str(problem).startswith(f"content/images/train.{suffix}:1:1: {what}")


@pytest.mark.parametrize("suffix", ["gif", "tiff", "bmp", "jpe"])
def test_nor_is_one_beside_the_pictures(site, suffix):
    site.write("stories/2024/a-story.md", STORY)
    site.write(f"extra/icon.{suffix}", photograph((90, 60)))
    assert str(site.problems()[0]).startswith(f"content/extra/icon.{suffix}:1:1: a file whose name ends with")


def test_numbered_pictures_are_not_of_one_name(site):
    site.write("stories/2024/a-story.md", STORY)
    for name in ("train-1.webp", "train-2.webp"):
        site.write(f"images/{name}", photograph((90, 60), "webp"))
    assert site.problems() == []


def test_an_icon_is_encoded_anew_at_its_own_size(site):
    site.write("stories/2024/a-story.md", STORY)
    site.write("extra/icon.png", photograph((180, 180), "png"))
    site.write("extra/touch.jpg", photograph((1800, 1800)))
    site.build(EXTRA_PATH_METADATA={"extra/icon.png": {"path": "icon.png"}})
    assert [path.name for path in (site.output / "extra").iterdir()] == ["touch.jpg"]
    for name, size in (("icon.png", (180, 180)), ("extra/touch.jpg", (1800, 1800))):
        with Image.open(site.output / name) as image:
            assert image.size == size
            assert not image.getexif()


@pytest.mark.parametrize(
    "settings",
    [
        {"EXTRA_PATH_METADATA": {"images/train.png": {"path": "pictures/train.png"}}},
        {"EXTRA_PATH_METADATA": {"images/train.png": {"url": "images/b.png", "save_as": "images/b.png"}}},
        {"EXTRA_PATH_METADATA": {"": {"path": "images/{slug}.png"}}},
        {"STATIC_URL": "pictures/{path}", "STATIC_SAVE_AS": "pictures/{path}"},
        {"IGNORE_FILES": ["*.png"]},
    ],
)
def test_a_lead_picture_that_settings_move_is_told_of_where_it_is_named(site, settings):
    lead = "image: {file: train.png, alt: A train, caption: A train, credit: Us}\nsources:"
    site.write("stories/2024/a-story.md", STORY.replace("sources:", lead))
    site.write("images/train.png", photograph((90, 60), "png"))
    told = [str(problem) for problem in site.problems(**settings)]
    assert any(
        line.startswith("content/stories/2024/a-story.md:8:15: the picture does not come to stand") for line in told
    )


def test_a_picture_that_settings_move_stands_in_texts_at_its_new_address(site):
    site.write("stories/2024/a-story.md", f"{STORY}\n![A train]({{static}}/images/train.png)\n")
    site.write("images/train.png", photograph((90, 60), "png"))
    site.build(EXTRA_PATH_METADATA={"images/train.png": {"path": "images/moved.png"}})
    (shown,) = site.page("/2024/a-story/").cssselect("article img")
    assert shown.get("src") == "/images/moved.png"
    assert (site.output / "images/moved.png").is_file()


@pytest.mark.parametrize(
    "given", [None, [], {3: {}}, {"extra/x.svg": None}, {"extra/x.svg": "y.svg"}, {"extra/x.svg": {"path": 3}}]
)
def test_a_setting_of_addresses_that_is_none_is_told_of(site, given):
    site.write("stories/2024/a-story.md", STORY)
    (problem,) = site.problems(EXTRA_PATH_METADATA=given)
    assert str(problem).startswith("pelicanconf.py:1:1: `EXTRA_PATH_METADATA` ")


def published_of(site, name, data):
    """The published picture of that name and content, decoded."""
    site.write("stories/2024/a-story.md", f"{STORY}\n![A train]({{static}}/images/{name})\n")
    site.write(f"images/{name}", data)
    site.build()
    with Image.open(site.output / "images" / name) as image:
        image.load()
        return image


def test_nothing_but_pixels_goes_out(site):
    """No comment, no profile, no text beside the picture."""
    notes = PngInfo()
    notes.add_text("Author", "A name")
    notes.add_itxt("XML:com.adobe.xmp", "<x>A name</x>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert published_of(site, "train.png", photograph((90, 60), "png", pnginfo=notes, icc_profile=profile)).info == {}
    said = published_of(site, "gun.jpg", photograph((90, 60), icc_profile=profile, comment=b"A name")).info
    assert said.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_the_first_picture_of_several_in_a_jpeg_is_the_picture(site):
    """Telephones put others behind it, for 3D and for bright screens."""
    first, second = (Image.new("RGB", (90, 60), colour) for colour in ("red", "blue"))
    buffer = BytesIO()
    first.save(buffer, "MPO", save_all=True, append_images=[second])
    image = published_of(site, "train.jpg", buffer.getvalue())
    assert image.format == "JPEG"
    assert image.getpixel((45, 30))[0] > 200


def test_colours_are_those_that_the_profile_means(site):
    """Telephones write colours that go beyond sRGB: without their profile, those would be others."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"none"), (b"gXYZ", b"rXYZ"), (b"none", b"gXYZ")):
        profile = profile.replace(old, new)
    buffer = BytesIO()
    Image.new("RGB", (90, 60), "red").save(buffer, "png", icc_profile=profile)
    red, green, _blue = published_of(site, "train.png", buffer.getvalue()).getpixel((1, 1))
    assert (red < 50, green > 200) == (True, True)


def test_a_profile_for_something_else_is_passed_over(site):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for name, of_picture in (("train.png", profile), ("gun.png", b"no profile")):
        buffer = BytesIO()
        Image.new("RGB", (90, 60), "red").save(buffer, "png", icc_profile=of_picture)
        assert published_of(site, name, buffer.getvalue()).getpixel((1, 1)) == (255, 0, 0)


def test_a_deep_grey_stays_grey(site):
    buffer = BytesIO()
    Image.new("I;16", (90, 60), 128 << 8).save(buffer, "png")
    assert published_of(site, "train.png", buffer.getvalue()).getpixel((1, 1)) == (128, 128, 128)


@pytest.mark.parametrize(("suffix", "name"), [("png", "train.png"), ("webp", "train.webp"), ("avif", "train.avif")])
def test_a_picture_of_any_kind_is_set_upright(site, suffix, name):
    exif = Image.Exif()
    exif[ORIENTATION] = 8
    buffer = BytesIO()
    Image.new("RGB", (900, 600)).save(buffer, suffix, exif=exif)
    assert published_of(site, name, buffer.getvalue()).size == (600, 900)


def test_a_cache_that_was_deleted_is_made_again(illustrated):
    illustrated.build()
    cached = sorted((illustrated.content.parent / ".cache" / "images").iterdir())
    assert cached
    for path in cached:
        path.unlink()
    illustrated.build()
    assert sorted((illustrated.content.parent / ".cache" / "images").iterdir()) == cached


def test_a_picture_that_somebody_else_has_put_into_the_cache_is_made_anew(tmp_path):
    """With a note beside it: a branch can bring both."""
    kept, made_by_us = Cache(tmp_path / "images"), []

    def make():
        made_by_us.append(True)
        return b"a train"

    made = kept.get("train", ".avif", make)
    looks = f"{stamp(made.stat())}|{sha256(b'something else').hexdigest()}".encode()
    made.write_bytes(b"something else")
    made.with_name(f"{made.name}.note").write_bytes(bytes(16) + looks)
    assert kept.get("train", ".avif", make).read_bytes() == b"a train"
    made.write_bytes(b"something else")  # and the note is ours
    for _ in range(2):
        assert kept.get("train", ".avif", make).read_bytes() == b"a train"
    assert len(made_by_us) == 3


def test_what_somebody_else_has_put_into_the_cache_is_never_noted_as_ours(tmp_path, monkeypatch):
    """Also where making it anew fails, as for a picture that is damaged."""
    monkeypatch.setattr(cache, "SETTLED", 0)
    kept = Cache(tmp_path / "images")
    kept.get("train", ".good", lambda: b"").write_bytes(b"something else")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            kept.get("train", ".good", lambda: bytes(1 // 0))


@pytest.mark.parametrize(
    "put", [lambda path: path.symlink_to("/dev/full"), os.mkfifo, Path.mkdir], ids=["link", "pipe", "folder"]
)
def test_what_is_no_file_in_the_cache_is_put_away(tmp_path, put):
    kept = Cache(tmp_path / "images")
    made = kept.get("train", ".avif", lambda: b"a train")
    for path in (made, made.with_name(f"{made.name}.note")):
        path.unlink()
        put(path)
        assert kept.get("train", ".avif", lambda: b"a train").read_bytes() == b"a train"


def test_a_picture_that_stays_is_not_read_again(site, monkeypatch):
    """Photographs have megabytes, and an archive has thousands."""
    monkeypatch.setattr(cache, "SETTLED", 0)
    site.write("stories/2024/a-story.md", STORY.replace("claims:", LEAD))
    photo, read, seen = site.write("images/train.jpg", photograph()), Path.read_bytes, []

    def read_bytes(path):
        seen.append(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    site.build()
    assert photo in seen
    seen.clear()
    site.write("stories/2024/b-story.md", STORY.replace("a-story", "b-story"))
    site.build()
    assert photo not in seen
    site.write("images/train.jpg", photograph((900, 450)))
    site.build()
    assert site.page("/2024/a-story/").cssselect("picture img")[0].get("width") == "900"
