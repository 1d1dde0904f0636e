"""The live site, whatever its owner has written: what must hold for any content.

All other tests look at the frozen site in `tests/site/`, so that writing a story never fails one.
"""

import re
import shutil
import subprocess
import sys
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest

from .browser.accessibility import CONTRAST, violations
from .sites import edit

pytestmark = pytest.mark.slow

STORY = """\
---
title: A story that its editor has just written
dek: A paper says so.
id: just-written
date: 2025-01-05
category: Another Section
tags: [bridges]
sources: [{id: a-paper, publisher: A Paper, title: A report, url: "https://paper.example/report"}]
claims:
  - {id: seen, text: A bridge was seen., history: [{as_of: 2025-01-05, status: reported, source: a-paper}]}
---

A bridge was seen, the paper reports.[^seen]
"""


def run(folder, task):
    command = [sys.executable, "-m", "invoke", task]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def as_it_is(_folder):
    """Nothing is changed."""


def one_story_more(folder):
    (folder / "content/stories/2025").mkdir(parents=True, exist_ok=True)
    (folder / "content/stories/2025/just-written.md").write_text(STORY)


def another_name(folder):
    edit(folder / "pelicanconf.py", "^SITENAME = .*", 'SITENAME = "The Bridge Post"')
    edit(folder / "pelicanconf.py", "^SITESUBTITLE = .*", 'SITESUBTITLE = "All about bridges"')
    edit(folder / "pelicanconf.py", "^AUTHOR = .*", 'AUTHOR = "Bridge desk"')


def other_colours(folder):
    tokens = folder / "theme/css/tokens.css"
    edit(tokens, "--accent: .*", "--accent: light-dark(#0b3d66, #a9d2ff);")
    edit(tokens, "--paper: .*", "--paper: light-dark(#ffffff, #101010);")


def no_story_at_all(folder):
    """None of them was published: a story that was stays, or is an error of `check`."""
    shutil.rmtree(folder / "content/stories", ignore_errors=True)
    shutil.rmtree(folder / "published", ignore_errors=True)


def another_story_only(folder):
    no_story_at_all(folder)
    one_story_more(folder)


def published_before(folder):
    """And the record of it is kept, as docs/publishing.md says."""
    assert run(folder, "publish").returncode == 0


OWNERS_WORK = [
    published_before,
    as_it_is,
    one_story_more,
    another_name,
    other_colours,
    no_story_at_all,
    another_story_only,
]


@pytest.fixture(scope="module", params=OWNERS_WORK, ids=lambda change: change.__name__)
def worked_on(request, tmp_path_factory, live_clone):
    """A copy of the live project in which its owner has done something, checked; (folder, what check said)."""
    folder = live_clone(tmp_path_factory.mktemp("live") / "clone", without=("tests",))
    request.param(folder)
    return folder, run(folder, "check")


def pages(folder):
    built = folder / ".publishing"
    for path in sorted(built.rglob("*.html")):
        yield "/" + path.relative_to(built).as_posix().removesuffix("index.html"), path


def test_check_finds_no_error(worked_on):
    _, said = worked_on
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.splitlines()[-1].startswith("0 errors, ")


def test_links_resolve(worked_on):
    """By this test's own reading of the pages, not by that of `check`."""
    folder, _ = worked_on
    documents = {address: lxml.html.parse(str(path)).getroot() for address, path in pages(folder)}
    home = urlsplit(documents["/"].xpath("string(//link[@rel='canonical']/@href)"))
    base = home.path.rstrip("/")
    anchors = {base + address: set(document.xpath("//@id")) for address, document in documents.items()}
    broken = []
    for address, document in documents.items():
        for link in document.xpath("//@href | //@src"):
            target = urlsplit(urljoin(f"{home.scheme}://{home.netloc}{base}{address}", link))
            if target.netloc != home.netloc:
                continue
            file = folder / ".publishing" / target.path.removeprefix(base).lstrip("/")
            there = target.path in anchors or (target.path.startswith(f"{base}/") and file.is_file())
            if not there or (target.fragment and target.fragment not in anchors[target.path]):
                broken.append((address, link))
    assert broken == []


# what can change how a page looks
@pytest.mark.parametrize(
    "worked_on", [as_it_is, other_colours, no_story_at_all], indirect=True, ids=lambda change: change.__name__
)
def test_axe_finds_nothing(worked_on, serving, chromium):
    """On the home page and the first page of each other kind that there is, in both schemes."""
    folder, _ = worked_on
    kinds = {}
    for address, _ in pages(folder):
        kinds.setdefault(re.sub(r"^/(\d{4})/.+", "/story/", address).split("/")[1], address)
    site = serving(folder / ".publishing")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    try:
        page = context.new_page()
        for address in kinds.values():
            page.emulate_media(color_scheme="light")
            page.goto(site + address)
            assert violations(page, {}) == [], address
            page.emulate_media(color_scheme="dark")
            assert violations(page, CONTRAST) == [], address
    finally:
        context.close()


def test_it_can_be_published(worked_on):
    folder, _ = worked_on
    said = run(folder, "publish")
    assert said.returncode == 0, said.stdout + said.stderr
    assert (folder / "public/index.html").is_file()
