"""Texts are converted in less time than by Pelican, to the same characters."""

import pelican.readers
import pytest
import smartypants
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG
from pelican_incremental.reading.markdown import MarkdownReader, NeededInlineProcessor
from pelican_incremental.reading.typography import FILTERS, typography
from typogrify.filters import typogrify

from .small_world import FUNCTIONS, SETTINGS, TEMPLATES
from .worlds import Source, World, day

WORDS = ["a", "s", "S", "x", "_", "é", "80", "80s", "NATO", "U.S.", "A1B", "K", "long-word", "who"]
MARKS = [*"'\";&.,!()[{-\\`<>", "''", "``", "--", "---", "...", ". . .", "\\\\", "\\'"]
SPACES = [" ", " ", " ", "\n", "\t", "\xa0", "\x1c"]
ENTITIES = ["&amp;", "&quot;", "&#38;", "&nbsp;", "&mdash;", "&#8211;", "&#x2013;", "&&#x2013;", "&#8216;", "&ldquo;"]
TAGS = [
    *("<p>", "</p>", '<p class="a">', "<li>", "</li>", "<h2>", "</h2>", "<blockquote>", "<br>", "<br/>"),
    *("<em>", "</em>", "<b>", "</b>", '<a href="x y">', "</a>", "<a title='It & \"that\" -- >'>", "<i", "<!-- -- -->"),
    *("<code>", "</code>", "<kbd>", "</kbd>", "<script>", "</SCRIPT>", "<tt>", '<img data-x="a & b" alt="U.S. A">'),
]
HTML = st.lists(st.sampled_from([*WORDS, *MARKS, *MARKS, *SPACES, *ENTITIES, *TAGS]), max_size=16).map("".join)
QUOTED = st.lists(st.sampled_from([*"'\"'\"'ssx8 -;._", "80s", "&#8211;"])).map("".join)

STARTS = ["\n", "\n\n", "  \n", "\n- ", "\n1. ", "\n> ", "\n    ", "\n## ", "\n\n[1]: /there 'Title'\n", "\n~~~\n"]
SPANS = [
    *("*", "**", "_", "__", "`", "``", "[", "](/a)", '](/a "b")', "][1]", "[1]", "![", "[^1]", "\\", "<", ">"),
    "\n[^1]: ",
    *("<http://a.b>", "<a@b.example>", "<b>", "</b>", "<br>", "<div>", "</div>", "&", "&copy;", "|", "{: .c }", ":"),
]
MARKDOWN = st.lists(st.sampled_from([*WORDS, *SPACES, *STARTS, *SPANS, *SPANS]), max_size=24).map("".join)

MANY = settings(max_examples=600, deadline=None)


@MANY
@given(
    st.one_of(HTML, QUOTED),
    st.sampled_from(["default", "oldschool", "oldschool_inverted"]),
    st.lists(st.sampled_from(FILTERS), max_size=2),
)
@example('a &&#x2013;"s', "default", [])
@example("x's' y", "default", [])
@example("a<b>'</b> c", "default", [])
@example("x's'sa and -'s's80", "default", [])
@example("a&mdash;'b' --'c' -'d'", "default", [])
@example("<p>x y <a z </p> foo</p>", "default", [])
@example("a <!-- 'b' --> c <!-- 'b' -- 'c' --> 'd'", "default", [])
@example('<img data-x="a & b"> c & d', "default", [])
@example("see A1B now", "default", [])
@example('<tt>it\'s -- "this"</tt>', "default", [])
@example("<kbd>NATO</kbd>", "default", [])
@example("<SCRIPT>NATO</SCRIPT>", "default", [])
def test_a_text_is_set_as_typogrify_sets_it(text, dashes, omitted):
    """Whatever it is made of, whatever it is to be spared."""
    names = {"TYPOGRIFY": True, "TYPOGRIFY_DASHES": dashes, "TYPOGRIFY_OMIT_FILTERS": omitted}
    ours = typography({**DEFAULT_CONFIG, **names})
    assert ours(text) == typogrify(text, [], **dict.fromkeys(omitted, False))


