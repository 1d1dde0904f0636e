"""What sites that nobody here wrote have shown to go wrong, each in its smallest form, against stock Pelican."""

import cProfile
import os
import subprocess
import sys
from textwrap import dedent

import pytest

from . import commands
from .compare import assert_same, differences, files, incremental, stock
from .small_world import add, append, attach, delete, fields, put, rebody, retitle, small
from .worlds import EARLIEST, Link, day

PLUGIN = """
import types

from pelican import signals

{code}

PLUGINS = [types.SimpleNamespace(__name__="probed", register=register)]
"""


def with_code(folder, code, probe="Nothing.", article="{{ article.title }} {{ article.content }}", **site):
    """A small site whose settings file has this code, with a function `register`, as a plugin."""
    world = small(folder, probe, {"article.html": article}, **site)
    world.functions += PLUGIN.format(code=dedent(code))
    world.configure()
    return world


METHODS = [
    "article.get_relative_source_path()",
    "article.get_siteurl()",
    "article.get_url_setting('url')",
    "article.is_valid()",
    "article.get_static_links()|list",
    "article.url_format.slug",
    "article.get_content(SITEURL)",
    "article.get_summary(SITEURL)",
    "article.metadata.get('title')",
    "article.category.as_dict().name",
]


@pytest.mark.parametrize("expression", METHODS)
def test_a_template_calls_a_method_of_a_content(tmp_path, expression):
    world = small(tmp_path, "Nothing.", {"article.html": f"{{{{ {expression} }}}}"}, SITEURL="https://a.example")
    world.check("the first build")
    for change in (fields("c", title="Another", slug="another"), rebody("b"), lambda world: world.move(*MOVED)):
        change(world)
        world.check()
    assert "c.html" not in world.check("nothing").rendered


MOVED = "articles/d.md", "articles/moved.md"


@pytest.mark.parametrize("signal", ["content_object_init", "article_generator_context", "article_generator_preread"])
def test_a_source_that_cannot_be_read_is_not_published_as_a_file(tmp_path, signal):
    code = f"""
        def register():
            signals.{signal}.connect(heard)

        def heard(*arguments, **more):
            pass
    """
    world = with_code(tmp_path, code, STATIC_PATHS=["."], STATIC_EXCLUDES=["pages"])
    world.put("content/articles/broken.md", "No metadata.\n")
    world.put("content/articles/undated.md", "Title: Undated\n\nText.\n")
    world.check("the first build")
    assert not [name for name in world.built() if name.endswith(("broken.md", "undated.md"))]
    rebody("a")(world)
    world.check("another text")
    world.put("content/articles/broken.md", "Title: Mended\nDate: 2024-01-01\n\nText.\n")
    world.check("one was mended")


@pytest.mark.parametrize("name", ["example.py", "data/compiled.pyc", "native.so", "module.txt"])
def test_a_source_that_includes_a_file_is_read_again_with_it(tmp_path, name):
    world = small(tmp_path, "Nothing.")
    world.put(f"content/code/{name}", "x = 1\n")
    world.put(
        "content/articles/rst.rst",
        f"Title\n#####\n\n:date: 2024-01-01\n\n.. include:: ../code/{name}\n   :code: python\n",
    )
    world.check("the first build")
    world.put(f"content/code/{name}", "x = 2\n")
    assert "rst.html" in world.check("another file").written


def test_a_page_that_a_function_gives_a_module_as_text_is_rendered_again_with_it(tmp_path):
    world = small(tmp_path, "{{ source() }}", JINJA_FILTERS={})
    world.functions += "\nJINJA_GLOBALS['source'] = lambda: (DATA / 'shown.py').read_text()\n"
    world.configure()
    world.put("data/shown.py", "x = 1\n")
    world.check("the first build")
    world.put("data/shown.py", "x = 2\n")
    assert "probe.html" in world.check("another file").written


