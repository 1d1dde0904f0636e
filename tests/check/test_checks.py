"""What `check` finds in a built site that was spoilt on purpose, and what it must not find in a good one."""

import json
import os
import pickle
import re
import shutil
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import chain
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from blinker import signal

from railhead.address import fault, is_reserved
from railhead.check import edits, external, hedges, machines, pages, steps, suite
from railhead.check.finding import Finding, Level
from railhead.errors import SiteError
from railhead.record import published as record_of
from railhead.remembered import Remembered
from railhead.story.reader import read_all
from railhead.story.readings import Readings
from railhead.story.skeleton import skeleton

from ..sites import STORY, settings_of

SITE = "https://railhead.example"
GUN = """\
---
title: A gun
dek: A gun that shoots.
sources: [{id: a-paper, publisher: A Paper, url: "https://paper.example/report"}]
specification:
  - {property: Range, value: "40", unit: km, source: a-paper}
---
"""


@pytest.fixture
def spoilt(published, tmp_path):
    """A copy of the published site, to be spoilt."""
    folder = tmp_path / "site"
    shutil.copytree(published, folder)
    return folder


def replace(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(findings):
    return [(finding.path, finding.what) for finding in findings]


def feeds(folder):
    """What is found wrong with the feeds of a site."""
    found = [
        machines.feed(path.relative_to(folder).as_posix(), path.read_bytes())
        for path in (folder / "feeds").rglob("*.xml")
    ]
    return [*chain(*found), *machines.json_feed(folder)]


def checked(folder, memory=None):
    """What is found of a site, and remembered in the file `memory`."""
    with Remembered(memory) as remembered:
        return sorted(suite.of_output(folder, SITE, remembered))


def links_of(folder):
    return [finding for finding in checked(folder) if "leads to" in finding.what]


def test_what_was_looked_at_is_not_looked_at_again(spoilt, tmp_path, monkeypatch):
    """And what is wrong is told every time all the same."""
    looked, look = [], suite.pages.page
    monkeypatch.setattr(suite, "FEW", 10_000)  # in this process, so that it can be seen
    monkeypatch.setattr(suite.pages, "page", lambda output, name: looked.append(name) or look(output, name))
    replace(spoilt, "privacy/index.html", "</main>", "</div></main>")
    first = checked(spoilt, tmp_path / "memory")
    assert "privacy/index.html" in {finding.path for finding in first}
    assert len(looked) > 30
    looked.clear()
    assert checked(spoilt, tmp_path / "memory") == first
    assert looked == []
    replace(spoilt, "about/index.html", "</main>", "</div></main>")
    assert {finding.path for finding in checked(spoilt, tmp_path / "memory")} >= {
        "privacy/index.html",
        "about/index.html",
    }
    assert looked == ["about/index.html"]


def test_links_of_pages_that_stayed_are_compared_with_what_went(spoilt, tmp_path):
    """Whatever the order of changes, a check that remembers finds what one finds that does not."""
    memory, random = tmp_path / "memory", Random(4)  # noqa: S311 - no secret
    about, privacy = spoilt / "about/index.html", spoilt / "privacy/index.html"
    texts = {about: about.read_text(), privacy: privacy.read_text()}
    replace(spoilt, "verification/index.html", 'href="/about/"', 'href="/about/#content"')
    replace(spoilt, "verification/index.html", "</main>", "<a href='/about/index.html#content'>x</a></main>")
    found = set()
    for step in range(24):
        page, other = random.sample(sorted(texts), 2)
        match random.randrange(5):
            case 0:
                page.unlink(missing_ok=True)
            case 1:
                page.write_text(texts[page])
            case 2:
                page.write_text(texts[page].replace('id="content"', f'id="other-{step}"'))
            case 3:
                page.write_text(texts[page].replace('href="/about/"', 'href="#nowhere"'))
            case 4:
                page.write_text(texts[other])
        remembered = checked(spoilt, memory)
        assert remembered == checked(spoilt), step
        found |= {re.sub("other-[0-9]+", "", finding.what) for finding in remembered if "leads to" in finding.what}
    assert found >= {
        "/privacy/ leads to nothing",
        "/about/#content leads to nothing",
        "/about/#content leads to no place on /about/",
        "/about/index.html#content leads to no place on /about/index.html",
        "#nowhere leads to no place on /privacy/",
    }


def test_the_published_site_has_no_faults(published):
    built = list(pages.each(published))
    assert len(built) > 30
    assert said(links_of(published)) == []
    assert said(pages.markup(built)) == []
    assert said(pages.budgets(built)) == []
    assert said(machines.structured_data(built)) == []
    assert said(feeds(published)) == []
    assert said(machines.news_sitemap(published, date(2025, 2, 20))) == []


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ('href="/nowhere/"', "/nowhere/ leads to nothing"),
        ('href="#nowhere"', "#nowhere leads to no place on /privacy/"),
        ('href="https://railhead.example/nowhere/"', "https://railhead.example/nowhere/ leads to nothing"),
    ],
)
def test_a_broken_link_is_found_with_its_line(spoilt, new, expected):
    replace(spoilt, "privacy/index.html", 'href="/about/"', new)
    (finding,) = links_of(spoilt)
    line = (spoilt / "privacy/index.html").read_text().split(new)[0].count("\n") + 1
    assert (finding.path, finding.line, finding.what) == ("privacy/index.html", line, expected)


