"""A build that fails or is killed leaves a whole site, and the next one is right."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from . import commands
from .compare import assert_same
from .sample_world import sample
from .small_world import add, delete, fields, put, rebody, retitle, small, template

pytestmark = pytest.mark.slow

PROBE = "{% for item in articles %}{{ item.title }} {% endfor %}"
RAISING = """
from pelican import signals


class Raising:
    @staticmethod
    def fail(sender, **kwargs):
        raise ValueError("a plugin gave up")

    @classmethod
    def register(cls):
        getattr(signals, WHERE).connect(cls.fail)
"""
BREAKS = {
    "a template that divides by nothing": template("article.html", "{{ 1 / (0 if article.slug == 'd' else 1) }}"),
    "a template that does not parse": template("article.html", "{% if %}"),
    "a partial that is not there": template("article.html", "{% include 'never.html' %}"),
    "an article with a template that is not there": fields("d", template="never"),
    "two articles of one address": add("twin", slug="d"),
    "two pages that both insist on one address": lambda world: [
        fields(name, save_as="index.html")(world) for name in ("pages/probe.md", "pages/bystander.md")
    ],
    "an order that cannot be": lambda world: world.configure(ARTICLE_TRANSLATION_ID="never"),
}


def small_site(folder):
    return small(folder, PROBE, DIRECT_TEMPLATES=["index"], FEED_ALL_ATOM="all.xml")


def kept(world):
    """The files that a test breaks, with their times."""
    names = [path for place in ("content", "theme") for path in (world.folder / place).rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat()) for path in [*names, world.folder / "worldconf.py"]}


def restore(world, files):
    for path in [
        path for place in ("content", "theme") for path in (world.folder / place).rglob("*") if path.is_file()
    ]:
        if path not in files:
            path.unlink()
    for path, (data, status) in files.items():
        if path.read_bytes() != data:
            path.write_bytes(data)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("name", BREAKS)
def test_a_build_that_fails_changes_neither_output_nor_store(tmp_path, name):
    """The store is as it was when the next build, of what there was before, finds nothing to do."""
    world = small_site(tmp_path)
    world.check()
    before, sources = world.built(), kept(world)
    BREAKS[name](world)
    stocks = failure(world.wanted)
    assert stocks is not None
    assert type(failure(world.build)) is type(stocks)
    assert_same(before, world.built())
    restore(world, sources)
    report = world.build()
    assert report.rendered == report.written == report.removed == []
    assert_same(before, world.built())
    assert siblings(world) == []


def failure(build):
    """What a build raises, or None."""
    try:
        build()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is to be the same
        return error
    return None


def siblings(world):
    """What a build left beside the output."""
    known = {"content", "theme", "data", "output", "cache", "stock", "__pycache__", "worldconf.py", "overrides"}
    return sorted({path.name for path in world.folder.iterdir()} - known)


@pytest.mark.parametrize("where", ["all_generators_finalized", "article_generator_finalized", "article_writer_finalized", "content_written", "get_writer", "feed_generated"])  # fmt: skip
def test_an_error_of_a_plugin_changes_nothing(tmp_path, where):
    world = small_site(tmp_path)
    world.check()
    before = world.built()
    functions = world.functions
    world.functions += f"\nWHERE = {where!r}\n{RAISING}\nPLUGINS = [Raising]\n"
    world.configure()
    retitle("c")(world)
    with pytest.raises(ValueError, match="a plugin gave up"):
        world.build()
    assert_same(before, world.built())
    world.functions = functions
    world.configure()
    world.check("mended")


def test_an_error_when_all_is_written_leaves_a_site_that_the_next_build_makes_right(tmp_path):
    world = small_site(tmp_path)
    world.check()
    functions = world.functions
    world.functions += f"\nWHERE = 'finalized'\n{RAISING}\nPLUGINS = [Raising]\n"
    world.configure()
    retitle("c")(world)
    with pytest.raises(ValueError, match="a plugin gave up"):
        world.build()
    world.functions = functions
    world.configure()
    world.check("mended")


def test_a_first_build_that_fails_leaves_no_output(tmp_path):
    world = small_site(tmp_path)
    BREAKS["a template that divides by nothing"](world)
    with pytest.raises(ZeroDivisionError):
        world.build()
    assert world.built() == {}
    template("article.html", "{{ article.title }}")(world)
    world.check("mended")


# what a build does to files and to the store, counted by Python's own hooks; at the given number it is killed
KILLED = """
import json, os, signal, sys
_, at, settings, output, told = sys.argv
from pelican.settings import read_settings
from pelican_incremental import IncrementalPelican
pelican = IncrementalPelican(read_settings(settings, override={"OUTPUT_PATH": output, "INCREMENTAL_PROCESSES": 1}))
seen = []

def count(what):
    seen.append(what)
    if len(seen) == int(at):
        os.kill(os.getpid(), signal.SIGKILL)