def test_a_site_in_the_folder_of_the_environment_is_a_site(tmp_path):
    """As in a container, where it often lies below /usr/src."""
    made = subprocess.run(
        [sys.executable, "-c", FOREIGN, str(tmp_path)],
        check=False, capture_output=True, text=True, env={**commands.environment(), "PATH": ""},
    )  # fmt: skip
    assert made.stdout.split() == ["False", "False", "True"], made.stderr


FOREIGN = """
import sys
sys.prefix = sys.exec_prefix = sys.argv[1]
import os, jinja2
from pelican_incremental.tracing.installed import is_installed
print(is_installed(sys.argv[1] + "/site/content/a.md"), is_installed("/usr/src/app/plugin.py"), is_installed(os.__file__))
"""


def plain(folder, settings, **sources):
    """A site whose sources lie in its own folder, with Pelican's simple theme. Returns its settings file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pelicanconf.py").write_text(
        'SITENAME = "Plain"\nSITEURL = ""\nTIMEZONE = "UTC"\nTHEME = "simple"\n' + settings
    )
    for name in ("one", "two", *sources):
        text = sources.get(name, f"Title: {name}\nDate: 2024-01-0{len(name) % 9 + 1}\n\nText of {name}.\n")
        (folder / f"{name}.md").write_text(text)
    return folder / "pelicanconf.py"


@pytest.mark.parametrize(
    "more",
    [
        'PATH = "."\nDEFAULT_DATE = "fs"\nDELETE_OUTPUT_DIRECTORY = True\n',
        'PATH = "."\nSTATIC_PATHS = ["."]\nDELETE_OUTPUT_DIRECTORY = True\n',
        'PATH = "."\nSTATIC_PATHS = ["."]\nDELETE_OUTPUT_DIRECTORY = True\nOUTPUT_RETENTION = ["kept"]\n',
        'PATH = "."\nSTATIC_PATHS = ["output"]\nDELETE_OUTPUT_DIRECTORY = True\n',
        'PATH = "."\n',
    ],
)
def test_a_site_in_its_own_folder_holds_none_of_what_a_build_leaves(tmp_path, monkeypatch, more):
    """Its output and the store lie among its sources."""
    ours, theirs = plain(tmp_path / "ours" / "site", more), plain(tmp_path / "theirs" / "site", more)
    for turn in range(3):
        for settings in (ours, theirs):
            (settings.parent / "one.md").write_text(f"Title: one\nDate: 2024-01-01\n\nTurn {turn}.\n")
            for name in ("one.md", "two.md"):
                os.utime(settings.parent / name, (EARLIEST + turn, EARLIEST + turn))
            if turn == 1:
                (settings.parent / "output" / "kept").mkdir(exist_ok=True)
                (settings.parent / "output" / "kept" / "file.txt").write_text("kept")
        monkeypatch.chdir(ours.parent)  # in which Pelican has its cache
        incremental(ours, ours.parent / "output")
        with_output_kept(theirs)
        built, wanted = files(ours.parent / "output"), files(theirs.parent / "output")
        assert_same(_placed(wanted, theirs), _placed(built, ours), f"turn {turn}")
        assert not [name for name in built if "incremental" in name or ".building" in name]


def with_output_kept(settings):
    """Build with stock Pelican over what it built before."""
    done = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", str(settings)],
        cwd=settings.parent, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert not done.returncode, done.stderr


def _placed(built, settings):
    return {
        name: data.replace(str(settings.parent).encode(), b"") for name, data in built.items() if "cache" not in name
    }


@pytest.mark.parametrize("folder", ["writer.output_path + '/sub'", "generator.output_path + '/sub'", "'{elsewhere}'"])
def test_a_plugin_sets_where_the_writer_writes(tmp_path, folder):
    code = f"""
        import pelican.generators

        class Subsite(pelican.generators.Generator):
            def generate_output(generator, writer):
                before, writer.output_path = writer.output_path, {folder.format(elsewhere=tmp_path / "elsewhere")}
                template = generator.get_template("index")
                writer.write_file("list.html", template, generator.context, articles=generator.context["articles"])
                writer.write_feed(generator.context["articles"], generator.context, "feed.xml")
                writer.output_path = before

        def register():
            signals.get_generators.connect(bring)

        def bring(_pelican):
            return Subsite
    """
    world = with_code(tmp_path / "world", code)
    for change in (lambda _world: None, retitle("a"), add("newest"), lambda _world: None):
        change(world)
        built = world.build()
        elsewhere = files(tmp_path / "elsewhere")
        assert_same(world.wanted(), world.built())
        assert elsewhere == files(tmp_path / "elsewhere")
    assert "elsewhere" in folder or "sub/list.html" in built.skipped


def test_files_that_a_generator_made_by_itself_are_counted(tmp_path):
    code = """
        import pathlib

        import pelican.generators

        class Lines(pelican.generators.Generator):
            def generate_output(self, writer):
                pathlib.Path(self.output_path, "lines.txt").write_text("x")

        def register():
            signals.get_generators.connect(lambda _pelican: Lines, weak=False)
    """
    world = with_code(tmp_path, code)
    report = world.check("the first build")
    assert report.made == ["lines.txt"]
    assert "1 made by plugins" in report.summary()


def test_a_setting_that_is_another_at_every_build_is_named(tmp_path):
    world = small(tmp_path, "Nothing.")
    world.functions += "\nimport uuid\nBUILD = uuid.uuid4().hex\n"
    world.configure()
    world.build()
    assert any("the setting BUILD changed" in notice for notice in world.build().notices)


def test_sources_that_cannot_be_read_are_read_again_only_when_they_changed(tmp_path, caplog):
    world = small(tmp_path, "Nothing.")
    world.put("content/articles/broken.md", "Title: Broken\nDate: not a date\n\nText.\n")
    world.check("the first build")
    caplog.clear()
    report = world.check("nothing")
    assert report.read == []
    assert "articles/broken.md" in caplog.text  # it is told of all the same
    world.put("content/articles/broken.md", "Title: Mended\nDate: 2024-01-01\n\nText.\n")
    report = world.check("mended")
    assert report.read == ["articles/broken.md"], report.notices
    world.put("content/articles/broken.md", "Title: Broken\nDate: once more\n\nText.\n")
    world.check("broken again")
    assert world.check("nothing").read == []
    append("a")(world)
    world.delete("articles/b.md")
    world.remove("content/articles/broken.md")
    world.check("it is gone")


def test_a_site_in_its_own_folder_may_take_the_dates_of_its_files(tmp_path, monkeypatch):
    settings = plain(
        tmp_path, 'PATH = "."\nDELETE_OUTPUT_DIRECTORY = True\nDEFAULT_DATE = "fs"\n', dated="Title: x\n\nText.\n"
    )
    monkeypatch.chdir(tmp_path)
    wanted = stock(settings, tmp_path / "wanted", DELETE_OUTPUT_DIRECTORY=False, IGNORE_FILES=["output", "cache"])
    for _ in range(2):
        incremental(settings, tmp_path / "output", DELETE_OUTPUT_DIRECTORY=True, IGNORE_FILES=["wanted"])
        assert not differences(wanted, files(tmp_path / "output"))


def test_a_file_that_was_put_in_a_template_s_place_is_seen(tmp_path):
    world = small(tmp_path, "{% include 'late.html' ignore missing %}")
    world.check("the first build")
    put("theme/templates/late.html", "Late.")(world)
    assert "probe.html" in world.check("it is there now").written


def test_a_plugin_reads_the_text_of_a_content_that_is_only_being_made(tmp_path):
    code = """
        def register():
            signals.content_object_init.connect(count)

        def count(content):
            content.words = len((content.content or "").split())
    """
    world = with_code(tmp_path, code, "{% for item in articles %}{{ item.words }} {% endfor %}")
    # a link to another would be followed or not, as that is read before or after it, in no order
    append("a", Link("{index}"))(world)
    world.check("the first build")
    for change in (rebody("c"), fields("b", slug="elsewhere"), add("newest")):
        change(world)
        world.check()


SITEMAP = """
    import os

    class Sitemap:
        def __init__(self):
            self.queue = []

        def note(self, path, context):
            self.queue.append((path, context.get("article") or context.get("page"), context["output_file"]))
            self.grown()

        def grown(self):
            assert self.queue

        def write(self, site):
            with open(os.path.join(site.output_path, "sitemap.txt"), "w") as file:
                for path, content, name in self.queue:
                    print(os.path.relpath(path, site.output_path), getattr(content, "date", None), name, file=file)
            self.queue = []

    SITEMAP = Sitemap()

    def register():
        signals.content_written.connect(SITEMAP.note)
        signals.finalized.connect(SITEMAP.write)
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_a_plugin_that_takes_notes_of_all_files_costs_nothing(tmp_path, processes):
    """As the plugin for sitemaps does, which is the most used of all."""
    world = with_code(tmp_path, SITEMAP, DIRECT_TEMPLATES=["index", "archives"], FEED_ALL_ATOM="all.xml")
    for number in range(60):
        add(f"n{number}", 100 + number, tags=f"tag{number % 7}")(world)
    world.put("theme/templates/archives.html", "{% for item in dates %}{{ item.title }} {% endfor %}")
    world.check("the first build", INCREMENTAL_PROCESSES=processes)
    for change in (rebody("a"), retitle("b"), add("newest"), fields("c", slug="elsewhere"), lambda _world: None):
        change(world)
        report = world.check(INCREMENTAL_PROCESSES=processes)
        assert "d.html" not in report.rendered
        assert "sitemap.txt" in world.built()
    assert report.rendered == []


