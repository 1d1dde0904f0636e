"""Links between sources, where they are replaced early, late, or not at all."""

import pytest

from .small_world import add, append, delete, fields, move, retitle, small
from .worlds import Link, Source

TO_C = "[c]({filename}/articles/c.md)"
SUMMARIES = "{% for item in articles + pages %}{{ item.title }} {{ item.summary }}{% endfor %}"


@pytest.mark.parametrize("gone", ["moved", "deleted", "a draft", "skipped"])
def test_a_link_whose_both_ends_change_one_after_the_other_is_right(tmp_path, gone):
    world = small(tmp_path, "Nothing.")
    append("a", Link("{filename}/articles/c.md"))(world)
    world.check()
    {
        "moved": move("a", "deep/a"),
        "deleted": delete("a"),
        "a draft": fields("a", status="draft"),
        "skipped": fields("a", status="skip"),
    }[gone](world)
    world.check("where the link stands")
    move("c", "deep/c")(world)
    world.check("where it leads")


def test_a_summary_of_a_translation_that_becomes_the_original_has_its_links_as_originals_have(tmp_path):
    """Pelican replaces the links in the summaries of pages, but not of their translations."""
    world = small(tmp_path, "{{ page.summary }}", RELATIVE_URLS=True, PAGE_LANG_SAVE_AS="l/{slug}-{lang}.html")
    fields_of = {"title": "Sonde", "slug": "probe", "lang": "fr", "template": "probe", "summary": TO_C}
    world.add("pages/probe-fr.md", Source(fields_of, ["Sonde."]))
    world.check()
    fields("pages/probe.md", slug="elsewhere")(world)
    world.check("it has no original any more")


@pytest.mark.parametrize("name", ["pages/probe.md", "a"])
@pytest.mark.parametrize("relative", [False, True])
def test_links_in_a_summary_lead_from_the_root_of_the_site(tmp_path, name, relative):
    """Pelican replaces them once, before it knows on which page the summary will stand."""
    addresses = {"PAGE_SAVE_AS": "deep/{slug}.html", "PAGE_URL": "deep/{slug}.html"}
    world = small(tmp_path, SUMMARIES, RELATIVE_URLS=relative, **addresses)
    fields(name, summary=TO_C)(world)
    world.check("the first build")
    retitle("pages/bystander.md")(world)
    world.check("another page")
    fields("c", slug="other")(world)
    world.check("where it leads")


@pytest.mark.parametrize("translated", [False, True])
def test_a_summary_that_leads_to_an_article_whose_summary_leads_on_leaves_that_as_it_was(tmp_path, translated):
    world = small(tmp_path, SUMMARIES)
    fields("a", summary=TO_C)(world)
    for name in "be" if translated else "":
        fields(name, slug=name)(world)
        add(f"{name}-fr", 400 + ord(name), slug=name, lang="fr")(world)
    world.check("the first build")
    for name in "bde":
        fields(name, summary="[a]({filename}/articles/a.md)")(world)
        world.check(name)


@pytest.mark.parametrize("processes", [1, 2])
def test_links_on_an_archive_of_a_period_lead_from_the_article_written_before_it(tmp_path, processes):
    """Pelican gives these pages a context of their own, and leaves contents with the address of the page before."""
    archive = "{% for item in dates %}{{ item.title }} {{ item.content }}{% endfor %}"
    place = {"YEAR_ARCHIVE_SAVE_AS": "{date:%Y}/index.html", "YEAR_ARCHIVE_URL": "{date:%Y}/"}
    world = small(tmp_path, "Nothing.", {"period_archives.html": archive}, RELATIVE_URLS=True, **place)
    for number in range(60):
        add(f"n{number}", 70 + 20 * number)(world)
    for name in ("a", "n30"):
        append(name, Link("{filename}/articles/c.md"))(world)
    world.check("the first build", INCREMENTAL_PROCESSES=processes)
    retitle("a")(world)
    world.check("the page alone", INCREMENTAL_PROCESSES=processes)
    fields("e", save_as="deep/er/e.html", url="deep/er/e.html")(world)
    world.check("the last article lies elsewhere", INCREMENTAL_PROCESSES=processes)
    retitle("n30")(world)
    world.check("another year", INCREMENTAL_PROCESSES=processes)
