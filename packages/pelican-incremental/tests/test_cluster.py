"""On a Dask cluster the bytes are the same, whoever of it dies meanwhile; without one, nothing of it is imported."""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from pelican_incremental.reading import cluster, records
from pelican_incremental.tracing.digests import value_digest

from . import commands
from .compare import assert_same, files, incremental
from .small_world import add, append, put, small

pytestmark = pytest.mark.slow

pytest.importorskip("distributed")

# more than are worth a second process
ARTICLES = 150
PROBE = "{% for item in articles %}{{ item.title }} {{ item.url }} {{ item.summary }} {% endfor %}"
FUNCTIONS = """
from markdown import Extension
from markdown.inlinepatterns import SimpleTagInlineProcessor


class Underlined(Extension):
    def extendMarkdown(self, md):
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()__(.*?)__", "u"), "underlined", 200)


MARKDOWN = {"extensions": [Underlined(), "markdown.extensions.tables"]}
"""
SAYING = """
from pelican import signals


class Saying:
    @staticmethod
    def say(content):
        if hasattr(content, "title"):
            content.title = content.title.upper()

    @classmethod
    def register(cls):
        signals.content_object_init.connect(cls.say)


PLUGINS = [Saying]
"""
WAITING = 30


@pytest.fixture
def world(tmp_path):
    settings = {"TYPOGRIFY": True, "FEED_ALL_ATOM": "all.xml", "USE_FOLDER_AS_CATEGORY": True}
    world = small(tmp_path / "site", PROBE, **settings)
    world.functions += FUNCTIONS
    world.configure()
    for number in range(ARTICLES):
        name = f"articles/news/n{number}.md"
        add(name, 400 + number, tags=f"tag {number % 7}", summary=f'The "{number}" __summary__...')(world)
        append(name, "a | b\n--|--\n1 | 2", f"It's __{number}__ -- so ß say we.")(world)
    add("articles/skipped.md", 10, status="skip")(world)
    add("articles/draft.md", 11, status="draft")(world)
    # what has to be read where the site is: today's date is a part of one, and something is said of others
    add("articles/partial.md", 12, date="July 2019")(world)
    append("articles/partial.md", '<img src="picture.gif" alt="">')(world)
    put("content/articles/untitled.md", "Date: 2020-01-01\n\nNo title.\n")(world)
    put("content/articles/old.rst", "Old\n###\n\n:date: 2020-01-02\n\nText.\n")(world)
    head = '<title>Plain</title><meta name="date" content="2020-01-03">'
    put("content/articles/plain.html", f"<html><head>{head}</head><body><p>HTML</p></body></html>")(world)
    return world


def wait(found):
    """What `found()` gives, once it gives something."""
    end = time.monotonic() + WAITING
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.001)
    raise TimeoutError


class Dask:
    """A scheduler and workers, each a process with a folder of its own that can import nothing of this project."""

    def __init__(self, folder):
        self.folder, self.workers, self.processes = folder, [], []
        self.scheduler = self.start("scheduler", "--scheduler-file", str(folder / "scheduler.json"))
        self.address = wait(self._announced)

    def start(self, kind, *options):
        own = self.folder / f"{kind}{len(self.processes)}"
        own.mkdir(parents=True)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options]
        with (self.folder / f"{own.name}.log").open("w") as log:
            process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--no-dashboard", *(["--port", "0"] if kind == "scheduler" else [])],
                cwd=own, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def _announced(self):
        try:
            return json.loads((self.folder / "scheduler.json").read_text())["address"]
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def work(self, count):
        from distributed import Client

        options = ["--no-nanny", "--nthreads", "1", "--local-directory", "."]
        self.workers += [self.start("worker", self.address, *options) for _ in range(count)]
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=WAITING)

    def folder_of(self, worker):
        return self.folder / f"worker{self.processes.index(worker)}"

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path):
    dask = Dask(tmp_path / "dask")
    try:
        yield dask
    finally:
        dask.stop()


