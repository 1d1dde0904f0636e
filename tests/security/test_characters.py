"""Characters that nobody sees: refused wherever they would be published, however they are written, and never printed."""

import json
import unicodedata

import pytest

from railhead.characters import hidden, printable
from railhead.story.reader import StoryReader

from ..sites import STORY, settings_of

NAME = "stories/2024/a-story.md"
# at a place of the story: what is typed there for a character
FIELDS = {
    "the title": ("A headline", '"Guns {yaml}here"'),
    "a tag": ("[artillery]", '["artil{yaml}lery"]'),
    "the author": ("claims:", 'author: "Jane {yaml}Doe"\nclaims:'),
    "an address": ("https://paper.example/report", "https://paper.example/{percent}"),
    "a claim": ("Something was seen.\n", '"It was {yaml}seen."\n'),
}
TEXTS = {
    "a decimal reference": "A&#{decimal};B",
    "a hexadecimal reference": "A&#X00{hexadecimal};B",
    "an alternative text": "![A&#{decimal};]({{static}}/images/gun.svg)",
    "HTML": "<abbr title='A&#{decimal};'>A</abbr>",
    "the title of a link": '[x](https://paper.example "A&#{decimal};")',
    "code": "<kbd>&#{decimal};</kbd>",
    "an address escaped": "[x](https://paper.example/{percent})",
}
HIDDEN = [
    0,
    1,
    0x1B,
    0x1F,
    0x7F,
    0x85,
    0x9B,
    0xAD,
    0x34F,
    0x200B,
    0x200D,
    0x200E,
    0x202E,
    0x2028,
    0x2060,
    0x2066,
    0x3164,
]
HIDDEN += [0xFE0F, 0xFEFF, 0xFFFF, 0x1FFFE, 0xE0041, 0xE0100, 0xF8FF, 0x10FFFF]


def written(code):
    """The ways to write a character."""
    yaml = f"\\U{code:08x}"
    percent = "".join(f"%{byte:02x}" for byte in chr(code).encode())
    return {"decimal": code, "hexadecimal": f"{code:x}", "yaml": yaml, "percent": percent}


