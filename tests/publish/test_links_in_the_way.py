"""Nothing is written through a symbolic link that a branch has put where a task writes."""

import os
import sqlite3
import threading
from contextlib import closing

import pytest

from railhead import files
from railhead.cache import cache_beside
from railhead.publish.steps import _tell_servers
from railhead.record import published
from railhead.remembered import Remembered, remembering

from .project import Project
from .test_told_servers import serving_of


@pytest.fixture
def victim(tmp_path):
    file = tmp_path / "victim"
    file.write_text("mine")
    return file


def said(id_="a-story"):
    return published.Said("content/stories/2024/a.md", id_, 1, [published.HEAD, "address /2024/a/", ""])


def test_names_of_unfinished_files_cannot_be_foretold(tmp_path, victim):
    """Whatever fixed name, process or thread they were called by."""
    for name in (".a", ".a.part", f".a.{os.getpid()}", f".a.{os.getpid()}-{threading.get_ident()}"):
        (tmp_path / name).symlink_to(victim)
    names = set()
    for _ in range(20):
        with files.replacing(tmp_path / "a") as file:
            file.write(b"x")
            names |= {path.name for path in tmp_path.iterdir() if not path.is_symlink()} - {"a", "victim"}
    assert len(names) == 20
    assert all(map(files.UNFINISHED.fullmatch, names))
    assert victim.read_text() == "mine"


def test_a_name_as_long_as_file_systems_take_is_written(tmp_path):
    files.write(tmp_path / ("a" * 255), b"x")
    assert (tmp_path / ("a" * 255)).read_bytes() == b"x"


def test_a_write_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), files.replacing(tmp_path / "a"):
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["published", "published/a-story.txt"])
def test_the_record_is_not_written_through_a_link(tmp_path, victim, place):
    (tmp_path / "elsewhere").mkdir()
    if "/" in place:
        (tmp_path / "published").mkdir()
    (tmp_path / place).symlink_to(victim if "/" in place else tmp_path / "elsewhere")
    with pytest.raises(files.LinkError, match="a symbolic link stands there, and is not followed"):
        published.keep([said()], tmp_path / "published")
    assert victim.read_text() == "mine"
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("place", ["serving", "serving/nginx.conf"])
def test_what_servers_are_told_is_not_written_through_a_link(tmp_path, victim, place):
    (tmp_path / "elsewhere").mkdir()
    if "/" in place:
        (tmp_path / "serving").mkdir()
    (tmp_path / place).symlink_to(victim if "/" in place else tmp_path / "elsewhere")
    with pytest.raises(files.LinkError):
        _tell_servers(tmp_path / "serving", serving_of(["index.html"]))
    assert victim.read_text() == "mine"
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("place", [".cache", ".cache/images"])
def test_pictures_are_not_kept_through_a_link(tmp_path, place):
    (tmp_path / "elsewhere").mkdir()
    if "/" in place:
        (tmp_path / ".cache").mkdir()
    (tmp_path / place).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(files.LinkError):
        cache_beside(tmp_path / "content").get("a", ".png", lambda: b"x")
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("place", [".cache", ".cache/remembered.sqlite"])
def test_another_database_is_not_written_to(tmp_path, place):
    """A link may lead to that of a browser."""
    other = tmp_path / "elsewhere/remembered.sqlite"
    other.parent.mkdir()
    with closing(sqlite3.connect(other)) as database, database:
        database.execute("create table mine (a)")
    before = other.read_bytes()
    if "/" in place:
        (tmp_path / ".cache").mkdir()
    (tmp_path / place).symlink_to(other if "/" in place else other.parent)
    remembering(tmp_path / ".cache/remembered.sqlite", lambda memory: memory.keep("kind", "name", "key", "value"))
    assert other.read_bytes() == before


def test_a_journal_that_was_put_there_is_not_obeyed(tmp_path):
    """SQLite deletes the file that a journal names as that of a transaction over several databases."""
    memory, journal = tmp_path / "memory", tmp_path / "memory-journal"
    with Remembered(memory) as remembered:
        remembered.keep("kind", "name", "key", "value")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    assert remembering(memory, lambda remembered: list(remembered.values("kind"))) == []
    assert not journal.exists()


@pytest.mark.slow
def test_the_tasks_say_so_in_a_sentence(project: Project, tmp_path):
    """And a link that could be foretold by the name of a story is left alone."""
    victim, folder = tmp_path / "victim", project.folder
    victim.write_text("mine")
    (folder / "published").mkdir()
    (folder / "published/.second-koksan-shipment").symlink_to(victim)
    project.publish()
    assert victim.read_text() == "mine"
    record = folder / "published/second-koksan-shipment.txt"
    record.unlink()
    record.symlink_to(victim)
    refused = project.run("publish")
    assert refused.returncode == 1
    assert "published/second-koksan-shipment.txt:1: error: this record is damaged" in refused.stdout
    record.unlink()
    (folder / ".cache").rename(tmp_path / "cache")
    (folder / ".cache").symlink_to(tmp_path / "cache")
    for task in ("build", "publish"):
        refused = project.run(task)
        assert refused.returncode == 1
        assert ".cache is a symbolic link, which nothing is written through: remove it" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert victim.read_text() == "mine"
