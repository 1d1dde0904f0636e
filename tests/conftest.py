"""What the tests share: one real build of the site a session, sites of their own, and a browser."""

import socket
import subprocess
import threading
from pathlib import Path

import lxml.html
import pelican.log
import pytest
import uvicorn
from pelican import Pelican
from pelican.settings import read_settings
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles

import tasks
from plugins.story.problems import ContentError

ROOT = Path(__file__).parent.parent

STORY = """\
---
title: A headline
dek: A sentence under it.
id: a-story
date: 2024-12-19
category: Breaking News
tags: [artillery]
sources:
  - id: a-paper
    publisher: A Paper
    title: A report
    url: https://paper.example/report
claims:
  - id: seen
    text: Something was seen.
    history:
      - as_of: 2024-12-19
        status: reported
        source: a-paper
---

Something was seen.[^seen]
"""


def run_pelican(output, settings="pelicanconf.py", **overrides):
    """Build with the site's settings into `output`. Raises ContentError as a build of the site does."""
    pelican.log.console.quiet = True
    overrides = {name: str(value) if isinstance(value, Path) else value for name, value in overrides.items()}
    Pelican(read_settings(str(ROOT / settings), override={"OUTPUT_PATH": str(output), **overrides})).run()


class Site:
    """A content folder of a test's own, built with the site's settings, plugins and theme."""

    def __init__(self, folder):
        self.content = folder / "content"
        self.output = folder / "output"

    def write(self, name, text):
        """Put `text`, a string or bytes, into the content file `name`."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def build(self, **overrides):
        run_pelican(self.output, PATH=self.content, **overrides)

    def problems(self):
        """Build, and return the problems that it ends with."""
        try:
            self.build()
        except ContentError as error:
            return error.problems
        return []

    def page(self, address):
        return parse(self.output, address)


def parse(output, address):
    """The page that `output` has at `address`, as a tree to query."""
    path = output / address.lstrip("/")
    if address.endswith("/"):
        path /= "index.html"
    return lxml.html.parse(str(path)).getroot()


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


@pytest.fixture(scope="session")
def output(tmp_path_factory):
    """The site as `build` makes it."""
    folder = tmp_path_factory.mktemp("site")
    run_pelican(folder)
    return folder


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """The site with the settings that it is published with."""
    folder = tmp_path_factory.mktemp("published")
    run_pelican(folder, "publishconf.py")
    return folder


@pytest.fixture(scope="session")
def address(output):
    """The address at which the built site is served while the session lasts."""
    app = Starlette()
    app.mount("/", StaticFiles(directory=output, html=True))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    quiet = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tasks.browser(), args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def copy(tmp_path):
    """A copy of the project's own files in a folder of its own, as a clone would give it."""
    folder = tmp_path / "clone"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(lambda name: (ROOT / name).is_file(), listed.stdout.splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder
