"""Kinds of change that random edits leave out: times, digests, plugins, versions, places."""

import datetime as dt
import importlib
import os
import shutil
import time

import pytest
from pelican.log import console
from pelican.settings import read_settings
from rich.markup import render

from . import commands
from .compare import assert_same, files, incremental, isolated
from .sample_world import sample
from .small_world import add, append, attach, fields, put, rebody, redate, small, template
from .worlds import Link, Source, day

PLUGIN = """
from pathlib import Path

from own_helper import RATING
from pelican import ArticlesGenerator, signals

FOUND = (Path(__file__).parent / "found.txt").read_text()


def rate(generators):
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            for article in generator.articles:
                article.rating = RATING + FOUND + (Path(__file__).parent / "asked.txt").read_text()


def register():
    signals.all_generators_finalized.connect(rate)
"""
EDITS = {
    "its code": ("plugins/own_plugin.py", PLUGIN.replace("RATING +", "RATING + '!' +")),
    "code that it imports": ("plugins/own_helper.py", "RATING = 'five'\n"),
    "a data file that it reads when it is imported": ("plugins/found.txt", "found later"),
    "a data file that it reads when it runs": ("plugins/asked.txt", "asked later"),
}


@pytest.mark.parametrize("what", EDITS)
def test_a_change_of_a_plugin_is_seen(tmp_path, what):
    world = small(tmp_path, "{{ articles[0].rating }}")
    world.put("plugins/own_plugin.py", PLUGIN)
    world.put("plugins/own_helper.py", "RATING = 'four'\n")
    world.put("plugins/found.txt", "found")
    world.put("plugins/asked.txt", "asked")
    world.functions += "\nimport sys\nsys.path.insert(0, str(DATA.parent / 'plugins'))\n"
    world.configure(PLUGINS=["own_plugin"])
    build(world)
    before = world.built()["probe.html"]
    world.put(*EDITS[what])
    build(world)
    assert world.built()["probe.html"] != before


def build(world):
    """Build in processes of their own, which import plugins anew, and compare."""
    settings = world.folder / "worldconf.py"
    for output, kind in ((world.output, commands.OURS), (world.folder / "stock", commands.STOCK)):
        done = commands.run(settings, output, kind)
        assert done.returncode == 0, done.stderr
    assert_same(files(world.folder / "stock"), world.built())


