"""Staging directories on systems that cannot exchange two folders, and beside what others left."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from railhead import files
from railhead.publish.staging import PublishError, Staging
from railhead.remembered import Remembered

PAGE, BEFORE = "index.html", ".public-before"


@pytest.fixture
def public(tmp_path):
    """A folder in which a site stands."""
    folder = tmp_path / "public"
    put(folder, b"old")
    return folder


@pytest.fixture(params=[True, False], ids=["exchanging", "renaming"])
def system(request, monkeypatch):
    """Whether the system can exchange two folders."""
    if not request.param:
        monkeypatch.setattr(files.ctypes, "CDLL", lambda *_, **__: SimpleNamespace())
    return request.param


def put(folder, data, name=PAGE):
    """Publish a site of one page. Returns the names of the files that differ."""
    new = staging(folder)
    new.put(name, data)
    return new.land()


def staging(folder):
    return Staging(folder, Remembered(None), same_tools=False)


def beside(public):
    """What lies beside the site, but for the one before it."""
    return {path.name for path in public.parent.iterdir()} - {public.name, BEFORE}


@pytest.mark.usefixtures("system")
def test_a_new_site_takes_the_place_of_the_old_one(public):
    put(public, b"new")
    assert (public / PAGE).read_bytes() == b"new"
    assert not beside(public)


@pytest.mark.usefixtures("system")
def test_a_reader_who_has_a_page_open_reads_it_to_its_end(public):
    with (public / PAGE).open("rb") as page:
        put(public, b"new")
        assert page.read() == b"old"


@pytest.mark.parametrize("system", [False], indirect=True)
@pytest.mark.usefixtures("system")
def test_a_site_that_cannot_be_renamed_leaves_the_old_one_standing(public, monkeypatch):
    rename, renamed = Path.replace, []

    def second_fails(path, target):
        renamed.extend([path] if path.is_dir() else [])
        if path.is_dir() and len(renamed) == 2:
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", second_fails)
    with pytest.raises(OSError, match="Input/output error"):
        put(public, b"new")
    assert (public / PAGE).read_bytes() == b"old"


@pytest.mark.parametrize("system", [False], indirect=True)
@pytest.mark.usefixtures("system")
def test_a_site_taken_away_by_a_killed_run_is_put_back(public, monkeypatch):
    rename = Path.replace

    def killed_after(path, target):
        is_folder = path.is_dir()
        rename(path, target)
        if is_folder:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed_after)
        with pytest.raises(KeyboardInterrupt):
            put(public, b"new")
    assert not public.exists()
    staging(public)
    assert (public / PAGE).read_bytes() == b"old"
    assert not beside(public)


def test_the_site_before_the_last_lies_beside_it_and_is_made_the_next(public):
    """So that only what differs has to be written."""
    put(public, b"second")
    assert (public.with_name(BEFORE) / PAGE).read_bytes() == b"old"
    assert put(public, b"old") == {PAGE}
    assert (public / PAGE).read_bytes() == b"old"
    assert (public.with_name(BEFORE) / PAGE).read_bytes() == b"second"


def test_a_site_that_is_the_same_is_not_exchanged(public):
    inode = public.stat().st_ino
    assert put(public, b"old") == set()
    assert public.stat().st_ino == inode


def test_a_file_that_both_sites_have_is_one_on_the_disk_and_never_written_into(public):
    new = staging(public)
    new.put(PAGE, b"old")
    new.put("other.html", b"other")
    new.land()
    assert (public / PAGE).samefile(public.with_name(BEFORE) / PAGE)
    with (public / PAGE).open("rb") as page:
        put(public, b"third")
        assert page.read() == b"old"
    assert (public.with_name(BEFORE) / PAGE).read_bytes() == b"old"


@pytest.mark.parametrize("names", [("a", "a/b.html"), ("a/b.html", "a"), ("a/b/c.html", "a"), ("a", "a/b/c.html")])
def test_a_file_takes_the_place_of_a_folder_and_the_reverse(public, names):
    for name in (*names, *names, *names):
        put(public, name.encode(), name)
        found = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()}
        assert found == {name, "SHA256SUMS"}
        assert (public / name).read_bytes() == name.encode()


def test_what_lies_in_either_folder_and_was_not_published_goes(public):
    put(public, b"second")
    for folder in (public, public.with_name(BEFORE)):
        (folder / "deep/er").mkdir(parents=True)
        (folder / "deep/er/mine.txt").write_text("mine")
    put(public, b"second")
    assert {path.name for path in public.rglob("*")} == {PAGE, "SHA256SUMS"}


def test_what_others_have_beside_it_stays(public):
    others = {".release-please-manifest.json", ".release-it", ".release-12345678"}
    (public.parent / ".release-please-manifest.json").touch()
    (public.parent / ".release-it").mkdir()
    (public.parent / ".release-12345678").touch()
    put(public, b"new")
    assert beside(public) == others


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_stands_where_the_site_before_belongs_is_refused(public, kind):
    place = public.with_name(BEFORE)
    place.write_text("mine") if kind == "file" else place.symlink_to(public)
    with pytest.raises(PublishError, match="is no folder: move it away"):
        put(public, b"new")
    assert (public / PAGE).read_bytes() == b"old"


def test_a_link_in_place_of_the_folder_is_refused(public):
    real = public.with_name("real")
    public.rename(real)
    public.symlink_to(real)
    with pytest.raises(PublishError, match="public is a symbolic link"):
        staging(public)
    assert (public / PAGE).read_bytes() == b"old"
    assert beside(public) == {"real"}