HEARING = {
    "opens": "len(__import__('pathlib').Path(path).read_bytes())",
    "asks for it": "os.path.getsize(path)",
    "imports": "__import__('pathlib').Path(path).stat().st_size",
}


@pytest.mark.parametrize("name", HEARING)
def test_a_plugin_that_opens_all_files_finds_them(tmp_path, name):
    code = SITEMAP.replace('context["output_file"]', HEARING[name])
    world = with_code(tmp_path, code, DIRECT_TEMPLATES=["index"])
    for change in (lambda _world: None, rebody("a"), add("newest")):
        change(world)
        world.check(name)


def test_a_plugin_that_changes_contents_when_it_hears_of_a_file_is_followed(tmp_path):
    code = """
        def note(path, context):
            if "article" in context:
                for other in context["articles"]:
                    other.mood = context["article"].title

        def register():
            signals.content_written.connect(note)
    """
    world = with_code(tmp_path, code, article="{{ article.title }} {{ article.mood }}")
    for change in (lambda _world: None, retitle("a"), add("newest"), lambda _world: None):
        change(world)
        world.check()


DEEP = {"ARTICLE_URL": "{slug}/", "ARTICLE_SAVE_AS": "{slug}/index.html"}


def attaching(folder, *links, probe="Nothing.", **settings):
    """A small site with files beside its articles, of which a and b attach one each."""
    world = small(folder, probe, {"article.html": "{{ article.content }}"}, **{**DEEP, **settings})
    for name in ("one.gif", "two.gif", "caf\u00e9 & co.gif"):
        world.put(f"content/articles/{name}", f"GIF89a {name}")
    attach("a", "one.gif")(world)
    attach("b", "two.gif")(world)
    for name, link in links:
        append(name, Link(link))(world)
    return world


