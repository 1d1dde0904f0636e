"""The index of the search page in shards: what is in which, and what of it is made anew."""

import gzip
import json

import cbor2
import pytest

from railhead.publish import search
from railhead.publish.chunks import Entry, chunked, entries
from railhead.publish.shards import spans
from railhead.publish.staging import PublishError

from .indexes import contents, put, write

SIZE = 2
OF_SHARD = ("2020-", "2022-", "2024-")


@pytest.fixture
def site(tmp_path):
    """Three shards of two stories each, and a page that is not searched through."""
    site = tmp_path / "site"
    for year in range(2020, 2026):
        write(site, f"{year}/story", f"A gun of {year} was seen near Krasnoyarsk.")
    (site / "about").mkdir()
    (site / "about" / "index.html").write_text("<html lang='en'><body>About guns</body></html>")
    return site


@pytest.fixture
def public(tmp_path):
    return tmp_path / "public"


def shards_of(names):
    """The shards of which there are files among some names; "" is the directory, with what all share."""
    found = {name.rpartition("/")[2].removeprefix("pagefind.")[:5] for name in names if name != "build.json"}
    return {name if name in OF_SHARD else "" for name in found}


def entry(public):
    return json.loads((public / "pagefind/pagefind-entry.json").read_text())


@pytest.mark.parametrize(
    ("stories", "size", "shards"),
    [
        ({"2024": 3, "2025": 4}, 10, {"2024": 7}),
        ({"2020": 5, "2021": 5, "2022": 5, "2023": 1}, 10, {"2020": 10, "2022": 6}),
        ({"2020": 30, "2021": 1, "2022": 1}, 10, {"2020": 30, "2021": 2}),
        ({"2020": 10, "2021": 10}, 10, {"2020": 10, "2021": 10}),
        ({"": 4, "2021": 10}, 3, {"0": 4, "2021": 10}),
    ],
    ids=["a small site has one", "years are joined", "a year is never divided", "to the number", "no year is told"],
)
def test_years_are_joined_until_a_shard_is_large_enough(stories, size, shards):
    years = {f"{year}/{n}": year for year, count in stories.items() for n in range(count)}
    assert {name: len(pages) for name, pages in spans(years, size).items()} == shards


def test_a_shard_has_the_stories_of_its_years(site, public):
    put(site, public, SIZE)
    told = entry(public)["shards"]
    assert {name: (about["page_count"], about["last"]) for name, about in told.items()} == {
        "2020": (2, "2021"),
        "2022": (2, "2023"),
        "2024": (2, "2025"),
    }
    names = [name for name in contents(public) if "/fragment/" in name]
    assert sorted(name.split("/")[-1][:5] for name in names) == ["2020-", "2020-", "2022-", "2022-", "2024-", "2024-"]
    stories = [gzip.decompress(contents(public)[name]) for name in names if "/2020-" in name]
    assert all(b'"url":"/2020/story/"' in story or b'"url":"/2021/story/"' in story for story in stories)


def test_one_shard_is_the_index_of_the_whole_site(site, public, tmp_path):
    """Byte for byte the one that Pagefind makes of all pages."""
    put(site, public, 7)
    search.index(site, tmp_path / "whole" / "pagefind")
    compressed = (".br", ".gz")
    assert {name: data for name, data in contents(public).items() if not name.endswith(compressed)} == contents(
        tmp_path / "whole"
    )


def test_a_correction_has_its_shard_made_anew_and_no_other(site, public, monkeypatch):
    put(site, public, SIZE)
    before = contents(public)
    inodes = {path: path.stat().st_ino for path in public.rglob("*.pf_*")}
    indexed = []
    monkeypatch.setattr(
        search, "index", lambda site, target, make=search.index: (indexed.append(site), make(site, target))
    )
    write(site, "2023/story", "A gun of 2023 was seen near Luhansk.")
    differing = put(site, public, SIZE)
    assert len(indexed) == 1
    assert shards_of(differing) == {"2022-", ""}
    after = contents(public)
    others = {name for name in before if shards_of([name]) & {"2020-", "2024-"}}
    assert len(others) > 10
    assert {name: after[name] for name in others} == {name: before[name] for name in others}
    assert all(path.stat().st_ino == inode for path, inode in inodes.items() if path.name.startswith(("2020", "2024")))
    assert put(site, public, SIZE) == set()
    assert len(indexed) == 1


