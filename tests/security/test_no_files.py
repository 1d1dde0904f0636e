"""A pipe, a socket, a device or a folder where a file is expected: a sentence, and never an end that does not come."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from pelican_incremental import IncrementalPelican

from railhead import build as builds
from railhead import files, records, setting_up
from railhead.images import card
from railhead.story.problems import ContentError
from railhead.templating.stylesheets import bundled

from ..sites import ROOT, STORY, settings_of

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1"/></svg>'


def bound(path):
    """A socket at `path`, whose name the system limits to some hundred characters."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


KINDS = {
    "a pipe": os.mkfifo,
    "a socket": bound,
    "a folder": Path.mkdir,
    "a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def put(request):
    """A function that puts something else in the place of a file."""

    def put(path):
        path.unlink(missing_ok=True)
        request.param(path)

    return put


def test_what_is_no_file_is_not_read(tmp_path, put):
    put(tmp_path / "x")
    for look in (files.read, files.expect):
        with pytest.raises(files.NoFileError):
            look(tmp_path / "x")
    with pytest.raises(records.RecordError, match=r"it is no file|it is a symbolic link"):
        records.read(tmp_path / "x")
    with pytest.raises(OSError, match=r"no file|symbolic link"), files.alone(tmp_path / "x"):
        pass


def test_a_file_and_a_link_to_one_are_read(tmp_path):
    (tmp_path / "x").write_bytes(b"x")
    (tmp_path / "link").symlink_to("x")
    assert files.read(tmp_path / "link") == b"x"
    files.expect(tmp_path / "link")
    files.expect(tmp_path / "nothing")
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "nothing")


@pytest.mark.parametrize(
    "name",
    ["templates/base.html", "templates/partials/footer.html", "css/tokens.css", "card/bold.ttf", "card/regular.ttf"],
)
def test_what_is_no_file_in_the_theme_is_told_of(site, tmp_path, put, name):
    theme = shutil.copytree(ROOT / "theme", tmp_path / "theme")
    put(theme / name)
    site.write("stories/2024/a-story.md", STORY)
    (problem,) = site.problems(THEME=theme)
    assert problem.path == os.path.relpath(theme / name)
    assert problem.wrong == "this is no file"


def test_a_lock_of_an_editor_in_the_theme_harms_nothing(site, tmp_path):
    theme = shutil.copytree(ROOT / "theme", tmp_path / "theme")
    (theme / "templates/.#base.html").symlink_to("somebody@machine.1")
    site.write("stories/2024/a-story.md", STORY)
    assert site.problems(THEME=theme) == []


def test_what_the_theme_reads_elsewhere_is_no_pipe_either(tmp_path, put):
    (tmp_path / "a.css").write_text('@import "b.css";')
    put(tmp_path / "b.css")
    with pytest.raises(SyntaxError, match="no file"):
        bundled(tmp_path / "a.css")
    (tmp_path / "css").mkdir()
    put(tmp_path / "css/tokens.css")
    with pytest.raises(files.NoFileError):
        card.look(tmp_path)


def test_what_is_no_file_in_the_content_is_told_of(site, put):
    site.write("stories/2024/a-story.md", STORY)
    put(site.content / "stories/2024/b-story.md")
    told = {problem.path for problem in site.problems()}
    is_folder = (site.content / "stories/2024/b-story.md").is_dir()
    assert told == (set() if is_folder else {"content/stories/2024/b-story.md"})


def test_a_lead_picture_that_a_folder_replaces_is_told_of_by_a_story_that_stays(site, tmp_path):
    lead = "image: {file: map.svg, alt: A map, caption: A map, credit: Us}\nsources:"
    site.write("stories/2024/a-story.md", STORY.replace("sources:", lead))
    drawing = site.write("images/map.svg", DRAWING)

    def build():
        IncrementalPelican(settings_of(PATH=site.content, OUTPUT_PATH=site.output, CACHE_PATH=tmp_path / "cache")).run()

    build()
    drawing.unlink()
    drawing.mkdir()
    with pytest.raises(ContentError, match=r"a-story.md:8:15: the picture does not come to stand at /images/map.svg"):
        build()


@pytest.mark.parametrize("name", ["pelicanconf.py", "publishconf.py"])
def test_settings_that_are_no_file_are_told_of(tmp_path, put, name):
    put(tmp_path / name)
    for build in (builds.settings_in, lambda path: builds.build(path, tmp_path / "output", {})):
        with pytest.raises(builds.BuildError, match=f"{name}:1:1: this is no file"):
            build(tmp_path / name)


@pytest.mark.parametrize("name", ["uv.lock", "uv.txt", "pyproject.toml"])
def test_what_the_set_up_reads_is_no_pipe(tmp_path, put, monkeypatch, name):
    for other in ("uv.lock", "uv.txt", "pyproject.toml"):
        (tmp_path / other).write_text("")
    put(tmp_path / name)
    for constant, path in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "UV": tmp_path / "uv.txt"}.items():
        monkeypatch.setattr(setting_up, constant, path)
    with pytest.raises(files.NoFileError):
        setting_up.install()
