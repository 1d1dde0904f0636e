"""The documentation: its links lead somewhere, the tasks that it names exist, and its story builds."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
from PIL import Image

from railhead.errors import SiteError

from . import picture
from .newsroom import picture as a_picture
from .sites import ROOT, STORY_ADDRESS, Site

DOCS = sorted(
    path for pattern in ("*.md", "docs/*.md", "packages/*/*.md", "packages/*/docs/*.md") for path in ROOT.glob(pattern)
)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
TASK = re.compile(r"tasks\.py ([a-z]+)")


def _anchor(heading):
    """What hosts of git repositories make of a heading, to be led to by `#`."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _headings(path):
    return {_anchor(line.lstrip("#").strip()) for line in path.read_text().splitlines() if line.startswith("#")}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_link_leads_to_a_file_and_a_heading(path):
    lost = []
    for target in LINK.findall(re.sub(r"`[^`]*`", "", FENCED.sub("", path.read_text()))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = path.parent / name if name else path
        if not file.exists() or (anchor and anchor not in _headings(file)):
            lost.append(target)
    assert not lost


def test_each_task_that_is_named_can_be_run():
    listed = subprocess.run(
        [sys.executable, "-m", "invoke", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tasks = set(re.findall(r"^  ([a-z-]+)", listed.stdout, re.MULTILINE))
    named = {task for path in DOCS for task in TASK.findall(path.read_text())}
    assert {"build", "preview", "publish"} <= named
    assert named <= tasks


@pytest.mark.slow
def test_the_story_and_the_author_of_the_documentation_build(tmp_path):
    text = (ROOT / "docs" / "writing.md").read_text()
    story, author = re.findall(r"^```markdown\n(---\n.*?)^```$", text, re.MULTILINE | re.DOTALL)
    site = Site(tmp_path)
    site.write("stories/2024/a-headline.md", story.replace("status: draft\n", "author: Placeholder One\n"))
    site.write("authors/placeholder-one.md", author.replace(".jpg", ".png"))
    site.write("images/placeholder-one.png", a_picture(1))
    site.build()
    (headline,) = site.page("/2024/a-headline/").cssselect("h1")
    assert " ".join(headline.text_content().split()) == "A headline that says no more than the source"
    assert site.page("/authors/placeholder-one/").cssselect(".about-author img, .story-list article")[1:]


@pytest.mark.slow
def test_the_picture_shows_the_page_in_both_schemes(output, tmp_path):
    # in a thread of its own: tests of pages have a browser in this one
    with ThreadPoolExecutor(1) as pool:
        paths = pool.submit(picture.take, output, STORY_ADDRESS, tmp_path).result()
    light, dark = (Image.open(path).convert("RGBA").convert("RGB") for path in paths)
    assert light.size == dark.size
    assert min(light.getpixel((0, 0))) > 200
    assert max(dark.getpixel((0, 0))) < 60
    with pytest.raises(SiteError, match="no page at /no/such/"):
        picture.take(output, "/no/such/", tmp_path)