@pytest.mark.parametrize("name", [b"a b.txt", b"\xff.html", b"a\n.css", b"%41.js", "é".encode()], ids=ascii)
def test_a_file_whose_name_is_no_address_is_found(spoilt, name):
    """Such as one of the theme; whoever publishes has to write its address down."""
    Path(os.fsdecode(os.fsencode(spoilt) + b"/" + name)).write_text("<p>")
    found = [str(finding) for finding in checked(spoilt) if "no address" in finding.what]
    assert len(found) == 1
    assert found[0].isprintable()


def test_bad_markup_and_repeated_ids_are_found(spoilt):
    replace(spoilt, "privacy/index.html", "</main>", '<p id="content">x</p></div></main>')
    what = {finding.what for finding in pages.markup(list(pages.each(spoilt)))}
    assert "the id content stands twice" in what
    assert any(found.startswith("HTML: ") for found in what)


@pytest.mark.parametrize(
    ("name", "level"),
    [("2024/second-koksan-shipment/index.html", Level.ERROR), ("claims/index.html", Level.WARNING)],
)
def test_a_page_over_its_budget_is_found_with_its_size(spoilt, name, level):
    """A story must not be; a list that grew with the site does not keep it from being published."""
    noise = Random(1).randbytes(20_000).hex()  # noqa: S311 - noise, not a secret
    replace(spoilt, name, "</main>", f"<p>{noise}</p></main>")
    (finding,) = pages.budgets(list(pages.each(spoilt)))
    size = int(re.search(r"has (\d+) bytes", finding.what)[1])
    assert size > pages.PAGE_BYTES
    assert (finding.path, finding.level) == (name, level)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"headline":', '"heading":', "headline: Field required"),
        ("ReportageNewsArticle", "ClaimReview", "@type: Input should be"),
        ('"datePublished": "2024-12-19"', '"datePublished": "19 December"', "datePublished: "),
        ('"citation":', '"citations":', "citation: Field required"),
    ],
)
def test_structured_data_that_breaks_a_rule_is_found(spoilt, old, new, expected):
    replace(spoilt, "2024/second-koksan-shipment/index.html", old, new)
    found = [finding.what for finding in machines.structured_data(list(pages.each(spoilt)))]
    assert any(what.startswith(f"JSON-LD: {expected}") for what in found), found


def test_faults_of_feeds_are_found(spoilt):
    replace(spoilt, "feeds/atom.xml", "</entry>", "")
    replace(spoilt, "feeds/rss.xml", ":second-koksan-shipment</guid>", ":koksan-guns-krasnoyarsk</guid>")
    feed = json.loads((spoilt / "feeds/feed.json").read_text())
    feed["items"][0]["date_published"] = "yesterday"
    (spoilt / "feeds/feed.json").write_text(json.dumps(feed))
    assert {finding.path for finding in feeds(spoilt)} == {
        "feeds/atom.xml",
        "feeds/rss.xml",
        "feeds/feed.json",
    }


def test_a_stale_news_sitemap_is_a_note(published):
    """Nobody can do anything about it but write a story."""
    (finding,) = machines.news_sitemap(published, date(2025, 2, 22))
    assert (finding.level, finding.path) == (Level.NOTE, "news-sitemap.xml")


