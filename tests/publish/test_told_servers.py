"""What servers are told never holds what a page, a drawing or the name of a file says to them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railhead import csp
from railhead.publish import hosts, writing
from railhead.publish.staging import PublishError, Staging
from railhead.remembered import Remembered

from .project import ALIASES, PAGE

SITE = "https://paper.example"
SHEET = csp.with_style(csp.PAGE, "p {}")
DIRECTIVES = """<!-- <meta http-equiv="refresh" content="0; url=//evil.example/x 301
	handle /pwn/* {
		root * /
		file_server
	}"> <meta http-equiv="Content-Security-Policy" content="default-src * 'unsafe-inline'"> -->"""
HOSTILE_PAGE = """<!doctype html><html lang="en"><head><title>x</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'"></head>
<body><p>x</p></body></html>
"""


def told(names, moved=(), policies=()):
    """The text of each file for the site at SITE."""
    return hosts.texts(serving_of(names, moved, policies), [*hosts.IN_SITE, *hosts.BESIDE])


def serving_of(names, moved=(), policies=()):
    """What servers are told of, for the site at SITE."""
    return writing.serving(writing.Written(dict(policies), {}), names, dict(moved), SITE)


def rules(text):
    return [line for line in text.splitlines() if line.startswith("/")]


@pytest.mark.slow
def test_a_drawing_tells_servers_nothing(project):
    """Not even in a comment that looks as a page does where it leads on, or what it may load."""
    project.edit("content/images/koksan-train.svg", "</svg>", f"{DIRECTIVES}</svg>")
    project.publish()
    contents = project.contents()
    files = [(project.folder / "serving" / name).read_text() for name in hosts.BESIDE]
    files += [contents[name].decode() for name in hosts.IN_SITE]
    assert not any(word in text for text in files for word in ("evil.example", "pwn", "unsafe-inline"))
    assert rules(contents["_redirects"].decode()) == []


@pytest.mark.slow
def test_a_page_that_brings_a_policy_of_its_own_is_refused(project):
    """By the build, where it lies among files; and by publish, however it came into what was built."""
    (project.folder / "content/extra/x.html").write_text(HOSTILE_PAGE)
    refused = project.run("publish")
    assert refused.returncode == 1
    assert "content/extra/x.html:1:1: a file whose name ends with `.html` is not published as it is; " in refused.stderr
    assert not project.public.exists()


def test_a_policy_in_what_was_built_that_is_not_the_sites_own_is_refused(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/x.html").write_text(HOSTILE_PAGE)
    with Remembered(None) as remembered:
        staging = Staging(tmp_path / "public", remembered, same_tools=False)
        with pytest.raises(PublishError, match=r"^x\.html: a page cannot bring a policy of its own"):
            writing.write(tmp_path / "site", staging, SITE, remembered)


@pytest.mark.parametrize(
    "policy",
    [
        {**csp.PAGE, "default-src": "*"},
        {**csp.PAGE, "script-src": "'self'"},
        {**SHEET, "style-src": "'unsafe-inline'"},
        {**SHEET, "style-src": f"{SHEET['style-src']} https://evil.example"},
        {**SHEET, "style-src": f"{SHEET['style-src']}\n\thandle /pwn/*"},
        {**SHEET, "report-uri": "/x"},
        {name: sources for name, sources in csp.PAGE.items() if name != "base-uri"},
    ],
)
def test_only_the_sites_own_policies_are_known(policy):
    assert not csp.is_own(policy)
    assert csp.is_own(csp.PAGE)
    assert csp.is_own(SHEET)
    assert csp.is_own(csp.with_style(csp.SEARCH, "p {}"))


@settings(deadline=None)  # a machine may have other work
@given(names=st.lists(st.text(min_size=1), max_size=6))
def test_whatever_files_are_called_each_has_one_rule(names):
    """Names with spaces, line ends, braces, quotes and what else a system lets files be called."""
    names = [name for name in (name.strip("/") for name in names) if name and "\0" not in name]
    try:
        texts = told([*names, "index.html"])
    except UnicodeEncodeError:
        return  # no file is called so: half of a character
    plain = told(["index.html"])
    for name, text in texts.items():
        extra = len(text.splitlines()) - len(plain[name].splitlines())
        # `_headers` has two lines for each name at the root; the others are told of no names
        roots = {part.partition("/")[0] + "/" * ("/" in part) for part in names} - {"index.html"}
        roots = {root for root in roots if not root.endswith((".br", ".gz"))}
        assert extra == (2 * len(roots) if name == "_headers" else 0), name
    assert all(re.fullmatch(r"/[\w%.~/-]*\*?", rule) for rule in rules(texts["_headers"]))


def test_old_addresses_lead_on_and_nothing_else_does():
    text = told(["index.html"], dict.fromkeys(ALIASES, f"/{PAGE.removesuffix('index.html')}"))["_redirects"]
    assert rules(text) == [f"{alias} /{PAGE.removesuffix('index.html')} 301" for alias in sorted(ALIASES)]


@pytest.mark.parametrize(
    "address", ["/a b", "/a\n/b", "//evil.example/", "/{env.HOME}", '/"', "/a;", "/$uri", "a", "/*"]
)
def test_an_address_with_signs_that_mean_something_is_refused(address):
    with pytest.raises(PublishError, match="cannot be an address that servers are told of"):
        told(["index.html"], {address: "/new/"})
    with pytest.raises(PublishError, match="cannot be an address that servers are told of"):
        told(["index.html"], {"/old/": address})
