"""What makes a site its owner's, said in one place each: settings, tokens and content."""

import json
import re
import shutil
from pathlib import Path

import lxml.html
import pytest
from PIL import Image

from railhead import tokens
from railhead.check import identity, suite
from railhead.images.icon import coloured
from railhead.story.reader import read_all

from .sites import ROOT, STORY, edit, parse, settings_of

# what Python imports, what names things within a process, and who holds the rights
OF_THE_PACKAGE = re.compile(r"(from|import) railhead\b|railhead[./]\w|\"railhead(_\w+)?\"|the founders of Railhead")
FILES = (
    "*.py",
    "*.html",
    "*.xml",
    "*.css",
    "*.js",
    "*.svg",
    "*.md",
    "*.toml",
    "*.conf",
    "Caddyfile",
    "_headers",
    "_redirects",
)


@pytest.fixture
def theme(tmp_path):
    return Path(shutil.copytree(ROOT / "theme", tmp_path / "theme"))


def test_nothing_of_this_site_is_in_the_code_or_the_theme():
    said = []
    for folder in ("theme", "railhead", "packages/pelican-incremental/src"):
        for path in (path for pattern in FILES for path in (ROOT / folder).rglob(pattern)):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if "railhead" in OF_THE_PACKAGE.sub("", line).lower():
                    said.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert said == []


@pytest.mark.parametrize("scheme", tokens.SCHEMES)
def test_text_can_be_read(scheme):
    colours = tokens.colours(ROOT / "theme")
    for name in tokens.TEXT:
        assert tokens.is_firm(getattr(colours[name], scheme), tokens.grounds(colours, scheme)), name


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000", "#ffffff", 21), ("#777777", "#fff", 4.48), ("#123456", "#123456", 1)]
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert round(tokens.contrast(one, other), 2) == round(tokens.contrast(other, one), 2) == ratio


@pytest.mark.parametrize(
    ("value", "scheme"),
    [("light-dark(#e08060, #ffc0b0)", "light"), ("light-dark(#600000, #803020)", "dark"), ("#777", "light, dark")],
)
def test_a_pale_accent_is_an_error_with_its_line_and_a_colour_that_would_do(theme, value, scheme):
    path = theme / "css/tokens.css"
    edit(path, "--accent: .*;", f"--accent: {value};")
    found = list(identity.contrasts(theme))
    assert [finding.level.name for finding in found] == ["ERROR"] * len(scheme.split(", "))
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "--accent" in text)
    for finding, name in zip(found, scheme.split(", "), strict=True):
        assert (finding.path.endswith("css/tokens.css"), finding.line) == (True, line)
        assert f"in the {name} scheme" in finding.what
        (better,) = re.findall("#[0-9a-f]{6}", finding.what)
        edit(path, "--accent: .*;", f"--accent: {better};")
        assert not any(name in other.what for other in identity.contrasts(theme))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("oklch(0.5 0.2 30)", "`--accent` is no colour"),
        ("tomato", "`--accent` is no colour"),
        ("#123456; --accent: #654321", "`--accent` is in line"),
    ],
)
def test_a_colour_that_cannot_be_measured_is_told_of_with_its_line(theme, value, told):
    edit(theme / "css/tokens.css", "--accent: .*;", f"--accent: {value};")
    with pytest.raises(SyntaxError, match=told) as caught:
        tokens.colours(theme)
    assert "--accent" in (theme / "css/tokens.css").read_text().splitlines()[(caught.value.lineno or 0) - 1]


def test_a_colour_that_is_missing_is_told_of(theme):
    edit(theme / "css/tokens.css", "--muted: .*;", "")
    with pytest.raises(SyntaxError, match="`--muted` is missing; write it as"):
        tokens.colours(theme)


