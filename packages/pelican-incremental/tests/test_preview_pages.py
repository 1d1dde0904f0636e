"""A page as the preview shows it, and where it is found: functions, without a server."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pelican_incremental.preview.page import state_of, with_script
from pelican_incremental.preview.problems import described, printable
from pelican_incremental.preview.served import found_at


@given(st.text() | st.lists(st.sampled_from(["..", "/", ".", "a", "\0", "x" * 300, "\udcff"])).map("".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_found_lies_in_the_output(tmp_path, path):
    (tmp_path / "out" / "a").mkdir(parents=True, exist_ok=True)
    (tmp_path / "out" / "index.html").touch()
    (tmp_path / "a").touch()
    found = found_at(tmp_path / "out", path)
    assert found in {None, tmp_path / "out" / "index.html"}


@pytest.mark.parametrize(
    ("policy", "allowing"),
    [
        ("default-src 'self'", "default-src 'self'; script-src 'self' 'nonce-N'; connect-src 'self'"),
        ("default-src 'none'", "default-src 'none'; script-src 'nonce-N'; connect-src 'self'"),
        ("img-src 'self'", "img-src 'self'"),
        ("script-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-inline'"),
        ("script-src 'unsafe-inline' https:", "script-src 'unsafe-inline' https: 'self'"),
        ("SCRIPT-SRC 'none'; script-src *", "script-src 'nonce-N'"),
        (
            "script-src-elem 'sha256-x'; script-src a.example",
            "script-src-elem 'sha256-x' 'nonce-N'; script-src a.example",
        ),
        ("script-src 'nonce-own' 'unsafe-inline'", "script-src 'nonce-own' 'unsafe-inline' 'nonce-N'"),
        (" ; ;connect-src  https://a.example ;", "connect-src https://a.example 'self'"),
        ("", ""),
    ],
)
@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="Content-Security-Policy" content="{}">',
        "<META content='{quoted}' HTTP-EQUIV=content-security-policy />",
        '<meta\n http-equiv = "Content-Security-Policy"\n content = "{}"/>',
    ],
)
def test_a_policy_of_the_page_lets_the_script_run_and_forbids_nothing_more(policy, allowing, tag):
    html = tag.format(policy, quoted=policy.replace("'", "&#39;")) + "<p>Text"
    page = with_script(html, state_of(html), "N")
    assert unescape(re.search(r'content="([^"]*)"', page)[1]) == allowing


def test_every_policy_of_a_page_lets_the_script_run():
    html = '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">' * 2
    assert with_script(html, state_of(html), "N").count("nonce-N") == 2


@pytest.mark.parametrize(
    "part",
    [
        "<style>",
        "<meta ",
        "<meta http-equiv=",
        "</style>",
        "<style></style>",
        "<meta http-equiv=content-security-policy content=' ",
    ],
)
def test_a_page_of_any_make_is_looked_through_at_once(part):
    html = part * 100_000
    with_script(html, state_of(html), "N")


def test_what_a_terminal_would_obey_is_told_in_ascii():
    assert printable("a\x1b[2Jb\u202ec\udce9d\ré\n 中\u00a0") == "a\\x1b[2Jb\\u202ec\\xe9d\\ré\n 中\u00a0"


def test_of_a_file_that_is_no_text_no_lines_are_shown(tmp_path):
    """A picture with a name that cannot be an address would be shown as thousands of signs."""
    (tmp_path / "a b.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "a.md").write_text("one\r\ntwo\r\n")
    picture, text = described(["a b.png:1:1: no; rename it", "a.md:2:1: no; mend it"], tmp_path)
    assert (picture["place"], picture["excerpt"]) == ("a b.png:1:1", [])
    assert text["excerpt"] == [(1, "one", False), (2, "two", True), (3, "", False)]
