"""Quotes face the way that a reader expects, and no sign that was typed is lost: in headlines, captions and texts."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railhead.typography import typeset

from .sites import STORY

# as it is typed in HTML: what a reader sees
SET = {
    "<em>Herald</em>'s": "<em>Herald</em>’s",
    "'<em>the gun</em>' (\"<em>a</em>\")": "‘<em>the gun</em>’ (“<em>a</em>”)",
    "In '24, the guns' range": "In ’24, the guns’ range",
    "In '24 he called it 'a gun'. The class of '98": "In ’24 he called it ‘a gun’. The class of ’98",
    "'...and then' he said": "‘…and then’ he said",
    "he said 'round trip' and 'cause of war'": "he said ‘round trip’ and ‘cause of war’",
    "the '90s, 'It's the '90s,' he said": "the ’90s, ‘It’s the ’90s,’ he said",
    "the '24 season": "the ’24 season",
    "Path C:\\.config C:\\...\\x ../../x .../x": "Path C:\\.config C:\\...\\x ../../x .../x",
    "\"'Gun,' he said\" '\"Gun\"' \"x\"": "“‘Gun,’ he said” ‘“Gun”’ “x”",
    "'tis rock 'n' roll, O'Neil's soldiers' 'cause'": "’tis rock ’n’ roll, O’Neil’s soldiers’ ‘cause’",
    "a -- b, a--b, I--, --dry-run -v --> y": "a — b, a—b, I—, --dry-run -v --> y",
    '"I saw--" he said': "“I saw—” he said",
    "so... and . . . or....": "so… and … or….",
    "<code>'a' -- \"b\"</code> '<code>x</code>' \"<code>y</code>\"": "<code>'a' -- \"b\"</code> ‘<code>x</code>’ “<code>y</code>”",
    "&quot;a&quot; &#39;b&#39; it&nbsp;'is'": "\"a\" 'b' it\u00a0‘is’",
    "“a” ‘b’ c’s": "“a” ‘b’ c’s",
    '<p>"One</p><p>"two"</p>': "<p>“One</p><p>“two”</p>",
    '<a href="x" title="it\'s -- ...">"a"</a>': '<a href="x" title="it\'s -- ...">“a”</a>',
    'gun.<sup class="cite">\u2060<a>1</a></sup>" "Next"<sup>2</sup>': 'gun.<sup class="cite">\u2060<a>1</a></sup>” “Next”<sup>2</sup>',
    "F='x', =\"y\"": "F=‘x’, =“y”",
    'a""b, a"b"c, "a""b"': 'a""b, a"b"c, “a”“b”',
    "\"\"\"a\"\"\" ''b''": "\"\"\"a\"\"\" ''b''",
    '"Gun<sup class="cite">\u2060<a>1</a></sup>" <sup class="cite">\u2060<a>1</a></sup>"Next"': '“Gun<sup class="cite">\u2060<a>1</a></sup>” <sup class="cite">\u2060<a>1</a></sup>“Next”',
    "Gun<sup class=\"cite\">\u2060<a>1</a></sup>'s 'x'<sup class=\"cite\">\u2060<a>1</a></sup>": 'Gun<sup class="cite">\u2060<a>1</a></sup>’s ‘x’<sup class="cite">\u2060<a>1</a></sup>',
    "He saw '24 guns' there, '24-hour guards'": "He saw ‘24 guns’ there, ‘24-hour guards’",
    "'24 guns and 'more'": "’24 guns and ‘more’",
    "In '24-'25; of the '24 guns' range": "In ’24-’25; of the '24 guns' range",
    "5' 11\" tall, 5'11\", a 6.7\" gun, 12' x 14', 40° 26' 46\" N": "5' 11\" tall, 5'11\", a 6.7\" gun, 12' x 14', 40° 26' 46\" N",
    '"a 6" gun and "more""': '“a 6" gun and “more””',
    '"the 6" and the 8" guns"': '“the 6" and the 8" guns”',
    'stray" and "It was 6"': "stray” and “It was 6”",
    "\"A 6\" gun\" and \"in 1990\", 'in 1990', the 1990s' end": '“A 6" gun” and “in 1990”, ‘in 1990’, the 1990s’ end',
    "the '90s' music, rock 'n' roll": "the ’90s’ music, rock ’n’ roll",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), SET.items())
def test_a_sign_is_set_by_what_a_reader_sees_around_it(typed, expected):
    assert unescape(typeset(typed)) == expected


@given(st.lists(st.sampled_from(["'", '"', "--", "...", "a", " ", "9", "s", "<em>", "</em>", "<br>", "<p>", "<code>", "</code>", "&quot;", "&amp;", "\\", ".", "-"]), max_size=30))  # fmt: skip
def test_nothing_but_quotes_dashes_and_ellipses_changes(parts):
    typed = unescape("".join(parts))
    back = unescape(typeset("".join(parts)))
    for was, now in (("'", "‘’"), ('"', "“”")):
        back = back.replace(now[0], was).replace(now[1], was)
    back = back.replace("—", "--").replace("…", "...")
    # a dash may stand for three hyphens, and an ellipsis for dots with spaces
    assert back.replace(". . .", "...") == typed.replace(". . .", "...") or "---" in typed


def test_headline_caption_text_and_claim_are_set_as_a_reader_expects(site):
    text = STORY.replace("A headline", "Guns of the '90s' in C:\\.config")
    text = text.replace("Something was seen.\n    history", "Some 'guns' of the '90s in C:\\.config.\n    history")
    text = text.replace(
        "claims:", "image: {file: gun.svg, alt: A, caption: \"The '90s, it's in C:\\\\.config\", credit: Us}\nclaims:"
    )
    site.write("images/gun.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1"/></svg>')
    site.write(
        "stories/2024/a-story.md", f"{text}\n*Herald*'s '*the gun*' of the '90s, \\\"as typed\\\" in C:\\\\.config.\n"
    )
    site.build()
    page = site.page("/2024/a-story/")
    shown = [
        page.cssselect(name)[-1].text_content().replace("\u00a0", " ")
        for name in ("h1", ".prose > p", "figcaption", "p.claim")
    ]
    assert shown[0] == "Guns of the ’90s’ in C:\\.config"
    assert shown[1] == 'Herald’s ‘the gun’ of the ’90s, "as typed" in C:\\.config.'
    assert "The ’90s, it’s in C:\\.config" in shown[2]
    assert "Some ‘guns’ of the ’90s in C:\\.config." in shown[3]


@pytest.mark.slow
def test_an_ampersand_stays_within_what_it_was_typed_in(site):
    text = STORY.replace("A Paper", "Smith & Sons").replace("[^seen]", "[^seen] So they say.[^a-paper]")
    site.write("stories/2024/a-story.md", text)
    site.build()
    (link,) = site.page("/2024/a-story/").xpath("//*[@id='cite-a-paper-1']/a")
    assert link.get("aria-label") == "Source 1: Smith & Sons"
