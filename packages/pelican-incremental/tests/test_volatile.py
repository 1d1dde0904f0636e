"""What cannot be compared is rendered at every build, and the report says why; everything else is left alone."""

import os

import pytest

from .small_world import NOTHING, add, attach, put, rebody, small

CLOCK = ["{{ age() }}", "{{ now().year > 2000 }}", "{% fortune %}", '{% from "aged.html" import told %}{{ told() }}']
CHANCE = ["{{ [7]|random }}", "{{ uncertain() }}", "{% if false %}{{ lipsum() }}{% endif %}{{ lipsum(n=0) }}"]
AGED = {"aged.html": "{% macro told() %}{{ age() }}{% endmacro %}"}


@pytest.mark.parametrize(
    ("probe", "asked"), [*((probe, "clock") for probe in CLOCK), *((probe, "chance") for probe in CHANCE)]
)
def test_a_page_that_asks_the_clock_or_chance_is_rendered_every_time(tmp_path, probe, asked):
    world = small(tmp_path, probe, AGED)
    world.check()
    for _ in range(2):
        report = world.check()
        assert report.rendered == ["probe.html"]
        assert any(asked in sentence for sentence in report.why("probe.html"))
        assert report.written == []


def test_a_page_says_why_it_was_rendered_and_others_have_nothing_to_say(tmp_path):
    world = small(tmp_path, "{{ articles[1].content }}")
    world.check()
    rebody("b")(world)
    report = world.check()
    assert any("articles/b.md" in sentence for sentence in report.why("probe.html"))
    assert report.why("bystander.html") == []


def test_an_environment_variable_is_seen_to_change(tmp_path, monkeypatch):
    world = small(tmp_path, "{{ mood() }}")
    world.functions += "\nJINJA_GLOBALS['mood'] = lambda: os.environ.get('MOOD', 'none')\n"
    world.configure()
    world.check()
    monkeypatch.setenv("MOOD", "good")
    world.expectations.clear()
    assert "probe.html" in world.check().rendered
    assert world.built()["probe.html"] == b"good"


def test_a_new_article_shifts_every_page_of_a_list_and_nothing_else(tmp_path):
    world = small(tmp_path, "Nothing.", DIRECT_TEMPLATES=["index"], PAGINATED_TEMPLATES={"index": 2})
    world.check()
    add("newest")(world)
    report = world.check()
    lists = {"category/news.html", "author/nobody.html"}
    assert {*report.written} == {"newest.html", "index.html", "index2.html", "index3.html", *lists}
    assert {*report.rendered} == {*report.written}
    add("oldest", 1)(world)
    report = world.check()
    assert {*report.written} == {"oldest.html", "index4.html", *lists}


def test_an_edited_body_renders_its_article_alone(tmp_path):
    world = small(tmp_path, "Nothing.", DIRECT_TEMPLATES=["index"])
    world.check()
    rebody("c")(world)
    report = world.check()
    assert report.read == ["articles/c.md"]
    assert report.rendered == report.written == ["c.html"]
    assert report.removed == []


def test_a_touched_article_renders_nothing(tmp_path):
    world = small(tmp_path, "Nothing.")
    world.check()
    world.touch("content/articles/c.md")
    report = world.check()
    assert report.rendered == []


def test_a_replaced_image_is_copied_and_no_page_rendered(tmp_path):
    world = small(tmp_path, "{{ page.content }}", link="{static}/images/picture.gif")
    world.check()
    put("content/images/picture.gif", "GIF89a another")(world)
    report = world.check()
    assert report.written == ["images/picture.gif"]
    assert "probe.html" not in report.rendered


def test_an_edited_feed_item_renders_its_feeds_alone(tmp_path):
    feeds = {name: f"{name.lower()}.xml" for name in NOTHING if "ALL" in name or name == "FEED_RSS"}
    world = small(tmp_path, "Nothing.", RSS_FEED_SUMMARY_ONLY=False, FEED_MAX_ITEMS=2, **feeds)
    world.check()
    rebody("b")(world)
    report = world.check()
    assert sorted(report.written) == ["b.html", "feed_all_atom.xml", "feed_all_rss.xml", "feed_rss.xml"]
    rebody("e")(world)
    assert world.check().rendered == ["e.html"]


def test_a_file_that_two_articles_attach_goes_along_with_the_first(tmp_path):
    """In the order in which Pelican asks for their bodies, which feeds and lists do first."""
    world = small(tmp_path, "{{ articles[3].content }}", FEED_ATOM="atom.xml")
    put("content/articles/photo.gif", "GIF89a")(world)
    for name, address in (("b", "one/b.html"), ("d", "two/d.html")):
        world.sources[f"articles/{name}.md"].fields |= {"save_as": address, "url": address}
        attach(name, "photo.gif")(world)
    world.check()
    assert "one/photo.gif" in world.built()
    world.sources["articles/d.md"].fields["date"] = "2024-01-01"
    world.add("articles/d.md")
    world.check("the other is the newer now")
    assert "two/photo.gif" in world.built()


def test_an_edited_output_file_is_mended_and_one_of_nobodys_is_left(tmp_path):
    world = small(tmp_path, "Nothing.")
    world.check()
    (world.output / "notes.txt").write_text("mine")
    (world.output / "a.html").write_text("edited")
    os.utime(world.output / "a.html", (0, 0))
    (world.output / "b.html").unlink()
    report = world.build()
    assert sorted(report.written) == ["a.html", "b.html"]
    assert (world.output / "notes.txt").read_text() == "mine"
    (world.output / "notes.txt").unlink()
    world.check()
