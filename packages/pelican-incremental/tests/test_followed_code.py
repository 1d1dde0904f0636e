"""Code of plugins that does the ordinary in a less ordinary way is followed all the same, against stock Pelican."""

import os
import shutil

import pytest

from .small_world import add, fields, put, rebody, small
from .test_any_site import with_code

REMEMBERING = """
import json
from pathlib import Path

class Data:
    def __init__(self):
        self.known = None

    def get(self, key):
        if self.known is None:
            self.known = json.loads(Path("data.json").read_text())
        return self.known[key]

JINJA_GLOBALS = {"data": Data()}

def register():
    pass
"""


def test_a_method_that_remembers_a_file_has_all_pages_depend_on_it(tmp_path, monkeypatch):
    world = with_code(tmp_path, REMEMBERING, "{{ data.get('x') }}", article="{{ data.get('x') }}")
    monkeypatch.chdir(world.folder)
    (world.folder / "data.json").write_text('{"x": "one"}')
    world.check("the first build")
    (world.folder / "data.json").write_text('{"x": "two"}')
    world.check("the file is another")
    assert world.check("nothing").rendered == []


NUMBERS = """
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

class Numbers(Extension):
    count = 0

    def extendMarkdown(self, md):
        self.md, self.owner = md, self
        md.preprocessors.register(Number(md, self), "number", 5)

class Number(Preprocessor):
    def __init__(self, md, numbers):
        super().__init__(md)
        self.numbers = numbers

    def run(self, lines):
        self.numbers.count += 1
        return [f"Number {self.numbers.count}.", "", *lines]

MARKDOWN = {"extensions": [Numbers()], "output_format": "html5"}

def register():
    pass
"""


def test_an_extension_of_markdown_that_counts_is_given_all_files(tmp_path):
    """In what order Pelican reads files is left to chance, so that the numbers cannot be compared with its own."""
    world = with_code(tmp_path, NUMBERS)
    world.build()
    rebody("c")(world)
    assert {"articles/a.md", "articles/c.md", "articles/e.md"} <= {*world.build().read}
    pages = [page.decode() for name, page in world.built().items() if name in {"a.html", "b.html", "c.html"}]
    assert len({page.partition("Number ")[2][0] for page in pages}) == 3


CLOCK = """
import sys

sys.path.insert(0, ".")
import clocked.clock
from clocked import built

JINJA_GLOBALS = {"built": built}

def register():
    pass
"""


def test_what_a_function_imports_from_beside_it_is_followed(tmp_path, monkeypatch):
    world = with_code(tmp_path, CLOCK, "{{ built() }}")
    monkeypatch.chdir(world.folder)
    put("clocked/__init__.py", "def built():\n    from .clock import stamp\n    return stamp()\n")(world)
    put("clocked/clock.py", "import time\ndef stamp():\n    return time.time_ns()\n")(world)
    world.build()
    assert "probe.html" in world.build().rendered


LINKS = """
import os
import shutil
from pelican import signals

def copy(generator):
    shutil.copy2("link", "copied", follow_symlinks=False)
    os.stat("link", follow_symlinks=False)
    assert os.stat in os.supports_follow_symlinks

def register():
    signals.article_generator_finalized.connect(copy)
"""


def test_a_plugin_copies_a_link_as_a_link(tmp_path, monkeypatch):
    world = with_code(tmp_path, LINKS)
    monkeypatch.chdir(world.folder)
    (world.folder / "link").symlink_to("nowhere")
    supported = set(os.supports_follow_symlinks)
    world.build()
    assert (world.folder / "copied").is_symlink()
    assert os.supports_follow_symlinks == supported


