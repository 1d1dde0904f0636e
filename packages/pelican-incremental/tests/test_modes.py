"""What a build lays down can be read by a web server, which is somebody else."""

import os

import pytest
from pelican_incremental.rendering.staging import Staging


@pytest.fixture(params=[0o077, 0o027, 0o000], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder):
    """{name: rights} of what is in a folder, and of the folder itself."""
    return {path.relative_to(folder).as_posix(): path.stat().st_mode & 0o7777 for path in (folder, *folder.rglob("*"))}


READABLE = {
    ".": 0o755,
    "2024": 0o755,
    "2024/a": 0o755,
    "2024/a/index.html": 0o644,
    "images": 0o755,
    "images/x": 0o755,
    "images/x/a.png": 0o644,
}


def lay(tmp_path):
    staging = Staging(tmp_path / "output", "a")
    staging.put("2024/a/index.html", b"x")
    picture = staging.folder / "images/x/a.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"x")
    picture.chmod(0o700)  # as it was copied, with the rights that it had
    return staging


@pytest.mark.usefixtures("umask")
def test_rights_are_set_and_neither_of_the_umask_nor_of_the_source(tmp_path):
    lay(tmp_path).land()
    assert modes(tmp_path / "output") == READABLE


@pytest.mark.usefixtures("umask")
def test_so_they_are_beside_what_stands_there(tmp_path):
    (tmp_path / "output").mkdir(mode=0o755)
    (tmp_path / "output").chmod(0o755)
    (tmp_path / "output/other").touch()
    staging = lay(tmp_path)
    staging.show("2024/b/index.html", b"x")
    staging.settle()
    staging.land()
    (tmp_path / "output/other").unlink()
    assert modes(tmp_path / "output") == READABLE | {"2024/b": 0o755, "2024/b/index.html": 0o644}


def test_a_file_that_stays_is_mended(tmp_path):
    lay(tmp_path).land()
    (tmp_path / "output/2024/a/index.html").chmod(0o600)
    lay(tmp_path).land()
    assert modes(tmp_path / "output") == READABLE


def test_a_source_that_is_linked_into_the_output_keeps_its_rights(tmp_path):
    """As Pelican does by STATIC_CREATE_LINKS."""
    (tmp_path / "a.png").write_bytes(b"x")
    (tmp_path / "a.png").chmod(0o600)
    staging = Staging(tmp_path / "output", "a")
    (staging.folder / "a.png").hardlink_to(tmp_path / "a.png")
    (staging.folder / "b.png").symlink_to(tmp_path / "a.png")
    staging.land()
    assert (tmp_path / "a.png").stat().st_mode & 0o777 == 0o600
