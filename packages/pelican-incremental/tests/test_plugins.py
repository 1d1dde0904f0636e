"""Plugins of many kinds: whatever a signal lets them do, they do it as under stock Pelican."""

import shutil

import pytest
from pelican.plugins import signals

from . import signal_plugins
from .small_world import add, append, delete, fields, move, put, rebody, redate, retitle, small
from .worlds import Link, Source, day

pytestmark = pytest.mark.slow

PROBE = """
{{ SITENAME }} {{ register|join(" ") }} {{ oldest }} {{ made and made.by }}
{% for item in articles %}
{{ item.title }} {{ item.url }} {{ item.stamp }} {{ item.mood }} {{ item.summary|striptags }}
{% endfor %}
{% for tag, items in tags|sort %}{{ tag }} {{ items|length }} {% endfor %}
{% for category, items in categories %}{{ category }} {{ items[0].title }} {% endfor %}
"""
ARTICLE = (
    "{{ article.title }} {{ article.url }} {{ article.stamp }} {{ article.content }} {{ titles() if titles else '' }}"
    " {{ SITENAME }}"
)
EDITS = {
    "another title": fields("c", title="Hide and move"),
    "another body": rebody("a"),
    "another date": redate("e", 200),
    "other tags": fields("b", tags="tin, coal"),
    "an article more": add("newest"),
    "an article less": delete("d"),
    "another file": move("b", "moved"),
    "a draft": fields("e", status="draft"),
    "another image": put("content/images/picture.gif", "GIF89a another"),
    "another list": put("content/new.list", ""),
    "another title of a page": retitle("pages/bystander.md"),
    "nothing": lambda _world: None,
}
PLUGINS = [
    name
    for name, value in vars(signal_plugins).items()
    if hasattr(value, "register") and name not in {"_Generates", "Sidecar", "Moody"}
]


def with_plugin(folder, name, **settings):
    feeds = {"FEED_ALL_ATOM": "all.xml", "CATEGORY_FEED_RSS": "category-{slug}.xml"}
    templates = {"article.html": ARTICLE}
    world = small(folder, PROBE, templates, DIRECT_TEMPLATES=["index"], **feeds, **settings)
    world.functions += f"\nfrom tests import signal_plugins\nPLUGINS = [signal_plugins.{name}]\n"
    world.configure()
    return world


@pytest.mark.parametrize("name", PLUGINS)
def test_a_site_with_a_plugin_is_built_the_same_after_each_edit(tmp_path, name):
    world = with_plugin(tmp_path, name)
    world.check("the first build")
    for edit, change in EDITS.items():
        change(world)
        world.check(edit)


@pytest.mark.parametrize("name", ["Onward", "Midway"])
def test_an_address_that_a_plugin_changes_while_pages_are_written_is_the_one_of_the_moment(tmp_path, name):
    place = {"ARTICLE_URL": "{turn}/{slug}.html", "ARTICLE_SAVE_AS": "{turn}/{slug}.html"}
    world = with_plugin(tmp_path, name, DEFAULT_METADATA={"turn": "first"}, **place)
    world.check("the first build")
    redate("e", 200)(world)
    world.check("another order")


def test_a_page_that_a_plugin_takes_away_does_not_stay_from_the_build_before(tmp_path):
    world = with_plugin(tmp_path, "Remover")
    world.check("the first build")
    fields("a", title="renamed")(world)
    world.check("the plugin renames one and removes one")


def test_contents_that_a_plugin_makes_late_may_lead_to_what_moves(tmp_path):
    world = with_plugin(tmp_path, "Addition")
    world.check("the first build")
    fields("c", slug="elsewhere")(world)
    world.check("where it leads")
    add("newest")(world)
    world.check("another article")


def test_a_list_that_a_plugin_put_another_in_place_of_is_as_it_was(tmp_path):
    """Templates read the one that the context has."""
    world = with_plugin(tmp_path, "Withholding")
    world.put("overrides/probe.html", "{% for item in dates %}{{ item.slug }} {% endfor %}")
    world.check("the first build")
    redate("b", 200)(world)
    world.check("another date")
    world.put("overrides/probe.html", "{% for item in articles %}{{ item.slug }} {% endfor %}")
    world.check("the other list")
    retitle("pages/bystander.md")(world)
    report = world.check("another title of a page")
    assert "probe.html" in report.skipped


