"""Whatever a file holds or is: a result, or a problem with its place; never a traceback."""

import os
import random
from datetime import date

import pytest

from railhead.check import edits
from railhead.publish import changes
from railhead.record import published
from railhead.story.reader import StoryReader, read_all

from ..sites import STORY, settings_of

NAME = "stories/2024/a-story.md"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def typed(old, new):
    assert STORY.count(old) == 1, old
    return STORY.replace(old, new)


STORIES = {
    "an event of the year 9999": (typed("claims:", "events:\n  - {date: 9999-12-31, what: x, source: a-paper}\nclaims:"), "14:12: `events.date` lies after 2100"),
    "the last moment": (typed("date: 2024-12-19", "date: 9999-12-31T23:59:59-12:00"), "5:7: `date` lies after 2100"),
    "digits of another script": (typed("    title: A rep", "    published: ２０２４-12\n    title: A rep"), "11:16: `sources.published` is not a date"),
    "an alias that is a file": (typed("id: a-story", "id: a-story\naliases: [/robots.txt/]"), "5:11: `aliases` is no address that a page of this site can have had: `/robots.txt/`"),
    "an alias below a file": (typed("id: a-story", "id: a-story\naliases: [/claims.json/x/]"), "5:11: `aliases` is no address"),
    "an alias that is what servers read": (typed("id: a-story", "id: a-story\naliases: [/_headers/]"), "5:11: `aliases` is no address"),
    "an alias that is a list of sums": (typed("id: a-story", "id: a-story\naliases: [/SHA256SUMS/]"), "5:11: `aliases` is no address"),
    "an alias without end": (typed("id: a-story", f"id: a-story\naliases: [{'/ab' * 100}/]"), "5:11: `aliases` is longer than 200 characters"),
    "a tag that is spelled out": (typed("[artillery]", f"[{'㎯' * 79}]"), "7:8: `tags` has an address of more than 100 letters"),
    "a picture without end": (STORY + f"\n![x]({{static}}/images/{'a' * 5000}.svg)\n", "24:6: the link leads to content/images/aaa"),
    "a picture with escapes": (STORY + "\n![x]({static}/images/a%2Db.svg)\n", "24:6: the link leads to /images/a%2Db.svg, which is no name of a file as it is; write the name"),
    "two slashes": (STORY + "\n![x]({static}//images/a-b.svg)\n", "24:6: the link leads to //images/a-b.svg, which is no name"),
    "a lead picture without end": (typed("claims:", f"image: {{file: {'a' * 300}.png, alt: x, caption: x, credit: x}}\nclaims:"), "13:15: `image.file`"),
    "a raster picture without end": (STORY + f"\n![x]({{static}}/images/{'a' * 300}.png)\n", "24:6: the link leads to content/images/aaa"),
    "too many tags": (typed("[artillery]", str([f"t{n}" for n in range(51)])), "7:7: `tags` has more than 50 entries"),
    "no character": (STORY + "\n![x]({static}/images/a%00.svg)\n", "24:6: the link leads to /images/a%00.svg, which is no name"),
    "a port that is none": (STORY + "\n[x](https://a.example:99999999/)\n", "24:5: the link `https://a.example:99999999/` is no address"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STORIES.values(), ids=STORIES.keys())
def test_what_would_break_a_build_later_is_a_problem_at_its_place(site, text, expected):
    site.write(NAME, text)
    site.write("images/a-b.svg", SVG)
    found = list(map(str, site.problems()))
    assert any(problem.startswith(f"content/{NAME}:{expected}") for problem in found), found
    assert not site.output.exists()


def test_a_name_that_is_too_long_is_a_problem(site):
    name = f"stories/2024/{'a' * 120}.md"
    site.write(name, STORY)
    assert "is longer than 100 characters; shorten it" in str(site.problems()[0])


@pytest.mark.parametrize("target", ["..", "../..", "."])
def test_links_that_lead_round_and_round_are_refused_before_they_are_followed(site, target):
    """Two of them in a folder double with each round: no build would ever end."""
    site.write(NAME, STORY)
    for name in ("a", "b"):
        (site.content / "stories/2024" / name).symlink_to(target)
    assert [str(problem) for problem in site.problems()] == [
        f"content/stories/2024/{name}:1:1: this is a link to a folder; put the files themselves here"
        for name in ("a", "b")
    ]


def test_links_to_themselves_are_problems(site):
    site.write("stories/2024/b.md", STORY)
    for name in (NAME, "images/x.svg", "extra/x.txt", "stories/2025"):
        path = site.content / name
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(path.name)
    assert {problem.path.removeprefix("content/") for problem in site.problems()} == {
        *(NAME, "images/x.svg", "extra/x.txt", "stories/2025")
    }


def mutated(data, chance):
    """Bytes as a bad disk, a bad merge or a bad neighbour might leave them."""
    parts = [
        b"\0",
        b"\xff",
        b"\n",
        b"---\n",
        b": ",
        b"- ",
        b"[",
        b"{",
        b"&a ",
        b"*a",
        b"'",
        b'"',
        b"\\",
        b"\x1b[2J",
        b"%00",
        b"9" * 400,
    ]
    parts += [
        b"[^seen]",
        b"]({static}/",
        b"<abbr ",
        b"&#0;",
        b"null",
        b"\xed\xa0\x80",
        "\u202e".encode(),
        b"<<<<<<< HEAD\n",
    ]
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data) + 1)
        end = start + chance.choice([0, 0, 1, 5, 40])
        data = data[:start] + chance.choice(parts) * chance.choice([1, 1, 3]) + data[end:]
    return data


