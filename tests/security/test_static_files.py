"""What is published as it is: known kinds of files, which are what their names say, at addresses of their own."""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from railhead import address, caching, compression, media_types
from railhead.cache import Cache
from railhead.deploy.manifest import NAME
from railhead.publish import assets, hosts, sums
from railhead.story import static_addresses, static_files

from ..sites import STORY, settings_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
SCRIPT = b"<!doctype html><script>alert(1)</script>"


def icon():
    buffer = BytesIO()
    Image.new("RGBA", (16, 16)).save(buffer, "ICO")
    return buffer.getvalue()


GOOD = {
    "a.svg": SVG,
    "a.ico": icon(),
    "a.txt": "Füße\n\tx\r\n".encode(),
    "a.json": b'{"a": 1}',
    "a.webmanifest": b"{}",
    "a.pdf": b"%PDF-1.7\n",
    "a.woff2": b"wOF2",
}
# the bytes of each, the place, and what is said
BAD = {
    **{
        f"x{n}.{end}": (SCRIPT, "1:1", f"a file whose name ends with `.{end}` is not published as it is; use one of .avif, ")
        for n, end in enumerate(("html", "htm", "HTML", "xhtml", "xht", "shtml", "xml", "XML", "xsl", "svgz", "js", "mjs", "css", "wasm", "php", "swf",
                    "br", "gz", "gif", "jfif", "jpe", "tiff", "heic", "apng", "bmp", "md", "Txt", "SVG", "PNG", "mht", "hta", "unknown"))
    },
    "CNAME": (b"evil.example", "1:1", "a file whose name has no ending is not published as it is; use one of"),
    "script.svg": (SVG.replace(b"/>", b"><script/></svg>"), "1:41", "the drawing holds `<script>`"),
    "html.svg": (SCRIPT, "1:", "the drawing "),
    "latin.txt": ("a\nGeb\xe4ude".encode("latin-1"), "2:4", "byte 0xe4 is not UTF-8; save the file in UTF-8"),
    "utf16.txt": ("a".encode("utf-16"), "1:1", "byte 0xff is not UTF-8"),
    "nul.txt": (b"a\n\0", "2:1", r"the text holds the control character \x00; take it out"),
    "escape.json": (b'"\x1b[2J"', "1:2", r"the text holds the control character \x1b"),
    "no.json": (b'{"a": 1,\n}', "2:1", "this is no JSON ("),
    "deep.json": (b"[" * 100_000, "1:1", "this JSON is nested too deeply"),
    "number.json": (b"1" * 5000, "1:1", "this is no JSON ("),
    "page.ico": (SCRIPT, "1:1", "this is no icon by its content (UnidentifiedImageError); save it again as ICO"),
    "cut.ico": (icon()[:40], "1:1", "this is no icon by its content ("),
    "page.pdf": (SCRIPT, "1:1", "this is no pdf by its content"),
    "page.woff2": (SCRIPT, "1:1", "this is no woff2 by its content"),
    "page.png": (SCRIPT, "1:1", "the picture is no picture by its content"),
}  # fmt: skip


def test_what_is_not_known_to_be_harmless_is_refused_each_file_at_its_place(site):
    folder = "extra"
    site.write("stories/2024/a-story.md", STORY)
    for name, data in GOOD.items():
        site.write(f"{folder}/{name}", data)
    for name, (data, _, _) in BAD.items():
        site.write(f"{folder}/{name}", data)
    problems = {}
    for problem in site.problems():
        problems[problem.path] = f"{problems.get(problem.path, '')}{problem}\n"
    assert problems.keys() == {f"content/{folder}/{name}" for name in BAD}
    for name, (_, place, said) in BAD.items():
        assert problems[f"content/{folder}/{name}"].startswith(f"content/{folder}/{name}:{place}"), name
        assert said in problems[f"content/{folder}/{name}"]
    assert not site.output.exists()


def test_only_pictures_lie_among_the_pictures(site):
    site.write("stories/2024/a-story.md", STORY)
    for name, data in GOOD.items():
        site.write(f"images/{name}", data)
    assert {problem.path for problem in site.problems()} == {
        f"content/images/{name}" for name in GOOD.keys() - {"a.svg"}
    }


def test_files_that_differ_in_the_case_of_letters_are_refused(site):
    """A machine or a host may take them for one."""
    site.write("stories/2024/a-story.md", STORY)
    site.write("extra/favicon.svg", SVG)
    site.write("images/Gun.svg", SVG)
    site.write("images/gun.svg", SVG)
    wrong = (
        "its address, /images/gun.svg, is that of content/images/Gun.svg, in some case of letters; rename one of them"
    )
    assert list(map(str, site.problems())) == [f"content/images/gun.svg:1:1: {wrong}"]


def test_known_kinds_are_published_as_they_are(site):
    site.write("stories/2024/a-story.md", STORY)
    for name, data in GOOD.items():
        site.write(f"extra/{name}", data)
    site.write("extra/favicon.svg", SVG)
    site.build()
    assert {name: (site.output / "extra" / name).read_bytes() for name in GOOD} == GOOD
    assert (site.output / "favicon.svg").read_bytes() == SVG