@pytest.mark.parametrize("processes", [1, 2])
def test_files_that_one_article_each_attaches_cost_nothing(tmp_path, processes):
    world = attaching(tmp_path, ("c", "{attach}caf%C3%A9%20&amp;%20co.gif"))
    for number in range(60):
        add(f"n{number}", 100 + number)(world)
    world.check("the first build", INCREMENTAL_PROCESSES=processes)
    assert "a/one.gif" in world.built()
    for change in (rebody("a"), retitle("d"), fields("b", slug="elsewhere"), fields("c", lang="fr"), put(*FILE)):
        change(world)
        report = world.check(INCREMENTAL_PROCESSES=processes)
    assert "elsewhere/two.gif" in world.built()
    assert report.rendered == []


FILE = "content/articles/two.gif", "GIF89a another"


@pytest.mark.parametrize(
    "link",
    ["{static}one.gif", "{filename}one.gif", "{attach}one.gif", "{attach}/images/picture.gif", "{static}absent.gif"],
)
@pytest.mark.parametrize("slug", ["{slug}", "all"])
def test_files_that_are_linked_to_in_other_ways_as_well_go_where_pelican_has_them(tmp_path, link, slug):
    places = {"ARTICLE_URL": f"{slug}/{{slug}}.html", "ARTICLE_SAVE_AS": f"{slug}/{{slug}}.html"}
    world = attaching(tmp_path, ("c", link), ("a", link), **places)
    for change in (lambda _world: None, rebody("d"), fields("c", date=day(400)), fields("a", slug="z"), rebody("c")):
        change(world)
        world.check()