def test_a_story_that_moves_to_another_year_leaves_one_shard_for_another(site, public, tmp_path):
    put(site, public, SIZE)
    (site / "2021/story/index.html").unlink()
    write(site, "2025/moved", "A gun of 2021 was seen near Krasnoyarsk.")
    write(site, "2021/other", "Another.")
    assert shards_of(put(site, public, SIZE)) == {"2020-", "2024-", ""}
    put(site, tmp_path / "first", SIZE)
    assert contents(public) == contents(tmp_path / "first")
    assert entry(public)["shards"]["2024"]["page_count"] == 3


def test_by_difference_and_anew_the_bytes_are_the_same(site, public, tmp_path):
    put(site, public, SIZE)
    write(site, "2023/story", "A gun of 2023 was seen near Luhansk.")
    write(site, "2026/story", "The newest.")
    put(site, public, SIZE)
    by_difference = contents(public)
    put(site, tmp_path / "first", SIZE)
    assert contents(tmp_path / "first") == by_difference
    put(site, public, SIZE, everything=True)
    assert contents(public) == by_difference


def test_a_lost_file_has_its_shard_made_anew(site, public):
    put(site, public, SIZE)
    before = contents(public)
    (lost,) = (public / "pagefind").glob("pagefind.2022-*.pf_meta")
    lost.unlink()
    put(site, public, SIZE)
    assert contents(public) == before


def test_nothing_of_shards_stays_where_one_is_enough(site, public, tmp_path):
    put(site, public, SIZE)
    put(site, public, 100)
    put(site, tmp_path / "first", 100)
    assert contents(public) == contents(tmp_path / "first")
    put(site, public, SIZE)
    assert set(entry(public)["shards"]) == {"2020", "2022", "2024"}


@pytest.mark.parametrize("size", [0, -1, "many", None, True, 2.5])
def test_a_number_of_stories_that_is_none_is_told_of(site, public, size):
    with pytest.raises(PublishError) as raised:
        put(site, public, size)
    assert str(raised.value) == f"`SEARCH_SHARD` is no number of stories: `{size}`; write one such as 3000."


def test_stories_in_several_languages_have_one_shard(site, public):
    write(site, "2020/histoire", "Un canon.", language="fr")
    with pytest.raises(PublishError, match=r"several languages \(en, fr\).* SEARCH_SHARD a number above"):
        put(site, public, SIZE)
    put(site, public, 100)
    assert set(entry(public)["languages"]) == {"en", "fr"}


def test_an_index_that_pagefind_writes_otherwise_is_told_of(site, public, monkeypatch):
    def other(site, target, make=search.index):
        make(site, target)
        for path in target.rglob("*.pf_index"):
            _, data = search.encoded(cbor2.dumps([{"gun": [1]}]), "en")
            path.write_bytes(data)

    monkeypatch.setattr(search, "index", other)
    with pytest.raises(search.SearchError, match=r"Pagefind [\d.]+ writes its index otherwise than we know"):
        put(site, public, SIZE)


# a word; its pages with places, long ones and such that change weights; its forms with accents
WORDS = [
    ["cafe", [[0, [5, 300, 70000]], [2, [-30, 1, 2], [-2, 24]]], [["café", [[1, [9]]]]]],
    ["gun", [[0, list(range(300))]], []],
    ["gunner" * 50, [[7, []]], []],
    ["“", [[0, [1 << 40 >> 20]]], []],
]


def test_words_are_found_in_a_chunk_and_what_is_said_of_them_is_left_as_it_is():
    found = list(entries(cbor2.dumps([WORDS])))
    assert [each.word for each in found] == [word for word, *_ in WORDS]
    assert [cbor2.loads(each.data) for each in found] == WORDS
    (chunk,) = chunked(reversed(found))
    assert cbor2.loads(chunk.data) == [WORDS]


def test_what_is_no_chunk_is_refused():
    with pytest.raises(ValueError, match="something of the kind"):
        list(entries(cbor2.dumps([[["gun", {"pages": 1}, []]]])))


def test_words_with_the_same_first_letters_are_in_one_chunk():
    """A browser loads that one for each word that begins so, whether there is such a word or not."""
    words = ["of", "offensive", "office", "open", *(f"the{n:04}" for n in range(300)), "thin", "to"]
    found = list(chunked(Entry(word, cbor2.dumps([word, [[0, [1] * 50]], []])) for word in words))
    assert len(found) > 2
    for chunk in found:
        assert all(chunk.first <= each.word <= chunk.last for each in entries(chunk.data))
    assert sum(b"the0" in chunk.data for chunk in found) == 1
    (holder,) = (chunk for chunk in found if b"the0000" in chunk.data)
    assert all(holder.first <= word <= holder.last for word in ("the", "theory", "thezz"))
