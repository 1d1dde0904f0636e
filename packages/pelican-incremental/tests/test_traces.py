"""A page is rendered again when something that its template read has changed, and only then."""

import pytest
from pelican_incremental.store.database import Store

from .reads import READS
from .small_world import add, retitle, small

CASES = [(name, change) for name, read in READS.items() for change in range(len(read.others))]


def watched(folder, read):
    """A site whose page `probe` makes the read, built once."""
    world = small(folder, read.probe, **read.site)
    for change in read.before:
        change(world)
    world.check("the first build")
    return world


@pytest.mark.parametrize("name", READS)
def test_a_page_is_rendered_when_what_it_read_has_changed(tmp_path, name):
    read = READS[name]
    world = watched(tmp_path, read)
    before = world.built()["probe.html"]
    read.matters(world)
    report = world.check(name)
    assert world.built()["probe.html"] != before, "the case shows nothing"
    assert "probe.html" in report.rendered
    assert report.why("probe.html")
    assert read.wide or "bystander.html" not in report.rendered


@pytest.mark.parametrize(("name", "change"), CASES)
def test_a_page_is_not_rendered_when_something_else_has_changed(tmp_path, name, change):
    read = READS[name]
    world = watched(tmp_path, read)
    read.others[change](world)
    report = world.check(name)
    assert "probe.html" not in report.rendered, report.why("probe.html")
    assert "probe.html" in report.skipped


def test_feeds_of_the_newest_articles_have_no_other_looked_at(tmp_path, monkeypatch):
    feeds = {"FEED_ALL_ATOM": "all.xml", "FEED_ALL_RSS": "all.rss.xml", "TRANSLATION_FEED_ATOM": "in-{lang}.xml"}
    world = small(tmp_path, "Nothing.", FEED_MAX_ITEMS=2, **feeds)
    for number in range(20):
        add(f"n{number}", 400 - number, lang="fr" if number % 2 else "en")(world)
    world.check()
    retitle("n0")(world)
    looked_at, state = [], Store.state
    monkeypatch.setattr(Store, "state", lambda store, id_: looked_at.append(id_) or state(store, id_))
    report = world.check("another title of the newest")
    assert {"all.xml", "all.rss.xml", "in-en.xml"} <= {*report.written}
    assert "in-fr.xml" in report.skipped
    assert len(looked_at) < 5
