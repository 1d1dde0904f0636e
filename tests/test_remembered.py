"""What is remembered of files from one task to the next."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from hashlib import sha256

import pytest
from pelican_incremental import DamagedError

from railhead import remembered as module
from railhead.remembered import Remembered, remembering


@pytest.fixture
def folder(tmp_path):
    """A folder with a file, and beside it the memory."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/page.html").write_text("a page")
    return tmp_path / "site"


@pytest.fixture
def read(monkeypatch):
    """The names of the files that were read."""
    names, digest = [], module._digest
    monkeypatch.setattr(module, "_digest", lambda folder, name: names.append(name) or digest(folder, name))
    return names


def files(folder):
    with Remembered(folder.parent / "memory") as memory:
        return memory.files(folder)


def digest(text):
    return sha256(text.encode()).hexdigest()


def test_a_file_that_stays_is_not_read_again(folder, read, monkeypatch):
    monkeypatch.setattr(module, "SETTLED", 0)
    assert files(folder) == files(folder)
    assert files(folder)[:2] == ({"page.html": digest("a page")}, set())
    assert read == ["page.html"]


def test_one_that_was_just_written_is_since_its_time_tells_too_little(folder, read):
    assert files(folder) == files(folder)
    assert read == ["page.html", "page.html"]


def test_a_file_of_another_content_is_found_though_its_size_and_time_are_the_same(folder, monkeypatch):
    monkeypatch.setattr(module, "SETTLED", 0)
    path = folder / "page.html"
    files(folder)
    before = path.stat()
    path.write_text("A PAGE")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert files(folder).digests == {"page.html": digest("A PAGE")}


def test_what_is_gone_is_told_once(folder):
    (folder / "below").mkdir()
    (folder / "below/other.html").write_text("another")
    assert list(files(folder).digests) == ["below/other.html", "page.html"]
    (folder / "page.html").unlink()
    assert files(folder).gone == {"page.html"}
    assert files(folder).gone == set()


def test_what_is_no_file_has_no_digest(folder):
    (folder / "link").symlink_to("page.html")
    os.mkfifo(folder / "pipe")  # which to read would take for ever
    assert files(folder).digests == {"link": "", "page.html": digest("a page"), "pipe": ""}


def test_a_fact_is_known_under_its_key_until_it_is_asked_for_with_another(tmp_path):
    path = tmp_path / "memory"
    with Remembered(path) as memory:
        assert memory.stale("colour", {"a": "1", "b": "1"}) == ["a", "b"]
        memory.keep("colour", "a", "1", "red")
        memory.keep("colour", "b", "1", "blue")
        assert dict(memory.values("colour")) == {"a": "red", "b": "blue"}
    with Remembered(path) as memory:
        assert memory.stale("colour", {"a": "1", "b": "2"}) == ["b"]
        memory.keep("colour", "b", "2", "green")
        assert dict(memory.values("colour", ["b", "none"])) == {"b": "green"}
        assert list(memory.values("size")) == []
    with Remembered(path) as memory:
        assert memory.stale("colour", {"b": "2"}) == []
        assert dict(memory.values("colour")) == {"b": "green"}  # "a" was not asked for


def test_nothing_is_written_down_of_what_ended_with_an_error(tmp_path):
    with suppress(ZeroDivisionError), Remembered(tmp_path / "memory") as memory:
        memory.keep("colour", "a", "1", "red")
        raise ZeroDivisionError
    with Remembered(tmp_path / "memory") as memory:
        assert list(memory.values("colour")) == []


def of_colours(memory):
    """What is known of colours, of which one is found out."""
    for name in memory.stale("colour", {"a": "1"}):
        memory.keep("colour", name, "1", "red")
    return dict(memory.values("colour"))


def test_a_memory_that_cannot_be_kept_stops_nothing(tmp_path):
    (tmp_path / "memory").mkdir()
    assert remembering(tmp_path / "memory", of_colours) == {"a": "red"}
    (tmp_path / "file").write_text("")
    assert remembering(tmp_path / "file/memory", of_colours) == {"a": "red"}


def test_a_name_that_is_no_text_stops_nothing(folder):
    (folder / os.fsdecode(b"\xff")).write_text("odd")
    assert len(files(folder).digests) == len(files(folder).digests) == 2


