"""What `tasks.py publish` makes of the site."""

import gzip
import json
import re
import subprocess
from base64 import b32encode
from hashlib import sha256
from html import unescape
from types import SimpleNamespace

import brotli
import lxml.html
import pytest

from railhead.publish import hosts
from railhead.publish.changes import told
from railhead.record.published import Said, Stories

from .project import ALIASES, PAGE, STORY, is_whole

pytestmark = pytest.mark.slow

TEXT = (".css", ".html", ".js", ".json", ".svg", ".txt", ".xml")
ADDRESS = re.compile(r"/assets/[\w./-]+")


def test_every_text_file_stands_compressed_beside_itself_and_says_the_same(contents):
    texts = [name for name in contents if name.endswith(TEXT) and len(contents[name]) > 200 and name != "build.json"]
    assert len(texts) > 60
    for name in texts:
        assert brotli.decompress(contents[f"{name}.br"]) == contents[name]
        assert gzip.decompress(contents[f"{name}.gz"]) == contents[name]
        assert len(contents[f"{name}.br"]) < len(contents[name])


def test_no_compressed_form_stands_without_its_file(contents):
    assert all(name[:-3] in contents for name in contents if name.endswith((".br", ".gz")))


def test_compressed_forms_carry_no_time(contents):
    assert all(data[4:8] == bytes(4) for name, data in contents.items() if name.endswith(".gz"))


def test_assets_are_named_by_their_content(contents):
    assets = [name for name in contents if name.startswith("assets/") and not name.endswith((".br", ".gz"))]
    assert {name.rsplit(".", 1)[1] for name in assets} >= {"svg", "png", "woff2"}
    for name in assets:
        mark = b32encode(sha256(contents[name]).digest()).decode().lower()[:26]  # 128 bits
        assert name.split(".")[-2] == mark


def test_everything_that_is_referred_to_is_there_and_nothing_by_an_old_name(contents):
    used = set()
    for name, data in contents.items():
        if name.endswith((".html", ".xml", ".json")):
            used |= {address.lstrip("/") for address in ADDRESS.findall(data.decode())}
            assert not re.search(r'["= (](/fonts/[\w-]+\.woff2|/images/[\w-]+\.svg|/favicon\.svg)', data.decode()), name
    assert used
    assert used <= contents.keys()


def test_absolute_addresses_of_assets_are_the_live_ones(contents):
    page = lxml.html.document_fromstring(contents[PAGE].decode())
    (card,) = page.xpath("//meta[@property='og:image']/@content")
    assert card.startswith("https://railhead.example/assets/card.")
    assert card.removeprefix("https://railhead.example/") in contents


def test_drawings_are_left_alone(published_project, contents):
    drawings = 0
    for name in (name for name in contents if name.endswith(".html")):
        before = (published_project.folder / ".publishing" / name).read_text()
        found = re.findall("<svg.*?</svg>", before, re.DOTALL)
        assert re.findall("<svg.*?</svg>", contents[name].decode(), re.DOTALL) == found
        drawings += len(found)
    assert drawings


def test_the_checksums_cover_every_file(published_project, contents):
    assert is_whole(contents)
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"],
        cwd=published_project.public,
        check=False,
        capture_output=True,
    )
    assert (checked.returncode, checked.stdout) == (0, b"")


def test_build_json_says_what_the_site_was_built_from(published_project, contents):
    told = json.loads(contents["build.json"])
    assert told["commit"] == published_project.git("rev-parse", "HEAD")
    assert told["matches_commit"] is True
    assert told["stories"] == 4
    assert {"python", "pelican", "markdown", "typogrify", "lightningcss", "brotli"} <= told["versions"].keys()


def test_an_old_address_leads_to_the_story(contents):
    for alias, name in zip(ALIASES, ["2025/old-name/index.html", "news/luhansk.html"], strict=True):
        assert f"{alias} /{PAGE.removesuffix('index.html')} 301" in contents["_redirects"].decode().splitlines()
        page = lxml.html.document_fromstring(contents[name].decode())
        assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url=/{PAGE.removesuffix('index.html')}"]


def test_old_addresses_take_no_rules_of_those_that_a_host_counts(contents):
    rules = [line for line in contents["_headers"].decode().splitlines() if line.startswith("/")]
    assert "/2025/*" in rules
    assert "/news/*" not in rules


def test_what_a_host_would_leave_out_is_told_of():
    enough = "".join(f"/old-{n}/ /new/ 301\n" for n in range(2000))
    assert hosts.left_out("_redirects", enough) == []
    (told,) = hosts.left_out("_redirects", enough + "/one-more/ /new/ 301\n")
    assert told == "_redirects has 2,001 rules; Cloudflare Pages takes the first 2,000 and leaves the rest out."
    (told,) = hosts.left_out("_headers", f"/*\n  Content-Security-Policy: {'a' * 2000}\n")
    assert told == "_headers has lines of more than 2,000 characters, which Cloudflare Pages leaves out."


