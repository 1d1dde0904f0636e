"""The package as it is installed: from the wheel, beside Pelican, with Pelican's own commands."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from .commands import PACKAGE
from .compare import assert_same, files
from .servers import Server

pytestmark = pytest.mark.slow

CLASS = 'PELICAN_CLASS = "pelican_incremental.IncrementalPelican"\n'
STOCK = 'PELICAN_CLASS="pelican.Pelican"'
# title, author, language, no URL prefix, pages of how many articles, the time zone, tasks.py, and no way to upload it
ANSWERS = ["A site", "Nobody", "en", "n", "y", "10", "UTC", "y", *["n"] * 6]
PLUGIN = """
from pelican import signals


def add(content):
    if content._content:
        content._content += "<p>From the site's own plugin.</p>"


def register():
    signals.content_object_init.connect(add)
"""


def uv(*arguments):
    """Run uv; fails with what it said."""
    program = shutil.which("uv") or Path(sys.executable).with_name("uv")
    if not Path(program).is_file():
        pytest.fail("These tests need the program `uv`: install it, or put it on the PATH.", pytrace=False)
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"`uv {arguments[0]}` failed, which needs PyPI:\n{done.stderr}", pytrace=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel and the sdist of the package."""
    folder = tmp_path_factory.mktemp("dist")
    uv("build", PACKAGE, "--out-dir", folder)
    return SimpleNamespace(wheel=next(folder.glob("*.whl")), sdist=next(folder.glob("*.tar.gz")))


class Environment:
    """An environment of Python with the wheel, what that needs, and some packages more."""

    def __init__(self, folder, wheel, *more):
        self.bin = folder / "bin"
        uv("venv", "--python", sys.executable, folder)
        uv("pip", "install", "--python", self.bin / "python", wheel, *more)

    def run(self, name, *arguments, folder, answers=(), fails=False):
        """Run a command of the environment in a folder. Returns what it said; it has to succeed, or fail."""
        done = subprocess.run(
            [self.bin / name, *arguments],
            cwd=folder, env=self.variables(), input="\n".join([*answers, ""]), capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip
        assert bool(done.returncode) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def variables(self):
        """The environment variables that its commands have: nothing of the package's own folder is in reach."""
        own = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
        return {**own, "PATH": f"{self.bin}{os.pathsep}{own['PATH']}", "COLUMNS": "200"}


@pytest.fixture(scope="module")
def environment(built, tmp_path_factory):
    return Environment(tmp_path_factory.mktemp("env") / "env", built.wheel, "markdown", "invoke")


@pytest.fixture(scope="module")
def quickstarted(environment, tmp_path_factory):
    """A site as pelican-quickstart makes one, with two articles."""
    folder = tmp_path_factory.mktemp("quickstart")
    said = environment.run("pelican-quickstart", folder=folder, answers=[str(folder / "site"), *ANSWERS])
    assert "Done. Your new project is available" in said
    site = folder / "site"
    for number, title in enumerate(["One", "Two"], start=1):
        text = f"Title: {title}\nDate: 2024-01-0{number}\nCategory: Words\nTags: first, {title}\n\nText of *{title}*.\n"
        (site / "content" / f"{title.lower()}.md").write_text(text)
    return site


@pytest.fixture
def site(quickstarted, tmp_path):
    """That site, in a folder of its own, with the one line of the README in its settings."""
    folder = tmp_path / "site"
    shutil.copytree(quickstarted, folder)
    with (folder / "pelicanconf.py").open("a") as settings:
        settings.write(CLASS)
    return folder


@pytest.fixture
def stock(environment, site):
    """A function that gives what stock Pelican makes of the site, by name."""

    def build():
        shutil.rmtree(site / "stock", ignore_errors=True)
        said = environment.run("pelican", "content", "-o", "stock", "-e", STOCK, folder=site)
        assert "rendered" not in said
        return files(site / "stock")

    return build


def test_wheel_and_sdist_hold_what_is_needed(built):
    with zipfile.ZipFile(built.wheel) as wheel:
        names = {*wheel.namelist()}
        metadata = wheel.read(next(name for name in names if name.endswith("/METADATA"))).decode()
    assert {"pelican_incremental/preview/client.js", "pelican_incremental/py.typed"} <= names
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]
    modules = {path.relative_to(PACKAGE / "src").as_posix() for path in (PACKAGE / "src").rglob("*.py")}
    assert modules == {name for name in names if name.endswith(".py")}
    assert "Requires-Dist: pelican>=" in metadata
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line]
    assert len(needed) == 3, needed  # Pelican, filelock and rich; whatever else there is, an extra asks for it
    with tarfile.open(built.sdist) as sdist:
        inside = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "src/pelican_incremental/site.py"} <= inside