def test_a_context_of_its_own_has_the_address_of_the_page_before(tmp_path):
    place = {"PAGE_URL": "deep/{slug}.html", "PAGE_SAVE_AS": "deep/{slug}.html"}
    world = with_plugin(tmp_path, "Apart", RELATIVE_URLS=True, **place)
    append("b", Link("{filename}/articles/c.md"))(world)
    fields("pages/bystander.md", save_as="top.html", url="top.html")(world)
    world.check("the first build")
    for edit, change in EDITS.items():
        change(world)
        world.check(edit)


def test_a_plugin_hears_of_every_page_however_many_there_are(tmp_path):
    """Those of many processes as well: it keeps in mind what it hears."""
    world = with_plugin(tmp_path, "Gatherer")
    for number in range(100):
        add(f"n{number}", 400 + number)(world)
    world.check("the first build", INCREMENTAL_PROCESSES=2)
    rebody("a")(world)
    world.check("another body", INCREMENTAL_PROCESSES=2)


def test_a_file_that_a_reader_opened_beside_a_source_is_seen_to_change(tmp_path):
    world = with_plugin(tmp_path, "Sidecar")
    world.put("content/articles/note.json", '{"mood": "good", "body": "<p>Fine.</p>"}')
    source = Source({"title": "Note", "date": day(99)}, ["A note."])
    world.put("content/articles/note.note", source.text(".md"))
    world.check("the first build")
    world.put("content/articles/note.json", '{"mood": "bad", "body": "<p>Not fine.</p>"}')
    report = world.check("the file beside it changed")
    assert {"note.html", "probe.html"} <= {*report.written}
    rebody("a")(world)
    world.check("another source changed")


def test_the_output_of_a_plugin_that_is_turned_off_goes(tmp_path):
    world = with_plugin(tmp_path, "Register")
    world.check("with the plugin")
    world.functions = world.functions.replace("PLUGINS = [signal_plugins.Register]", "PLUGINS = []")
    world.configure()
    report = world.check("without it")
    assert {"register.html", "another.html"} <= {*report.removed}


def test_a_plugin_that_writes_beside_a_page_finds_its_folder(tmp_path):
    place = {"ARTICLE_URL": "deep/{slug}/", "ARTICLE_SAVE_AS": "deep/{slug}/index.html"}
    world = with_plugin(tmp_path, "Beside", **place)
    world.check("the first build")
    rebody("a")(world)
    report = world.check("another body")
    assert {"deep/a/index.html", "deep/b/index.html"} & {*report.rendered} == {"deep/a/index.html"}
    shutil.rmtree(world.cache)
    world.check("the store is gone")


@pytest.mark.parametrize(("name", "everything"), [("Reads", True), ("Appends", True), ("Redirects", False)])
def test_what_looks_at_files_of_others_has_all_of_them_made(tmp_path, name, everything):
    """Others cost nothing."""
    world = with_plugin(tmp_path, name)
    world.check("the first build")
    report = world.check("nothing changed")
    assert bool(report.rendered) == everything


def test_a_plugin_is_watched_by_whatever_name_the_output_goes(tmp_path):
    world = with_plugin(tmp_path, "Reads")
    (tmp_path / "elsewhere").mkdir()
    world.output = tmp_path / "elsewhere" / ".." / "output"
    world.check("the first build")
    rebody("a")(world)
    world.check("another body")


def test_a_plugin_that_begins_to_look_at_files_of_others_finds_them(tmp_path):
    world = with_plugin(tmp_path, "ReadsAtLast")
    world.check("the first build")
    fields("c", title="Hide and move")(world)
    report = world.check("it looks")
    assert any("a plugin looks at files" in notice for notice in report.notices)
    retitle("pages/bystander.md")(world)
    report = world.check("it looks again")
    assert not report.notices
    fields("c", title="Another")(world)
    world.check("it looks no more")
    retitle("pages/bystander.md")(world)
    assert "a.html" not in world.check("it does not look").rendered


def test_lists_that_a_plugin_puts_in_order_are_compared_as_it_leaves_them(tmp_path):
    world = with_plugin(tmp_path, "Neighbours")
    world.check("the first build")
    assert not world.check("nothing changed").rendered


def test_what_a_plugin_sends_when_all_is_finished_is_heard(tmp_path, monkeypatch):
    """It puts itself in the place of what sends the signal."""
    send = signals.finalized.send

    def more(pelican):
        return send(pelican), signal_plugins.Compressor.compress(pelican)

    monkeypatch.setitem(vars(signals.finalized), "send", more)
    world = small(tmp_path, PROBE)
    world.check("the first build")
    retitle("a")(world)
    world.check("another title")


def test_what_fails_in_an_attribute_is_told_as_it_is(tmp_path):
    world = with_plugin(tmp_path, "Moody")
    with pytest.raises(AttributeError, match="neither_here_nor_there"):
        world.build()