@pytest.mark.parametrize(
    "site",
    [
        "news.example",
        "",
        "ftp://news.example",
        "https://",
        "https://a.b/",
        "https://a.b/?c",
        None,
        5,
        "https://ü.org",
        "https://a.b:99999",
    ],
)
def test_an_address_that_is_none_is_told_of_in_a_sentence(site):
    assert re.fullmatch(r"`SITEURL` [^;]+; [^;]+", fault(site))


@pytest.mark.parametrize("site", ["https://a.b", "http://a.b:8080", "https://a.b/news"])
def test_an_address_may_have_a_port_and_a_path(site):
    assert fault(site) is None
    assert not is_reserved(site)


def test_a_host_that_nobody_can_reach_is_known():
    assert all(map(is_reserved, ("https://railhead.example", "http://localhost:8000", "https://a.test/news")))


def test_of_many_findings_alike_the_first_are_said_and_all_are_counted():
    dead = [Finding("index.html", n, Level.ERROR, f"/a-{n}/ leads to nothing") for n in range(1, 1001)]
    told = []
    with pytest.raises(SiteError):
        steps._tell([*dead, Finding("index.html", 2000, Level.NOTE, "it is old")], told.append)
    assert told[:20] == list(map(str, dead[:20]))
    assert told[20:] == [
        "index.html:2000: note: it is old",
        "index.html: 980 more like these",
        "1,000 errors, 0 warnings, 1 note.",
    ]


def test_a_story_that_was_begun_and_not_written_is_an_error(site):
    """Published as `new` left it; as a draft it is none."""
    answers = {"title": "A headline", "section": "News", "source": "https://a.b/c", "publisher": "A Paper"}
    path, text = skeleton(answers, date(2024, 12, 19))
    site.write(path, text)
    settings = settings_of(PATH=site.content)
    for begun, expected in ((text, []), (text.replace("status: draft\n", ""), [3, 14])):
        site.write(path, begun)
        found = list(hedges.unwritten(read_all(settings)[0]))
        assert [(finding.line, finding.level) for finding in found] == [(line, Level.ERROR) for line in expected]


def test_the_correction_that_is_offered_is_not_published_as_it_stands(site):
    """Pasting the line is no correction yet."""
    before = STORY.replace("A headline", "A headline says")
    (what,) = edited(site, before, before.replace("headline", "title"), whole=True)
    offered = re.search(r"^corrections:\n  - .*$", what, re.MULTILINE)[0]
    site.write("stories/2024/a-story.md", before.replace("id: a-story", f"id: a-story\n{offered}"))
    (finding,) = hedges.unwritten(read_all(settings_of(PATH=site.content))[0])
    assert (finding.line, finding.level) == (6, Level.ERROR)
    assert finding.what == "“What was changed and why.” was meant for the writer; say what was wrong and what is right"


@pytest.fixture
def _at_once(monkeypatch):
    monkeypatch.setattr(external, "PAUSE", 0)


@pytest.mark.usefixtures("_at_once")
def test_outside_links_are_told_of_once_where_they_are_written(address, site, tmp_path):
    """What answers is not mentioned; what does not is a warning at its line of the story, or of the page where the theme
    has it.
    """
    dead, lone = f"{address}/nowhere/", "http://127.0.0.1:9/"
    story = STORY.replace("https://paper.example/report", f"{address}/about/") + f"\n[x]({dead}) and\n[y]({dead})\n"
    site.write("stories/2024/a-story.md", story)
    site.write("stories/2024/b.md", story.replace("id: a-story", "id: b").replace("A report", "A report"))
    site.write("stories/2024/c.md", story.replace("id: a-story", "id: c\nstatus: draft").replace(dead, f"{dead}x/"))
    readings = {reading.document.path: reading for reading in read_all(settings_of(PATH=site.content))[0]}
    entries = {path: reading.entry for path, reading in readings.items()}
    written = external.places(
        Readings(entries, {}, lambda path: type("Content", (), {"reading": pickle.dumps(readings[path])}))
    )
    (tmp_path / "x.html").write_text(
        f'<!doctype html>\n<a rel="external" href="{dead}">x</a>\n<a rel="external" href="{lone}">x</a>'
    )
    found = list(external.check(list(pages.each(tmp_path)), SITE, written))
    assert [(finding.path, finding.line) for finding in found] == [
        ("content/stories/2024/a-story.md", 24),
        ("x.html", 3),
    ]
    assert found[0].what == f"{dead}: answers 404; it stands at 1 more place"
    assert found[1].what.startswith(f"{lone}: does not answer (")


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize(("got", "expected"), [(200, []), (404, ["answers 404"])])
def test_a_server_that_tells_no_heads_is_asked_as_a_reader_asks(got, expected):
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_error(405)

        def do_GET(self):
            self.send_error(got)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        found = list(external.check([], SITE, {address: [external.Place("x.md", 3)]}))
        server.shutdown()
    assert [finding.what for finding in found] == [f"{address}: {said}" for said in expected]


