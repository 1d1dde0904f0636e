"""Random edits to sites in the shapes of real ones: after each, our build is what stock Pelican writes from nothing."""

import os
import random
import re

import pytest

from benchmarks import shapes

from .compare import assert_same, files, incremental, stock
from .worlds import EARLIEST

pytestmark = pytest.mark.slow

FEW = 9  # sources of each site
STEPS, DEEP_STEPS = 5, 60
WORD = re.compile(rb"(?<=[ >\"])[a-z]{5,}(?=[ ,.<])")
TEXTS = (".md", ".rst", ".json", ".ipynb", ".txt", ".py", ".html")


class Edits:
    """What writers do to the files of a site, without knowing what these are; `said` is what was done last."""

    def __init__(self, folder, chance):
        self.folder, self.chance = folder, chance
        self.number, self.taken, self.said = 0, {}, "the first build"

    def step(self):
        self.number += 1
        kinds = [self.reword, self.reword, self.take, self.put_back, self.touch, self.retemplate]
        self.chance.choice(kinds)()

    def _pick(self, top):
        found = [path for path in sorted((self.folder / top).rglob("*")) if path.is_file() and path.suffix in TEXTS]
        # what is done to sources is not done to code, nor to templates: a word there may be one of their language
        spared = {"plugins"} if top == "theme" else {"plugins", "theme"}
        fit = [path for path in found if spared.isdisjoint(path.parts) and path.name != "pelicanconf.py"]
        return self.chance.choice(fit)

    def _write(self, path, data):
        path.write_bytes(data)
        os.utime(path, (EARLIEST + self.number, EARLIEST + self.number))

    def reword(self):
        path = self._pick("content" if (self.folder / "content").is_dir() else ".")
        data = path.read_bytes()
        words = list(WORD.finditer(data))
        if words:
            word = self.chance.choice(words)
            self._write(path, data[: word.start()] + b"another%d" % self.number + data[word.end() :])
        self.said = f"another word in {path.name}"

    def take(self):
        path = self._pick("content" if (self.folder / "content").is_dir() else ".")
        self.taken[path] = path.read_bytes()
        path.unlink()
        self.said = f"{path.name} is gone"

    def put_back(self):
        for path, data in self.taken.items():
            self._write(path, data)
        self.said, self.taken = f"{len(self.taken)} are back", {}

    def touch(self):
        path = self._pick(".")
        os.utime(path, (EARLIEST + self.number, EARLIEST + self.number))
        self.said = f"{path.name} was saved as it was"

    def retemplate(self):
        path = self._pick("theme" if (self.folder / "theme").is_dir() else ".")
        self._write(path, path.read_bytes() + b"<!-- %d -->" % self.number)
        self.said = f"another template {path.name}"


@pytest.mark.filterwarnings("ignore")  # of what became of the files
@pytest.mark.parametrize("name", shapes.SHAPES)
def test_sites_in_the_shapes_of_real_ones_are_the_same_after_each_edit(tmp_path, monkeypatch, request, name):
    deep = request.config.getoption("--deep", default=False)
    folder = tmp_path / "site"
    shapes.prepare(name, folder, FEW)
    monkeypatch.chdir(folder)
    edits = Edits(folder, random.Random(None if deep else name))  # noqa: S311 - no secret
    places = {"CACHE_PATH": str(tmp_path / "cache")}
    for _ in range(DEEP_STEPS if deep else STEPS):
        wanted = stock(folder / "pelicanconf.py", tmp_path / "stock", **places)
        incremental(folder / "pelicanconf.py", tmp_path / "output", **places)
        assert_same(_comparable(wanted), _comparable(files(tmp_path / "output")), edits.said)
        edits.step()


def _comparable(found):
    """Without feeds that have no entry, which bear the time at which they were written."""
    return {name: data for name, data in found.items() if b"</feed>" not in data or b"<entry>" in data}
