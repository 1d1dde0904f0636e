"""Pelican's own command, as any Pelican user types it, builds the site."""

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import suppress

import pytest

from .servers import free_port
from .sites import files

pytestmark = pytest.mark.slow

PELICAN = [sys.executable, "-m", "pelican"]
ABOUT = "content/pages/about.md"


def run(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def built(copy):
    """What `tasks.py build` makes of the site."""
    run(copy, sys.executable, "-m", "invoke", "build")
    made = files(copy / "output")
    assert len(made) > 50
    return made


def test_pelican_alone_builds_what_the_task_builds(copy, built):
    run(copy, *PELICAN, "-o", "by-pelican")
    assert files(copy / "by-pelican") == built


def test_stock_pelican_builds_the_same_bytes_after_each_edit(copy):
    """What IncrementalPelican writes after an edit is what Pelican's own class writes from nothing."""
    story = copy / "content/stories/2024/second-koksan-shipment.md"
    base = copy / "theme/templates/base.html"
    edits = {
        "nothing": lambda: None,
        "a text": lambda: story.write_text(story.read_text() + "\nOne more paragraph.\n"),
        "a headline": lambda: story.write_text(story.read_text().replace("\ntitle: ", "\ntitle: Corrected ", 1)),
        "a template": lambda: base.write_text(base.read_text().replace("</body>", "<!-- edited --></body>")),
        "a page": lambda: (copy / ABOUT).write_text((copy / ABOUT).read_text() + "\nMore.\n"),
    }
    for doing, edit in edits.items():
        edit()
        run(copy, *PELICAN, "content", "-s", "publishconf.py", "-o", "ours")
        run(copy, *PELICAN, "content", "-s", "publishconf.py", "-o", "stock", "-e", 'PELICAN_CLASS="pelican.Pelican"')
        assert files(copy / "ours") == files(copy / "stock"), doing


def test_pelican_builds_the_live_site_with_its_settings(copy):
    run(copy, *PELICAN, "content", "-s", "publishconf.py")
    home = (copy / "output/index.html").read_text()
    assert 'href="https://railhead.example/"' in home


@pytest.mark.parametrize("settings", [[], ["-s", "pelicanconf.py"]])
def test_pelican_listens_and_builds_what_is_saved(copy, settings):
    port = free_port()
    process = subprocess.Popen(
        [*PELICAN, "-lr", "-p", str(port), *settings],
        cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}/about/"
        wait_for(process, address, "</html>")
        text = (copy / ABOUT).read_text()
        # Pelican waits for the next change only when a build is done: it is saved until it is seen
        wait_for(process, address, "Newword", lambda: (copy / ABOUT).write_text(f"{text}\nNewword.\n"))
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # it has started two others, which do not end with it
        process.wait()


def wait_for(process, address, text, again=lambda: None, patience=60):
    """Ask for a page until it holds a text, and do something again before each second that it does not."""
    pause = threading.Event()
    for _ in range(patience):
        again()
        for _ in range(10):
            assert process.poll() is None, "the command has ended"
            with (
                suppress(urllib.error.URLError, ConnectionError),
                urllib.request.urlopen(address, timeout=10) as answer,
            ):
                if text in answer.read().decode():
                    return
            pause.wait(0.1)
    raise AssertionError(f"{address} never held {text}")


def test_the_command_needs_nothing_of_the_environment(copy, built):
    """Neither the folder in which it is typed nor PYTHONPATH says where the site's code is."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [*PELICAN, str(copy / "content"), "-s", str(copy / "pelicanconf.py"), "-o", str(copy / "elsewhere")],
        cwd="/", env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert files(copy / "elsewhere") == built
