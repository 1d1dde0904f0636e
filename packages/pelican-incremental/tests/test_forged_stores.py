"""A store that came with a branch, or whatever else lies where builds keep what they know, has no say in a build."""

import os
import pickle
import shutil
import sqlite3
import struct
from contextlib import closing
from zlib import crc32

import pytest

from .small_world import rebody, retitle, small, template

PROBE = "{% for item in articles %}{{ item.title }} {{ item.content }}{% endfor %}"
DISCARDED = "the store of earlier builds was discarded"


class Payload:
    """Loading its pickle makes a folder."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def summed(data):
    """Bytes as whoever knows no key would keep them."""
    return crc32(data).to_bytes(4, "little") + data


@pytest.fixture
def world(tmp_path):
    """A site that was built, and whose store has seen an edit."""
    world = small(tmp_path / "site", PROBE)
    world.check()
    rebody("a")(world)
    world.check()
    return world


def store_of(world):
    (store,) = world.cache.rglob("*.sqlite")
    return store


def execute(world, *statements):
    with closing(sqlite3.connect(store_of(world))) as connection, connection:
        for statement, *values in statements:
            connection.execute(statement, *values)


def tables(world):
    with closing(sqlite3.connect(store_of(world))) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def check_discarded(world, why=""):
    """Build after an edit that has texts of others loaded: the output is right, and a line says what happened."""
    retitle("c")(world)
    template("article.html", "{{ article.content }} {{ article.title }}")(world)
    report = world.check()
    told, *others = report.notices
    assert told.startswith(DISCARDED)
    assert why in told
    assert all(other.startswith("a compiled template of earlier builds") for other in others)
    assert world.check().rendered == []


def test_no_code_in_any_row_is_run(world, tmp_path):
    for table in tables(world):
        for column in ("structure", "state") if table == "record" else ("value",):
            ran, kept = tmp_path / f"{table} {column}", store_of(world).read_bytes()
            execute(world, (f"UPDATE {table} SET {column} = ?", [summed(pickle.dumps(Payload(ran)))]))  # noqa: S608 - our own names
            rebody("a")(world)
            template("article.html", f"{table} {column} {{{{ article.content }}}} {{{{ article.title }}}}")(world)
            report = world.check(table)
            assert not ran.exists()
            told = [notice for notice in report.notices if notice.startswith(DISCARDED)]
            assert told or ran.name == "link value", table  # that nobody looked at
            store_of(world).write_bytes(kept)


@pytest.mark.parametrize("value", [None, "text", 5, 0.5, b"", b"short", bytes(1 << 16)], ids=repr)
def test_a_row_may_hold_anything(world, value):
    execute(world, ("UPDATE body SET value = ?", [value]), ("UPDATE source SET value = ?", [value]))
    check_discarded(world)


MOVED = {
    "one content's text to another": [("UPDATE body SET id = -id",), ("UPDATE body SET id = 8 + id",)],
    "what is known of contents to other ids": [("UPDATE source SET id = id + 5",)],
    "another column": [("UPDATE record SET state = structure",)],
    "another table": [("UPDATE body SET value = (SELECT structure FROM record WHERE record.id = body.id)",)],
    "another name": [
        ("UPDATE fact SET value = (SELECT value FROM fact WHERE name = 'translations') WHERE name = 'dependencies'",)
    ],
}


@pytest.mark.parametrize("how", MOVED)
def test_a_row_that_was_moved_is_not_believed(world, how):
    execute(world, *MOVED[how])
    check_discarded(world, "a seal is wrong")


SCHEMAS = {
    "a trigger": [("CREATE TRIGGER more AFTER INSERT ON fact BEGIN DELETE FROM body; END",)],
    "a view for a table": [
        ("ALTER TABLE body RENAME TO hidden",),
        ("CREATE VIEW body AS SELECT id, zeroblob(1 << 40) AS value FROM hidden",),
    ],
    "a column that is worked out": [
        ("DROP TABLE body",),
        ("CREATE TABLE body (id INTEGER PRIMARY KEY, value BLOB AS (zeroblob(1 << 20)))",),
    ],
    "an index that calls a function": [("CREATE INDEX slow ON body (hex(zeroblob(1 << 10)))",)],
    "another table": [("CREATE TABLE other (id)",)],
    "a table less": [("DROP TABLE trace",)],
    "another way to keep a journal": [("PRAGMA journal_mode = WAL",)],
}


@pytest.mark.parametrize("how", SCHEMAS)
def test_a_file_with_another_schema_is_not_used(world, how):
    with closing(sqlite3.connect(store_of(world), isolation_level=None)) as connection:
        for (statement,) in SCHEMAS[how]:
            connection.execute(statement)
    check_discarded(world, "it has other tables")


def hot_journal(names):
    """A journal of a transaction that was cut off, which names a file to be removed when pages were put back."""
    page = struct.pack(">I", (1 << 30) // 8192 + 1)
    total = sum(struct.unpack(f"{len(names)}b", names)) & 0xFFFFFFFF
    magic = bytes.fromhex("d9d505f920a163d7")
    head = magic + struct.pack(">IIIII", 0, 1, 1, 512, 8192)
    return head.ljust(512, b"\0") + page + names + struct.pack(">II", len(names), total) + magic


@pytest.mark.parametrize("beside", ["-journal", "-wal", "-shm"])
def test_what_lies_beside_a_store_does_nothing_to_other_files(world, tmp_path, beside):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious\0")
    store = store_of(world)
    store.with_name(store.name + beside).write_bytes(hot_journal(os.fsencode(victim)))
    check_discarded(world, "it was not closed")
    assert victim.exists()
    assert not store.with_name(store.name + beside).exists()


def test_a_page_that_is_gone_is_removed_though_the_build_before_was_cut_off(world):
    world.delete("articles/d.md")
    store = store_of(world)
    store.with_name(f"{store.name}-journal").write_bytes(b"cut off")
    assert "d.html" in world.check().removed


def test_a_store_of_another_site_or_another_user_is_not_believed(world, tmp_path, monkeypatch):
    other = small(tmp_path / "other", PROBE)
    other.check()
    shutil.copy(store_of(other), store_of(world))
    check_discarded(world, "a seal is wrong")
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "another user's"))
        check_discarded(world, "a seal is wrong")
    check_discarded(world, "a seal is wrong")


def test_code_in_a_compiled_template_is_not_run(world):
    compiled = [path for path in (world.cache / "incremental/templates").iterdir() if path.is_file()]
    sample = max(compiled, key=lambda path: path.stat().st_size).read_bytes()
    for path in compiled:
        path.write_bytes(sample)
    template("article.html", "{{ article.content }} {{ article.title }}")(world)
    report = world.check()
    (told,) = report.notices
    assert told.startswith("a compiled template of earlier builds was discarded (a seal is wrong")


@pytest.mark.parametrize("kind", ["ArticlesGenerator", "PagesGenerator"])
@pytest.mark.parametrize("layer", ["reader", "generator"])
def test_code_in_pelicans_own_caches_is_not_run(world, tmp_path, kind, layer):
    name = f"{kind}-Readers" if layer == "reader" else kind
    (world.cache / name).write_bytes(pickle.dumps(Payload(tmp_path / "ran")))
    world.configure(CACHE_CONTENT=True, LOAD_CONTENT_CACHE=True, GZIP_CACHE=False, CONTENT_CACHING_LAYER=layer)
    world.build()
    assert not (tmp_path / "ran").exists()


def names(world):
    """What builds keep beside the store, by what it is called here."""
    store = store_of(world)
    return {
        "store": store,
        "lock": store.with_suffix(".lock"),
        "new": store.with_suffix(".new"),
        "journal": store.with_name(f"{store.name}-journal"),
        "new journal": store.with_name(f"{store.stem}.new-journal"),
        "templates": store.parent / "templates",
    }


def clear(path):
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


@pytest.mark.parametrize("what", ["store", "lock", "new", "journal", "new journal", "templates"])
@pytest.mark.parametrize("how", ["a link to a file", "a link to a folder", "a link to nothing", "a folder", "a pipe"])
def test_nothing_that_stands_in_the_place_of_a_file_of_builds_leads_elsewhere(world, tmp_path, what, how):
    place, elsewhere = names(world)[what], tmp_path / "elsewhere"
    if what.startswith("new"):
        store_of(world).unlink()
    clear(place)
    elsewhere.mkdir()
    (elsewhere / "file").write_text("precious")
    if how == "a folder":
        place.mkdir()
        (place / "file").write_text("within")
    elif how == "a pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(elsewhere / {"a link to a file": "file", "a link to a folder": ""}.get(how, "nothing"))
    retitle("c")(world)
    world.check()
    assert world.check().rendered == []
    assert [(path.name, path.read_text()) for path in elsewhere.iterdir()] == [("file", "precious")]
    assert not place.is_symlink()


@pytest.mark.parametrize("what", ["cache", "cache/incremental"])
@pytest.mark.parametrize("how", ["a link", "a file"])
def test_a_folder_that_leads_elsewhere_is_not_used(world, tmp_path, monkeypatch, what, how):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    place, elsewhere = world.folder / what, tmp_path / "elsewhere"
    shutil.rmtree(place)
    (elsewhere / "incremental").mkdir(parents=True)
    place.symlink_to(elsewhere) if how == "a link" else place.write_text("precious")
    retitle("c")(world)
    report = world.check()
    assert len(report.notices) == 1
    wrong = "is a symbolic link" if how == "a link" else "it is no folder" if "/" in what else "File exists"
    assert report.notices[0].startswith(f"nothing is kept for the next build ({place}")
    assert wrong in report.notices[0]
    assert [path.name for path in elsewhere.rglob("*")] == ["incremental"]
    assert place.is_symlink() or place.read_text() == "precious"


def test_what_others_can_write_to_is_not_used(world):
    incremental = world.cache / "incremental"
    incremental.chmod(0o775)
    check_discarded(world, f"{incremental}: others can write to it")
    assert incremental.stat().st_mode & 0o777 == 0o755
    store_of(world).chmod(0o660)
    check_discarded(world, "others can write to it")
    assert store_of(world).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_belongs_to_another_user_is_not_used(world):
    os.chown(store_of(world), 12345, 12345)
    check_discarded(world, "it belongs to another user")
    os.chown(world.cache / "incremental", 12345, 12345)
    assert "incremental: it belongs to another user" in world.check().notices[0]


def test_the_names_of_outputs_in_a_forged_store_remove_nothing(world):
    """They are read of a store that is discarded, to remove what the site does not have any more."""
    victim = world.folder / "victim"
    victim.write_text("precious")
    forged = [(0,), ("../victim",), ("",), ("file",), ("",)]
    execute(world, ("UPDATE output SET value = ?", [summed(pickle.dumps(forged))]), ("DELETE FROM fact",))
    check_discarded(world)
    assert victim.exists()
