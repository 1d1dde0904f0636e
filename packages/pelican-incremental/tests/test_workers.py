"""However many processes share the work, the bytes are the same, and one that dies ends the build."""

import multiprocessing
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from pelican_incremental.rendering import staging
from pelican_incremental.workers import Workers

from . import commands
from .compare import assert_same, files
from .small_world import add, append, fields, small, template
from .worlds import Link

pytestmark = pytest.mark.slow

# more than are worth a second process
ARTICLES = 100
EDITED = 60
PROBE = "{% for item in articles %}{{ item.title }} {% endfor %}"
ARTICLE = """
{{ article.title }} {{ check(article.slug) }} {{ article.content }}
{% for item in articles[:3] %}{{ item.title }}{% endfor %}
{% if article in articles %}{{ articles.index(article) }}{% endif %}
{% for item in article.related_posts %}{{ item.slug }}{% endfor %}
"""
FRAGILE = """
import os
from markdown import Extension
from markdown.preprocessors import Preprocessor

build = os.getpid()
DEADLY = DATA / "deadly.txt"


def check(slug):
    if DEADLY.exists() and slug in DEADLY.read_text():
        die(slug)
    return slug


def die(what):
    if "raise" in DEADLY.read_text():
        raise ValueError(f"{what} cannot be")
    if os.getpid() != build:  # not the build itself, nor the tests
        os._exit(3)


class Fragile(Extension, Preprocessor):
    def __init__(self):
        Extension.__init__(self)

    def extendMarkdown(self, md):
        md.preprocessors.register(self, "fragile", 1)

    def run(self, lines):
        if any("deadly word" in line for line in lines):
            die("a word")
        return lines


JINJA_GLOBALS["check"] = check
MARKDOWN = {"extensions": [Fragile()]}
"""


@pytest.fixture
def world(tmp_path):
    feeds = {"FEED_ALL_ATOM": "all.xml", "TAG_FEED_RSS": "{slug}.xml"}
    world = small(
        tmp_path, PROBE, {"article.html": ARTICLE}, PLUGINS=["tests.late_plugin"], DEFAULT_PAGINATION=10, **feeds
    )
    world.functions += FRAGILE
    world.configure()
    for number in range(ARTICLES):
        add(f"n{number}", 400 + number, tags=f"tag {number % 7}, tag {number % 3}")(world)
    return world


@pytest.mark.parametrize("processes", [1, 2, 4, None])
def test_any_number_of_processes_writes_the_same_bytes(world, processes):
    world.check("the first build", INCREMENTAL_PROCESSES=processes)
    template("article.html", ARTICLE + "once more")(world)
    report = world.check("another template", INCREMENTAL_PROCESSES=processes)
    assert len(report.rendered) > ARTICLES
    for name in list(world.sources)[:EDITED]:
        world.sources[name].body.append(world.prose())
        world.add(name)
    report = world.check("many edits", INCREMENTAL_PROCESSES=processes)
    assert len(report.read) == EDITED
    report = world.check("nothing", INCREMENTAL_PROCESSES=processes)
    assert report.rendered == report.read == []


def test_a_build_may_have_another_number_of_processes_than_the_one_before(world):
    world.check("the first build", INCREMENTAL_PROCESSES=4)
    report = world.check("nothing", INCREMENTAL_PROCESSES=1)
    assert report.rendered == report.read == []


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_an_error_in_one_page_of_many_ends_the_build_and_changes_nothing(world, processes):
    world.check("the first build")
    before = world.built()
    world.put("data/deadly.txt", "raise n77\n")
    template("article.html", ARTICLE + "once more")(world)
    with pytest.raises(ValueError, match="n77 cannot be"):
        world.build(INCREMENTAL_PROCESSES=processes)
    assert_same(before, world.built())
    world.remove("data/deadly.txt")
    world.check("mended", INCREMENTAL_PROCESSES=processes)


@pytest.mark.parametrize("processes", [2, 4])
@pytest.mark.parametrize("at", ["rendering", "reading"])
def test_a_process_that_dies_ends_the_build_and_changes_nothing(world, processes, at):
    world.check("the first build")
    before = world.built()
    world.put("data/deadly.txt", "n77" if at == "rendering" else "while reading")
    template("article.html", ARTICLE + "once more")(world)
    for name in list(world.sources)[:EDITED]:
        world.sources[name].body.append(world.prose() + " deadly word" * (at == "reading" and name.endswith("n33.md")))
        world.add(name)
    # in a process of its own: the tests' own may have threads that keep a build from starting others
    done = commands.run(world.folder / "worldconf.py", world.output, INCREMENTAL_PROCESSES=processes)
    assert done.returncode != 0
    assert "a process of the build died" in done.stderr
    assert_same(before, world.built())
    world.remove("data/deadly.txt")
    for name in world.sources:
        world.sources[name].body = [part.replace(" deadly word", "") for part in world.sources[name].body]
        world.add(name)
    world.check("mended", INCREMENTAL_PROCESSES=processes)