def problems(site, text):
    site.write("images/gun.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    reader = StoryReader(settings_of(PATH=site.content))
    reader.read(str(site.write(NAME, text)))
    return [(problem.line, problem.wrong) for problem in reader.problems]


@pytest.mark.parametrize(("place", "typed"), FIELDS.values(), ids=FIELDS.keys())
@pytest.mark.parametrize("code", HIDDEN, ids=hex)
def test_a_hidden_character_in_a_field_is_a_problem(site, place, typed, code):
    assert STORY.count(place) == 1
    found = problems(site, STORY.replace(place, typed.format(**written(code))))
    assert any(f"U+{code:04X}" in wrong for _, wrong in found), found


@pytest.mark.parametrize("typed", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("code", HIDDEN, ids=hex)
def test_a_hidden_character_in_a_text_is_a_problem_in_its_line(site, typed, code):
    found = problems(site, f"{STORY}\n{typed.format(**written(code))}\n")
    assert (24, f"the text holds the character U+{code:04X}, which cannot be seen") in found


@pytest.mark.parametrize("typed", ["&#xD800;", "&#x110000;", f"&#{'9' * 5000};", "A&shy;B", "A&ZeroWidthSpace;B", "A&NoBreak;B", "A\u200bB", "A\n\n[x]: /y 'A\u202eB'"])  # fmt: skip
def test_what_names_no_visible_character_is_a_problem(site, typed):
    assert problems(site, f"{STORY}\n{typed}\n")


def test_all_hidden_characters_of_a_text_are_told_at_once(site):
    found = problems(site, f"{STORY}\nA&#31;B&#0;\n\nC\u200bD\n")
    assert [line for line, _ in found] == [26, 24, 24]


NEEDED = ["می\u200cخواهم", "هه\u200cم كه\u200c", "അവന്\u200d", "श्री\u200d", "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "gbsct") + "\U000e007f", "क\u094d\u200dष", "\u2764\ufe0f", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f3f3\ufe0f\u200d\U0001f308", "1\ufe0f\u20e3", "\u00a0", "e\u0301"]  # fmt: skip


@pytest.mark.parametrize("words", NEEDED, ids=ascii)
def test_what_a_script_or_an_emoji_needs_is_no_problem(site, words):
    assert (
        problems(site, f"{STORY.replace('A headline', json.dumps(f'A {words}', ensure_ascii=False))}\n{words}\n") == []
    )


SCRIPTS = ["שָׁלוֹם בְּרֵאשִׁ֖ית", "Tiê\u0301ng Viê\u0323t", "क्ष्म्य हिन्दी", "مُحَمَّدٌ اللَّٰهِ", "กำลังซื้อปืนที่นี่", "བསྒྲུབས་ ཧྐྵྨླྺྼྻྂ", "ខ្មែរ ក្រ", "မြန်မာ ကြွှို", "t͡ʃ ã̰ː x̂̄", "👍🏽 👩🏽\u200d🚒"]  # fmt: skip


@pytest.mark.parametrize("words", SCRIPTS, ids=ascii)
def test_marks_that_a_script_needs_are_no_problem(site, words):
    quoted = json.dumps(f"A {words}", ensure_ascii=False)
    assert problems(site, f"{STORY.replace('A headline', quoted)}\n{words}\n") == []


@pytest.mark.parametrize(
    "words",
    ["a" + "\u0301" * 500, "a\u0300\u0316\u0301\u0317\u0302", "a" + "\u20dd" * 5, "\u0301a", "ש" + "\u05b8" * 9, "अ" + "\u0902" * 99],
    ids=ascii,
)  # fmt: skip
def test_marks_in_heaps_or_without_a_letter_are_a_problem(site, words):
    quoted = json.dumps(words, ensure_ascii=False)
    found = problems(site, f"{STORY.replace('A headline', quoted)}\n{words}\n")
    assert [line for line, _ in found] == [2, 24]
    assert all("where no letter can take it" in wrong for _, wrong in found)
    references = "a" + "&#769;" * 9
    assert problems(site, f"{STORY}\n{references}\n") == [(24, "the text holds U+0301 where no letter can take it")]


def test_no_category_of_unicode_that_hides_something_is_forgotten():
    """Signs of Arabic that stand before a number are formats to Unicode, but can be seen."""
    seen = {*range(0x600, 0x606), 0x6DD, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, 0x9, 0xA}
    unseen = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    passed = {
        code for code in range(0x110000) if unicodedata.category(chr(code)) in unseen and not list(hidden(chr(code)))
    }
    assert passed == seen


def test_white_space_in_a_field_is_one_space(site):
    """Where YAML lets a line end in, a name stays a name."""
    path = site.write(NAME, STORY.replace("claims:", 'author: "Jane\\n\\tDoe"\nclaims:'))
    reader = StoryReader(settings_of(PATH=site.content))
    _, metadata = reader.read(str(path))
    assert (reader.problems, str(metadata["author"])) == ([], "Jane Doe")


def test_tasks_print_nothing_that_a_terminal_would_obey(capsys):
    import tasks

    tasks.say("a\x1b]0;title\x07 b\r\x9b2J \u202e “c”\u00a0d\n\udcff")
    assert capsys.readouterr().out == "a\\x1b]0;title\\x07 b\\r\\x9b2J \\u202e “c”\u00a0d\n\\udcff\n"
    assert str(tasks.stopped(ValueError("\x1b[2J"))) == "\\x1b[2J"


def test_what_an_old_terminal_has_no_sign_for_is_escaped():
    assert printable("“Guns” é", "latin-1") == "\\u201cGuns\\u201d é"


def test_nothing_but_the_tasks_prints():
    """All that is printed goes through one function, which cleans it."""
    from ..sites import ROOT

    printing = {path.name for path in (ROOT / "railhead").rglob("*.py") if "print(" in path.read_text(encoding="utf-8")}
    assert printing <= {"programs.py", "setting_up.py"}  # these print words of their own, before tasks can
