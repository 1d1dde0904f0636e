"""The same stories as a site of Hugo's (gohugo.io), with the same kinds of pages, and what makes it ready for readers.

A story is the same file but for links, which are final addresses, for citations of claims, which are shortcodes, and
for the lists it is in, which Hugo takes from fields of their own. What Hugo is told besides lies in sites/hugo/.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railhead import compression
from railhead.errors import SiteError
from railhead.paths import ROOT
from railhead.publish import search
from railhead.templating.stylesheets import bundled

from . import building, stories
from .engine import measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .engine import Article

SITE = Path(__file__).resolve().parent / "sites" / "hugo"
STYLE = ROOT / "theme" / "css" / "story.css"
OUTPUT = "output"
SERVER = ("server", "--bind", "127.0.0.1", "--port")  # with what it does of itself: it renders what was looked at
MONTH = re.compile(r"(?m)^archive: .*$")


def program() -> str:
    """Where Hugo is. Raises SiteError where it is not installed."""
    found = shutil.which("hugo")
    if not found:
        raise SiteError("This site is compared with one of Hugo's, which is not installed: `apt install hugo`.")
    return found


def version() -> str:
    """Hugo's version, such as 0.111.3. Raises SiteError where it is not installed."""
    said = _run([program(), "version"], ROOT)
    found = re.search(r"v(\d+(?:\.\d+)+)", said)
    if not found:
        raise SiteError(f"Hugo does not say its version: {said[-500:]}")
    return found[1]


def project(folder: Path, count: int) -> Path:
    """Write the site with `count` generated stories into the folder, and return that.

    Each page brings the CSS of this site's stories.
    """
    shutil.copytree(SITE, folder, dirs_exist_ok=True)
    (folder / "assets").mkdir()
    (folder / "assets" / "style.css").write_text(bundled(STYLE), encoding="utf-8")
    stories.write(folder, count, source)
    return folder


def source(article: Article) -> str:
    """The source of an invented article."""
    text = stories.LINK.sub(r"/\1/", article.text)
    fields = stories.fields(article)
    lists = {
        "sections": [fields["category"]],
        "publishers": [source["publisher"] for source in fields["sources"]],
        "archive": [f"{article.date:%Y-%m}"],
    }
    return stories.source({**fields, **lists}, text, "{{< claim seen >}}", "{{< claim meant >}}")


def add(story: Path) -> Path:
    """Write the newest story of all, as `building.add` does, into the list of its month too. Returns its file."""
    place = building.add(story)
    text = place.read_text(encoding="utf-8")
    day = building.DATE.search(text)
    assert day, "it has just been written"  # noqa: S101 - for the types
    place.write_text(MONTH.sub(f'archive: ["{day[1][:7]}"]', text, count=1), encoding="utf-8")
    return place


def build(project: Path) -> dict[str, Any]:
    """What one build of the project takes, as `building.build` tells it. Raises SiteError where it fails."""
    try:
        sample = measure.measure([program(), "--minify"], project, os.environ)
    except measure.FailedError as error:
        raise SiteError(f"hugo failed: {str(error)[-500:]}") from None
    return {"seconds": sample.seconds, "memory_mb": round(sample.memory)}


class Pipeline:
    """What makes a project ready for readers: Hugo, Pagefind, and the compressed forms of what changed since last."""

    def __init__(self, project: Path) -> None:
        self.project, self.output = project, project / OUTPUT
        self._digests: dict[Path, str] = {}

    def run(self) -> dict[str, Any]:
        """The seconds that one run takes in all, and by step. Raises SiteError where a step fails."""
        steps, started = {}, time.perf_counter()
        for name, step in (("built", self._build), ("indexed", self._index), ("compressed", self._compress)):
            begun = time.perf_counter()
            step()
            steps[name] = round(time.perf_counter() - begun, 3)
        return {"seconds": time.perf_counter() - started, "steps": steps}

    def _build(self) -> None:
        _run([program(), "--minify"], self.project)

    def _index(self) -> None:
        """Anew, since Pagefind keeps nothing by which it could index only what changed."""
        bundle = self.output / "pagefind"
        for path in bundle.rglob("*.pf_*"):  # named by what they hold, so that old ones would stay
            path.unlink()
        options = ["--silent", "--site", OUTPUT, "--output-path", f"{OUTPUT}/pagefind"]
        left_out = ["--exclude-selectors", ", ".join(search.LEFT_OUT)]
        _run([sys.executable, "-m", "pagefind", *options, *left_out], self.project)
        for pattern in search.UNUSED:
            for path in bundle.glob(pattern):
                path.unlink()

    def _compress(self) -> None:
        texts = [path for path in self.output.rglob("*") if compression.is_text(path.name)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            self._digests = dict(pool.map(self._compress_one, texts))

    def _compress_one(self, path: Path) -> tuple[Path, str]:
        """(the path, the digest of its bytes): as long as that is the same, so are the compressed forms."""
        data = path.read_bytes()
        digest = sha256(data).hexdigest()
        if self._digests.get(path) != digest:
            for suffix, compressed in compression.variants(data):
                path.with_name(path.name + suffix).write_bytes(compressed)
        return path, digest


def _run(command: Sequence[str], folder: Path) -> str:
    """What a command says. Raises SiteError where it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SiteError(f"{Path(command[0]).name} failed: {(done.stdout + done.stderr)[-500:]}")
    return done.stdout
