"""A page is rendered again when something that its template read has changed, and only then."""

import pytest
from reads import READS
from small_world import small

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
