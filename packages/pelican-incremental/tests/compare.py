"""Stock Pelican's build of a site beside ours: what each writes, and where the two differ."""

import contextlib
import itertools
import shutil
from collections import defaultdict
from pathlib import Path

import blinker
import jinja2
import pelican.log
from pelican import Pelican
from pelican.contents import Content
from pelican.plugins import signals
from pelican.settings import read_settings
from pelican_incremental import IncrementalPelican

SIGNALS = [value for value in vars(signals).values() if isinstance(value, blinker.Signal)]
STATE = ("receivers", "_by_receiver", "_by_sender", "_weak_senders")


@contextlib.contextmanager
def isolated():
    """Pelican's signals without receivers, such as a process has that starts; afterwards those that there were.

    Signals are global: the plugins of one site would hear of the builds of every other.
    """
    saved = [{name: getattr(signal, name) for name in STATE} for signal in SIGNALS]
    for signal in SIGNALS:
        for name in STATE:
            setattr(signal, name, type(getattr(blinker.Signal(), name))(*_factory(getattr(signal, name))))
    quiet, pelican.log.console.quiet = pelican.log.console.quiet, True
    try:
        yield
    finally:
        pelican.log.console.quiet = quiet
        for signal, state in zip(SIGNALS, saved, strict=True):
            for name, value in state.items():
                setattr(signal, name, value)
        # both remember every article of every build
        Content.__dict__["get_content"].cache.clear()
        Content.__dict__["get_summary"].cache.clear()


def _factory(value):
    """What a new value of the same type is made from: the factory of a defaultdict."""
    return filter(None, [getattr(value, "default_factory", None)])


class Compiled(jinja2.BytecodeCache):
    """Compiled templates by source, kept between stock builds: most of the time of a small one.

    What a filter makes of a constant is compiled in: the tests' templates give filters nothing constant that may change.
    """

    def __init__(self):
        self.kept = {}

    def load_bytecode(self, bucket):
        if found := self.kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket):
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


# by the settings of the environment: whether it escapes is compiled in
COMPILED = defaultdict(Compiled)


def stock(settings, output, **override):
    """Build with stock Pelican into the empty folder `output` and return what it wrote, by name."""
    shutil.rmtree(output, ignore_errors=True)
    with isolated():
        settings = read_settings(str(settings), override={**override, "OUTPUT_PATH": str(output)})
        compiled = COMPILED[repr(sorted(settings["JINJA_ENVIRONMENT"].items()))]
        settings["JINJA_ENVIRONMENT"] = {**settings["JINJA_ENVIRONMENT"], "bytecode_cache": compiled}
        Pelican(settings).run()
    return files(output)


def incremental(settings, output, **override):
    """Build with our class into `output`, which may hold an earlier build, and return its report."""
    with isolated():
        site = IncrementalPelican(read_settings(str(settings), override={**override, "OUTPUT_PATH": str(output)}))
        site.run()
    return site.report


def files(folder):
    """The bytes of every file under `folder`, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()
    }


def differences(wanted, built):
    """What a reader needs to know of two builds that differ, or an empty string: names, and the first line of each."""
    told = [f"missing: {name}" for name in sorted(wanted.keys() - built.keys())]
    told += [f"too many: {name}" for name in sorted(built.keys() - wanted.keys())]
    for name in sorted(wanted.keys() & built.keys()):
        if wanted[name] != built[name]:
            told.append(f"differs: {name}{_first_difference(wanted[name], built[name])}")
    return "\n".join(told)


def _first_difference(wanted, built):
    lines = itertools.zip_longest(wanted.splitlines(keepends=True), built.splitlines(keepends=True))
    for number, (one, other) in enumerate(lines, start=1):
        if one != other:
            pairs = enumerate(zip(one or b"", other or b"", strict=False))
            same = next((place for place, (a, b) in pairs if a != b), min(len(one or b""), len(other or b"")))
            shown = slice(max(0, same - 60), same + 140)
            told = [repr(line and line[shown]) for line in (one, other)]
            return f", line {number}, column {same + 1}\n    stock: {told[0]}\n    ours:  {told[1]}"
    return ""


def assert_same(wanted, built, doing=""):
    """Two builds, as `files` gives them, have the same files with the same bytes."""
    __tracebackhide__ = True
    told = differences(wanted, built)
    assert not told, f"{doing}\n{told}" if doing else told