def check(site, **changes):
    """What the hedge check says of a story in which each word of `changes` was replaced."""
    story = STORY.replace("claims:", "equipment: [a-gun]\nclaims:")
    for old, new in changes.items():
        story = story.replace(
            {"title": "A headline", "dek": "A sentence under it.", "body": "Something was seen.[^seen]"}[old], new
        )
    site.write("equipment/a-gun.md", GUN)
    site.write("stories/2024/a-story.md", story)
    found = hedges.check(read_all(settings_of(PATH=site.content))[0])
    return [(finding.line, finding.level, finding.what.split("”")[0].strip("“")) for finding in found]


GOOD = {"title": "Guns seen, A Paper says", "dek": "They may be from elsewhere."}


def test_the_stories_of_the_site_raise_no_alarm():
    readings, _ = read_all(settings_of())
    assert len(readings) > 8
    assert said(hedges.check(readings)) == []
    assert said(hedges.unused_sources(readings)) == []
    assert said(hedges.uncited_claims(readings)) == []


def test_a_claim_that_no_text_cites_is_a_warning(site):
    other = "claims:\n  - {id: told, text: x, history: [{as_of: 2024-12-19, status: reported, source: a-paper}]}\n"
    site.write("stories/2024/a-story.md", STORY.replace("claims:\n", other))
    (finding,) = hedges.uncited_claims(read_all(settings_of(PATH=site.content))[0])
    assert (finding.line, finding.level) == (14, Level.WARNING)
    assert finding.what == "the text does not cite the claim told; write [^told] where it says so"


@pytest.mark.parametrize(
    ("title", "caught"),
    [
        ("Guns fired in combat", True),
        ("Russia fires its new guns", True),
        ("Guns fired in combat, Kyiv says", False),
        ("Guns reportedly fired in combat", False),
        ("Whether the guns have been fired is not confirmed", False),
        ("United States troops destroy guns", True),
        ("Guns destroyed in May", True),
        ("Russia puts guns into combat", True),
        ("Ministry puts the number of guns at 50", False),
        ("Ministry puts it higher", False),
        ("City gives another figure for the guns", False),
        ("City counts 12 guns", False),
        ("Russia gives its army the guns", True),
        ("The city counts on its guns", True),
        ("U.S. general says guns are in Siberia", False),
    ],
)
def test_a_headline_says_who_says_so_or_how_firmly(site, title, caught):
    assert check(site, **{**GOOD, "title": title}) == ([(2, Level.WARNING, title)] if caught else [])


def test_a_headline_is_held_to_the_claim_that_it_states(site):
    """Not to another one of the story; and the warning names it."""
    other = "claims:\n  - id: opened\n    text: The tram depot opened on Monday.\n    history: [{as_of: 2024-12-19, status: confirmed, source: a-paper}]\n"
    story = STORY.replace("claims:\n", other).replace("A sentence under it.", "A Paper reports it.")
    found = {}
    for title in ("Tram depot opens", "Something seen again", "A headline"):
        site.write(
            "stories/2024/a-story.md",
            story.replace("A headline", title).replace("Something was seen.\n", "Something was seen there.\n"),
        )
        found[title] = [finding.what for finding in hedges.check(read_all(settings_of(PATH=site.content))[0])]
    assert found["Tram depot opens"] == []
    for title in ("Something seen again", "A headline"):
        (what,) = found[title]
        assert "nor how firmly, while the claim seen is reported; add one of the two" in what


def test_each_sentence_of_a_dek_does(site):
    dek = "A Paper reports it. The guns have been fired."
    assert check(site, **{**GOOD, "dek": dek}) == [(3, Level.WARNING, "The guns have been fired.")]


