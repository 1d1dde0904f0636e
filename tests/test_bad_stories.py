"""What a writer can get wrong, and what the build says of it: file, line, column, what is wrong, what is right."""

import pytest
from conftest import ROOT, STORY, Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAME = "stories/2024/a-story.md"


def changed(old, new):
    assert STORY.count(old) == 1, old
    return STORY.replace(old, new)


IMAGE = "image: {file: gun.svg, alt: A gun, caption: A gun, credit: Us}\nclaims:"

BAD = {
    "no front matter": ("A headline\n", "1:1: the front matter is missing; begin the file with a line `---`"),
    "an empty file": ("", "1:1: the front matter is missing"),
    "unclosed": (STORY.replace("---\n\n", "\n"), "1:1: the front matter that begins here is not closed; put a line"),
    "not YAML": (changed("A headline", "Guns: a: headline"), "2:12: this is not YAML: mapping values are not allowed"),
    "no fields": ("---\njust words\n---\n", "2:1: the front matter has no fields; write fields such as"),
    "nothing between the fences": ("---\n---\n", "2:1: the front matter has no fields"),
    "tab": (changed("  - id: seen", "\t- id: seen"), "14:1: the line is indented with a tab; use spaces"),
    "an alias": (changed("[artillery]", "&all [*all]"), "7:7: a YAML alias (`*name`) is used; write the value out"),
    "nested without end": (changed("[artillery]", "[" * 9999), "nested too deeply"),
    "a control character": (changed("A headline", "A\x07headline"), "2:9: the character U+0007 cannot be printed; delete"),
    "not UTF-8": (STORY.encode().replace(b"headline", b"\xe9l\xe9ment"), "2:10: byte 0xe9 is not UTF-8; save the file"),
    "missing title": (changed("title: A headline\n", ""), "2:1: `title` is missing; write the headline"),
    "misspelt field": (changed("dek: A sen", "dekk: A sen"), "3:1: `dekk` is not a field; did you mean `dek`?"),
    "unknown field": (changed("id: a-story", "id: a-story\nxyz: 1"), "5:1: `xyz` is not a field; the fields are title"),
    "a field twice": (changed("id: a-story", "title: B"), "4:1: `title` stands here twice; keep one of the two"),
    "unknown field of a source": (changed("    title: A rep", "    tilte: A rep"), "11:5: `sources.tilte` is not a field; did you mean `title`"),
    "month 13": (changed("date: 2024-12-19", "date: 2024-13-45"), "5:7: `date` is no date of the calendar: 2024-13-45"),
    "31 February": (changed("date: 2024-12-19", "date: 31 February"), "5:7: `date` is not a date: `31 February`; write a day such as 2024-12-19"),
    "30 February": (changed("date: 2024-12-19", "date: 2024-02-30"), "5:7: `date` is no date of the calendar"),
    "a number for a date": (changed("date: 2024-12-19", "date: 20241219"), "5:7: `date` is not a date: `20241219`; write a day"),
    "a list for a date": (changed("date: 2024-12-19", "date: [2024, 12]"), "5:7: `date` is not a date: a list; write a day"),
    "no date": (changed("date: 2024-12-19", "date:"), "5:6: `date` is not a date: nothing; write a day"),
    "25 o'clock": (changed("date: 2024-12-19", "date: 2024-12-19T25:00Z"), "5:7: `date` is no date of the calendar"),
    "modified before date": (changed("id: a-story", "id: a-story\nmodified: 2024-12-18"), "5:11: `modified` lies before `date` (2024-12-19); give"),
    "empty title": (changed("title: A headline", 'title: ""'), "2:8: `title` is empty; write the headline"),
    "blank title": (changed("title: A headline", 'title: "  "'), "2:8: `title` is empty; write the headline"),
    "no value for title": (changed("title: A headline", "title:"), "2:7: `title` is empty; write the headline"),
    "a list for title": (changed("title: A headline", "title: [a]"), "2:8: `title` is not a text; write the headline"),
    "no tags": (changed("[artillery]", "[]"), "7:7: `tags` is empty; list at least one tag"),
    "a text for tags": (changed("[artillery]", "artillery"), "7:7: `tags` is not a list: `artillery`; list at least one"),
    "a tag twice": (changed("[artillery]", "[artillery, Artillery]"), "7:7: `tags` names `Artillery` twice; name it once"),
    "a tag without letters": (changed("[artillery]", "['!']"), "7:8: `tags` has no letter or digit"),
    "an id with spaces": (changed("id: a-story", "id: A Story"), "4:5: `id` cannot be: `A Story`; give the story an id"),
    "unknown status": (changed("id: a-story", "id: a-story\nstatus: hidden"), "5:9: `status` cannot be: `hidden`; use published or draft"),
    "no source": (STORY[: STORY.index("sources:")] + "---\n", "2:1: `sources` is missing; list the sources"),
    "an empty list of sources": (changed("sources:\n", "sources: []\nx:\n"), "8:10: `sources` is empty; list the sources"),
    "a source without an address": (changed("    url: https://paper.example/report\n", ""), "9:5: `sources.url` is missing; give the full address"),
    "a javascript address": (changed("https://paper.example/report", "javascript:alert(1)"), "12:10: `sources.url` is not an address on the web: `javascript:alert(1)`; give the full address"),
    "a relative address": (changed("https://paper.example/report", "/report"), "12:10: `sources.url` is not an address on the web: `/report`"),
    "an address with a space": (changed("https://paper.example/report", "https://a b"), "12:10: `sources.url` holds a space"),
    "an id twice": (changed("id: seen", "id: a-paper"), "14:9: the id `a-paper` is taken; give each source and claim its own"),
    "unknown claim status": (changed("status: reported", "status: certain"), "18:17: `claims.history.status` cannot be: `certain`; use one of confirmed, reported"),
    "unknown claim source": (changed("source: a-paper", "source: other"), "19:17: `claims.history.source` names an unknown source: `other`; give the id of one of this file's sources (a-paper)"),
    "a history out of order": (changed("        source: a-paper\n", "        source: a-paper\n      - {as_of: 2024-12-18, status: reported, source: a-paper}\n"), "17:7: `claims.history` is out of order; put the oldest entry first"),
    "citation of an unknown claim": (changed("[^seen]", "[^heard]"), "22:20: nothing has the id `heard`; cite a claim or a source (a-paper, seen)"),
    "a picture that does not exist": (changed("claims:", IMAGE), "13:15: `image.file` does not exist: content/images/gun.svg; put the picture there"),
    "a picture elsewhere": (changed("claims:", IMAGE.replace("gun.svg", "../gun.svg")), "13:15: `image.file` points outside content/images/"),
    "a picture that is none": (changed("claims:", IMAGE.replace("gun.svg", "gun.pdf")), "13:15: `image.file` is not a picture: `gun.pdf`; use one of"),
    "a picture without alt text": (changed("claims:", IMAGE.replace("alt: A gun, ", "")), "13:8: `image.alt` is missing; say what the picture shows"),
    "a picture without credit": (changed("claims:", IMAGE.replace(", credit: Us", "")), "13:8: `image.credit` is missing; say whose picture it is"),
    "equipment without a page": (changed("claims:", "equipment: [m-9]\nclaims:"), "13:13: there is no page content/equipment/m-9.md; write it"),
    "a link to no story": (STORY + "\n[x]({filename}nowhere.md)\n", "24:5: the link leads to content/stories/2024/nowhere.md, which does not exist"),
    "a link to no address": (STORY + "\n[x](/2024/nowhere/)\n", "24:5: the link leads to /2024/nowhere/, which does not exist"),
    "a relative link": (STORY + "\n[x](other.md)\n", "24:5: the link `other.md` would depend on where it is read; write `{filename}other.md`"),
    "a link that is code": (STORY + "\n[x](javascript:alert)\n", "24:5: the link `javascript:alert` is not one for the web; begin it with https://"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_story_is_named_with_its_place_and_its_remedy(site, text, expected):
    """Each fault is reported at the place where it was typed, and nothing at all is written."""
    site.write(NAME, text)
    problems = [str(problem) for problem in site.problems()]
    assert any(problem.startswith(f"content/{NAME}:") and expected in problem for problem in problems), problems
    assert not site.output.exists()


def test_every_problem_of_every_file_is_reported_in_one_run(site):
    """Two faults in one file and one in another come together, and the faults of one field hide no other's."""
    site.write(NAME, changed("status: reported", "status: certain").replace("source: a-paper", "source: other"))
    site.write("stories/2024/another.md", STORY.replace("A headline", '""').replace("a-story", "another"))
    assert [(p.path, p.line) for p in site.problems()] == [
        ("content/stories/2024/a-story.md", 18),
        ("content/stories/2024/a-story.md", 19),
        ("content/stories/2024/another.md", 2),
    ]


def test_a_fault_in_a_claim_does_not_make_its_citations_wrong(site):
    """Only what has to be mended is reported."""
    site.write(NAME, changed("status: reported", "status: certain"))
    assert [p.line for p in site.problems()] == [18]


def test_one_id_for_two_stories_is_reported(site):
    site.write("stories/2024/a-story.md", STORY)
    site.write("stories/2024/b-story.md", STORY)
    (problem,) = site.problems()
    assert str(problem) == (
        "content/stories/2024/b-story.md:4:5: the id `a-story` is that of content/stories/2024/a-story.md; "
        "give each story its own"
    )


def test_one_address_for_two_stories_is_reported(site):
    """The address comes from the year of `date` and the name of the file, in whatever folder it lies."""
    site.write("stories/2024/a-story.md", STORY)
    site.write("stories/2025/a-story.md", STORY.replace("id: a-story", "id: b-story"))
    (problem,) = site.problems()
    assert str(problem) == (
        "content/stories/2025/a-story.md:1:1: the address /2024/a-story/ is that of "
        "content/stories/2024/a-story.md; rename one of the two files"
    )


def test_stories_of_the_same_name_in_two_years_are_two_stories(site):
    """Pelican would take the one for a translation of the other."""
    site.write("stories/2024/a-story.md", STORY)
    later = STORY.replace("id: a-story", "id: b-story").replace("date: 2024-12-19", "date: 2025-01-02")
    site.write("stories/2025/a-story.md", later)
    site.build()
    assert [a.get("href") for a in site.page("/").cssselect(".story-list h2 a")] == [
        "/2025/a-story/",
        "/2024/a-story/",
    ]


@pytest.mark.parametrize(
    "raw",
    [b"\xef\xbb\xbf" + STORY.encode(), STORY.encode().replace(b"\n", b"\r\n")],
    ids=["a byte-order mark", "CRLF line ends"],
)
def test_what_editors_leave_behind_simply_works(site, raw):
    site.write(NAME, raw)
    site.build()
    (mark,) = site.page("/2024/a-story/").cssselect(".prose .cite a")
    assert mark.get("href") == "#claim-seen"


@pytest.mark.parametrize("folder", ["pages", "equipment"])
def test_pages_and_equipment_are_checked_as_stories_are(site, folder):
    site.write(NAME, STORY)
    site.write(f"{folder}/x.md", "---\ntitle: X\n---\n")
    problems = [str(problem) for problem in site.problems()]
    assert f"content/{folder}/x.md:2:1: `dek` is missing; say in a sentence what the page tells" in problems


def yaml_text():
    """Front matter as it might be typed: known and unknown fields with values of every shape, and plain noise."""
    word = st.text(max_size=12) | st.sampled_from(
        ["2024-12-19", "published", "a-paper", "https://x.example", "*a", "&a"]
    )
    value = st.recursive(word, lambda inner: st.lists(inner, max_size=3).map(str), max_leaves=4)
    field = st.sampled_from(["title", "date", "sources", "claims", "image", "tags", "id", "x"])
    lines = st.lists(st.tuples(field, value).map(": ".join), max_size=8)
    return lines.map(lambda rows: "\n".join(["---", *rows, "---", "Text[^a]"])) | st.text()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=yaml_text())
def test_arbitrary_front_matter_gives_a_story_or_problems_with_places(tmp_path_factory, text):
    """Whatever is typed, the reader answers with a story or with places inside the file, never with anything else."""
    from pelican.settings import read_settings

    from plugins.story.reader import StoryReader

    site = Site(tmp_path_factory.getbasetemp() / "arbitrary")
    path = site.write(NAME, text.encode("utf-8", "surrogatepass"))
    overrides = {"PATH": str(site.content)}
    reader = StoryReader(read_settings(str(ROOT / "pelicanconf.py"), override=overrides))
    _, metadata = reader.read(str(path))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    if reader.problems:
        assert metadata == {"status": "skip"}
        assert all(1 <= problem.line <= lines + 1 and problem.column >= 1 for problem in reader.problems)
    else:
        assert metadata["sources"]