FILES = {
    NAME: STORY + "\n| a | b |\n|--|--|\n| c | d |\n\n> - [x]({filename}a-story.md) `y`\n",
    "threads/t.md": "---\ntitle: T\ndek: D\nsources: [{id: a, publisher: P, url: 'https://p.example/'}]\n"
    "events: [{date: 2024-01-01, what: W, source: a}]\n---\n\nA text.\n",
    "equipment/e.md": "---\ntitle: T\ndek: D\nsources: [{id: a, publisher: P, url: 'https://p.example/'}]\n"
    "specification: [{property: range, value: '40', unit: km, source: a}]\n---\n\nA text.[^a]\n",
    "pages/p.md": "---\ntitle: T\ndek: D\n---\n\nA text.\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_source_is_read_or_has_problems_within_it(site, name):
    chance = random.Random(name)  # noqa: S311 - not for secrets
    path = site.write(name, "")
    configured = settings_of(PATH=site.content)
    for _ in range(250):
        data = mutated(FILES[name].encode(), chance)
        path.write_bytes(data)
        reader = StoryReader(configured)
        _, metadata = reader.read(str(path))
        assert (metadata == {"status": "skip"}) == bool(reader.problems)
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 2
        for problem in reader.problems:
            assert problem.path == f"content/{name}"
            assert 1 <= problem.line <= lines
            assert str(problem).isprintable()


def recorded(site):
    """What the story says, as it is kept."""
    site.write(NAME, STORY.replace("claims:", "corrections: [{date: 2024-12-20, kind: update, text: x}]\naliases: [/2023/x/]\nclaims:"))  # fmt: skip
    (reading,), problems = read_all(settings_of(PATH=site.content))
    assert problems == []
    return published.said(reading)


def test_a_damaged_record_is_a_finding(site, tmp_path):
    said, chance = recorded(site), random.Random(1)  # noqa: S311 - not for secrets
    record = tmp_path / "published"
    published.keep([said], record)
    path = record / "a-story.txt"
    assert list(edits.silent(said, record, date(2024, 12, 21))) == []
    for _ in range(400):
        path.write_bytes(mutated(said.text.encode(), chance))
        for finding in edits.silent(said, record, date(2024, 12, 21)):
            assert finding.path in {"published/a-story.txt", f"content/{NAME}"}


DAMAGED = {
    "nothing": lambda path: path.write_bytes(b""),
    "a line of changes without a value": lambda path: path.write_text(f"{published.HEAD}\naddress\n\ntext\n"),
    "a correction without a day": lambda path: path.write_text(f"{published.HEAD}\ncorrection\n\ntext\n"),
    "no UTF-8": lambda path: path.write_bytes(b"\xff"),
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED.keys())
def test_what_is_no_record_is_told_by_its_name(site, tmp_path, damage):
    said = recorded(site)
    record = tmp_path / "published"
    record.mkdir()
    damage(record / "a-story.txt")
    (finding,) = edits.silent(said, record, date(2024, 12, 21))
    assert str(finding) == (
        "published/a-story.txt:1: error: this record is damaged, or a merge of it was left unfinished; take it from git again"
    )


@pytest.mark.parametrize("twin", ["[]", "{}", "1", '{"id": 1, "url": []}', "[" * 100_000, "\0", '{"id": "p:a", "url"'])
def test_a_damaged_twin_of_the_standing_site_does_not_stop_a_publish(tmp_path, twin):
    """What it said is not known."""
    (tmp_path / "2024/a").mkdir(parents=True)
    (tmp_path / "2024/a/story.json").write_text(twin)
    staging = type("Staging", (), {"listed": {"2024/a/story.json": "x"}, "digests": {}})
    told = changes.told(published.Stories(set(), [], {}), tmp_path / "published", tmp_path, staging, "p:")
    assert len(told) <= 1