@pytest.fixture
def afar(monkeypatch):
    """`answers` are {path: whether the cluster read it}, each Record compared with that made here.

    When the first answer has come, the processes in `doomed` are killed.
    """
    afar, made = SimpleNamespace(answers={}, doomed=[]), cluster._record

    def compared(generator, content_class, path, answer, whole):
        if not afar.answers:
            for process in afar.doomed:
                os.kill(process.pid, signal.SIGKILL)
        afar.answers[path] = answer is not None
        record = made(generator, content_class, path, answer, whole)
        if answer:
            there, here = replace(record), records.read(generator, content_class, path, whole=whole)
            for one in (there, here):
                one.state = one.state and value_digest(records.loads(one.state, generator.settings))
                one.logged = []  # Pelican says the same only once
            assert there == here
        return record

    monkeypatch.setattr(cluster, "CHUNK", 8)
    monkeypatch.setattr(cluster, "_record", compared)
    yield afar
    assert [process.wait() for process in afar.doomed] == [-signal.SIGKILL] * len(afar.doomed)


def test_a_worker_that_is_lost_has_its_files_read_by_another(world, dask, afar, tmp_path):
    dask.work(2)
    afar.doomed = dask.workers[:1]
    report = world.check("with a cluster", INCREMENTAL_CLUSTER=dask.address)
    assert report.notices == []
    assert [path for path, there in sorted(afar.answers.items()) if not there] == [
        "articles/partial.md",
        "articles/skipped.md",
    ]
    assert sum(afar.answers.values()) > ARTICLES
    incremental(world.folder / "worldconf.py", tmp_path / "one", INCREMENTAL_PROCESSES=1)
    assert_same(files(tmp_path / "one"), world.built())
    # one that no build can take as it was
    assert world.check("nothing", INCREMENTAL_CLUSTER=None).read == ["articles/partial.md"]
    assert not [name for name in files(dask.folder_of(dask.workers[1])) if name.endswith((".md", ".html", ".gif"))]


def test_where_plugins_have_a_say_in_contents_the_bytes_are_the_same(world, dask, afar):
    dask.work(1)
    world.functions += SAYING
    world.configure()
    assert world.check(INCREMENTAL_CLUSTER=dask.address).notices == []
    assert sum(afar.answers.values()) > ARTICLES


@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_without_any_worker_left_the_files_are_read_here(world, dask, afar, lost):
    dask.work(2)
    afar.doomed = dask.workers if lost == "workers" else [dask.scheduler]
    report = world.check("all are lost", INCREMENTAL_CLUSTER=dask.address)
    assert "others are read here" in report.notices[0]
    assert len(afar.answers) < ARTICLES


def test_a_worker_with_other_versions_is_named(world, dask, monkeypatch):
    dask.work(1)
    versions = importlib.import_module("distributed.versions")
    known = versions._version_cached
    monkeypatch.setattr(versions, "_version_cached", lambda name: "3.7" if name == "pelican" else known(name))
    with pytest.raises(
        cluster.ClusterError, match=r"The Dask worker tcp://.* has pelican 4.*, and this build 3.7: install"
    ):
        world.build(INCREMENTAL_CLUSTER=dask.address)


def test_a_scheduler_that_is_not_there_is_one_sentence(world, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECTING", 0.5)
    told = "No Dask scheduler answers at tcp://127.0.0.1:9: start one with `dask scheduler`, or leave INCREMENTAL_CLUSTER out."
    with pytest.raises(cluster.ClusterError) as raised:
        world.build(INCREMENTAL_CLUSTER="tcp://127.0.0.1:9")
    assert str(raised.value) == told
    assert not world.built()


def test_a_build_without_a_cluster_imports_nothing_of_one(world):
    told = "\nimport sys\nprint([name for name in sys.modules if name.partition('.')[0] in ('dask', 'distributed')])"
    command = commands.command(world.folder / "worldconf.py", world.output)
    command[2] += told
    done = subprocess.run(
        command, cwd=commands.PACKAGE, env=commands.environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert len(world.built()) > ARTICLES