def test_a_page_that_says_where_files_lie_says_so_as_pelican_has_it(tmp_path):
    probe = "{% for file in staticfiles|sort(attribute='source_path') %}{{ file.url }} {% endfor %}"
    world = attaching(tmp_path, probe=probe, DIRECT_TEMPLATES=["index"])
    world.put("theme/templates/index.html", probe)
    for change in (lambda _world: None, rebody("a"), fields("b", slug="elsewhere"), rebody("c")):
        change(world)
        world.check()


MAKING = """
    import pelican.generators
    from pelican_incremental import Index, write_output

    TIMES = []

    def index(generators):
        articles = [article for generator in generators for article in getattr(generator, "articles", ())]
        moods = {article.slug: article.metadata.get("mood", "none") for article in articles}
        for generator in generators:
            generator.context["moods"] = Index("moods", moods)

    class Lines(pelican.generators.Generator):
        def generate_output(self, writer):
            for article in self.context["articles"]:
                write_output(writer, f"lines/{article.slug}.txt", lines, article=article, moods=self.context["moods"])

    def lines(article, moods):
        return f"{article.title}: {moods[article.slug]}, {(DATA / 'motto.txt').read_text()}"

    def register():
        signals.get_generators.connect(lambda _pelican: Lines, weak=False)
        signals.all_generators_finalized.connect(index)
"""


def test_plugins_have_an_index_and_files_that_are_made_again_only_when_stale(tmp_path):
    world = with_code(
        tmp_path, MAKING, article="{{ article.title }} {{ moods[article.slug] }} {{ moods.get('absent') }}"
    )
    world.check("the first build")
    assert world.built()["lines/a.txt"] == b"Article a: none, Slowly"
    assert world.check("nothing").rendered == []
    fields("a", mood="glad")(world)
    assert {*world.check("another mood").rendered} == {"a.html", "lines/a.txt"}
    retitle("b")(world)
    assert {*world.check("another title").rendered} == {"b.html", "lines/b.txt"}
    rebody("c")(world)
    assert not world.check("another text").rendered
    put("data/motto.txt", "Fast")(world)
    assert {*world.check("another file").rendered} == {f"lines/{name}.txt" for name in "abcde"}
    add("absent", mood="grim")(world)
    assert {f"{name}.html" for name in "abcde"} <= {*world.check("one that was looked for").rendered}
    world.delete("articles/e.md")
    world.check("one is gone")
    assert "lines/e.txt" not in world.built()


def test_metadata_may_bear_any_name(tmp_path):
    """Also those of what this package puts beside Pelican's contents."""
    names = ("reference", "whole", "value_of", "methods", "moment", "keys")
    probe = "".join(f"{{{{ article.{name} }}}} " for name in names) + "{{ article.url }}"
    world = small(tmp_path, "{% for item in articles %}{{ item.reference }}{% endfor %}", {"article.html": probe})
    for article in "abcde":
        fields(article, **{name: f"{name} of {article}" for name in names})(world)
    world.check("the first build")
    fields("a", reference="another")(world)
    assert {*world.check("another reference").written} == {"a.html", "probe.html"}
    assert world.check("nothing").rendered == []