def audit(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if writes or event in {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree", "sqlite3.connect"}:
        count(event)

def profile(frame, event, function):
    if event == "c_call" and "execute" in getattr(function, "__name__", ""):
        count("sqlite3.execute")

sys.addaudithook(audit)
sys.setprofile(profile)
pelican.run()
json.dump(seen, open(told, "w"))
"""
POINTS, IN_DEEP_RUNS = 12, 60
IN_TURN = [
    pytest.param(point, marks=[pytest.mark.deep] if point % (IN_DEEP_RUNS // POINTS) else [])
    for point in range(IN_DEEP_RUNS)
]


def edited(world):
    """Everything at once: pages that are new, other and gone, images, and the theme."""
    retitle("c")(world)
    rebody("a")(world)
    add("newest")(world)
    delete("d")(world)
    put("content/images/new.gif", "GIF89a" * 1000)(world)
    template("page.html", "{{ page.title }}")(world)


def killed(world, at, told="/dev/null"):
    """Build in a process that dies at the event with the number `at`; its status."""
    settings = world.folder / "worldconf.py"
    command = [sys.executable, "-c", KILLED, str(at), str(settings), str(world.output), str(told)]
    done = subprocess.run(
        command, cwd=commands.PACKAGE, env=commands.environment(), capture_output=True, check=False, timeout=120
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()
    return done.returncode


@pytest.fixture(scope="module")
def edited_site(tmp_path_factory):
    """A built and then edited site, the output of the first build, and how many events the next one has."""
    world = small_site(tmp_path_factory.mktemp("edited"))
    world.check()
    before = world.built()
    edited(world)
    places = [world.output, world.cache]
    for place in places:
        shutil.copytree(place, place.with_suffix(".kept"))
    assert killed(world, 0, world.folder / "told") == 0
    events = json.loads((world.folder / "told").read_text())
    return world, before, events


@pytest.mark.parametrize("point", IN_TURN)
def test_a_killed_build_leaves_whole_files_and_the_next_is_right(edited_site, point):
    world, before, events = edited_site
    for left in world.folder.glob(".*"):
        shutil.rmtree(left)
    for place in (world.output, world.cache):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(place.with_suffix(".kept"), place)
    landing = [number for number, event in enumerate(events, 1) if event in {"os.rename", "os.remove"}]
    early = list(range(1, landing[0], max(1, landing[0] // (IN_DEEP_RUNS // 3))))[: IN_DEEP_RUNS // 3]
    late = [*landing, *range(landing[-1] + 1, len(events) + 1)]
    points = early + [
        late[number * (len(late) - 1) // (IN_DEEP_RUNS - len(early) - 1)] for number in range(IN_DEEP_RUNS - len(early))
    ]
    assert killed(world, points[point]) == -signal.SIGKILL
    wanted = world.wanted()
    for name, data in world.built().items():
        assert data in {before.get(name), wanted.get(name)}, (name, events[points[point] - 1])
    world.check(events[points[point] - 1])
    assert set(siblings(world)) <= {"output.kept", "cache.kept", "told"}


@pytest.mark.parametrize("how", ["cut", "flipped", "foreign", "emptied", "readable by all"])
def test_a_damaged_store_is_discarded(tmp_path, how):
    world = small_site(tmp_path)
    world.check()
    retitle("c")(world)
    for path in [path for path in world.cache.rglob("*") if path.is_file()]:
        data = path.read_bytes()
        changed = {"cut": data[: len(data) // 2], "foreign": b"something else", "emptied": b""}
        flipped = bytes(byte ^ 255 if number % 512 == 100 else byte for number, byte in enumerate(data))
        path.write_bytes({**changed, "flipped": flipped, "readable by all": data}[how])
        if how == "readable by all":
            path.chmod(0o666)
    # in a process of its own, for it might be the process that a damaged file breaks
    done = commands.run(world.folder / "worldconf.py", world.output)
    assert done.returncode == 0, done.stderr
    assert_same(world.wanted(), world.built(), how)
    assert world.check("nothing").rendered == []


def test_one_byte_that_flips_anywhere_in_the_store_is_survived(tmp_path):
    """It may be noticed when the store is opened, when something is looked up, or not before it is written."""
    world = sample(tmp_path, PLUGINS=[])
    world.check()
    edited = itertools.cycle(["articles/mu.md", "articles/news/alpha.md", "pages/about.md"])
    (store,) = [path for path in world.cache.rglob("*") if path.is_file() and path.read_bytes().startswith(b"SQLite")]
    whole = store.read_bytes()
    # the head of each page says where everything on it lies
    for place in [page + head for page in range(0, len(whole), 8192) for head in (0, 4)]:
        store.write_bytes(whole[:place] + bytes([whole[place] ^ 5]) + whole[place + 1 :])
        rebody(next(edited))(world)
        told = failure(world.build)
        assert told is None, f"byte {place}: {told!r}"
    world.check("after all")


CARELESS = """
def careless(article):
    try:
        return article.title
    except Exception:
        return "untitled"


JINJA_FILTERS["careless"] = careless
"""


@pytest.mark.parametrize("by", ["a plugin that is late", "a filter"])
def test_damage_that_somebody_passes_over_is_noticed(tmp_path, by):
    if by == "a filter":
        world = small(tmp_path, "{{ page.title }} {% for item in articles %}{{ item|careless }} {% endfor %}")
        world.functions += CARELESS
        world.configure()
    else:
        world = sample(tmp_path)
    world.check()
    (store,) = [path for path in world.cache.rglob("*") if path.is_file() and path.read_bytes().startswith(b"SQLite")]
    whole = store.read_bytes()
    for place in range(0, len(whole), len(whole) // 15):
        store.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        fields("pages/probe.md" if by == "a filter" else "pages/about.md", title=f"Title {place}")(world)
        told = failure(world.build)
        assert told is None, f"byte {place}: {told!r}"
        assert_same(world.wanted(), world.built(), f"byte {place}")
