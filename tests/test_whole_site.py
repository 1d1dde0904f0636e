"""What holds for the built site as a whole: links, anchors, feeds, drafts, templates."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import feedparser
import jinja2
import lxml.html
import pelican
import pytest
from PIL import Image

from .sites import PAGES, ROOT, STORY, parse, run_pelican

HTML = "**/*.html"


def documents(output):
    for path in sorted(output.glob(HTML)):
        address = "/" + path.relative_to(output).as_posix().removesuffix("index.html")
        yield address, lxml.html.parse(str(path)).getroot()


def test_every_internal_link_and_anchor_resolves(output):
    """No page links to a page, a file or a place on a page that is not there."""
    anchors = {address: set(page.xpath("//@id")) for address, page in documents(output)}
    broken = []
    for address, page in documents(output):
        for link in page.xpath("//@href | //@src"):
            target = urlsplit(urljoin("http://127.0.0.1:8000" + address, link))
            if target.netloc != "127.0.0.1:8000":
                continue
            file = output / target.path.lstrip("/")
            known = target.path in anchors or file.is_file()
            if not known or (target.fragment and target.fragment not in anchors[target.path]):
                broken.append((address, link))
    assert broken == []


def test_no_id_stands_twice_on_a_page(output):
    for address, page in documents(output):
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), address


def test_pages_load_nothing_from_another_host_and_run_no_script_but_for_search(output):
    for address, page in documents(output):
        if address == PAGES["search"]:
            (script,) = page.xpath("//script")
            assert (script.get("src"), script.text) == ("/scripts/search.js", None)
            script.drop_tree()
        assert not page.xpath(
            "//script[not(@type='application/ld+json')] | //iframe | //@style | //*[@src][starts-with(@src, 'http')]"
        ), address
        loaded = page.xpath("//link[not(@rel='canonical') and not(@rel='alternate')]/@href")
        assert all(link.startswith("/") for link in loaded), address


def test_pages_hold_no_template_syntax_and_no_link_left_unresolved(output):
    for path in output.glob(HTML):
        page = path.read_text(encoding="utf-8")
        assert not any(sign in page for sign in ("{{", "{%", "{filename}", "{static}", "None<", ">None")), path


@pytest.mark.parametrize(
    "feed", ["atom", "rss", "sections/breaking-news", "tags/north-korea", "sources/army-recognition", "corrections"]
)
def test_feeds_parse_and_carry_absolute_addresses(published, feed):
    parsed = feedparser.parse((published / "feeds" / f"{feed}.xml").read_bytes())
    assert not parsed.bozo
    (entry,) = [entry for entry in parsed.entries if entry.id.endswith(":second-koksan-shipment")]
    assert entry.link == "https://railhead.example/2024/second-koksan-shipment/"
    assert entry.title == "Another batch of North Korean Koksan guns reported on a train in Russia"
    assert entry.id == "tag:railhead.example,2024:second-koksan-shipment"
    assert entry.published_parsed[:3] == (2024, 12, 19)
    html = entry.content[0].value if "content" in entry else entry.summary
    links = lxml.html.fromstring(f"<div>{html}</div>").xpath("//@href")
    assert all(link.startswith("https://") for link in links)
    assert bool(links) == (feed == "atom")  # the others have the dek only


def test_publishing_changes_addresses_and_nothing_else(output, published):
    """What is previewed is what is published, but for the host."""
    built = {path.relative_to(output): path.read_text(encoding="utf-8") for path in output.glob(HTML)}
    for name, page in built.items():
        live = (published / name).read_text(encoding="utf-8")
        assert live == page.replace("http://127.0.0.1:8000", "https://railhead.example"), name


def test_a_draft_is_nowhere_in_the_output(site):
    site.write("stories/2024/a-story.md", STORY)
    draft = STORY.replace("id: a-story", "id: secret\nstatus: draft").replace("A headline", "Not yet")
    site.write("stories/2024/secret.md", draft.replace("[artillery]", "[hush]"))
    site.build()
    found = [path for path in site.output.rglob("*") if "secret" in path.name or "hush" in path.name]
    assert found == []
    assert not any(b"Not yet" in path.read_bytes() for path in site.output.rglob("*") if path.is_file())


def test_pictures_that_only_drafts_show_are_not_published(site):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1"/></svg>'
    for name in ("secret", "map", "open"):
        site.write(f"images/{name}.svg", svg)
    image = "image: {file: secret.svg, alt: A gun, caption: A gun, credit: Us}\nclaims:"
    draft = STORY.replace("id: a-story", "id: secret\nstatus: draft").replace("claims:", image)
    site.write(
        "stories/2024/draft.md", draft + "\n![A map]({static}/images/map.svg) ![A gun]({static}/images/open.svg)\n"
    )
    site.write("stories/2024/a-story.md", STORY + "\n![A gun]({static}/images/open.svg)\n")
    site.build()
    assert [path.name for path in (site.output / "images").iterdir()] == ["open.svg"]


WAYS = [
    "![A gun]({static}/images/NAME)",
    "![A gun]({static}/images/NAME?v=1)",
    "![A gun]({static}/images/NAME#x)",
    "![A gun]({static}../../images/NAME)",
    "![A gun]({static}/images/below/../NAME)",
    "![A gun](/images/NAME)",
    "![A gun](/images/NAME?v=1)",
    "[A gun]({static}/images/NAME)",
    "[A gun](/images/NAME)",
    "[A gun](http://127.0.0.1:8000/images/NAME)",
    "[A gun][1]\n\n[1]: {static}/images/NAME",
    "<q cite='/images/NAME'>A gun</q>",
]


def test_a_picture_goes_out_with_what_refers_to_it_whichever_way_it_is_written(site):
    """A draft refers to none of them in any way, a story to each in one."""
    svg, picture = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "png")
    site.write("images/below/x.svg", svg)
    typed, names = [], [f"a-{n}.{suffix}" for n in range(len(WAYS)) for suffix in ("svg", "png")]
    for way, name in zip(sorted(2 * WAYS), names, strict=True):
        site.write(f"images/{name}", svg if name.endswith(".svg") else picture.getvalue())
        typed.append(way.replace("NAME", name).replace("[1]", f"[{name}]"))
    draft = STORY.replace("id: a-story", "id: draft\nstatus: draft")
    cite = {"RAW_HTML": {"q": ["cite"]}}
    site.write("stories/2024/a-story.md", STORY)
    site.write("stories/2024/draft.md", "\n\n".join([draft, *typed]))
    site.build(**cite)
    assert not (site.output / "images").exists()
    site.write("stories/2024/a-story.md", "\n\n".join([STORY, *typed]))
    site.build(**cite)
    published = {path.name for path in (site.output / "images").iterdir()}
    assert published == {*names, *(f"{name[:-4]}-9.{kind}" for name in names[1::2] for kind in ("avif", "webp"))}


def test_a_file_beside_the_pictures_stays_with_the_draft_that_alone_refers_to_it(site):
    draft = STORY.replace("id: a-story", "id: draft\nstatus: draft")
    site.write("stories/2024/a-story.md", f"{STORY}\n[Both]({{static}}/extra/both.txt)\n")
    site.write("stories/2024/draft.md", f"{draft}\n[Both](/extra/both.txt) [A text]({{static}}/extra/secret.txt?v=1)\n")
    for name in ("both", "secret", "nobody"):
        site.write(f"extra/{name}.txt", "A text.\n")
    site.build()
    assert sorted(path.name for path in (site.output / "extra").iterdir()) == ["both.txt", "nobody.txt"]


def test_what_feeds_carry_works_outside_the_page(site):
    text = '\n[About](/) `<a href="#x">` ![A gun]({static}/images/gun.svg)\n'
    site.write("images/gun.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    site.write("stories/2024/a-story.md", STORY + text)
    site.build()
    (entry,) = feedparser.parse((site.output / "feeds/atom.xml").read_bytes(), sanitize_html=False).entries
    html = lxml.html.fromstring(f"<div>{entry.content[0].value}</div>")
    assert html.xpath("//@href | //@src") == [
        "http://127.0.0.1:8000/2024/a-story/#claim-seen",
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:8000/images/gun.svg",
    ]
    assert html.cssselect("code")[0].text_content() == '<a href="#x">'


def test_a_draft_in_preview_says_that_it_is_one(site):
    site.write("stories/2024/secret.md", STORY.replace("id: a-story", "id: secret\nstatus: draft"))
    site.build(DRAFT_SAVE_AS="drafts/{slug}/index.html")
    page = site.page("/drafts/secret/")
    assert page.cssselect(".draft")[0].text == "Draft. Not published."
    assert page.cssselect('meta[name="robots"]')[0].get("content") == "noindex"


def test_the_style_guide_shows_every_component_in_both_schemes_and_is_not_published(output, tmp_path):
    """Every class that the stylesheets know stands in it, so that no component can be forgotten."""
    run_pelican(tmp_path, STYLE_GUIDE_SAVE_AS="style-guide/index.html")
    page = parse(tmp_path, "/style-guide/")
    styled = set()
    for path in (ROOT / "theme" / "css").rglob("*.css"):
        rules = re.sub(r"/\*.*?\*/|@import.*?;|url\(.*?\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        styled |= set(re.findall(r"\.([a-z][\w-]*)", rules))
    shown = {name for classes in page.xpath("//@class") for name in classes.split()}
    assert styled - shown == set()
    assert [block.get("class") for block in page.cssselect(".scheme")] == ["scheme light", "scheme dark"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not (output / "style-guide").exists()


def test_every_template_that_pelican_can_ask_for_is_our_own():
    """Pelican would take a missing one from its theme `simple` without a word."""
    simple = Path(pelican.__file__).parent / "themes" / "simple" / "templates"
    fragments = {"translations.html", "pagination.html"}  # included by simple's own templates only
    wanted = {path.name for path in simple.glob("*.html")} - fragments
    assert wanted <= {path.name for path in (ROOT / "theme" / "templates").glob("*.html")}


def test_an_undefined_name_in_a_template_is_an_error(site, tmp_path):
    """A misspelt name must not come out as nothing."""
    override = tmp_path / "overrides"
    override.mkdir()
    (override / "page.html").write_text("{{ pgae.title }}")
    site.write("pages/about.md", "---\ntitle: About\ndek: About us.\n---\n")
    with pytest.raises(jinja2.UndefinedError, match="pgae"):
        site.build(THEME_TEMPLATES_OVERRIDES=[str(override)])