def test_a_story_whose_claims_are_confirmed_may_speak_plainly(site):
    assert check(site, **GOOD, body="x") == []
    path = site.content / "stories/2024/a-story.md"
    path.write_text(STORY.replace("status: reported", "status: confirmed"))
    found = hedges.check(read_all(settings_of(PATH=site.content))[0])
    assert said(found) == []


@pytest.mark.parametrize(
    ("body", "caught"),
    [
        ("It has reportedly been fired. Something else.[^seen]", "reportedly"),
        ("That is not confirmed.", "not confirmed"),
        ("There is no verified evidence.[^a-paper]", "no verified evidence"),
        ("There is no verified evidence.[^seen]", None),
        ("It is not confirmed[^seen] that it was fired.", None),
        ("A Paper had called it unconfirmed ([our story]({filename}a-story.md)).", None),
        ("The claim was confirmed.", None),
        ("This could not be independently verified.", "not be independently verified"),
        ("The U.S. says it is unconfirmed by Lt. Gen. Smith.[^seen]", None),
    ],
)
def test_a_hedge_in_the_text_cites_its_claim(site, body, caught):
    assert check(site, **GOOD, body=body) == ([(23, Level.WARNING, caught)] if caught else [])


@pytest.mark.parametrize(
    ("body", "caught"),
    [
        ("It reaches 70 km.", "70 km"),
        ("First line.\nIt reaches 70\u00a0km.", "70 km"),
        ("It reaches 40 km.", None),
        ("Its range is 99km.", "99 km"),
        ("The town is 12 km from the front.", None),
        ("It has a range, and is 1,000 km away.", None),
        ("It is 5 m long and weighs 70 t.", None),
    ],
)
def test_a_length_in_the_text_is_that_of_the_equipment(site, body, caught):
    line = 23 + body.count("\n") if caught else 0
    assert check(site, **GOOD, body=body) == ([(line, Level.WARNING, caught)] if caught else [])


def test_an_answered_warning_is_a_note_with_its_reason(site):
    site.write("equipment/a-gun.md", GUN)
    answer = "answers: [{words: reportedly, reason: It is the name of a column.}]\nclaims:"
    body = "It has reportedly been fired."
    story = STORY.replace("claims:", answer).replace("Something was seen.[^seen]", body)
    site.write(
        "stories/2024/a-story.md",
        story.replace("A headline", GOOD["title"]).replace("A sentence under it.", GOOD["dek"]),
    )
    (finding,) = hedges.check(read_all(settings_of(PATH=site.content))[0])
    assert finding.level is Level.NOTE
    assert finding.what == "“reportedly” is answered: It is the name of a column."


def test_a_source_that_nothing_rests_on_is_a_note(site):
    more = "  - {id: other, publisher: Other, url: https://other.example/}\nclaims:"
    site.write("stories/2024/a-story.md", STORY.replace("claims:", more))
    readings = read_all(settings_of(PATH=site.content))[0]
    (finding,) = hedges.unused_sources(readings)
    assert (finding.line, finding.level, finding.what) == (13, Level.NOTE, "nothing rests on the source other")


TODAY = date(2025, 1, 10)
CORRECTED = "corrections:\n  - {date: 2025-01-02, kind: correction, text: A figure was wrong.}\nclaims:"


def keep(readings, record):
    record_of.keep(map(record_of.said, record_of.stories(readings)), record)


def silent(readings, record):
    """What the guard says of stories, beside the record of what was published."""
    stories = [record_of.said(reading) for reading in record_of.stories(readings)]
    found = [finding for story in stories for finding in edits.silent(story, record, TODAY)]
    return [*found, *edits.gone({story.id for story in stories}, record)]


def edited(site, before, after, *, whole=False):
    """What the guard says of a story that was published as `before` and now is `after`."""
    site.write("stories/2024/a-story.md", before)
    settings = settings_of(PATH=site.content)
    record = site.content.parent / "published"
    keep(read_all(settings)[0], record)
    path = site.write("stories/2024/a-story.md", after)
    readings, problems = read_all(settings)
    assert problems == []
    found = [finding.what if whole else finding.what.split("\n")[0] for finding in silent(readings, record)]
    path.unlink()
    return found