READS = {
    "a file opened to be changed": 'open("note.txt", "r+").read()',
    "a file that is read and written": '_twice("note.txt")',
    "the size of a file named in bytes": 'str(os.path.getsize(b"note.txt"))',
}
READER = """
import os
from pelican import signals
from pelican.readers import BaseReader

def _twice(name):
    with open(name) as file:
        text = file.read()
    with open(name, "w") as file:
        file.write(text)
    return text

class Notes(BaseReader):
    enabled = True
    file_extensions = ["note"]

    def read(self, source_path):
        return {read}, {{"title": "A note", "date": self.process_metadata("date", "2020-02-02"), "slug": "note"}}

def _add(readers):
    readers.reader_classes["note"] = Notes

def register():
    signals.readers_init.connect(_add)
"""


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_reader_reads_a_file_in_an_unusual_way(tmp_path, monkeypatch, read):
    world = with_code(tmp_path, READER.format(read=read))
    monkeypatch.chdir(world.folder)
    (world.folder / "note.txt").write_text("one")
    put("content/a.note", "Nothing.")(world)
    world.check("the first build")
    (world.folder / "note.txt").write_text("another")
    world.check("the other file changed")


TOLD = """
import os
import sys
from pathlib import Path
from pelican import signals

class Base:
    def look(self, path):
        return os.stat(path).st_size

class Told(Base):
    sizes = {{}}

    def __init__(self):
        self.root = Path(".")

    @classmethod
    def by_class(cls, path):
        return os.stat(path).st_size

    @property
    def by_property(self):
        return os.stat(self.path).st_size

    def look(self, path):
        return super().look(path)

    def written(self, path, context, _size=os.path.getsize):
        self.path = path
        self.sizes[path] = {how}

TOLD = Told()

def register():
    signals.content_written.connect(TOLD.written)
"""
HOW = ("self.by_class(path)", "self.by_property", "_size(path)", "self.look(path)", "(self.root / path).stat().st_size")


@pytest.mark.parametrize("how", HOW)
def test_a_plugin_that_looks_at_files_in_an_unusual_way_finds_them(tmp_path, how):
    world = with_code(tmp_path, TOLD.format(how=how))
    world.check("the first build")
    rebody("c")(world)
    world.check("one text")


def test_a_page_that_asks_for_chance_is_told_of_as_long_as_it_does(tmp_path):
    world = small(tmp_path, "{{ [1, 2]|random }}")
    assert any("probe.html" in cost for cost in world.build().costs)
    put("theme/templates/probe.html", "Nothing.")(world)
    world.build()
    assert not any("probe.html" in cost for cost in world.build().costs)


ELSEWHERE = """
from pathlib import Path
from pelican import signals
from pelican_incremental import write_output

def write(generator, writer):
    folder, writer.output_path = writer.output_path, str(Path("elsewhere").absolute())
    write_output(writer, "x.json", lambda: "{}")
    writer.output_path = folder

def register():
    signals.article_writer_finalized.connect(write)
"""


def test_a_file_of_a_plugin_goes_where_the_plugin_has_the_writer_write(tmp_path, monkeypatch):
    world = with_code(tmp_path, ELSEWHERE)
    monkeypatch.chdir(world.folder)
    for doing in ("the first build", "nothing"):
        shutil.rmtree(world.folder / "elsewhere", ignore_errors=True)
        world.check(doing)
        assert (world.folder / "elsewhere" / "x.json").read_text() == "{}"


@pytest.mark.parametrize(
    "given", [["-e", "A=1", "-e", "B=2"], ["--extra-settings=A=1"], ["-eA=1"], ["--extra-settings", "A=1", "B=2"]]
)
def test_the_command_uses_the_class_whatever_else_is_set(monkeypatch, given):
    from pelican_incremental import command

    told = {}
    monkeypatch.setattr(command.pelican, "main", lambda arguments: told.update(given=arguments))
    command.main(["content", *given])
    parsed = command.pelican.parse_arguments(told["given"])
    expected = command.pelican.parse_arguments(["content", *given]).overrides
    assert parsed.overrides == {**expected, "PELICAN_CLASS": command.CLASS, "INCREMENTAL_EXPLAIN": False}
    assert parsed.path == "content"