def test_a_damaged_memory_counts_for_nothing(tmp_path):
    """Whichever byte is another: either nothing that is remembered is touched by it, or all is worked out anew."""
    path = tmp_path / "memory"
    facts = {f"name-{n}": f"of {n}" for n in range(40)}

    def work(memory):
        for name in memory.stale("colour", dict.fromkeys(facts, "1")):
            memory.keep("colour", name, "1", facts[name])
        return dict(memory.values("colour"))

    remembering(path, work)
    sound = path.read_bytes()
    for position in range(0, len(sound), 61):
        path.write_bytes(sound[:position] + bytes([sound[position] ^ 0x10]) + sound[position + 1 :])
        assert remembering(path, work) == facts, position
        path.write_bytes(sound[:position])
        assert remembering(path, work) == facts, position


FORGED = {
    "another value": ("update facts set value = 'blue'",),
    "another name": ("update facts set name = 'a' where name = 'b'",),
    "another kind": ("update facts set kind = 'colour', name = 'a' where kind = 'size'",),
    "a value of another key": ("update facts set key = '1', value = '' where name = 'b'",),
    "no text": ("update facts set value = x'00'", "update seals set seal = 5"),
    "a row more": ("insert into facts values ('colour', 'c', '1', '')",),
    "two rows in one": ("update facts set value = value || char(0) || 'c' || char(0) || '1' || char(0)",),
    "a checksum": ("update seals set seal = 0",),
    "no checksum": ("delete from seals",),
    "the checksum of another kind": (
        "delete from facts where kind = 'colour'",
        "update facts set kind = 'colour'",
        "delete from seals where place = 'facts colour'",
        "update seals set place = 'facts colour'",
    ),
    "a trigger": ("create trigger more after insert on facts begin delete from facts; end",),
    "a view": ("alter table facts rename to other", "create view facts as select * from other"),
}


@pytest.mark.parametrize("how", FORGED)
def test_what_somebody_else_wrote_is_not_believed_and_that_is_said(tmp_path, how):
    """A branch could bring a memory in which nothing is wrong with what it brings."""
    path, said = tmp_path / "memory", []
    with Remembered(path) as memory:
        memory.keep("colour", "b", "2", "green")
        memory.keep("size", "b", "2", "large")
    database = sqlite3.connect(path)
    for statement in FORGED[how]:
        database.execute(statement)
    database.commit()
    database.close()
    assert remembering(path, of_colours, said.append) == {"a": "red"}
    assert [line.partition("(")[0] for line in said] == [
        "What was found out of files before is not used, and looked for anew "
    ]
    assert remembering(path, of_colours, said.append) == {"a": "red"}
    assert len(said) == 1


def test_what_somebody_else_wrote_is_not_believed_because_something_was_added(tmp_path):
    """By who has not looked at what was there: a publish without a site that stands only notes its files."""
    path, said = tmp_path / "memory", []
    with Remembered(path):
        pass
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("insert into facts values ('colour', 'a', '1', 'blue')")
    remembering(path, lambda memory: memory.keep("colour", "b", "1", "green"), said.append)
    assert len(said) == 1
    with Remembered(path) as memory:
        assert dict(memory.values("colour")) == {"b": "green"}


def test_what_was_remembered_elsewhere_or_by_another_user_is_not_believed(tmp_path, monkeypatch):
    said = []
    with Remembered(tmp_path / "other") as memory:
        memory.keep("colour", "a", "1", "blue")
    shutil.copy(tmp_path / "other", tmp_path / "memory")
    assert remembering(tmp_path / "memory", of_colours, said.append) == {"a": "red"}
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another user's"))
    assert remembering(tmp_path / "other", of_colours, said.append) == {"a": "red"}
    assert len(said) == 2


def test_without_a_key_nothing_is_remembered(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    assert remembering(tmp_path / "memory", of_colours) == {"a": "red"}
    assert not (tmp_path / "memory").exists()


@pytest.mark.parametrize("name", ["memory", "memory-journal", "memory-wal"])
def test_a_link_is_not_followed(tmp_path, name):
    remembering(tmp_path / "memory", of_colours)
    victim = tmp_path / "victim"
    victim.write_bytes((tmp_path / "memory").read_bytes())
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).symlink_to(victim)
    before, said = victim.stat().st_mtime_ns, []
    assert remembering(tmp_path / "memory", of_colours, said.append) == {"a": "red"}
    assert said
    assert not (tmp_path / name).is_symlink()
    assert victim.stat().st_mtime_ns == before


def test_damage_is_an_error_to_whoever_does_not_begin_anew(tmp_path):
    path = tmp_path / "memory"
    with Remembered(path) as memory:
        memory.keep("colour", "a", "1", "red")
    with sqlite3.connect(path) as database:
        database.execute("update facts set value = 'blue'")
    database.close()
    with Remembered(path) as memory, pytest.raises(DamagedError):
        list(memory.values("colour"))