def test_a_published_address_goes_on_to_lead_to_the_story(site):
    """A story with another name, or without an alias that it had, says so in `aliases`."""
    record = site.content.parent / "published"
    site.write("stories/2024/a-story.md", STORY.replace("claims:", "aliases: [/older/]\nclaims:"))
    settings = settings_of(PATH=site.content)
    keep(read_all(settings)[0], record)
    (site.content / "stories/2024/a-story.md").unlink()
    for aliases, expected in (
        ("[]", ["/2024/a-story/", "/older/"]),
        ("[/older/]", ["/2024/a-story/"]),
        ("[/older/, /2024/a-story/]", []),
    ):
        site.write("stories/2024/renamed.md", STORY.replace("claims:", f"aliases: {aliases}\nclaims:"))
        found = silent(read_all(settings)[0], record)
        assert [finding.what.split()[5].rstrip(",") for finding in found] == expected
        assert all(finding.level is Level.ERROR for finding in found)


@pytest.mark.parametrize(
    "damaged", ["", "x\n", "<<<<<<< ours\n{0}=======\n{0}>>>>>>> theirs\n"], ids=["empty", "other", "merging"]
)
def test_a_damaged_record_is_told_of_as_such(site, damaged):
    """And not as a change of the story."""
    site.write("stories/2024/a-story.md", STORY)
    settings = settings_of(PATH=site.content)
    readings, record = read_all(settings)[0], site.content.parent / "published"
    keep(readings, record)
    path = record / "a-story.txt"
    path.write_text(damaged.format(path.read_text()))
    (finding,) = silent(readings, record)
    assert (finding.path, finding.level) == ("published/a-story.txt", Level.ERROR)
    assert "take it from git again" in finding.what


SILENT = ["the story was changed since it was published and does not say so; add to its front matter"]
TAKEN = ["a published correction was changed or taken out: correction 2025-01-02 correction: A figure was wrong."]
WITH = STORY.replace("claims:", CORRECTED)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (STORY, STORY.replace("A headline", "Another headline"), SILENT),
        (STORY, STORY.replace("under it", "below it"), SILENT),
        (STORY, STORY.replace("was seen.[", "was heard.["), SILENT),
        (STORY, STORY.replace("status: reported", "status: confirmed"), SILENT),
        (STORY, STORY.replace("publisher: A Paper", "publisher: B Paper"), SILENT),
        (STORY, STORY.replace("Something was\n", "Something  was\n\n"), []),
        (STORY, WITH.replace("A headline", "Another headline"), []),
        (STORY, STORY.replace("A headline", "B").replace("id: a-story", "id: a-story\nmodified: 2025-01-02"), []),
        (WITH, WITH.replace("A headline", "Another headline"), SILENT),
        (WITH, STORY, TAKEN),
        (WITH, WITH.replace("A figure was", "Nothing was"), TAKEN),
        (STORY, STORY.replace("id: a-story", "id: other"), ["this story was published and is gone, or has another id; bring it back, or delete this file"]),
        (STORY, STORY.replace("id: a-story", "id: a-story\nstatus: draft"), ["this story was published and is gone, or has another id; bring it back, or delete this file"]),
    ],
    ids=["headline", "dek", "text", "status of a claim", "source", "whitespace", "correction", "update", "second change",
         "correction deleted", "correction reworded", "another id", "taken back"],
)  # fmt: skip
def test_a_change_to_a_published_story_is_told_or_refused(site, before, after, said):
    assert edited(site, before, after) == said


def test_a_correction_older_than_the_last_tells_of_nothing_new(site):
    older = WITH.replace("corrections:\n", "corrections:\n  - {date: 2024-12-20, kind: update, text: x}\n")
    assert edited(site, WITH, older.replace("A headline", "B")) == SILENT


