"""What the tests share: one real build of the site a session, sites of their own, and a browser."""

import socket
import subprocess
import threading
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from previewing import Preview
from sites import ROOT, Site, run_pelican
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles

import tasks


def pytest_addoption(parser):
    parser.addoption("--deep", action="store_true", help="let tests of random edits take thousands of steps")


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
def serving():
    """A function that serves a folder while the session lasts, and returns the address."""
    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(_served(folder))


@pytest.fixture(scope="session")
def address(output, serving):
    """The address at which the built site is served while the session lasts."""
    return serving(output)


@contextmanager
def _served(folder):
    app = Starlette()
    app.mount("/", StaticFiles(directory=folder, html=True))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # now, so that a visit waits for the server instead of being refused
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


@pytest.fixture(scope="session")
def clone():
    """A function that copies the project's own files into a folder below another, as a clone would, and returns it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    def copied(parent):
        for name in filter(lambda name: (ROOT / name).is_file(), listed.stdout.splitlines()):
            (parent / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
            (parent / "clone" / name).write_bytes((ROOT / name).read_bytes())
        # with the same packages in reach: to install them takes longer than most tests
        (parent / "clone" / ".venv").symlink_to(ROOT / ".venv")
        return parent / "clone"

    return copied


@pytest.fixture
def copy(tmp_path, clone):
    """A copy of the project in a folder of its own."""
    return clone(tmp_path)


@pytest.fixture(scope="session")
def folder(tmp_path_factory, clone):
    """The copy of the project that `preview` shows; who changes it puts it back and waits until that is seen."""
    return clone(tmp_path_factory.mktemp("preview"))


@pytest.fixture(scope="session")
def preview(folder):
    preview = Preview(folder)
    preview.until(" rendered, ")
    yield preview
    assert preview.end() == 0