def test_it_works_with_nothing_but_what_it_requires(built, tmp_path):
    """Neither Markdown, nor what its extras bring."""
    bare = Environment(tmp_path / "env", built.wheel)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "one.rst").write_text("One\n###\n\n:date: 2024-01-01\n\nText.\n")
    (tmp_path / "pelicanconf.py").write_text(f'SITENAME = "Bare"\nTIMEZONE = "UTC"\n{CLASS}')
    modules = ["markdown", "typogrify", "starlette", "uvicorn", "distributed"]
    found = f"import importlib.util as u; print([m for m in {modules} if u.find_spec(m)])"
    assert bare.run("python", "-c", found, folder=tmp_path).strip() == "[]"
    asked = "import json, pelican_incremental as p; print(json.dumps([p.__file__, p.__all__]))"
    names = json.loads(bare.run("python", "-c", asked, folder=tmp_path))
    assert names[0].startswith(str(tmp_path / "env"))
    assert "IncrementalPelican" in names[1]
    assert "1 read" in bare.run("pelican", "content", folder=tmp_path)
    bare.run("pelican", "content", "-o", "stock", "-e", STOCK, folder=tmp_path)
    assert_same(files(tmp_path / "stock"), files(tmp_path / "output"))
    said = bare.run("pelican-preview", folder=tmp_path, fails=True)
    assert said == 'The preview needs more packages: install them with `pip install "pelican-incremental[preview]"`.\n'


def test_the_stock_command_builds_a_new_site_again_and_again(environment, site, stock):
    assert "2 read" in environment.run("pelican", "content", folder=site)
    assert_same(stock(), files(site / "output"))
    said = environment.run("pelican", "content", folder=site)
    assert "0 read, 0 rendered, 0 written" in said
    assert_same(stock(), files(site / "output"))
    (site / "content" / "two.md").write_text("Title: Two\nDate: 2024-01-02\nCategory: Words\n\nChanged.\n")
    assert "1 read" in environment.run("python", "-m", "pelican", "content", folder=site)
    assert_same(stock(), files(site / "output"))
    (site / "content" / "one.md").unlink()
    assert "0 read" in environment.run("pelican", folder=site)
    assert_same(stock(), files(site / "output"))


def test_the_tasks_of_quickstart_build_the_site(environment, site, stock):
    assert "2 read" in environment.run("invoke", "build", folder=site)
    assert_same(stock(), files(site / "output"))
    assert "0 read, 0 rendered, 0 written" in environment.run("invoke", "build", folder=site)
    # with the settings that it is published with, which import the others
    assert "2 read" in environment.run("invoke", "preview", folder=site)
    shutil.rmtree(site / "stock")
    environment.run("pelican", "-s", "publishconf.py", "-o", "stock", "-e", STOCK, folder=site)
    assert_same(files(site / "stock"), files(site / "output"))


def test_a_site_keeps_its_own_package_of_plugins(environment, site, stock):
    """`plugins/` is what most sites call it."""
    (site / "plugins").mkdir()
    (site / "plugins" / "__init__.py").touch()
    (site / "plugins" / "adding.py").write_text(PLUGIN)
    with (site / "pelicanconf.py").open("a") as settings:
        settings.write('import os\nimport sys\nsys.path.append(os.curdir)\nPLUGINS = ["plugins.adding"]\n')
    environment.run("pelican", "content", folder=site)
    built = files(site / "output")
    assert b"From the site's own plugin." in built["two.html"]
    assert_same(stock(), built)
    plugin = site / "plugins" / "adding.py"
    plugin.write_text(plugin.read_text().replace("the site's own", "a changed"))
    environment.run("pelican", "content", folder=site)
    assert b"From a changed plugin." in (site / "output" / "two.html").read_bytes()


def _saved_again(site):
    """Save an article, if that was not done in this second: the stock server misses what is saved while it builds."""
    source = site / "content" / "two.md"
    if time.time() - source.stat().st_mtime > 1:
        source.write_text(f"Title: Two\nDate: 2024-01-02\n\nSaved while it serves, at {time.time()}.\n")
    return True


def test_a_save_is_shown_by_the_stock_server_that_reloads(environment, site, stock):
    command = [environment.bin / "pelican", "-lr", "-b", "127.0.0.1", "-p", "{port}"]
    server = Server(command, site, **environment.variables())
    try:
        server.until_shown("/two.html", "Text of <em>Two</em>")
        server.until(lambda: _saved_again(site) and "Saved while" in server.page("/two.html"), "what was saved")
    finally:
        server.end()
    # whatever the end broke off, the next build does the rest
    environment.run("pelican", "content", folder=site)
    assert_same(stock(), files(site / "output"))