def test_a_later_change_is_later_whatever_its_offset(site):
    """23:00 in New York is after 01:00 in London of the same night."""
    before = STORY.replace("id: a-story", "id: a-story\nmodified: 2025-01-02T23:00:00-05:00")
    after = before.replace("2025-01-02T23:00:00-05:00", "2025-01-03T01:00:00Z").replace("A headline", "B")
    assert edited(site, before, after) == SILENT


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("date: 2024-12-19\ncat", "date: 2099-01-01\ncat", 5, "date lies in the future: 2099-01-01"),
        ("as_of: 2024-12-19", "as_of: 2099-01-01", 17, "claims.history.as_of lies in the future: 2099-01-01"),
        ("as_of: 2024-12-19", "as_of: 2099-01", 17, "claims.history.as_of lies in the future: 2099-01"),
        (
            "title: A report",
            "title: A report\n    accessed: 2099-01-01",
            12,
            "sources.accessed lies in the future: 2099-01-01",
        ),
    ],
)
def test_a_date_in_the_future_is_an_error(site, old, new, line, what):
    text = STORY.replace(old, new)
    year = "2099" if new.startswith("date") else "2024"
    site.write(f"stories/{year}/a-story.md", text)
    (finding,) = edits.future(read_all(settings_of(PATH=site.content))[0], TODAY)
    assert (finding.line, finding.level, finding.what) == (line, Level.ERROR, what)


def test_a_second_change_of_one_day_is_offered_a_line_that_tells(site):
    before = STORY.replace("id: a-story", f"id: a-story\nmodified: {TODAY}")
    (what,) = edited(site, before, before.replace("A headline", "B"), whole=True)
    offered = re.search(r"^modified: (\S+)$", what, re.MULTILINE)[1]
    assert (
        edited(site, before, before.replace("A headline", "B").replace(f"modified: {TODAY}", f"modified: {offered}"))
        == []
    )


GUN_CITED = STORY.replace("date: 2024", "equipment: [a-gun]\ndate: 2024", 1) + "\nIts range is 70 km.\n"
STEPS = {
    "at first": ("stories/2024/a-story.md", STORY),
    "its text is another": ("stories/2024/a-story.md", STORY.replace("was seen.[", "was heard.[")),
    "it is as it was": ("stories/2024/a-story.md", STORY),
    "it names a gun": ("stories/2024/a-story.md", GUN_CITED),
    "the gun shoots so far": ("equipment/a-gun.md", GUN.replace('"40"', '"70"')),
    "the gun does not": ("equipment/a-gun.md", GUN),
    "another story comes": ("stories/2024/b-story.md", STORY.replace("a-story", "b-story").replace("/report", "/b")),
    "it is a draft": ("stories/2024/b-story.md", STORY.replace("id: a-story", "id: b-story\nstatus: draft").replace("/report", "/b")),
    "it is corrected": ("stories/2024/a-story.md", WITH),
    "it lies in the future": ("stories/2024/a-story.md", WITH.replace("2025-01-02", "2025-03-01")),
}  # fmt: skip


@pytest.mark.slow
def test_what_is_found_of_stories_does_not_depend_on_what_is_remembered(site):
    """After each of some steps, at which what the record has stays as it was first published."""
    site.write("equipment/a-gun.md", GUN)
    record, memory, told = site.content.parent / "published", site.content.parent / "memory", {}
    for step, (name, text) in STEPS.items():
        site.write(name, text)
        found = [_found_in_a_build(site, record, path) for path in (memory, None)]
        assert found[0] == found[1], step
        findings, stories = found[0]
        what = [finding.what.partition("\n")[0] for finding in findings if "neither who says so" not in finding.what]
        told[step] = what, [story.id for story in stories.differing]
        if step == "at first":
            record_of.keep(stories.differing, record)
    unlike = "“70 km” is not what the page of the equipment says; correct one of the two"
    future = ["corrections.date lies in the future: 2025-03-01"]
    assert told == {
        "at first": ([], ["a-story"]),
        "its text is another": (SILENT, ["a-story"]),
        "it is as it was": ([], []),
        "it names a gun": ([unlike, *SILENT], ["a-story"]),
        "the gun shoots so far": (SILENT, ["a-story"]),
        "the gun does not": ([unlike, *SILENT], ["a-story"]),
        "another story comes": ([unlike, *SILENT], ["a-story", "b-story"]),
        "it is a draft": ([unlike, *SILENT], ["a-story"]),
        "it is corrected": ([], ["a-story"]),
        "it lies in the future": (future, ["a-story"]),
    }


def _found_in_a_build(site, record, memory):
    found = []
    with Remembered(memory) as remembered:

        def look_at(readings):
            found.append(suite.of_stories(readings, record, remembered, TODAY))

        with signal("railhead_readings_checked").connected_to(look_at):
            site.build()
    return found[0]