GATHERED = """
from functools import partial

from pelican import signals

TITLES = {}
COUNT = 0

def gather(generators):
    global COUNT
    for generator in generators:
        for article in getattr(generator, "articles", ()):
            TITLES[article.slug] = article.title
            COUNT += 1
        generator.context["of_context"] = lambda item: TITLES.get("a")

def look(slug):
    return TITLES.get(slug, "-")

def known(slug):
    return slug in TITLES

def given(item=None, slug="a"):
    return look(slug)

def counted(_item):
    return COUNT

class Looks:
    def __init__(self):
        self.titles = TITLES

    def __call__(self, item):
        return self.titles.get("a")

JINJA_FILTERS = {"look": look, "look_in": partial(lambda titles, slug: titles.get(slug), TITLES), "looks": Looks()}
JINJA_TESTS = {"known": known}
JINJA_GLOBALS = {"given": given, "counted": counted}

def register():
    signals.all_generators_finalized.connect(gather)
"""
# of a name, because the builds of stock Pelican with which tests compare remember what is made of constants
CALLS = {
    "a filter": ("{% set slug = 'a' %}{{ slug|look }}", True),
    "a filter that was given a map": ("{% set slug = 'a' %}{{ slug|look_in }}", True),
    "an object as a filter": ("{% set slug = 'a' %}{{ slug|looks }}", True),
    "a test": ("{% set slug = 'f' %}{{ slug is known }}", False),
    "a function that is given a content": ("{{ given(page) }}", True),
    "a function that is given a name": ("{{ given(slug='a') }}", True),
    "a number of the module's": ("{{ counted(page) }}", False),
    "a function of the context": ("{{ of_context(page) }}", True),
}


@pytest.mark.parametrize(("call", "by_title"), CALLS.values(), ids=CALLS)
def test_what_plugins_gather_for_functions_of_templates_is_seen(tmp_path, call, by_title):
    world = with_code(tmp_path, GATHERED, call)
    world.check("the first build")
    rebody("a")(world)
    assert "probe.html" not in world.check("a text, which they do not gather").rendered
    if by_title:
        fields("a", title="Another title of a", slug="a")(world)
        world.check("another title")
    add("f", title="One more", slug="f")(world)
    world.check("one more article")
    assert world.check("nothing").rendered == []


def test_a_filter_and_a_test_may_have_one_name(tmp_path):
    world = with_code(tmp_path, GATHERED + ONE_NAME, "{% set slug = 'a' %}{{ slug|known }}")
    world.check("the first build")
    fields("a", title="Another title of a", slug="a")(world)
    world.check("another title")


ONE_NAME = """
LIMIT = 3

def is_known(_slug):
    return LIMIT > 2

JINJA_FILTERS["known"] = look
JINJA_TESTS["known"] = is_known
"""


def test_a_path_that_is_resolved_depends_on_links_and_not_on_the_times_of_folders(tmp_path):
    """The folder in which the output lies is another at each build."""
    world = with_code(
        tmp_path,
        """
        def sworn(_article):
            return (DATA / "link.txt").resolve().read_text()

        JINJA_FILTERS["sworn"] = sworn

        def register():
            pass
        """,
        "{{ page|sworn }}",
    )
    put("data/other.txt", "Fast")(world)
    (tmp_path / "data" / "link.txt").symlink_to("motto.txt")
    world.check("the first build")
    assert world.built()["probe.html"] == b"Slowly"
    assert world.check("nothing").rendered == []
    assert world.check("nothing once more").rendered == []
    (tmp_path / "data" / "link.txt").unlink()
    (tmp_path / "data" / "link.txt").symlink_to("other.txt")
    world.expectations.clear()
    assert "probe.html" in world.check("the link leads elsewhere").rendered


def test_who_asks_whether_a_folder_is_there_does_not_depend_on_what_it_holds(tmp_path):
    world = with_code(
        tmp_path,
        """
        def is_there(_page):
            return str((DATA / "some").is_dir())

        JINJA_FILTERS["is_there"] = is_there

        def register():
            pass
        """,
        "{{ page|is_there }}",
    )
    put("data/some/one.txt", "One")(world)
    world.check("the first build")
    put("data/some/two.txt", "Two")(world)
    world.expectations.clear()
    assert world.check("another file in it").rendered == []
    shutil.rmtree(tmp_path / "data" / "some")
    world.expectations.clear()
    assert "probe.html" in world.check("the folder is gone").rendered
    put("data/some", "A file.")(world)
    assert "probe.html" in world.check("a file of its name").rendered
