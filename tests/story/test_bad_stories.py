"""What a writer can get wrong, and what the build says of it: file, line, column, what is wrong, what is right."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..sites import STORY, Site, settings_of

NAME = "stories/2024/a-story.md"


def changed(old, new):
    assert STORY.count(old) == 1, old
    return STORY.replace(old, new)


IMAGE = "image: {file: gun.svg, alt: A gun, caption: A gun, credit: Us}\nclaims:"

BAD = {
    "no front matter": ("A headline\n", "1:1: the front matter is missing; begin the file with a line `---`"),
    "an empty file": ("", "1:1: the front matter is missing"),
    "unclosed": (STORY.replace("---\n\n", "\n"), "1:1: the front matter that begins here is not closed; put a line"),
    "not YAML": (changed("A headline", "Guns: a: headline"), '2:12: the value holds `: `, behind which YAML expects another value; put all of it in quotes: `title: "Guns: a: headline"`'),
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
    "an old address elsewhere": (changed("id: a-story", "id: a-story\naliases: ['https://a.example/']"), "5:11: `aliases` is no address that a page of this site can have had: `https://a.example/`; give addresses"),
    "an old address above the site": (changed("id: a-story", "id: a-story\naliases: [/a/../b/]"), "5:11: `aliases` is no address"),
    "an old address among assets": (changed("id: a-story", "id: a-story\naliases: [/assets/x/]"), "5:11: `aliases` is no address"),
    "an old address that is taken": (changed("id: a-story", "id: a-story\naliases: [/archive/]"), "5:11: something stands at /archive/; take the alias out"),
    "an old address that is a publisher's page": (changed("id: a-story", "id: a-story\naliases: [/sources/a-paper/]"), "5:11: something stands at /sources/a-paper/; take the alias out"),
    "an old address with a name for the folder's page": (changed("id: a-story", "id: a-story\naliases: [/2024/a-story/index.html]"), "5:11: `aliases` is no address"),
    "an old address of the front page": (changed("id: a-story", "id: a-story\naliases: [/index.html]"), "5:11: `aliases` is no address"),
    "an old address below a page": (changed("id: a-story", "id: a-story\naliases: [/old.html, /old.html/more/]"), "5:22: `aliases` is no address"),
    "an old address that is too long": (changed("id: a-story", f"id: a-story\naliases: [/{'a' * 101}/]"), "5:11: `aliases` is no address"),
    "its own address as an old one": (changed("id: a-story", "id: a-story\naliases: [/2024/a-story/]"), "5:11: something stands at /2024/a-story/"),
    "an old address twice": (changed("id: a-story", "id: a-story\naliases: [/old/, /old/]"), "5:18: content/stories/2024/a-story.md has had /old/ too; leave it to one"),
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
    "a footnote": (changed("[^seen]", "[^1]") + "\n[^1]: A note below.\n", "22:20: nothing has the id `1`; there are no footnotes: say it in the text, or cite a claim or a source (a-paper, seen)"),
    "a picture that does not exist": (changed("claims:", IMAGE), "13:15: `image.file` does not exist: content/images/gun.svg; put the picture there"),
    "a picture elsewhere": (changed("claims:", IMAGE.replace("gun.svg", "../gun.svg")), "13:15: `image.file` points outside content/images/"),
    "a picture that is none": (changed("claims:", IMAGE.replace("gun.svg", "gun.pdf")), "13:15: `image.file` is not a picture: `gun.pdf`; use one of"),
    "a picture without alt text": (changed("claims:", IMAGE.replace("alt: A gun, ", "")), "13:8: `image.alt` is missing; say what the picture shows"),
    "a picture without credit": (changed("claims:", IMAGE.replace(", credit: Us", "")), "13:8: `image.credit` is missing; say whose picture it is"),
    "equipment without a page": (changed("claims:", "equipment: [m-9]\nclaims:"), "13:13: there is no page content/equipment/m-9.md; write it"),
    "a link to no story": (STORY + "\n[x]({filename}nowhere.md)\n", "24:5: the link leads to content/stories/2024/nowhere.md, which does not exist"),
    "a link to no address": (STORY + "\n[x](/2024/nowhere/)\n", "24:5: the link leads to /2024/nowhere/, which does not exist"),
    "a relative picture": (STORY + "\n![x](images/gun.svg)\n", "24:6: the link `images/gun.svg` would depend on where it is read; write `{static}/images/gun.svg`, and put the picture into content/images/"),
    "a picture without words": (STORY + "\n![]({static}/images/gun.svg)\n", "24:1: the picture has no words for those who cannot see it; write what it shows between the brackets: `![What it shows]({static}/images/gun.svg)`"),
    "a bare picture": (STORY + "\n![](gun.svg)\n", "24:1: the picture has no words for those who cannot see it; write what it shows between the brackets: `![What it shows]({static}/images/gun.svg)`"),
    "a relative link": (STORY + "\n[x](other.md)\n", "24:5: the link `other.md` would depend on where it is read; write `{filename}other.md`"),
    "a link that is code": (STORY + "\n[x](javascript:alert)\n", "24:5: the link `javascript:alert` is not one for the web; begin it with https://"),
    "a link to a draft": (STORY + "\n[x]({filename}draft.md)\n", "24:5: the link leads to a draft, stories/2024/draft.md; publish it first"),
    "a link to no tag": (STORY + "\n[x]({tag}nowhere)\n", "24:5: no story has the tag `nowhere`; correct its name"),
    "a link in words unknown": (STORY + "\n[x]({Filename}x.md)\n", "24:5: the link `{Filename}x.md` is not understood; write `{filename}NAME.md`"),
    "a link out of content": (STORY + "\n[x]({static}/../README.md)\n", "24:5: the link leads to content/../README.md, which does not exist"),
    "a link in raw HTML": (STORY + "\n<a HREF='/nowhere/'>x</a>\n", "24:10: the link leads to /nowhere/, which does not exist"),
    "a link that is no address": (STORY + "\n[x](http://[bad)\n", "24:5: the link `http://[bad` is no address (Invalid IPv6 URL); correct it"),
    "a link without an address": (STORY + "\n[x]()\n", "a link leads nowhere; write its address"),
    "a citation in words": (changed("[^seen]", "[^not here]"), "22:20: nothing has the id `not here`; cite a claim or a source"),
    "an address without //": (changed("https://paper.example/report", "https:paper.example"), "12:10: `sources.url` is not an address on the web: `https:paper.example`"),
    "an address with a password": (changed("https://paper.example/report", "https://u:p@paper.example/"), "12:10: `sources.url` is not an address on the web"),
    "an escaped control character": (changed("A headline", r'"A\0headline"'), "2:8: `title` holds the character U+0000, which cannot be seen; delete it"),
    "a sign that turns text around": (changed("A headline", r'"A \u202E headline"'), "2:8: `title` holds the character U+202E"),
    "a title that shows nothing": (changed("A headline", r'"\u200b"'), "2:8: `title` shows nothing; write the headline"),
    "a line separator": (changed("A headline", "A\u2028headline"), "2:9: the character U+2028 cannot be printed; delete it"),
    "null for a title": (changed("A headline", "null"), "2:8: `title` is empty; write the headline"),
    "a number behind a hash": (changed("A headline", "Wagon #12 was seen"), "2:14: what follows the `#` would be left out, as a comment; put the value in quotes"),
    "a comment behind a claim": (changed("Something was seen.\n    his", "It was seen # at noon\n    his"), "15:23: what follows the `#` would be left out"),
    "a comma in a note": (changed("- as_of: 2024-12-19\n        status: reported\n        source: a-paper", "- {as_of: 2024-12-19, status: reported, source: a-paper, note: So, but not how}"), "is not a field; put the text before it in quotes, which holds a comma"),
    "an unclosed quote": (changed("A headline", '"A headline'), '2:8: the quote that opens here is not closed; write a " at the end of the value as well: `title: "A headline"`'),
    "a quote that the next one closes": (changed("A headline", '"A headline').replace("A sentence", '"A" sentence'), "2:8: the quote that opens here is closed only on line 3"),
    "an apostrophe first": (changed("A headline", "'90s guns"), "2:8: the quote that opens here is not closed; close it at the end of the value, or put a value that begins with ' in double quotes: `title: \"'90s guns\"`"),
    "words behind a quote": (changed("A headline", '"Guns" seen'), "2:15: the text goes on behind the \" that ends it; put all of it in quotes of another kind, ' before and behind it: `title: '\"Guns\" seen'`"),
    "a name with @": (changed("A headline", "@desk says"), '2:8: a value without quotes cannot begin with @; put it in quotes: `title: "@desk says"`'),
    "emphasis first": (changed("A headline", "*Herald* says"), "2:8: a value without quotes cannot begin with *; put it in quotes"),
    "a backslash": (changed("A headline", r'"C:\guns"'), r"2:11: a backslash between double quotes begins an escape of YAML, and this is none; put the value in single quotes: `title: 'C:\guns'`"),
    "no space behind a colon": (changed("title: A headline", "title:A headline"), "2:6: `title` has no space behind its colon; write `title: value`"),
    "no space behind a hyphen": (changed("  - id: a-paper", "  -id: a-paper"), "9:3: the entry has no space behind its hyphen; write `- `"),
    "an equals sign": (changed("title: A headline", 'title = "A headline"'), "2:6: `title` has `=` in the place of a colon; write `title: value`"),
    "a field too far left": (changed("    publisher: A Paper", "   publisher: A Paper"), "10:1: the line is indented by 3 spaces, and the field before it by 4 spaces; indent fields of one group alike"),
    "a field too far right": (changed("    publisher: A Paper", "     publisher: A Paper"), "10:1: the line is indented by 5 spaces"),
    "an unclosed list": (changed("[artillery]", "[artillery"), "7:7: the [ that opens here is not closed; write ] behind its last part: `tags: [artillery]`"),
    "a list that is none": (changed("[artillery]", "['a' b]"), "7:12: the text goes on behind the ' that ends it"),
    "a second line": (changed("under it.", "under it\nthat goes on."), "4:1: this line begins no field; indent it, if it goes on from the line above, or write `name: value`"),
    "Pelican's own fields": ("Title: A headline\nDate: 2024-12-19\n\nText.\n", "1:1: the front matter is missing; put a line `---` before its first field and another behind the last"),
    "TOML": (STORY.replace("---", "+++"), "1:1: the front matter is TOML; write it as YAML, `title: A headline`, between two lines `---`"),
    "a line before": ("\n" + STORY, "1:1: the front matter does not begin on the first line; delete what stands before its line `---`"),
    "five hyphens": (STORY.replace("---", "-----"), "1:1: the front matter is missing; begin it with three hyphens, `---`"),
    "another tool's word for the dek": (changed("dek: A sen", "subtitle: A sen"), "3:1: `subtitle` is not a field; it is called `dek` here"),
    "another tool's summary": (changed("dek: A sen", "summary: A sen"), "3:1: `summary` is not a field; it is called `dek` here"),
    "another tool's section": (changed("category:", "section:"), "6:1: `section` is not a field; it is called `category` here"),
    "another tool's authors": (changed("id: a-story", "id: a-story\nauthors: [x]"), "5:1: `authors` is not a field; it is called `author` here"),
    "another tool's slug": (changed("id: a-story", "id: a-story\nslug: x"), "5:1: `slug` is not a field; the name of the file is the address; for one that the story had, write `aliases: [/2024/old-name/]`"),
    "another tool's draft": (changed("id: a-story", "id: a-story\ndraft: true"), "5:1: `draft` is not a field; write `status: draft`, or leave it out"),
    "another word for a source's address": (changed("    url: https", "    link: https"), "12:5: `sources.link` is not a field; it is called `url` here"),
    "a capital": (changed("title: A headline", "Title: A headline"), "2:1: `Title` is not a field; write it in small letters, `title`"),
    "a tag of one address with another": (changed("[artillery]", "[artillery, 'Artillery!']"), "7:7: `tags` names `Artillery!` twice; name it once"),
    "a tag without end": (changed("[artillery]", "[" + "a" * 300 + "]"), "7:8: `tags` is longer than 80 characters; list at least one tag"),
    "a picture with a strange name": (changed("claims:", IMAGE.replace("gun.svg", '"a b#.svg"')), "13:15: `image.file` is no name for the web: `a b#.svg`; use letters"),
    "a correction before the story": (changed("id: a-story", "id: a-story\ncorrections: [{date: 2024-01-01, kind: update, text: x}]"), "`corrections` holds one of 2024-01-01, before `date` (2024-12-19)"),
    "another year's folder": (changed("date: 2024-12-19", "date: 2023-12-19"), "5:7: a story of 2023 lies in stories/2024/; put it into stories/2023/, or correct the date"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_story_is_named_with_its_place_and_its_remedy(site, text, expected):
    """Each fault is reported at the place where it was typed, and nothing at all is written."""
    site.write(NAME, text)
    site.write("stories/2024/draft.md", STORY.replace("id: a-story", "id: draft\nstatus: draft"))
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


def test_faults_of_yaml_fields_and_text_are_told_at_once(site):
    """What was most likely meant is read on, so that a writer mends a story once."""
    typed = changed("A headline", "Guns: a headline").replace("date: 2024-12-19", "date: soon", 1)
    typed = typed.replace("publisher: A Paper", '"publisher: A Paper').replace("[^seen]", "[^heard]")
    site.write(NAME, changed("A headline", "Guns: a headline").replace("[^seen]", "[^heard] [x](/nowhere/)"))
    assert [(p.line, p.column) for p in site.problems()] == [(2, 12), (22, 20), (22, 33)]
    site.write(NAME, typed + "\n<video>\n")
    assert [p.line for p in site.problems()] == [2, 10, 24]


def test_what_nobody_can_make_out_of_yaml_makes_nothing_else_wrong(site):
    """Citations and fields of a front matter that cannot be read are not told of; its text is."""
    site.write(NAME, changed("[artillery]", "[artillery, {]") + "\n<video>\n")
    assert [p.line for p in site.problems()] == [7, 24]


def test_a_field_by_another_name_is_not_missing_as_well(site):
    site.write(NAME, changed("dek: A sen", "description: A sen").replace("    url:", "    link:"))
    assert [p.wrong for p in site.problems()] == ["`description` is not a field", "`sources.link` is not a field"]


def test_a_page_with_problems_of_its_own_is_not_missing(site):
    """Neither to a story that is right nor to one with problems, which is told of what is missing all the same."""
    named = "equipment: [gun, other]\nstory: all\nclaims:"
    site.write(NAME, changed("claims:", named))
    site.write(
        "stories/2024/b.md", changed("claims:", named).replace("id: a-story", "id: b").replace("A headline", '""')
    )
    site.write("equipment/gun.md", "---\ntitle: X\n---\n")
    site.write("threads/all.md", "---\ntitle: X\n---\n")
    missing = [str(p).split(" ", 1) for p in site.problems() if "there is no page" in p.wrong]
    expected = "there is no page content/equipment/other.md; write it, or use one of gun"
    assert missing == [[f"content/stories/2024/{name}.md:13:18:", expected] for name in ("a-story", "b")]


def test_a_link_that_leads_nowhere_names_the_file_that_was_meant(site):
    site.write("images/train.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1"/></svg>')
    site.write("stories/2023/a-gun.md", changed("id: a-story", "id: a-gun").replace("date: 2024", "date: 2023", 1))
    site.write(NAME, STORY + "\n![x]({static}train.svg) [x]({filename}a-gun.md) ![x](../images/trains.svg)\n")
    assert [p.right for p in site.problems()] == [
        "did you mean `{static}/images/train.svg`?",
        "did you mean `{filename}/stories/2023/a-gun.md`?",
        "write `{static}/images/train.svg`",
    ]


def test_a_picture_whose_name_cannot_be_an_address_is_told_of_with_one_that_can(site):
    site.write(NAME, STORY)
    site.write("images/Zug im März.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    (problem,) = site.problems()
    assert "such as `Zug-im-Marz.svg`" in problem.right


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
    """The address comes from the year of `date` and the name of the file."""
    site.write("stories/2024/a-story.md", STORY)
    site.write("stories/2025/a-story.md", STORY.replace("id: a-story", "id: b-story"))
    assert str(site.problems()[0]) == (
        "content/stories/2025/a-story.md:1:1: the address /2024/a-story/ is that of "
        "content/stories/2024/a-story.md; give the file another name"
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
    ("name", "expected"),
    [
        ("stories/2024/Été 2.md", "1:1: the name of the file, which is its address, cannot be `Été 2`; use small"),
        (
            "stories/2024/x.markdown",
            "1:1: nothing reads this file; name it .md in stories, equipment, threads, authors, pages",
        ),
        ("news/2024/x.md", "1:1: nothing reads this file; name it .md in stories, equipment, threads, authors, pages"),
        ("stories/x.md", "5:7: a story of 2024 lies in stories/; put it into stories/2024/"),
        ("pages/archive.md", "1:1: the address /archive/ is that of a list of the site; give the file another name"),
    ],
)
def test_a_file_in_the_wrong_place_is_reported(site, name, expected):
    """A file that would get a strange address, or none, is not passed over in silence."""
    page = "---\ntitle: Archive\ndek: A page.\n---\n"
    site.write("stories/2024/one.md", STORY)
    site.write(name, page if name.startswith("pages") else STORY.replace("id: a-story", "id: x"))
    assert any(str(problem).startswith(f"content/{name}:{expected}") for problem in site.problems())


def test_two_titles_for_one_address_are_reported(site):
    """A report has one title, publisher and day in the register, wherever it is cited."""
    site.write("stories/2024/a-story.md", STORY)
    site.write("stories/2024/b-story.md", STORY.replace("id: a-story", "id: b").replace("A report", "Another report"))
    (problem,) = site.problems()
    assert str(problem) == (
        "content/stories/2024/b-story.md:11:12: content/stories/2024/a-story.md gives this source the title `A report`; "
        "give it the same in both"
    )


def test_a_thread_without_a_page_is_reported(site):
    site.write(NAME, changed("id: a-story", "id: a-story\nstory: nowhere"))
    (problem,) = site.problems()
    assert str(problem) == f"content/{NAME}:5:8: there is no page content/threads/nowhere.md; write it"


def test_a_claim_may_be_cited_twice_and_a_story_may_link_to_itself(site):
    """Each mark leads to the claim, and the claim leads back to each."""
    site.write(NAME, STORY + "\nOnce more.[^seen] [This story]({filename}a-story.md).\n")
    site.build()
    page = site.page("/2024/a-story/")
    assert [mark.get("id") for mark in page.cssselect(".prose .cite")] == ["cite-seen-1", "cite-seen-2"]
    assert [back.get("href") for back in page.cssselect("#claim-seen .backlinks a")] == ["#cite-seen-1", "#cite-seen-2"]
    assert page.cssselect(".prose p a")[-1].get("href") == "/2024/a-story/"


def test_a_month_may_stand_where_no_day_is_known(site):
    """It is shown and told to machines as a month, and sorts after the days in it."""
    entry = "      - {as_of: 2024-12, status: confirmed, source: a-paper}\n---\n\n"
    site.write(NAME, STORY.replace("---\n\n", entry))
    site.build()
    time = site.page("/2024/a-story/").cssselect(".claim-entry time")[0]
    assert (time.get("datetime"), time.text) == ("2024-12", "December\u00a02024")
    site.write(NAME, changed("as_of: 2024-12-19", "as_of: 2024-13"))
    assert "2024-13" in str(site.problems()[0])


def test_what_is_no_file_is_reported_and_not_waited_for(site):
    """A pipe and a link to nothing are problems like others; reading the pipe would never end."""
    site.write("stories/2024/one.md", STORY)
    os.mkfifo(site.content / "stories/2024/pipe.md")
    (site.content / "stories/2024/link.md").symlink_to("nowhere.md")
    assert [(p.path, p.wrong) for p in site.problems()] == [
        ("content/stories/2024/link.md", "this is no file, or a link to none"),
        ("content/stories/2024/pipe.md", "this is no file, or a link to none"),
    ]


def test_a_day_may_follow_the_month_that_it_lies_in(site):
    entries = "      - {as_of: 2025-01, status: reported, source: a-paper}\n      - {as_of: 2025-01-20, status: confirmed, source: a-paper}\n---\n\n"
    site.write(NAME, STORY.replace("---\n\n", entries))
    assert site.problems() == []


def test_two_spellings_with_one_address_are_reported(site):
    """A section must not change its name with the story that was read last."""
    site.write("stories/2024/a-story.md", STORY)
    other = STORY.replace("id: a-story", "id: other").replace("Breaking News", "breaking news")
    site.write("stories/2024/other.md", other)
    (problem,) = site.problems()
    assert str(problem).startswith("content/stories/2024/other.md:6:11: `breaking news` and `Breaking News` would have")


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
    """Stories as they might be mistyped: a good one with parts of it replaced, and plain noise."""
    typed = st.sampled_from(
        ["", "~", "x", "2024-12-19", "[x, y]", "{id: x}", "*a", "&a b", "'", "a: b", "- x", "\t", "# x"]
    )
    value = typed | st.text(max_size=12)
    lines = st.lists(st.tuples(st.integers(0, STORY.count("\n") - 1), value), max_size=4)

    def mistype(changes):
        story = STORY.split("\n")
        for number, new in changes:
            name, colon, _ = story[number].partition(": ")
            story[number] = f"{name}{colon}{new}" if colon else new
        return "\n".join(story)

    return lines.map(mistype) | st.text()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=yaml_text())
def test_arbitrary_front_matter_gives_a_story_or_problems_with_places(tmp_path_factory, text):
    """Whatever is typed, the reader answers with a story or with places inside the file, never with anything else."""

    from railhead.story.reader import StoryReader

    site = Site(tmp_path_factory.getbasetemp() / "arbitrary")
    path = site.write(NAME, text.encode("utf-8", "surrogatepass"))
    reader = StoryReader(settings_of(PATH=site.content))
    _, metadata = reader.read(str(path))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    if reader.problems:
        assert metadata == {"status": "skip"}
        assert all(1 <= problem.line <= lines + 1 and problem.column >= 1 for problem in reader.problems)
    else:
        assert metadata["sources"][0].publisher