@pytest.mark.parametrize("package", ["pelican", "markdown", "jinja2", "docutils", "typogrify"])
def test_an_upgraded_package_makes_all_be_read_again(tmp_path, monkeypatch, package):
    world = small(tmp_path, "Nothing.", TYPOGRIFY=True)
    world.check()
    upgraded = tmp_path / "upgraded" / f"{package}-99.dist-info"
    upgraded.mkdir(parents=True)
    (upgraded / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 99\n")
    monkeypatch.syspath_prepend(upgraded.parent)
    module = importlib.import_module(package)
    if hasattr(module, "__version__"):
        monkeypatch.setattr(module, "__version__", "99")
    report = world.build()
    assert len(report.read) == len(world.sources)
    assert len(report.rendered) > len(world.sources)
    assert_same(world.wanted(), world.built())


@pytest.mark.parametrize("digests", [True, False])
def test_an_edit_with_an_earlier_time_is_seen(tmp_path, digests):
    """A file from a backup, or a clock that goes back."""
    world = small(tmp_path, "{{ articles[2].content }}", INCREMENTAL_DIGESTS=digests)
    world.check()
    rebody("c")(world)
    os.utime(tmp_path / "content/articles/c.md", (1_000_000_000, 1_000_000_000))
    report = world.check()
    assert report.read == ["articles/c.md"]
    assert "probe.html" in report.written


def test_an_edit_that_keeps_size_and_time_is_seen_by_digest(tmp_path):
    world = small(tmp_path, "{{ articles[2].title }}", INCREMENTAL_DIGESTS=True)
    world.check()
    path = tmp_path / "content/articles/c.md"
    status = path.stat()
    path.write_text(path.read_text().replace("Article c", "Article C"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    report = world.check()
    assert report.read == ["articles/c.md"]
    assert "probe.html" in report.rendered


def test_by_digest_a_touched_file_is_not_read(tmp_path):
    world = small(tmp_path, "Nothing.", INCREMENTAL_DIGESTS=True)
    world.check()
    world.touch("content/articles/c.md")
    assert world.check().read == []


def test_where_a_file_is_dated_by_its_time_a_touched_one_is_read(tmp_path):
    world = small(tmp_path, "{{ articles[0].title }}", DEFAULT_DATE="fs")
    for name in "abcde":
        fields(name, date=None)(world)
    world.check()
    world.touch("content/articles/b.md")
    world.expectations.clear()  # they tell by content alone
    report = world.check()
    assert "probe.html" in report.written
    assert world.built()["probe.html"] == b"Article b"


def test_an_article_of_the_future_appears_when_its_date_has_come(tmp_path):
    world = small(tmp_path, "{{ articles|length }}", WITH_FUTURE_DATES=False)
    date = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1.5)
    fields("a", date=date.strftime("%Y-%m-%d %H:%M:%S.%f"))(world)
    world.build()
    assert world.built()["probe.html"] == b"4"
    while dt.datetime.now(dt.UTC) <= date:
        time.sleep(0.05)  # the event is the passing of time itself
    world.check()
    assert world.built()["probe.html"] == b"5"


def test_a_renamed_file_leaves_nothing_behind(tmp_path):
    world = small(tmp_path, "Nothing.", link="{filename}/articles/c.md")
    world.check()
    world.move("articles/c.md", "articles/deep/renamed.md")
    report = world.check()
    assert "c.html" in report.removed
    assert "renamed.html" in report.written
    world.move("articles/deep/renamed.md", "articles/c.md")
    world.check("and back")


def test_two_articles_that_change_places_are_told_apart(tmp_path):
    world = small(tmp_path, "{{ articles[0].title }}{{ articles[0].content }}")
    world.check()
    one, other = (tmp_path / "content/articles" / name for name in ("a.md", "b.md"))
    one.rename(tmp_path / "kept")
    other.rename(one)
    (tmp_path / "kept").rename(other)
    world.sources["articles/a.md"], world.sources["articles/b.md"] = (
        world.sources["articles/b.md"],
        world.sources["articles/a.md"],
    )
    world.check("each has the name of the other")


def test_a_file_behind_a_link_to_a_folder_is_seen_to_change(tmp_path):
    world = small(tmp_path, "{{ articles[0].title }}")
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "far.md").write_text("Title: Far\nDate: 2030-01-01\n\nFar.\n")
    (tmp_path / "content/articles/link").symlink_to(outside)
    world.check()
    (outside / "far.md").write_text("Title: Farther\nDate: 2030-01-01\n\nFarther.\n")
    report = world.check()
    assert report.read == ["articles/link/far.md"]


def test_a_source_that_becomes_invalid_is_left_out_and_comes_back(tmp_path, caplog):
    world = small(tmp_path, "{{ articles|length }}", link="{filename}/articles/c.md")
    world.check()
    for changes in ({"date": "never"}, {"title": None}, {"status": "unheard of"}, {"status": "skip"}):
        kept = dict(world.sources["articles/c.md"].fields)
        fields("c", **changes)(world)
        report = world.check(changes)
        assert "c.html" in report.removed
        world.check("again")
        world.sources["articles/c.md"].fields = kept
        world.add("articles/c.md")
        assert "c.html" in world.check("mended").written
    caplog.clear()


def test_another_output_folder_is_filled_whole(tmp_path):
    world = small(tmp_path, "Nothing.")
    world.check()
    world.output = tmp_path / "another"
    world.check("a second folder")
    shutil.rmtree(world.output)
    world.check("the folder is gone")
    world.output = tmp_path / "output"
    rebody("a")(world)
    world.check("the first again")


def test_articles_of_one_date_keep_the_order_of_a_clean_build(tmp_path):
    """Stock Pelican leaves their order to chance, so that ours is compared with itself."""
    world = small(tmp_path, "{% for item in articles %}{{ item.slug }}{% endfor %}")
    for name in "abcde":
        redate(name, 9)(world)
    for number in range(3):
        world.build()
        add(f"later-{number}", 9)(world)
    fields("c", title="Another")(world)
    world.build()
    built = world.built()
    shutil.rmtree(world.cache)
    shutil.rmtree(world.output)
    world.build()
    assert_same(built, world.built())


def test_settings_switched_to_and_fro_give_the_first_build_again(tmp_path):
    world = sample(tmp_path)
    world.check()
    first = world.built()
    world.configure(RELATIVE_URLS=True, ARTICLE_SAVE_AS="{date:%Y}/{slug}.html", ARTICLE_URL="{date:%Y}/{slug}.html")
    world.check("other addresses")
    world.configure(RELATIVE_URLS=False, ARTICLE_SAVE_AS="{slug}.html", ARTICLE_URL="{slug}.html")
    world.check("the first addresses")
    assert_same(first, world.built())


@pytest.mark.parametrize("plugins", [[], ["tests.late_plugin"]])
def test_a_page_with_the_address_of_a_list_keeps_it_from_build_to_build(tmp_path, plugins):
    world = sample(tmp_path, PLUGINS=plugins)
    world.check("the list")
    page, article = "pages/contact.rst", "articles/news/alpha.md"
    fields(page, save_as="archives.html", url="archives.html")(world)
    world.check("a page takes its address")
    add("later")(world)
    world.check("the list that cannot be seen gets longer")
    (world.output / "author/nobody.html").write_text("edited")
    world.check("another file of the output is mended")
    rebody(article)(world)
    world.check("something that the list shows changes")
    fields(article, title="Another title")(world)
    world.check("and again")
    world.delete(page)
    world.check("the list again")
    assert world.check("nothing").rendered == []


@pytest.mark.parametrize("kind", ["author", "tag", "category", "period_archives"])
@pytest.mark.parametrize("number", [300, 45, 1])
def test_a_new_article_joins_the_lists_by_date(tmp_path, kind, number):
    template = "{% for item in dates %}{{ item.title }} {% endfor %}"
    months = {"MONTH_ARCHIVE_SAVE_AS": "{date:%Y-%m}.html", "MONTH_ARCHIVE_URL": "{date:%Y-%m}.html"}
    world = small(tmp_path, "Nothing.", {f"{kind}.html": template}, **months)
    world.check()
    add("joining", number, tags="iron")(world)
    world.check()
    redate("b", number - 1)(world)
    world.check("another order")


def test_one_object_may_build_again_and_again(tmp_path):
    """As Pelican's own command does while it watches; readers have added to the settings by then."""
    world = small(tmp_path, "{{ articles[0].title }}")
    site = importlib.import_module("pelican_incremental").IncrementalPelican
    with isolated():
        override = {"OUTPUT_PATH": str(world.output)}
        builder = site(read_settings(str(world.folder / "worldconf.py"), override=override))
        builder.run()
        builder.run()
        assert builder.report.rendered == []
        redate("b", 1000)(world)
        builder.run()
        assert "probe.html" in builder.report.rendered


def test_what_changed_in_a_build_that_rendered_everything_is_remembered_as_it_was_then(tmp_path):
    """With a file that is attached and linked to all pages are rendered, whatever they read."""
    article = "{{ article.title }} {{ article.content }}"
    world = small(tmp_path, "Probe.", {"article.html": article})
    world.check("the first build")
    attach("a", "photo.gif")(world)
    append("b", Link("{static}photo.gif"))(world)
    put("content/articles/photo.gif", "GIF89a")(world)
    template("article.html", f"Second {article}")(world)
    world.check("an attached image, and another template")
    world.sources["articles/a.md"].body.pop()
    world.add("articles/a.md")
    template("article.html", article)(world)
    world.check("neither")
    template("article.html", f"Second {article}")(world)
    world.check("the second template again")


@pytest.mark.filterwarnings("ignore:Surrogate character")
def test_a_file_whose_name_is_no_text_is_like_any_other(tmp_path):
    world = small(tmp_path, "Probe.")
    world.check("the first build")
    (world.folder / os.fsdecode(b"content/images/bild\xe9.gif")).write_bytes(b"GIF89a")
    world.check("a name in Latin-1")
    rebody("a")(world)
    world.check("another body")


@pytest.mark.parametrize("kind", ["ARTICLE", "PAGE"])
def test_an_order_that_a_function_gives_is_worked_out_anew(tmp_path, kind):
    listing = "{% for item in articles + pages %}{{ item.slug }} {% endfor %}"
    world = small(tmp_path, listing, FEED_ALL_ATOM="all.xml")
    world.functions += f'\n{kind}_ORDER_BY = lambda content: content.metadata.get("rank", "5") + content.slug\n'
    world.configure()
    world.check("the first build")
    fields("c", rank="1")(world)
    fields("pages/probe.md", rank="1")(world)
    world.check("another rank")


@pytest.mark.parametrize("output", [".", "content", "theme", ".."])
def test_a_folder_that_holds_sources_is_never_cleaned(tmp_path, output):
    """Whatever DELETE_OUTPUT_DIRECTORY says: Pelican spares the folder of contents, and so do we, the theme as well."""
    world = small(tmp_path / "site", "{{ page.title }}", DELETE_OUTPUT_DIRECTORY=True)
    (tmp_path / "beside.txt").write_text("not of the site")
    before = files(tmp_path)
    incremental(world.folder / "worldconf.py", (world.folder / output).resolve(), CACHE_PATH=str(tmp_path / "cache"))
    after = files(tmp_path)
    assert {name: after.get(name) for name in before} == before
    assert len(after) > len(before) + 5


def test_an_output_that_is_a_link_is_written_through(tmp_path):
    world = small(tmp_path, "{{ page.title }}")
    real = world.folder / "elsewhere"
    real.mkdir()
    shutil.rmtree(world.output, ignore_errors=True)
    world.output.symlink_to(real)
    world.check()
    assert world.output.is_symlink()
    assert list(real.rglob("*.html"))


def test_what_no_build_has_made_stays_where_the_output_is_a_link(tmp_path):
    """A branch can bring the link, and it may lead to any folder of the user's."""
    world = small(tmp_path, "{{ page.title }}", DELETE_OUTPUT_DIRECTORY=True)
    real = world.folder / "elsewhere"
    real.mkdir()
    (real / "letter.txt").write_text("mine")
    shutil.rmtree(world.output, ignore_errors=True)
    world.output.symlink_to(real)
    for _ in range(2):
        world.build()
        assert (real / "letter.txt").read_text() == "mine"
    world.delete("articles/a.md")
    world.build()
    assert not (real / "a.html").exists()


@pytest.mark.parametrize("newcomer", ["a category", "an article", "an older article"])
def test_what_overrides_another_page_goes_on_to_do_so_when_something_new_is_written_there(tmp_path, newcomer):
    """Though the page itself stays as it was, and is not looked at."""
    world = small(tmp_path, "{{ articles|length }}")
    place = "category/ores.html" if newcomer == "a category" else "x.html"
    world.add("pages/probe.md", Source({"title": "Probe", "template": "probe", "save_as": place}, ["Probe."]))
    if newcomer != "a category":
        fields("c", save_as=place)(world)
        fields("d", title="D")(world)
        world.add("pages/probe.md", Source({"title": "Probe", "template": "probe"}, ["Probe."]))
    world.check("at first")
    new = {"title": "New", "date": day(2 if newcomer == "an older article" else 90), "category": "ores", "tags": "iron"}
    world.add("articles/x.md", Source(new, ["New."]))
    world.check("something new")
    rebody("a")(world)
    world.check("an edit after that")


def test_what_is_left_out_is_named_as_it_is(tmp_path, monkeypatch):
    """Though brackets in what Pelican's console prints are, as a rule, colours."""
    world, said = small(tmp_path, "Nothing."), []

    def printed(line="", *_, markup=True, **__):
        said.append(render(line).plain if markup else line)

    monkeypatch.setattr(console, "print", printed)
    os.mkfifo(world.folder / "content/articles/[red]pipe.md")
    told = "articles/[red]pipe.md is neither a file nor a folder: it is left out."
    assert told in world.build().notices
    assert told in said