@pytest.mark.slow
def test_pages_cards_and_the_icon_have_the_colours_of_the_tokens(site, theme):
    edit(theme / "css/tokens.css", "--accent: .*;", "--accent: light-dark(#00007b, #b0c0ff);")
    icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>path{stroke:var(--accent, #f00)}</style><path d="M0 0h9"/></svg>'
    site.write("extra/favicon.svg", icon)
    site.write("stories/2024/a-story.md", STORY)
    site.build(THEME=theme)
    assert "light-dark(#00007b,#b0c0ff)" in (site.output / "index.html").read_text()
    with Image.open(site.output / "2024/a-story/card.png") as card:
        assert (0, 0, 0x7B) in {colour for _, colour in card.convert("RGB").getcolors() or ()}
    made = (site.output / "favicon.svg").read_text()
    assert "svg{--accent:#00007b}@media(prefers-color-scheme:dark){svg{--accent:#b0c0ff}}" in made
    without_style = b'<svg><path stroke="var(--accent, #f00)"/></svg>'
    assert coloured(without_style, tokens.colours(theme)) == without_style


@pytest.mark.slow
def test_without_the_track_cards_have_plain_rules(site, theme):
    site.write("stories/2024/a-story.md", STORY)
    between = []
    for value in ("1", "0"):
        edit(theme / "css/tokens.css", "--track: .;", f"--track: {value};")
        site.build(THEME=theme)
        with Image.open(site.output / "2024/a-story/card.png") as card:
            between.append({colour for _, colour in card.convert("RGB").crop((80, 128, 200, 134)).getcolors() or ()})
    assert list(map(len, between)) == [2, 1]


@pytest.mark.slow
def test_a_font_is_loaded_ahead_if_text_is_set_in_it_and_it_is_there(site, theme):
    def preloaded():
        site.build(THEME=theme)
        return site.page("/").xpath("//link[@rel='preload']/@href")

    site.write("stories/2024/a-story.md", STORY)
    assert preloaded() == ["/fonts/serif.woff2"]
    font = theme / "static/fonts/serif.woff2"
    kept = font.read_bytes()
    font.unlink()
    assert preloaded() == []
    assert {"no file /fonts/serif.woff2" in found.what for found in identity.fonts(theme, site.output)} == {True}
    font.write_bytes(kept)
    edit(theme / "css/tokens.css", '--serif: "Newsroom Serif", ', "--serif: ")
    assert preloaded() == []


@pytest.mark.slow
def test_a_menu_leaves_out_what_is_empty_or_not_there(site):
    site.write("images/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')

    def menus():
        site.build(SECTIONS=["Analysis", "Breaking News"], CONTACT="desk@paper.example")
        return [nav.xpath(".//a/text()") for nav in site.page("/").cssselect("nav")]

    assert menus() == [["Atom feed", "RSS feed", "JSON feed", "Contact"]]
    site.write("stories/2024/a-story.md", STORY.replace("status: reported", "status: confirmed"))
    site.write("pages/about.md", "---\ntitle: About\ndek: What this is.\n---\n\nA text.\n")
    main, footer = menus()
    assert main == ["Breaking News", "Archive", "Search", "About"]
    assert footer[:4] == ["Sources", "Sections", "Tags", "Authors"]
    site.write("stories/2024/a-story.md", STORY + "\n")
    assert "Open claims" in menus()[1]


def test_a_menu_says_where_the_reader_is(output):
    def current(address):
        return [
            (link.text, link.get("aria-current")) for link in parse(output, address).xpath("//nav//a[@aria-current]")
        ]

    assert current("/") == []
    assert parse(output, "/").xpath("//a[@class='wordmark']/@aria-current") == ["page"]
    assert current("/equipment/") == [("Equipment", "page")]
    assert current("/equipment/m1989-koksan/") == [("Equipment", "true")]
    assert current("/privacy/") == [("Privacy", "page")]


@pytest.mark.slow
def test_an_address_of_a_menu_at_which_nothing_stands_is_told_of(site):
    site.write("stories/2024/a-story.md", STORY)
    settings = {
        "MENU": [("Abuot", "abuot/"), ("Elsewhere", "https://other.example/")],
        "FOOTER_MENU": [("Feed", "feeds/atom.xml")],
        "POLICIES": {"principles": "about/", "corrections": "tags/", "verification": "tags/"},
    }
    site.build(**settings)
    assert site.page("/").xpath("//nav//a/@rel") == ["external"]
    found = [(str(finding.level.name), finding.what) for finding in identity.places(site.output, settings, ())]
    right = "where nothing stands; write content/pages/"
    assert found == [
        ("ERROR", f"`POLICIES` leads to /about/, {right}about.md, or correct it"),
        ("WARNING", f"`MENU` leads to /abuot/, {right}abuot.md, or correct it"),
    ]


@pytest.mark.slow
def test_machines_are_told_of_settings_alone(site):
    site.write("stories/2024/a-story.md", STORY)
    site.build(
        FEED_JSON_OBJECT="_bus", POLICIES={"principles": "us/", "corrections": "wrong/", "verification": "right/"}
    )
    (item,) = json.loads((site.output / "feeds/feed.json").read_text())["items"]
    assert item["_bus"]["claims"][0]["id"] == "seen"
    page = site.page("/2024/a-story/")
    publisher = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["publisher"]
    told = (
        publisher["publishingPrinciples"],
        publisher["correctionsPolicy"],
        publisher["verificationFactCheckingPolicy"],
    )
    assert [address.rsplit("/", 2)[1] for address in told] == ["us", "wrong", "right"]
    assert "/verification/" not in lxml.html.tostring(page, encoding="unicode")


@pytest.mark.slow
def test_a_question_that_a_page_leaves_open_is_told_to_its_writer_alone(site):
    site.write("stories/2024/a-story.md", STORY)
    head = "---\ntitle: About\ndek: What this is.\nquestions:\n  - Who pays?\n  - Who\n    writes?\n---\n\nA text.\n"
    site.write("pages/about.md", head)
    site.build()
    assert "Who pays?" not in (site.output / "about/index.html").read_text()
    readings, _ = read_all(settings_of(PATH=site.content))
    found = suite.of_page(site.output, "about/index.html", readings, site.content / "published")
    told = [
        (finding.path, finding.line, finding.what.partition(";")[0]) for finding in found if "say yet" in finding.what
    ]
    says = "this page does not say yet: "
    assert told == [
        ("content/pages/about.md", 5, f"{says}“Who pays?”"),
        ("content/pages/about.md", 6, f"{says}“Who writes?”"),
    ]
