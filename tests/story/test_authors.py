"""Authors: what their files say, on their pages, over stories and for machines. No author here is a real one."""

import json
import random
from datetime import UTC, datetime, timedelta

import feedparser
import lxml.html
import pytest

from railhead.preview.notes import notes_on

from ..newsroom import Newsroom, picture
from ..sites import STORY, Site

ONE, OTHER, GUEST = "Placeholder One", "Placeholder Two", "Placeholder Guest"
FILE = """\
---
name: {name}
role: {role}
image: {{file: one.png, alt: A grey square, credit: Nobody}}
contact:
  email: one@paper.example
  phone: "+49 30 1234567"
  signal: one.01
  web: https://social.example/@one
---

What *One* knows of the subject.
"""
SITE = "https://railhead.example"
SHORT = {"DEFAULT_PAGINATION": 2, "SITEURL": SITE}


def text(element):
    return " ".join(element.text_content().split())


def page(room, address):
    return lxml.html.parse(str(room.folder / "output" / address / "index.html")).getroot()


def json_ld(tree):
    (script,) = tree.cssselect('script[type="application/ld+json"]')
    return json.loads(script.text)


def file_of(role="Reporter", name=ONE):
    return FILE.format(name=name, role=role)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Six stories by One, the newest of them with Two and a guest, who has no file; one by the desk, and two unseen."""
    room = Newsroom(tmp_path_factory.mktemp("room"), random.Random(3))  # noqa: S311 - no secret
    room.write("images/one.png", picture(7))
    room.write("authors/placeholder-one.md", file_of())
    room.write("authors/placeholder-two.md", f"---\nname: {OTHER}\nrole: Editor\n---\n")
    room.write("authors/placeholder-three.md", "---\nname: Placeholder Three\nrole: Has written nothing yet\n---\n")
    for slug in room.stories:
        room.stories[slug]["author"] = ONE
    newest = list(room.stories)[-1]
    # as the file is called, or as the author is: it is the file that says the name
    room.stories[newest]["author"] = ["placeholder-one", OTHER, GUEST]
    room.newest, room.by_desk, draft, due = newest, room.add(), room.add(), room.add()
    room.unseen = {draft, due}
    room.stories[draft] |= {"author": [ONE, "Placeholder Draft"], "status": "draft"}
    (room.content / room.path_of(due)).unlink()  # another year has another folder
    then = datetime.now(UTC).date() + timedelta(days=30)
    room.stories[due] |= {"author": [ONE, "Placeholder Due"], "date": then.isoformat()}
    for slug in room.stories:
        room.save(slug)
    room.incremental(**SHORT)
    return room


def test_a_story_names_each_of_its_authors_by_what_the_file_says(room):
    story = page(room, f"2024/{room.newest}")
    links = story.cssselect(".byline [rel=author]")
    assert [(text(link), link.get("href")) for link in links] == [
        (ONE, "/authors/placeholder-one/"),
        (OTHER, "/authors/placeholder-two/"),
        (GUEST, "/authors/placeholder-guest/"),
    ]
    assert text(story.cssselect(".byline")[0]).startswith(f"By {ONE}, {OTHER} and {GUEST}, ")
    named = [meta.get("content") for meta in story.cssselect('meta[property="article:author"]')]
    assert named == [f"{SITE}{link.get('href')}" for link in links]


def test_machines_get_every_author_and_what_the_desk_is(room):
    url = f"{SITE}/authors/placeholder-"
    assert json_ld(page(room, f"2024/{room.newest}"))["author"] == [
        {"@type": "Person", "name": ONE, "url": f"{url}one/", "jobTitle": "Reporter"},
        {"@type": "Person", "name": OTHER, "url": f"{url}two/", "jobTitle": "Editor"},
        {"@type": "Person", "name": GUEST, "url": f"{url}guest/"},
    ]
    desk = {"@type": "Organization", "name": "Railhead desk", "url": f"{SITE}/authors/railhead-desk/"}
    assert json_ld(page(room, f"2024/{room.by_desk}"))["author"] == [desk]
    twin = json.loads((room.folder / "output/2024" / room.newest / "story.json").read_text())
    assert [author["name"] for author in twin["authors"]] == [ONE, OTHER, GUEST]


@pytest.mark.parametrize(
    "name", ["atom.xml", "rss.xml", "authors/placeholder-one.xml", "authors/placeholder-guest.xml"]
)
def test_feeds_name_every_author(room, name):
    feed = feedparser.parse((room.folder / "output/feeds" / name).read_bytes())
    assert not feed.bozo
    (entry,) = [entry for entry in feed.entries if room.newest in entry.link]
    assert [author.name for author in entry.authors] == [ONE, OTHER, GUEST]
    others = [entry.authors for entry in feed.entries if room.newest not in entry.link]
    assert all(len(authors) == 1 for authors in others)


def test_the_json_feed_names_every_author_with_the_address(room):
    items = json.loads((room.folder / "output/feeds/feed.json").read_text())["items"]
    (item,) = [item for item in items if room.newest in item["url"]]
    url = f"{SITE}/authors/placeholder-"
    assert item["authors"][1:] == [{"name": OTHER, "url": f"{url}two/"}, {"name": GUEST, "url": f"{url}guest/"}]


def test_the_feed_of_an_author_has_the_name_and_the_stories(room):
    feed = feedparser.parse((room.folder / "output/feeds/authors/placeholder-one.xml").read_bytes())
    assert feed.feed.title == f"Railhead - {ONE}"
    assert len(feed.entries) == 6
    (link,) = page(room, "authors/placeholder-one").cssselect("link[title$='Placeholder One']")
    assert link.get("href") == f"{SITE}/feeds/authors/placeholder-one.xml"


def test_an_author_s_page_says_who_it_is_and_how_to_reach_them(room):
    tree = page(room, "authors/placeholder-one")
    assert text(tree.cssselect("h1")[0]) == ONE
    assert text(tree.cssselect(".dek")[0]) == "Reporter"
    assert text(tree.cssselect(".about-author .prose")[0]) == "What One knows of the subject."
    (image,) = tree.cssselect(".about-author img")
    assert image.get("alt") == "A grey square"
    assert (room.folder / "output" / image.get("src").lstrip("/")).is_file()
    assert text(tree.cssselect(".about-author figcaption")[0]) == "Nobody"
    ways = [text(way) for way in tree.cssselect(".contact > div")]
    assert ways == [
        "E-mail one@paper.example",
        "Signal one.01",
        "Telephone +49 30 1234567",
        "On the web social.example/@one",
    ]
    links = [link.get("href") for link in tree.cssselect(".contact a")]
    assert links == ["mailto:one@paper.example", "https://social.example/@one"]
    assert json_ld(tree)["mainEntity"] == {
        "@type": "Person",
        "@id": f"{SITE}/authors/placeholder-one/",
        "name": ONE,
        "url": f"{SITE}/authors/placeholder-one/",
        "jobTitle": "Reporter",
        "worksFor": {"@type": "NewsMediaOrganization", "name": "Railhead", "url": f"{SITE}/"},
        "image": f"{SITE}/images/one.png",
        "email": "one@paper.example",
        "telephone": "+49 30 1234567",
        "sameAs": ["https://social.example/@one"],
    }


def test_each_story_of_an_author_is_on_one_page_and_older_pages_repeat_nothing(room):
    pages = [page(room, f"authors/placeholder-one{below}") for below in ("", "/page/2", "/page/1")]
    found = [link.get("href") for tree in pages for link in tree.cssselect(".story-list h2 a")]
    assert len(found) == len(set(found)) == 6
    assert [bool(tree.cssselect(".about-author")) for tree in pages] == [True, False, False]
    (older,) = pages[0].cssselect("nav.pagination a[rel=next]")
    assert older.get("href") == "/authors/placeholder-one/page/2/"


def test_what_is_not_published_leaves_no_trace_of_its_authors(room):
    output = room.folder / "output"
    told = [path for path in output.rglob("*") if path.suffix in {".html", ".xml", ".json"}]
    for path in told:
        seen = path.read_text(encoding="utf-8")
        assert not any(
            name in seen for name in ("Placeholder Draft", "Placeholder Due", *(f"/{s}/" for s in room.unseen))
        )
    assert not list(output.rglob("placeholder-d*"))


def test_the_list_of_authors_has_all_who_have_a_file_or_a_story(room):
    lines = [text(line) for line in page(room, "authors").cssselect(".terms li")]
    assert lines == [
        "Placeholder Guest 1",
        "Placeholder One 6 Reporter",
        "Placeholder Three 0 Has written nothing yet",
        "Placeholder Two 1 Editor",
        "Railhead desk 1",
    ]
    assert "No stories yet." in text(page(room, "authors/placeholder-three"))
    sitemap = (room.folder / "output/sitemaps/pages.xml").read_text()
    assert [f"/authors/placeholder-{n}/<" in sitemap for n in ("one", "two", "three", "guest")] == [
        True,
        True,
        True,
        False,
    ]


def test_stock_pelican_makes_the_same_pages_of_authors(room):
    room.stock(**SHORT)
    assert room.differing() == []


# these change the files of the room, and put them back

ABOUT_ONE = "authors/placeholder-one/index.html"


def edited(room, **changes):
    room.write("authors/placeholder-one.md", file_of(**changes))
    return {name for name in room.incremental(**SHORT).rendered if name.endswith("index.html")}


def test_a_text_renders_the_page_of_its_author_alone(room):
    room.write("authors/placeholder-one.md", file_of() + "\nAnother sentence.\n")
    assert room.incremental(**SHORT).rendered == [ABOUT_ONE]
    room.write("authors/placeholder-one.md", file_of().replace("one.01", "one.02"))
    assert room.incremental(**SHORT).rendered == [ABOUT_ONE]
    assert edited(room) == {ABOUT_ONE}


def test_a_role_renders_the_stories_that_tell_it_and_a_name_all_that_show_it(room):
    own = {
        f"2024/{slug}/index.html"
        for slug, story in room.stories.items()
        if "author" in story and slug not in room.unseen
    }
    older = {f"authors/placeholder-one/page/{n}/index.html" for n in (1, 2)}
    lists = {ABOUT_ONE, "authors/index.html"}
    changed = edited(room, role="Senior reporter")
    assert own | lists <= changed <= own | lists | older
    report = edited(room, name="Placeholder Uno")
    assert report == own | lists | older
    assert text(page(room, f"2024/{room.newest}").cssselect("[rel=author]")[0]) == "Placeholder Uno"
    feed = feedparser.parse((room.folder / "output/feeds/atom.xml").read_bytes())
    assert "Placeholder Uno" in {author.name for entry in feed.entries for author in entry.authors}
    edited(room)
    room.stock(**SHORT)
    assert room.differing() == []


def test_a_file_that_comes_or_goes_leaves_the_page_at_its_address(room):
    path = room.content / "authors/placeholder-guest.md"
    room.write("authors/placeholder-guest.md", f"---\nname: {GUEST}\nrole: Guest\n---\n\nWho it is.\n")
    told = {name for name in room.incremental(**SHORT).rendered if name.startswith("2024/") and name.endswith("html")}
    assert told == {f"2024/{room.newest}/index.html"}
    assert "Who it is." in text(page(room, "authors/placeholder-guest"))
    path.unlink()
    room.incremental(**SHORT)
    assert not page(room, "authors/placeholder-guest").cssselect(".about-author")
    room.stock(**SHORT)
    assert room.differing() == []


NAME = "authors/placeholder-one.md"
BAD = {
    "no name": (f"name: {ONE}\n", "", "2:1: `name` is missing; write the name as it stands over stories"),
    "no role": ("role: Reporter\n", "", "2:1: `role` is missing; say in a few words"),
    "an unknown field": ("role:", "born: 1\nrole:", "3:1: `born` is not a field; the fields are name, role, image, contact"),
    "a picture that is not there": ("one.png", "two.png", "4:15: `image.file` does not exist: content/images/two.png; put the"),
    "a picture without words": ("alt: A grey square, ", "", "4:8: `image.alt` is missing; say what the picture shows"),
    "a caption, which has no place": ("alt:", "caption: x, alt:", "4:24: `image.caption` is not a field"),
    "no e-mail address": ("one@paper.example", "one at paper", "6:10: `contact.email` is no e-mail address: `one at paper`; give an"),
    "an e-mail address with more": ("one@paper.example", "one@paper.example?bcc=x@y.example", "6:10: `contact.email` is no e-mail address"),
    "no number": ('"+49 30 1234567"', "ask the desk", "7:10: `contact.phone` is no telephone number: `ask the desk`; give a number"),
    "no name at Signal": ("one.01", "<b>one</b>", "8:11: `contact.signal` is neither a name at Signal nor a number"),
    "an address without TLS": ("https://social", "http://social", "9:8: `contact.web` is not an address of https: `http://social.example/@one`"),
    "a script for an address": ("https://social.example/@one", "javascript:alert(1)", "9:8: `contact.web` is not an address on the web"),
    "another's name for a field": ("  email:", "  mail:", "6:3: `contact.mail` is not a field; it is called `email` here"),
    "a way that is none": ("  email:", "  pigeon:", "6:3: `contact.pigeon` is not a field; the fields are email, phone"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_is_told_with_its_place(tmp_path, old, new, said):
    site = Site(tmp_path)
    site.write("images/one.png", picture(7))
    assert old in file_of()
    site.write(NAME, file_of().replace(old, new))
    (problem,) = site.problems()
    assert str(problem).startswith(f"content/{NAME}:{said}")


def test_names_that_do_not_fit_are_all_told_of_at_once(tmp_path):
    site = Site(tmp_path)
    site.write("authors/one.md", f"---\nname: {ONE}\nrole: Reporter\n---\n")
    site.write("authors/uno.md", f"---\nname: {ONE.upper()}\nrole: Reporter\n---\n")
    site.write("authors/Two.md", f"---\nname: {OTHER}\nrole: Editor\n---\n")
    by = STORY.replace("id: a-story", f"id: a-story\nauthor: [one, {ONE}, {GUEST}]")
    site.write("stories/2024/a-story.md", by)
    site.write("stories/2024/b-story.md", STORY.replace("id: a-story", "id: b-story\nauthor: Placeholder GUEST"))
    site.write(
        "stories/2024/c-story.md", STORY.replace("id: a-story", "id: c-story\nauthor: [Placeholder, placeholder]")
    )
    told = [str(problem) for problem in site.problems()]
    wanted = [
        "content/authors/Two.md:1:1: the name of the file, which is its address, cannot be `Two`",
        "content/authors/uno.md:2:7: `PLACEHOLDER ONE` is the author in content/authors/one.md too; tell the two apart",
        "content/stories/2024/a-story.md:5:15: `Placeholder One` is the author in content/authors/one.md; write `one`",
        "content/stories/2024/b-story.md:5:9: `Placeholder GUEST` and `Placeholder Guest` would have one address",
        "content/stories/2024/c-story.md:5:9: `author` names `placeholder` twice; name it once",
    ]
    for line in wanted:
        assert any(problem.startswith(line) for problem in told), (line, told)
    assert len(told) == len(wanted)


def test_a_preview_says_of_the_page_of_an_author_what_a_check_would(room):
    assert notes_on(ABOUT_ONE, room.folder / "output", room.settings("output", **SHORT)) == []
    room.write("authors/placeholder-one.md", file_of() + "\n# Another headline\n")
    told = notes_on(ABOUT_ONE, room.folder / "output", room.settings("output", **SHORT))
    room.write("authors/placeholder-one.md", file_of())
    assert [line.partition(":")[0] for line in told] == ["content/authors/placeholder-one.md"]