def test_the_policy_of_each_page_is_for_the_stylesheet_that_it_has(contents):
    from railhead.csp import style_digest, styles

    for name in (name for name in contents if name.endswith(".html")):
        page = contents[name].decode()
        (policy,) = lxml.html.document_fromstring(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        (css,) = styles(page)
        assert f"'{style_digest(unescape(css))}'" in policy


def test_it_says_which_stories_readers_see_otherwise(project):
    """Added, changed, corrected and gone, in words, at each publish since the last."""
    said = project.publish()
    assert f"added: {STORY}" in said
    project.edit(
        STORY, "\n---\n\n", "\ncorrections:\n  - {date: 2026-01-02, kind: correction, text: A word.}\n---\n\nSo. "
    )
    gone = project.folder / "content/stories/2025/budanov-120-koksan-guns.md"
    name = re.search("^id: (.*)$", gone.read_text(), re.MULTILINE)[1]
    gone.unlink()
    (project.folder / "published" / f"{name}.txt").unlink()
    mended = project.folder / "content/stories/2024/koksan-guns-krasnoyarsk.md"
    mended.write_text(re.sub("(?m)^(date: .*)$", r"\1\nmodified: 2026-01-02", mended.read_text(), count=1))
    for path in (project.folder / "content").rglob("*.md"):
        text = path.read_text()
        if "budanov-120" in text:
            path.write_text(re.sub(r"\[([^]]*)\]\(\{filename\}[^)]*budanov-120[^)]*\)", r"\1", text))
    said = project.publish()
    assert f"corrected: {STORY}" in said
    assert "changed: content/stories/2024/koksan-guns-krasnoyarsk.md" in said
    assert "gone: https://railhead.example/2025/budanov-120-koksan-guns/" in said
    assert "added" not in said
    assert "This release cannot be reproduced" in said
    project.commit()
    said = project.publish()
    assert "no story differs" in said
    assert "cannot be reproduced" not in said


def test_of_thousands_of_stories_the_first_are_told(tmp_path):
    said = [Said(f"content/stories/{n:04}.md", f"{n:04}", 1, ["address /a/"]) for n in range(1, 1001)]
    nothing = SimpleNamespace(listed={}, digests={})
    lines = told(Stories({story.id for story in said}, said, {}), tmp_path, tmp_path, nothing, "")
    assert lines[0] == "added: content/stories/0001.md"
    assert lines[20:] == ["added: 980 more"]


@pytest.mark.parametrize(
    "address", ["", "paper.example", "https://paper.example/a b", "https://paper.example?news", "ftp://paper.example"]
)
def test_a_site_without_a_right_address_is_not_built(project, address):
    project.edit("publishconf.py", "https://railhead.example", address)
    refused = project.run("publish")
    assert refused.returncode == 1
    wrong = f"publishconf.py: `SITEURL` is no address of a site: `{address}`"
    right = "write one such as https://paper.example or https://paper.example/news"
    assert refused.stderr.splitlines() == [f"{wrong}; {right}", "1 problem: nothing was built."]
    assert not project.public.exists()


def test_what_check_finds_keeps_the_site_as_it_was(project):
    project.publish()
    before = project.contents()
    project.edit("content/pages/about.md", "\n---\n\n", "\n---\n\n[Down](#nowhere)\n\n")
    refused = project.run("publish")
    assert refused.returncode == 1
    assert "#nowhere leads to no place" in refused.stdout
    assert project.contents() == before


@pytest.mark.parametrize("shard", [3000, 2], ids=["an index of one piece", "an index in shards"])
def test_a_publish_after_others_has_the_bytes_of_a_first_one(project, tmp_path, shard):
    """What is reused of the site that stands is what would have been made."""
    with (project.folder / "publishconf.py").open("a") as settings:
        settings.write(f"SEARCH_SHARD = {shard}\n")
    project.publish()
    assert (b'"shards"' in project.contents()["pagefind/pagefind-entry.json"]) == (shard == 2)
    project.edit(
        STORY, "\n---\n\n", "\ncorrections:\n  - {date: 2026-01-02, kind: correction, text: A word.}\n---\n\nSo. "
    )
    project.commit()
    project.publish()
    subprocess.run(["git", "clone", "--quiet", project.folder, tmp_path / "first"], check=True)
    first = type(project)(tmp_path / "first")
    first.publish()
    assert first.contents() == project.contents()
    project.publish(options=["--all"])
    assert first.contents() == project.contents()


def test_a_page_names_the_picture_that_there_is_now(project):
    """Though the page itself, which is as it was built before, was published with another."""
    project.publish()
    pictures = re.findall("/assets/favicon[.](\\w+)[.]svg", project.contents()[PAGE].decode())
    project.edit("content/extra/favicon.svg", "</svg>", "<path/></svg>")
    project.publish()
    contents = project.contents()
    (now,) = set(re.findall("/assets/favicon[.](\\w+)[.]svg", contents[PAGE].decode()))
    assert now not in pictures
    assert {name for name in contents if name.startswith("assets/favicon.")} >= {f"assets/favicon.{now}.svg"}
    assert f"assets/favicon.{pictures[0]}.svg" not in contents
    assert is_whole(contents)


def test_an_address_in_words_is_left_as_it_was_written(project):
    """In a claim, in prose and in code; where a text links to it, it is what is published there."""
    told = "/images/koksan-train.svg"
    project.edit(STORY, "text: It is the first such case in the war.", f"text: It stands at {told} in the war.")
    path = project.folder / STORY
    path.write_text(f"{path.read_text()}\nSee {told} or `{told}`, [here]({{static}}{told}).\n")
    project.commit()
    project.publish()
    contents = project.contents()
    page = lxml.html.document_fromstring(contents[PAGE].decode())
    prose = page.cssselect(".prose > p")[-1]
    assert prose.text_content().replace("\xa0", " ").startswith(f"See {told} or {told}, here.")
    assert prose.xpath(".//a/@href")[0].lstrip("/") in contents
    assert any(f"stands at {told}" in claim.text_content() for claim in page.cssselect(".ledger li"))
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data)["image"][0].removeprefix("https://railhead.example/") in contents
    twin = json.loads(contents[PAGE.replace("index.html", "story.json")])
    assert twin["claims"][1]["text"] == f"It stands at {told} in the war."
    assert twin["card"].removeprefix("https://railhead.example/") in contents
    for name in ("feeds/feed.json", "feeds/atom.xml"):
        text = contents[name].decode()
        assert f"See {told}" in text
        assert text.count("railhead.example/assets/koksan-train.") == 1