@pytest.mark.parametrize("processes", [1, 2])
def test_where_a_text_leads_is_known_whichever_process_rendered_it(world, processes):
    world.configure(PLUGINS=[])  # one that is late has every text looked at
    for number in range(0, ARTICLES, 10):
        append(f"n{number}", Link(f"{{filename}}/articles/n{(number + 55) % ARTICLES}.md"))(world)
    world.check("the first build", INCREMENTAL_PROCESSES=processes)
    fields("n75", slug="elsewhere")(world)
    report = world.check("an article that is found elsewhere", INCREMENTAL_PROCESSES=processes)
    assert "n20.html" in report.written
    assert "n30.html" not in report.rendered


@pytest.mark.parametrize("dies", [False, True])
def test_files_of_the_output_are_looked_at_by_another_process_where_there_are_many(world, monkeypatch, dies):
    build, others = os.getpid(), []

    def look(*arguments):
        if os.getpid() == build:
            others.append("the build itself")
        elif dies:
            os._exit(3)
        return staging.looked_over(*arguments)

    world.check("the first build")
    monkeypatch.setattr("pelican_incremental.workers.MANY", 100)
    # the tests' own process may have threads that keep a build from starting others
    monkeypatch.setattr("pelican_incremental.workers.native_threads", lambda: 0)
    monkeypatch.setattr("pelican_incremental.site.looked_over", look)
    (world.output / "n7.html").write_text("altered")
    (world.output / "n8.html").unlink()
    report = world.check("what others did", INCREMENTAL_PROCESSES=2)
    assert report.written == ["n7.html", "n8.html"]
    assert bool(others) == dies
    assert world.check("nothing", INCREMENTAL_PROCESSES=2).rendered == []


def test_two_builds_at_once_leave_one_whole_site(world):
    settings = world.folder / "worldconf.py"
    builds = [
        subprocess.Popen(commands.command(settings, world.output), cwd=commands.PACKAGE, env=commands.environment())
        for _ in range(2)
    ]
    assert [build.wait(timeout=120) for build in builds] == [0, 0]
    assert_same(world.wanted(), world.built())
    assert files(world.folder / "output").keys() == world.wanted().keys()
    assert world.check("nothing").written == []


def test_a_build_that_fails_leaves_no_process_behind(monkeypatch):
    """Not one either that has more to say than a pipe can hold."""
    monkeypatch.setattr("pelican_incremental.workers.MANY", 100)
    monkeypatch.setattr("pelican_incremental.workers.native_threads", lambda: 0)
    with pytest.raises(ValueError, match="the build failed"), Workers(2).aside(lambda: b"x" * 10_000_000, 100):
        raise ValueError("the build failed")
    assert multiprocessing.active_children() == []


WITHOUT = """
import os, sys
sys.modules["fcntl"] = None
del os.fork, os.pread, os.geteuid
from pelican.settings import read_settings
from pelican_incremental import IncrementalPelican
site = IncrementalPelican(read_settings(sys.argv[1], override={"OUTPUT_PATH": sys.argv[2]}))
site.run()
print(site.report.summary())
"""


def test_a_system_without_fork_and_fcntl_has_the_same_done_in_one_process(world):
    """By simulation: what such a system lacks is taken away from this one."""
    for change in (lambda _world: None, fields("n75", slug="elsewhere"), lambda _world: None):
        change(world)
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT, str(world.folder / "worldconf.py"), str(world.output)],
            cwd=commands.PACKAGE, env=commands.environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert not done.returncode, done.stderr
        assert_same(world.wanted(), world.built())
    assert "0 rendered" in done.stdout


def test_templates_that_take_long_to_compile_have_no_processes_started(monkeypatch):
    """The first page of a template says nothing of how long the others will take."""
    compiled = set()

    def write(_writer, task):
        if task.template.name not in compiled:
            time.sleep(0.05)  # stands for the work of compiling it
        compiled.add(task.template.name)
        return task

    def fork(_self, _function, _items):
        raise AssertionError("processes were started")

    monkeypatch.setattr("pelican_incremental.workers.write", write)
    monkeypatch.setattr(Workers, "_spread", fork)
    tasks = [
        SimpleNamespace(name=f"{kind}{number}", template=SimpleNamespace(name=kind))
        for kind in ("article", "tag")
        for number in range(40)
    ]
    workers = Workers(None)
    workers.count = 2
    assert list(workers.write(None, tasks)) == tasks


def test_another_version_of_pelican_is_told_of_in_a_sentence():
    code = "import pelican; pelican.__version__ = '5.0.1'; import pelican_incremental"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].startswith(
        "RuntimeError: pelican-incremental works with Pelican 4.11 and 4.12, and this is Pelican 5.0.1: "
    )
