"""What `check` finds in a built site that was spoilt on purpose, and what it must not find in a good one."""

import json
import re
import shutil
from datetime import date
from itertools import chain
from random import Random

import pytest

from railhead.address import fault, is_reserved
from railhead.check import edits, external, hedges, machines, pages, suite
from railhead.check.finding import Level
from railhead.check.remembered import Remembered
from railhead.record.published import keep
from railhead.story.reader import read_all
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


def test_what_was_looked_at_is_not_looked_at_again(tmp_path):
    """Until it is another, the checks are, or the note of it was damaged; what is wrong is told every time all the same."""
    looked = []

    def check(data, fault=()):
        remembered = Remembered(tmp_path / "checks")
        found = remembered.value(lambda: looked.append(data) or list(fault), data)
        remembered.keep()
        return found

    assert check(b"a page") == check(b"a page") == []
    assert looked == [b"a page"]
    assert check(b"a fault", ["wrong"]) == check(b"a fault", ["wrong"]) == ["wrong"]
    assert check(b"a page") == []
    assert looked == [b"a page", b"a fault", b"a page"]  # a check without the page has let go of it
    for damaged in (lambda data: data[:-1], lambda data: data[:40] + b"x" + data[41:], lambda _: b""):
        (tmp_path / "checks").write_bytes(damaged((tmp_path / "checks").read_bytes()))
        check(b"a page")
        assert looked.pop() == b"a page"


def test_links_of_a_page_that_stayed_are_compared_with_pages_that_went(spoilt, tmp_path):
    """Though the page itself is not parsed again."""
    known = tmp_path / "checks"
    assert not [f for f in suite.run(spoilt, SITE, [], tmp_path, known) if "leads to" in f.what]
    (spoilt / "privacy/index.html").unlink()
    replace(spoilt, "about/index.html", "<h1>", "<h1 id='here'>")
    found = [finding for finding in suite.run(spoilt, SITE, [], tmp_path, known) if "leads to" in finding.what]
    assert {finding.what for finding in found} == {"/privacy/ leads to nothing"}
    assert len(found) > 20
    assert found == [finding for finding in suite.run(spoilt, SITE, [], tmp_path) if "leads to" in finding.what]


def test_the_published_site_has_no_faults(published):
    built = list(pages.each(published))
    assert len(built) > 30
    assert said(pages.links([pages.places(page, SITE) for page in built], published)) == []
    assert said(pages.markup(built)) == []
    assert said(pages.budgets(built)) == []
    assert said(machines.structured_data(built)) == []
    assert said(pages.sizes(published)) == []
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
    (finding,) = pages.links([pages.places(page, SITE) for page in pages.each(spoilt)], spoilt)
    line = (spoilt / "privacy/index.html").read_text().split(new)[0].count("\n") + 1
    assert (finding.path, finding.line, finding.what) == ("privacy/index.html", line, expected)


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


def test_outside_links_are_tried_once_each_and_told_of_when_they_do_not_answer(address, tmp_path, monkeypatch):
    """What answers is not mentioned; what does not is a warning at its line, wherever it is linked."""
    monkeypatch.setattr(external, "PAUSE", 0)
    tried = []
    ask = external._trouble
    monkeypatch.setattr(external, "_trouble", lambda link: tried.append(link) or ask(link))
    links = [f"{address}/about/", f"{address}/nowhere/", "http://127.0.0.1:9/", f"{address}/nowhere/"]
    body = "\n".join(f'<a rel="external" href="{link}">x</a>' for link in links)
    (tmp_path / "x.html").write_text(f"<!doctype html>\n<title>x</title>\n{body}")
    found = list(external.check(list(pages.each(tmp_path)), SITE))
    assert [(finding.line, finding.level) for finding in found] == [(4, 1), (5, 1), (6, 1)]
    assert found[0].what == found[2].what == f"{address}/nowhere/: answers 404"
    assert found[1].what.startswith("http://127.0.0.1:9/: does not answer (")
    assert tried == links[:3]


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
        ("U.S. general says guns are in Siberia", False),
    ],
)
def test_a_headline_says_who_says_so_or_how_firmly(site, title, caught):
    assert check(site, **{**GOOD, "title": title}) == ([(2, Level.WARNING, title)] if caught else [])


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


def edited(site, before, after):
    """What the guard says of a story that was published as `before` and now is `after`."""
    site.write("stories/2024/a-story.md", before)
    settings = settings_of(PATH=site.content)
    record = site.content.parent / "published"
    keep(read_all(settings)[0], record)
    path = site.write("stories/2024/a-story.md", after)
    readings, problems = read_all(settings)
    assert problems == []
    found = [finding.what.split("\n")[0] for finding in edits.silent(readings, record, TODAY)]
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
        found = list(edits.silent(read_all(settings)[0], record, TODAY))
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
    (finding,) = edits.silent(readings, record, TODAY)
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


def test_a_date_in_the_future_is_an_error(site):
    site.write("stories/2099/a-story.md", STORY.replace("date: 2024-12-19\ncat", "date: 2099-01-01\ncat"))
    settings = settings_of(PATH=site.content)
    (finding,) = edits.future(read_all(settings)[0], TODAY)
    assert (finding.line, finding.level, finding.what) == (5, Level.ERROR, "date lies in the future: 2099-01-01")
