"""Staging directories on systems that cannot exchange two folders, and beside what others left."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from railhead import files
from railhead.publish.staging import PublishError, Staging

PAGE = "index.html"


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


def put(folder, data):
    """Publish a site of one page."""
    new = Staging(folder, same_tools=False)
    new.put(PAGE, data)
    new.land()


def beside(public):
    return {path.name for path in public.parent.iterdir()} - {public.name}


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
        renamed.append(path)
        if len(renamed) == 2:
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
        rename(path, target)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed_after)
        with pytest.raises(KeyboardInterrupt):
            put(public, b"new")
    assert not public.exists()
    abandoned = Staging(public, same_tools=False)
    assert (public / PAGE).read_bytes() == b"old"
    abandoned.abandon()
    assert not beside(public)


def test_what_killed_runs_left_goes_and_what_others_have_beside_it_stays(public):
    (public.parent / ".release-0a_bcdef").mkdir()
    (public.parent / ".release-0a_bcdef" / PAGE).touch()
    others = {".release-please-manifest.json", ".release-it", ".release-12345678"}
    (public.parent / ".release-please-manifest.json").touch()
    (public.parent / ".release-it").mkdir()
    (public.parent / ".release-12345678").touch()
    put(public, b"new")
    assert beside(public) == others


def test_a_link_in_place_of_the_folder_is_refused(public):
    real = public.with_name("real")
    public.rename(real)
    public.symlink_to(real)
    with pytest.raises(PublishError, match="public is a symbolic link"):
        Staging(public, same_tools=False)
    assert (public / PAGE).read_bytes() == b"old"
    assert beside(public) == {"real"}
