"""What is published can be read by a web server, which is somebody else, whatever the umask or the rights of a source."""

import os

import pytest

from railhead import files
from railhead.deploy.folder import Folder
from railhead.deploy.rclone import Rclone
from railhead.deploy.steps import deploy
from railhead.publish.staging import Staging
from railhead.remembered import Remembered

from ..deploy import releases

READABLE = {("file", 0o644), ("folder", 0o755)}


@pytest.fixture(params=[0o077, 0o000], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder):
    """The rights of all that is in a folder, and of the folder itself."""
    kinds = {True: "folder", False: "file"}
    return {(kinds[path.is_dir()], path.stat().st_mode & 0o7777) for path in (folder, *folder.rglob("*"))}


def put(public, **pages):
    staging = Staging(public, Remembered(None), same_tools=False)
    for name, data in pages.items():
        staging.put(f"2024/{name}/index.html", data)
    return staging.land()


@pytest.mark.usefixtures("umask")
def test_a_published_site_can_be_read(tmp_path):
    public = tmp_path / "public"
    for second in (b"2", b"3", b"3"):
        put(public, a=b"1", b=second)
        assert modes(public) == READABLE


def test_a_site_that_was_published_so_that_nobody_could_read_it_is_mended(tmp_path):
    public = tmp_path / "public"
    put(public, a=b"1", b=b"2")
    put(public, a=b"1", b=b"3")
    for folder in (public, public.with_name(".public-before")):
        for path in (*folder.rglob("*"), folder):
            path.chmod(0o700 if path.is_dir() else 0o600)
    put(public, a=b"1", b=b"3")
    assert modes(public) == READABLE


def test_where_there_are_no_links_copies_can_be_read_too(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refused)
    before = os.umask(0o077)
    try:
        test_a_site_that_was_published_so_that_nobody_could_read_it_is_mended(tmp_path)
    finally:
        os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("kind", ["folder", pytest.param("rclone", marks=pytest.mark.slow)])
def test_a_folder_that_was_deployed_to_can_be_read(tmp_path, kind, monkeypatch):
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    monkeypatch.setenv("RCLONE_CONFIG_LIVE_TYPE", "local")
    (tmp_path / "rclone.conf").touch()
    for version in (1, 2):
        public, _ = releases.publish(tmp_path, version)
        target = Folder(tmp_path / "www") if kind == "folder" else Rclone(f"live:{tmp_path}/www")
        deploy(releases.released(public), target, lambda _line: None)
        assert modes(tmp_path / "www") == READABLE


@pytest.mark.usefixtures("umask")
def test_what_stock_pelican_built_can_be_read_and_linked_sources_are_left_alone(tmp_path):
    (tmp_path / "output/a").mkdir(parents=True, mode=0o700)
    (tmp_path / "output/a/index.html").touch(mode=0o600)
    (tmp_path / "source").touch(mode=0o600)
    (tmp_path / "source").chmod(0o600)
    (tmp_path / "output/a/linked").hardlink_to(tmp_path / "source")
    files.make_all_readable(tmp_path / "output")
    assert (tmp_path / "source").stat().st_mode & 0o777 == 0o600
    (tmp_path / "output/a/linked").unlink()
    assert modes(tmp_path / "output") == READABLE


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pelican_incremental.IncrementalPelican", "pelican.Pelican"])
def test_under_a_narrow_umask_all_that_is_served_can_be_read(project, kind):
    settings = project.folder / "pelicanconf.py"
    settings.write_text(f'{settings.read_text()}\nPELICAN_CLASS = "{kind}"\n')
    for name in ("content/extra/favicon.svg", "theme/static/scripts/search.js"):
        (project.folder / name).chmod(0o700)
    before = os.umask(0o077)
    try:
        built = project.run("build")
        project.publish()
    finally:
        os.umask(before)
    assert built.returncode == 0, built.stderr
    for folder in ("output", "public", "serving"):
        assert modes(project.folder / folder) == READABLE
