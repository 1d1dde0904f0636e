"""What stands in records that others can write is believed only if it has their form."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railhead import records
from railhead.publish import sums
from railhead.record import published
from railhead.records import RecordError

PARTS = st.sampled_from(
    ["", ".", "..", "...", "a", "b.html", "~", "C:", ".git", "a\\b", "\0", "\n", "a\u0301", "\u202e"]
)
PATHS = st.lists(PARTS | st.text(max_size=5), min_size=1, max_size=5).map("/".join)
DIGEST = "0" * 64


@pytest.mark.parametrize(
    "path",
    ["a", "2024/a-story/index.html.br", "_headers", ".well-known/security.txt", "a b", "\u00e9", "...", "a..b/c~"],
)
def test_paths_that_files_of_a_site_have_are_taken(path):
    assert records.path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "..", "/", "/a", "//a", "a/", "a//b", "./a", "a/./b", "a/.", "../a", "a/../b", "a/..", "~", "~/a", "~root/a",
        "\\\\host\\a", "a\\..\\b", "C:", "c:/a", "a:stream", "a\nb", "a\0b", "a\x1b[31m", "a\u202eb", "a\u0301", "\ud800",
        ".git", ".git/hooks/post-checkout", "a/.GIT/config", "x" * 256, "x/" * 600 + "x", None, 1, [], ["a"], {}, b"a", True,
    ],
)  # fmt: skip
def test_all_else_is_refused_in_words_that_can_be_printed(path):
    with pytest.raises(RecordError) as refused:
        records.path(path)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 120


@settings(deadline=None, max_examples=1000)
@given(PATHS)
def test_a_path_that_is_taken_leads_to_one_place_in_the_folder(path):
    if records.is_path(path):
        place = os.path.normpath(f"/srv/www/{path}")
        assert place == f"/srv/www/{path}"
        assert len(place) > len("/srv/www/")
        assert "\n" not in path


@settings(deadline=None, max_examples=500)
@given(
    st.lists(st.tuples(st.sampled_from([DIGEST, "0", ""]), st.sampled_from(["  ", " *", " "]), PATHS)),
    st.binary(max_size=5),
)
def test_checksums_are_read_or_refused(lines, rest):
    data = "".join(f"{''.join(line)}\n" for line in lines).encode("utf-8", "surrogatepass") + rest
    try:
        found = records.sums(data)
    except RecordError:
        return
    assert all(map(records.is_path, found))
    assert sums.written(found).encode().splitlines() == sorted(data.splitlines(), key=lambda line: line[66:].decode())


@pytest.mark.parametrize("data", [b"[" * 100_000, b"1" * 5000, b"{", b"\xff", b""])
def test_what_is_no_json_is_refused(data):
    with pytest.raises(RecordError):
        records.loaded(data)


@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "large"])
def test_a_record_that_is_no_file_of_its_own_is_not_read(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(records, "LARGEST", 10)
    place = tmp_path / "record"
    (tmp_path / "other").write_text("{}")
    {
        "pipe": lambda: os.mkfifo(place),
        "link": lambda: place.symlink_to("other"),
        "folder": place.mkdir,
        "large": lambda: place.write_text("0" * 11),
    }[kind]()
    with pytest.raises((RecordError, IsADirectoryError)):
        records.read(place)


SOUND = f"{published.HEAD}\naddress /2024/a/\nalias /2024/b/\nmodified: 2025-01-01T00:00:00+00:00\ncorrection 2025-01-01 update: So.\n\ntitle: A\n"


def test_a_sound_record_of_a_story_is_read(tmp_path):
    (tmp_path / "a.txt").write_text(SOUND)
    said, rest = published.read(tmp_path / "a.txt")
    assert (len(said), rest) == (4, ["title: A"])


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0", b"\xff\xfe", SOUND.replace("address /2024/a/", "address").encode(), SOUND.replace("alias /2024/b/", "alias").encode(),
        SOUND.replace("2025-01-01 update", "").encode(), SOUND.replace("title", "\x1b[2Jtitle").encode(), json.dumps([]).encode(),
        SOUND.replace("address /2024/a/\n", "").encode(),
    ],
)  # fmt: skip
def test_a_damaged_record_of_a_story_says_nothing(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    assert published.read(tmp_path / "a.txt") == ([], [])


def test_a_record_of_a_story_is_not_read_through_a_link(tmp_path):
    (tmp_path / "b.txt").write_text(SOUND)
    (tmp_path / "a.txt").symlink_to("b.txt")
    assert published.read(Path(tmp_path / "a.txt")) == ([], [])
