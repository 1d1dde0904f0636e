"""What the tests share: one real build of the frozen site a session, sites of their own, and a browser."""

import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.staticfiles import StaticFiles

from railhead.programs import browser

from .preview.previewing import Preview
from .sites import ROOT, SITE, Site, run_pelican

# a shell has what it starts in the background ignore SIGINT, and what tests start would ignore it, too
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# what an owner changes at any time, by the first part of its path
LIVE = ("content", "published", "pelicanconf.py", "publishconf.py")


def pytest_addoption(parser):
    parser.addoption("--deep", action="store_true", help="run the tests that take thousands of random steps as well")
    parser.addoption("--quick", action="store_true", help="leave out the tests that are slow")


def pytest_collection_modifyitems(config, items):
    left_out = set() if config.getoption("--deep") else {"deep"}
    left_out |= {"slow"} if config.getoption("--quick") else set()
    kept = [item for item in items if not any(item.get_closest_marker(name) for name in left_out)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _refuse_live(event, arguments):
    """No test may depend on what the owner of the site writes: tests/test_live_site.py looks at copies."""
    if event in {"open", "os.listdir", "os.scandir"} and isinstance(arguments[0], str | Path) and not _refuse_live.off:
        path = Path(arguments[0])  # one that is relative may be so to a folder that is not told
        if path.is_relative_to(ROOT) and path != ROOT and path.relative_to(ROOT).parts[0] in LIVE:
            raise AssertionError(f"a test reads {path.relative_to(ROOT)}, which the owner of the site may change")


_refuse_live.off = False
sys.addaudithook(_refuse_live)


@pytest.fixture(scope="session", autouse=True)
def _own_key(tmp_path_factory):
    """Have tasks make a key of their own, and leave that of whoever runs the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.delenv("PELICAN_INCREMENTAL_KEY", raising=False)
        yield


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
        "--font-render-hinting=none",  # letters are as wide as on a phone
    ]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser(), args=quiet)
        yield opened
        opened.close()


@contextmanager
def live():
    """Let what is inside read the live site, to copy it."""
    _refuse_live.off = True
    try:
        yield
    finally:
        _refuse_live.off = False


@pytest.fixture(scope="session")
def live_clone():
    """A function that copies the project's own files, as a clone would, into a folder, and returns that."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip

    def copied(folder, without=()):
        with live():
            for name in (name for name in listed if name.partition("/")[0] not in without and (ROOT / name).is_file()):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes((ROOT / name).read_bytes())
        # with the same packages in reach: to install them takes longer than most tests
        (folder / ".venv").symlink_to(ROOT / ".venv")
        return folder

    return copied


@pytest.fixture(scope="session")
def clone(live_clone):
    """A function that copies the project into a folder below another, with the frozen site in place of the live one."""

    def copied(parent):
        folder = live_clone(parent / "clone", without=(*LIVE, "tests"))
        for path in (path for path in SITE.rglob("*") if path.is_file() and ".cache" not in path.parts):
            (folder / path.relative_to(SITE)).parent.mkdir(parents=True, exist_ok=True)
            (folder / path.relative_to(SITE)).write_bytes(path.read_bytes())
        return folder

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