def test_a_file_of_the_theme_is_held_to_the_same(site, tmp_path):
    site.write("stories/2024/a-story.md", STORY)
    static = tmp_path / "static"
    for name, data in {
        "x.html": SCRIPT,
        "below/x.svg": SCRIPT,
        "Robots.txt": b"",
        "feeds/own.json": b"{}",
        "x.css": b"\xe9",
        "good.js": b"x",
    }.items():
        (static / name).parent.mkdir(exist_ok=True, parents=True)
        (static / name).write_bytes(data)
    os.mkfifo(static / "pipe.txt")
    (static / "link.txt").symlink_to("good.js")
    problems = site.problems(THEME_STATIC_PATHS=["static", str(static)])
    assert {re.sub(r"; .*", "", str(problem)) for problem in problems} >= {
        "static/x.html:1:1: a file whose name ends with `.html` is not published as it is",
        "static/x.css:1:1: byte 0xe9 is not UTF-8",
        "static/pipe.txt:1:1: this is a link, or no file",
        "static/link.txt:1:1: this is a link, or no file",
        "static/Robots.txt:1:1: its address, /Robots.txt, is taken: the site itself makes what stands at /robots.txt",
        "static/feeds/own.json:1:1: its address, /feeds/own.json, is taken: the site itself makes what stands at /feeds",
    }
    assert any(problem.path == "static/below/x.svg" for problem in problems)


LINKS = {
    "to itself": ("extra/a.txt", "a.txt", "this is no file, or a link to none"),
    "in a circle": ("extra/a.txt", "../images/b.txt", "this is no file, or a link to none"),
    "to a draft": (
        "extra/a.txt",
        "../stories/2024/a-story.md",
        "this is a link out of extra/; put the file itself here",
    ),
    "to another folder": ("images/a.svg", "../extra/favicon.svg", "this is a link out of images/"),
    "to a folder": ("extra/a", "../stories", "this is a link to a folder; put the files themselves here"),
    "to the folder that it lies in": ("extra/a", ".", "this is a link to a folder"),
    "to a folder of stories": ("stories/2025", "2024", "this is a link to a folder"),
}


@pytest.mark.parametrize(("name", "target", "said"), LINKS.values(), ids=LINKS.keys())
def test_a_link_within_content_leads_to_a_file_beside_it_or_is_refused(site, name, target, said):
    """A draft must not go out under another name, and no walk may go round in circles."""
    site.write("stories/2024/a-story.md", STORY)
    site.write("extra/favicon.svg", SVG)
    site.write("images/c.svg", SVG)
    (site.content / "images/b.txt").symlink_to("../extra/a.txt")
    (site.content / name).symlink_to(target)
    problems = [str(problem) for problem in site.problems()]
    assert any(problem.startswith(f"content/{name}:1:1: {said}") for problem in problems), problems


def test_links_to_folders_that_double_at_each_step_are_refused_at_once(site):
    site.write("stories/2024/a-story.md", STORY)
    site.write("extra/favicon.svg", SVG)
    for name in ("a", "b"):
        (site.content / "extra" / name).symlink_to(".")
    assert [problem.path for problem in site.problems()] == ["content/extra/a", "content/extra/b"]


PLACES = {
    "a name of the site in other letters": ({"extra/a.txt": "ROBOTS.txt"}, ["extra/a.txt"], "its address, /ROBOTS.txt, is taken: the site itself makes what stands at /robots.txt"),
    "a feed": ({"extra/a.json": "Feeds/feed.json"}, ["extra/a.json"], "taken: the site itself makes what stands at /feeds"),
    "all claims": ({"extra/a.json": "claims.json"}, ["extra/a.json"], "/claims.json"),
    "what deploy notes": ({"extra/a.json": "Deployed.json"}, ["extra/a.json"], "/deployed.json"),
    "what publish notes": ({"extra/a.json": "build.json"}, ["extra/a.json"], "/build.json"),
    "assets": ({"extra/a.svg": "assets/a.svg"}, ["extra/a.svg"], "/assets"),
    "a story": ({"extra/a.json": "2024/a-story/story.json"}, ["extra/a.json"], "/2024"),
    "outside": ({"extra/a.txt": "../a.txt"}, ["extra/a.txt"], "its address cannot be `../a.txt`"),
    "another kind": ({"extra/a.txt": "a.html"}, ["extra/a.txt"], "its address, /a.html, ends otherwise than its name"),
    "the folder of a page": ({"extra/a.txt": "extra/a.txt"}, ["extra/a.txt"], "the site itself makes what stands at /extra"),
    "two in one place": ({"extra/a.txt": "A.txt", "extra/b.txt": "a.txt"}, ["extra/b.txt"], "its address, /a.txt, is that of content/extra/a.txt, in some case of letters"),
    "a file and a folder": ({"extra/a.txt": "a.txt", "extra/b.txt": "A.TXT/b.txt"}, ["extra/a.txt"], "is that of a folder, in some case of letters"),
    "two pictures": ({"images/a.png": "images/a.png", "images/a.jpg": "images/A.jpg"}, ["images/a.png"], "what is made of content/images/a.jpg would stand at the same addresses"),
    "what is made of a picture": ({"images/a.png": "images/a.png", "images/b.webp": "images/a-480.webp"}, ["images/b.webp"], "what is made of content/images/a.png would"),
    "none": ({"extra/a.txt": "a.txt", "extra/b.txt": ".well-known/security.txt", "images/a.png": "images/a.png", "images/a-1.png": "images/a-1.png"}, [], ""),
}  # fmt: skip