def test_only_what_differs_is_written(project):
    project.publish()
    project.publish()
    before, inodes = project.contents(), project.inodes()
    project.edit(
        STORY, "\n---\n\n", "\ncorrections:\n  - {date: 2026-01-02, kind: correction, text: A word.}\n---\n\nSo. "
    )
    project.publish()
    now = project.contents()
    same = {name for name in before if now.get(name) == before[name]}
    assert len(same) > len(before) / 2
    assert {name: inode for name, inode in project.inodes().items() if name in same} == {n: inodes[n] for n in same}


def test_only_files_that_changed_are_made_anew(project):
    def made():
        return int(re.search(r"(\d+) made anew", project.publish())[1])

    assert made() > 0
    assert made() == 0
    project.edit(
        STORY, "\n---\n\n", "\ncorrections:\n  - {date: 2026-01-02, kind: correction, text: A word.}\n---\n\nSo. "
    )
    built = [name for name in project.contents() if not name.endswith((".br", ".gz"))]
    assert 0 < made() < len(built) / 2


def test_compressed_forms_that_somebody_else_has_put_there_are_made_anew(project):
    """Though the checksums beside them say that they are right: a branch can bring both."""
    project.publish()
    form = project.public / f"{PAGE}.br"
    own, sums = form.read_bytes(), project.public / "SHA256SUMS"
    forged = brotli.compress(b"something else")
    form.write_bytes(forged)
    sums.write_text(sums.read_text().replace(sha256(own).hexdigest(), sha256(forged).hexdigest()))
    project.publish()
    assert brotli.decompress(form.read_bytes()) == (project.public / PAGE).read_bytes()


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "POSIX", "PYTHONHASHSEED": "2"},
    ],
)
def test_the_same_commit_gives_the_same_bytes_anywhere_and_at_any_time(
    published_project, contents, tmp_path, surroundings
):
    """In another folder, time zone, locale and hash seed, a day later by the clock."""
    subprocess.run(["git", "clone", "--quiet", published_project.folder, tmp_path / "elsewhere"], check=True)
    other = type(published_project)(tmp_path / "elsewhere")
    other.publish("faketime", "-f", "+1d", **surroundings)
    assert other.contents() == contents


def test_public_as_someone_elses_folder_is_not_touched(project):
    project.public.mkdir()
    (project.public / "thesis.txt").write_text("mine")
    refused = project.run("publish")
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "public/ holds what publish did not write: move it away, then try again. public/ is as it was."
    ]
    assert (project.public / "thesis.txt").read_text() == "mine"