NAMES = """
from pelican import signals

def names(value):
    kind = str(type(value)) if "contents" in type(value).__module__ else ""
    return " ".join(name for name in dir(value) if name[0] != "_") + kind

def tell(generator):
    generator.context["found"] = [names(article) for article in generator.articles[:2]]
    generator.context["found"] += [" ".join(sorted(name for name in vars(generator.articles[2]) if name[0] != "_"))]

def register():
    signals.article_generator_finalized.connect(tell)

JINJA_FILTERS = dict(names=names)
"""


def test_templates_and_plugins_find_no_names_that_pelican_does_not_have(tmp_path):
    """A theme may ask whether a value has an attribute that only some contents have."""
    values = ("articles", "pages", "dates", "generated_content", "static_content", "articles[0]", "tags[0][1]")
    probe = "\n".join(f"{{{{ {value}|names }}}} {{{{ {value}.reference is defined }}}}" for value in values)
    world = with_code(tmp_path, NAMES, probe + "{{ found|join(' ') }}")
    for doing in ("the first build", "nothing"):
        world.check(doing)
    rebody("b")(world)
    world.check("a text")


NEWEST = """
from pelican.generators import ArticlesGenerator

def mark(generators):
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            generator.articles[0].{change}

def register():
    signals.all_generators_finalized.connect(mark)
"""
CHANGES = ["note = 'the newest'", "metadata['note'] = 'the newest'", "tags.reverse()"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_plugin_changes_no_longer_is_as_its_source_has_it(tmp_path, change):
    """The plugin looks at no other content than the one that it changes, which is another once there is a newer one."""
    article = "{{ article.note }}{{ article.metadata.note }}{{ article.tags|join(' ') }}"
    world = with_code(tmp_path, NEWEST.format(change=change), article=article)
    world.check("the first build")
    assert world.check("nothing").rendered == []
    add("newer", tags="two, one")(world)
    world.check("another is the newest")
    assert world.check("nothing").rendered == []


TERMS = """
from pelican import signals

def change(generator):
    {change}

def register():
    signals.{signal}.connect(change)
"""
TERM_CHANGES = {
    "slugs of the articles' categories": "for a in generator.articles: a.category.slug = 'n-' + a.category.slug",
    "names of the articles' categories": "for a in generator.articles: a.category.name = 'N ' + a.category.name",
    "what authors of articles have": "for a in generator.articles: a.author.image = a.author.slug + '.png'",
    "what categories of the list have": "for c, _ in generator.categories: c.note = 'about ' + c.name",
    "a tag of one article": "generator.articles[0].tags[0].name = 'renamed'",
}


TERM_EDITS = {
    "another category": (rebody("c"), fields("b", tags="two", category="other"), add("newer", tags="one")),
    "a newer article": (rebody("c"), add("newer", tags="one"), retitle("c")),
    "the first article goes": (rebody("c"), delete("a"), rebody("c"), delete("b")),
}


@pytest.mark.parametrize("edits", TERM_EDITS.values(), ids=TERM_EDITS)
@pytest.mark.parametrize("change", TERM_CHANGES.values(), ids=TERM_CHANGES)
def test_articles_and_lists_have_the_same_tags_categories_and_authors(tmp_path, change, edits):
    article = (
        "{{ article.title }}{{ article.category.note }}{{ category.note }}{{ article.category.slug }}"
        "{{ article.author.image }}{{ article.tags|join(' ') }}"
    )
    probe = (
        "{% for c, _ in categories %}{{ c.note }}{{ c }}{% endfor %}{% for a, _ in authors %}{{ a.image }}{% endfor %}"
    )
    code = TERMS.format(change=change, signal="article_generator_finalized")
    world = with_code(tmp_path, code, probe, article)
    world.check("the first build")
    for edit in edits:
        edit(world)
        world.check("after an edit")
    assert world.check("nothing").rendered == []


NESTED = """
import os
from pelican import signals
from pelican.settings import configure_settings

def build_another(site):
    if not site.settings.get("INNER"):
        own = {**site.settings, "INNER": True, "SITEURL": "https://inner.example", "OUTPUT_PATH": os.path.join(site.output_path, "inner")}
        own["DELETE_OUTPUT_DIRECTORY"] = False
        type(site)(configure_settings(own)).run()

def register():
    signals.finalized.connect(build_another)
"""


def test_a_plugin_builds_another_site_at_the_end(tmp_path):
    world = with_code(tmp_path, NESTED)
    world.check("the first build")
    for edit in (rebody("c"), retitle("a"), rebody("c")):
        edit(world)
        world.check("after an edit")


def test_what_an_imported_template_reads_belongs_to_every_page_that_imports_it(tmp_path):
    """Also where the first page that imports it has read the same before."""
    code = """
from pelican import signals

def gather(generators):
    for generator in generators:
        for other in generators:
            if hasattr(generator, "env"):
                generator.env.globals["titles"] = ", ".join(a.title for a in getattr(generators[0], "articles", ()))

def register():
    signals.all_generators_finalized.connect(gather)
"""
    world = with_code(
        tmp_path,
        code,
        article='{{ titles }}{% import "titles.html" as found %}',
    )
    put("theme/templates/titles.html", "{% set shown = titles %}{% macro tell() %}{{ titles }}{% endmacro %}")(world)
    # rendered after the articles, by the same generator
    put("theme/templates/tag.html", '{% import "titles.html" as found %}{{ found.shown }}{{ found.tell() }}')(world)
    world.check("the first build")
    retitle("c")(world)
    world.check("another title")


MUTATING = """
from pelican import signals

def told(path, context):
    {change}

def register():
    signals.content_written.connect(told)
"""
IN_PLACE = (
    "for a in context['articles']: a.metadata['seen'] = a.metadata.get('seen', 0) + 1",
    "for a in context['articles']: a.tags.append(a.tags[0]) if len(a.tags) == 1 else None",
)


@pytest.mark.parametrize("change", IN_PLACE)
def test_a_plugin_that_changes_contents_in_place_when_it_hears_of_a_file_is_followed(tmp_path, change):
    article = "{{ article.metadata.seen }}{{ article.title }}{{ article.tags|join(' ') }}"
    world = with_code(tmp_path, MUTATING.format(change=change), article=article)
    for doing in ("the first build", "nothing"):
        world.check(doing)
    rebody("b")(world)
    world.check("a text")


NOTES = """
from pelican import signals

names = []

def told(path, context):
    names.append(context["output_file"])

def give(generator):
    generator.context["names"] = names
    names.clear()

def register():
    signals.content_written.connect(told)
    signals.article_generator_finalized.connect(give)
"""


def test_notes_that_pages_read_are_those_of_the_pages_before(tmp_path):
    world = with_code(tmp_path, NOTES, probe="{{ names|join(' ') }}", article="{{ names|length }}")
    world.check("the first build")
    add("newer")(world)
    world.check("a new article")


KEEPING = """
from pelican import signals

class Notes:
    def __init__(self):
        self.site, self.names = None, []

    def start(self, site):
        self.site = site

    def told(self, path, context):
        self.names.append((path, "articles" in context))

    def forget(self, _site):
        self.site, self.names = None, []

notes = Notes()

def register():
    signals.initialized.connect(notes.start)
    signals.content_written.connect(notes.told)
    signals.finalized.connect(notes.forget)
"""


def test_a_plugin_that_takes_notes_may_know_the_site(tmp_path):
    # the address of a category leaves more with it than it had, which is no change
    world = with_code(tmp_path, KEEPING, article="{{ article.title }}{{ article.content }}{{ article.category.url }}")
    world.check("the first build")
    assert world.check("nothing").rendered == []
    rebody("b")(world)
    assert {*world.check("a text").written} == {"b.html"}


def test_a_build_can_be_profiled(tmp_path):
    """Functions that may ask for more than files are watched through the hook that a profiler has, and then gets back."""
    world = small(tmp_path, "{{ shown() }}")
    world.functions += "\nimport os\nJINJA_GLOBALS['shown'] = lambda: os.environ.get('NOWHERE', 'Nothing.')\n"
    world.configure()
    with cProfile.Profile() as profiler:
        world.build()
        kept = sys.getprofile()
    assert kept is profiler
    world.check()