@pytest.mark.parametrize(("places", "refused", "said"), PLACES.values(), ids=PLACES.keys())
def test_no_file_takes_the_place_of_what_the_site_makes(places, refused, said):
    standing = [(place, f"content/{path}") for path, place in places.items()]
    pages = ["2024/a-story/", "about/", *(["extra/"] if said.endswith("/extra") else [])]
    problems = list(static_addresses.misplaced(standing, pages, settings_of()))
    assert [problem.path for problem in problems] == [f"content/{path}" for path in refused]
    assert all(said in str(problem) for problem in problems)


def test_a_page_may_not_stand_where_files_do(site):
    site.write("stories/2024/a-story.md", STORY)
    site.write("extra/a.txt", "x")
    for name in ("extra", "scripts", "assets"):
        site.write(f"pages/{name}.md", f"---\ntitle: {name}\ndek: A page.\n---\n\nA text.\n")
    problems = [str(problem) for problem in site.problems()]
    assert any("content/extra/a.txt:1:1: its address, /extra/a.txt, is taken" in problem for problem in problems)
    assert any("theme/static/scripts/search.js:1:1: its address, /scripts/search.js, is taken" in p for p in problems)
    assert any("content/pages/assets.md:1:1: the address /assets/ is that of files of the site" in p for p in problems)


def test_all_that_a_site_has_at_its_root_is_known_to_be_taken(published):
    """Else a file could take its place."""
    static = {place.partition("/")[0] for place, _ in static_addresses.of_theme(settings_of())} | {
        "images",
        "favicon.svg",
    }
    pages = [path.relative_to(published).as_posix() for path in published.rglob("index.html")]
    made = static_addresses._made(pages, settings_of())
    assert {path.name.casefold() for path in published.iterdir()} - made == static
    assert {*map(str.casefold, (*sums.OWN, *hosts.IN_SITE, NAME, caching.ASSETS))} <= address.OWN


def test_the_tables_of_kinds_agree():
    assert {*media_types.CONTENT, *media_types.THEME, *media_types.TEXTS, *compression.TEXT} <= media_types.TYPES.keys()
    assert {f".{suffix}" for suffix in assets.SUFFIXES} <= media_types.TYPES.keys()
    assert set(static_files.BEGINNINGS) | {*media_types.TEXTS, ".ico"} >= {
        s for s in media_types.THEME if not media_types.TYPES[s].startswith("image/")
    }
    assert all(media_types.media_type(f"a{suffix}") == kind for suffix, kind in media_types.TYPES.items())


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(media_types.CONTENT)), st.binary() | st.text().map(str.encode))
def test_whatever_a_file_holds_it_is_taken_or_has_a_place(tmp_path_factory, suffix, data):
    path = Path(tmp_path_factory.getbasetemp(), f"any{suffix}")
    path.write_bytes(data)
    for line, column, wrong, right in static_files.faults(
        path, media_types.CONTENT, Cache(path.parent / "kept"), stands_alone=True
    ):
        assert line > 0
        assert column > 0
        assert wrong.isprintable()
        assert right


@pytest.mark.parametrize(
    "name", ["extra/.d/x.html", "extra/.x.html", "images/x.html~", "extra/.htaccess", "images/.x.svg"]
)
def test_a_file_that_pelican_passes_over_does_not_go_out_because_a_text_links_to_it(site, name):
    site.write(name, SCRIPT)
    site.write("stories/2024/a-story.md", f"{STORY}\n[x]({{static}}/{name})\n")
    assert [problem.path for problem in site.problems()] == [f"content/{name}"]
    assert not site.output.exists()


def test_nothing_outside_goes_out_through_a_link_that_pelican_passes_over(site, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("secret")
    (site.content / "extra").mkdir(parents=True)
    (site.content / "extra/.etc").symlink_to(tmp_path / "outside")
    (site.content / "extra/.p.txt").symlink_to(tmp_path / "outside/secret.txt")
    links = "[a]({static}/extra/.etc/secret.txt) [b]({static}/extra/.p.txt)"
    site.write("stories/2024/a-story.md", f"{STORY}\n{links}\n")
    found = {problem.path for problem in site.problems()}
    assert found == {"content/extra/.etc/secret.txt", "content/extra/.p.txt"}
    assert not site.output.exists()