@pytest.fixture(scope="module")
def readers():
    """(Pelican's reader, ours), with Pelican's default extensions."""
    return pelican.readers.MarkdownReader(DEFAULT_CONFIG), MarkdownReader(DEFAULT_CONFIG)


@MANY
@given(text=MARKDOWN)
@example(text="A `word`, &copy; <b>that</b> <a@b.example> and <http://a.b>, x \\* y  \nz ![a](b) [c](d) [e]\n\n[e]: /f")
@example(text="One &copy; alone.")
@example(text="One `span` alone.")
@example(text="One <a@b.example> alone.")
@example(text="One <http://a.example> alone.")
@example(text="One \\* alone.")
@example(text="A line  \nbroken.")
@example(text="An ![image](a.png) and [1].\n\n[1]: /there")
@example(text="A note.[^1]\n\n[^1]: Its text.")
def test_a_file_is_converted_as_markdown_converts_it(text, readers, tmp_path_factory):
    """After whatever files the same reader has read before."""
    path = tmp_path_factory.getbasetemp() / "text.md"
    path.write_text(f"Title: x\nSummary: {text.splitlines()[0] if text.strip() else ''}\n\n{text}")
    theirs, ours = (reader.read(str(path)) for reader in readers)
    assert ours == theirs


def test_only_patterns_that_can_match_are_tried(readers, tmp_path):
    """The greater part of them in plain prose, which is what they take time for."""
    _, ours = readers
    path = tmp_path / "text.md"
    path.write_text("Title: x\n\nPlain prose, with *one* thing in it.\n")
    ours.read(str(path))
    inline = ours._md.treeprocessors["inline"]
    assert type(inline) is NeededInlineProcessor
    assert [pattern.pattern for pattern in inline.inlinePatterns] == [r"\*|_"]


def test_the_versions_that_are_installed_are_those_that_it_knows():
    """Else texts are set right all the same, but take as long as in Pelican: look at what changed in the library."""
    assert typography({**DEFAULT_CONFIG, "TYPOGRIFY": True}) is not None


@pytest.mark.parametrize("setting", [{"TYPOGRIFY_OMIT_FILTERS": ["unknown"]}, {"TYPOGRIFY_IGNORE_TAGS": "pre"}])
def test_settings_that_it_does_not_know_are_left_to_pelican(setting):
    """What Pelican makes of them is Pelican's affair."""
    assert typography({**DEFAULT_CONFIG, "TYPOGRIFY": True, **setting}) is None


def test_nothing_is_set_when_the_site_does_not_ask_for_it():
    """TYPOGRIFY is off unless a site turns it on."""
    assert typography(DEFAULT_CONFIG) is None


def test_a_filter_of_the_theme_finds_smartypants_as_pelican_leaves_it(tmp_path):
    """Reading any file sets what it does by default, and no file is read where none has changed."""
    function = "\n\ndef smart(text):\n    import smartypants\n    return smartypants.smartypants(text)\n\n\n"
    functions = FUNCTIONS + function + 'JINJA_FILTERS["smart"] = smart\n'
    theme = {f"templates/{name}": text.encode() for name, text in TEMPLATES.items()}
    theme["templates/article.html"] = b"{{ article.title }} {{ '&quot;Quoted&quot;'|smart }}"
    world = World(tmp_path, theme, functions, **{**SETTINGS, "TYPOGRIFY": True, "STATIC_PATHS": []})
    for name in "ab":
        world.add(f"articles/{name}.md", Source({"title": f"Article {name}", "date": day(1)}, [world.prose()]))
    world.check()
    smartypants.Attr.default = smartypants.Attr.set1
    world.put("theme/templates/article.html", "{{ article.title }}: {{ '&quot;Quoted&quot;'|smart }}")
    assert not world.check("the template").read
