"""Readers of plugins: what they ask for is seen, and their sources are read again only when it may be another."""

import pytest

from .small_world import retitle, small

pytestmark = pytest.mark.slow

READER = """
import datetime, functools, glob, hashlib, json, logging, os, pathlib, secrets, socket, sqlite3, subprocess, sys, time, types, uuid
from pelican import signals
from pelican.readers import BaseReader

DATA = pathlib.Path(__file__).parent / "data"
COUNT = []


class Lines(BaseReader):
    enabled = True
    file_extensions = ["lines"]
    seen = 0

    def read(self, path):
        title, date, *lines = pathlib.Path(path).read_text().splitlines()
        metadata = {{"title": title, "date": self.process_metadata("date", date), "extra": str({asks})}}
        return "".join(f"<p>{{line}}</p>" for line in lines), metadata

    def helped(self, name):
        return helped(name)

    @functools.lru_cache
    def cached(self):
        return COUNT.append(1) or len(COUNT)


def helped(name):
    return (DATA / name).read_text()


def register():
    signals.readers_init.connect(bring)


def bring(readers):
    readers.reader_classes["lines"] = Lines


PLUGINS = [types.SimpleNamespace(__name__="lines", register=register)]
"""
# what a reader asks, and what is changed so that it gets another answer
SEEN = {
    "a file": ("self.helped('a.txt')", "data/a.txt"),
    "a file that is not there": ("(DATA / 'late.txt').exists() and helped('late.txt')", "data/late.txt"),
    "whether a file is there": ("os.path.isfile(DATA / 'late.txt')", "data/late.txt"),
    "a folder": ("sorted(os.listdir(DATA))", "data/late.txt"),
    "files by a pattern": ("sorted(glob.glob(str(DATA / '*.txt')))", "data/late.txt"),
    "the size of a file": ("os.path.getsize(DATA / 'a.txt')", "data/a.txt"),
    "a database": ("sqlite3.connect(f'file:{{DATA}}/a.txt?mode=ro', uri=True) and 1", None),
    "a digest": ("hashlib.sha256(path.encode()).hexdigest()", None),
    "the log": ("logging.getLogger('lines').debug('x') or len(json.dumps([1]))", None),
}
UNSEEN = {
    "the clock": "time.time() > 0",
    "today": "datetime.date.today().year > 0",
    "now, by another name": "getattr(datetime, 'datetime').now().year > 0",
    "the environment": "os.environ.get('NOT_THERE')",
    "the environment by a function": "os.getenv('NOT_THERE')",
    "chance": "secrets.randbelow(1)",
    "a name by chance": "uuid.uuid4().version",
    "global chance": "__import__('random').randrange(1)",
    "another process": "subprocess.run(['true']).returncode",
    "this machine": "len(socket.gethostname()) > 0",
    "this process": "os.getpid() > 0",
    "the kernel": "len(pathlib.Path('/proc/self/stat').read_text()) > 0",
    "code that it makes": "eval('1')",
}


def world_with(folder, asks, count=3):
    world = small(folder, "{% for item in articles %}{{ item.slug }} {{ item.extra }} {% endfor %}")
    world.functions += READER.format(asks=asks)
    world.configure()
    world.put("data/a.txt", "a")
    for number in range(count):
        world.put(f"content/articles/l{number:03}.lines", f"Lines {number}\n2023-01-01\nText {number}.\n")
    return world


@pytest.mark.parametrize("name", SEEN)
def test_sources_are_read_again_only_when_what_the_reader_asks_is_another(tmp_path, name):
    asks, file = SEEN[name]
    world = world_with(tmp_path, asks)
    world.check("the first build")
    retitle("a")(world)
    assert world.check("another article").read == ["articles/a.md"]
    world.put("content/articles/l001.lines", "Another title\n2023-01-01\nText.\n")
    assert world.check("another source").read == ["articles/l001.lines"]
    if file:
        world.put(file, "something else")
        report = world.check("another answer")
        assert {"articles/l000.lines", "articles/l002.lines"} <= {*report.read}
        assert world.check("nothing").read == []


@pytest.mark.parametrize("name", UNSEEN)
def test_sources_are_read_at_every_build_when_what_the_reader_asks_cannot_be_compared(tmp_path, name):
    world = world_with(tmp_path, UNSEEN[name])
    world.check("the first build")
    report = world.check("nothing")
    assert [path for path in report.read if path.endswith(".lines")] == [f"articles/l{n:03}.lines" for n in range(3)]
    assert any("articles/l000.lines" in cost or "Lines" in cost for cost in report.costs), report.costs


@pytest.mark.parametrize(
    "asks",
    ["COUNT.append(path) or len(COUNT)", "setattr(Lines, 'seen', Lines.seen + 1) or Lines.seen", "self.cached()"],
)
@pytest.mark.parametrize("count", [3, 120])
def test_a_reader_that_keeps_something_in_mind_is_given_all_its_sources_in_their_order(tmp_path, asks, count):
    """Many are read in several processes, each of which would keep its own in mind."""
    world = world_with(tmp_path, f"({asks}) > 0", count)
    world.build(INCREMENTAL_PROCESSES=2)
    report = world.build(INCREMENTAL_PROCESSES=2)
    assert len([path for path in report.read if path.endswith(".lines")]) == count
    assert any("keeps something in mind" in cost for cost in report.costs)


def test_many_sources_of_a_reader_that_asks_for_files_are_read_in_several_processes(tmp_path):
    world = world_with(tmp_path, "helped('a.txt')", 150)
    world.check("the first build", INCREMENTAL_PROCESSES=2)
    assert world.check("nothing", INCREMENTAL_PROCESSES=2).read == []
    world.put("data/a.txt", "b")
    assert len(world.check("another answer", INCREMENTAL_PROCESSES=2).read) == 150


def test_a_source_with_the_directive_for_the_date_is_read_at_every_build(tmp_path):
    world = small(tmp_path, "Nothing.")
    source = "Dated\n#####\n\n:date: 2024-01-01\n\n.. |now| date:: %Y\n\nIn |now|.\n"
    world.put("content/articles/dated.rst", source)
    world.check("the first build")
    assert world.check("nothing").read == ["articles/dated.rst"]


def test_an_extension_of_markdown_asks_what_it_likes(tmp_path):
    code = """
import pathlib, time
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

class Stating(Preprocessor):
    def run(self, lines):
        return [line.replace("STATED", (pathlib.Path(__file__).parent / "data" / "a.txt").read_text()) for line in lines]

class States(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Stating(md), "stating", 1)

MARKDOWN = {"extensions": [States(), "markdown.extensions.meta"]}
"""
    world = small(tmp_path, "Nothing.")
    world.functions += code
    world.configure()
    world.put("data/a.txt", "one")
    world.put("content/articles/stated.md", "Title: Stated\nDate: 2024-01-01\n\nIt is STATED here.\n")
    world.check("the first build")
    assert world.check("nothing").read == []
    world.put("data/a.txt", "two")
    assert "stated.html" in world.check("another file").written
    world.functions = world.functions.replace("read_text()) for line", "read_text() + str(time.time() > 0)) for line")
    world.configure()
    world.check("it asks the clock")
    assert len(world.check("nothing").read) > 5
