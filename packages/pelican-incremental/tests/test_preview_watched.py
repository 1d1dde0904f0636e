"""What settings look at and what the preview watches are one, and saves are seen in whatever way they are made."""

import os
import shutil
import subprocess

import pytest

from .plain_site import SETTINGS, TEMPLATE, article, make, previewed

pytestmark = pytest.mark.slow

LOOKING = """
import json, os, sys
from pathlib import Path

sys.path.insert(0, str(Path("../away").resolve()))
import beside, elsewhere

SHOWN = {
    "beside": beside.NAME,
    "elsewhere": elsewhere.NAME,
    "data": json.loads(Path("data/part.json").read_text()),
    "flag": str(os.path.exists("flag")),
    "deep": str(Path("no/such/folder/name.txt").exists()),
    "files": ",".join(sorted(os.listdir("data"))),
    "here": ",".join(sorted(os.listdir("."))),
    "commit": Path(".git/HEAD").read_text(),
}
try:
    SHOWN["opened"] = Path("../away/name.txt").read_text()
except OSError:
    SHOWN["opened"] = "not there"
"""


def put(path, text=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_what_settings_look_at_is_watched_be_it_there_or_not(tmp_path):
    folder = make(tmp_path / "site", SETTINGS + LOOKING)
    away = tmp_path / "away"
    put(folder / "beside.py", "NAME = 'beside'")
    put(away / "elsewhere.py", "NAME = 'elsewhere'")
    put(folder / "data" / "part.json", '"a part"')
    put(folder / ".git" / "HEAD", "a commit")
    (folder / "templates" / "article.html").write_text(TEMPLATE.replace("<h1>", "{{ SHOWN }}<h1>"))
    changes = [
        (lambda: put(folder / "beside.py", "NAME = 'nearby'"), "nearby"),
        (lambda: put(away / "elsewhere.py", "NAME = 'far off'"), "far off"),
        (lambda: put(folder / "data" / "part.json", '"another part"'), "another part"),
        (lambda: put(folder / "data" / "more.json"), "more.json,part.json"),
        (lambda: put(folder / "flag"), "flag&#39;: &#39;True"),
        (lambda: put(folder / "no" / "such" / "folder" / "name.txt"), "deep&#39;: &#39;True"),
        (lambda: put(folder / ".git" / "HEAD", "another commit"), "another commit"),
        (lambda: put(away / "name.txt", "is there now"), "is there now"),
        ((folder / "flag").unlink, "flag&#39;: &#39;False"),
        (lambda: shutil.rmtree(folder / "no"), "deep&#39;: &#39;False"),
        ((away / "name.txt").unlink, "not there"),
    ]
    with previewed(folder) as server:
        for change, sign in changes:
            plain = sign.replace("&#39;", "'")
            assert plain not in server.page("/one.html")
            change()
            server.until(lambda plain=plain: plain in server.page("/one.html").replace("&#39;", "'"), plain)
        # what a build makes beside the settings has the site loaded anew once at most
        (folder / "content" / "articles" / "one.md").write_text(article("One", "Saved."))
        server.until_shown("/one.html", "<p>Saved.</p>")
    server.rest()
    assert sum("the site is loaded anew" in line for line in server.said) <= len(changes) + 1


LED_THROUGH = """
import os
from pathlib import Path

HERE = str(Path(__file__).resolve())
BESIDE = os.path.isdir("..") and os.path.isdir("link")
"""


def test_a_folder_that_a_path_only_leads_through_may_hold_anything(tmp_path):
    """As the one for temporary files does, in which other programs come and go all day."""
    folder = make(tmp_path / "around" / "site", SETTINGS + LED_THROUGH)
    (folder / "link").symlink_to("content")
    with previewed(folder) as server:
        server.until_shown("/one.html", "<p>Text.</p>")
        put(tmp_path / "around" / "another.txt")
        (folder / "content" / "articles" / "one.md").write_text(article("One", "Saved."))
        server.until_shown("/one.html", "<p>Saved.</p>")
        server.until_said(" rendered, ")
        put(tmp_path / "around" / "more" / "another.txt")
        (folder / "content" / "articles" / "one.md").write_text(article("One", "Saved again."))
        server.until_shown("/one.html", "<p>Saved again.</p>")
        server.until_said(" rendered, ")
    server.rest()
    assert sum(" rendered, " in line for line in server.said) == 3
    assert not any("the site is loaded anew" in line for line in server.said)


def test_a_link_that_a_path_leads_through_is_watched(tmp_path):
    looking = "from pathlib import Path\nSHOWN = Path('link/name.txt').resolve().parent.name\n"
    folder = make(tmp_path / "site", SETTINGS + looking)
    (folder / "templates" / "article.html").write_text(TEMPLATE.replace("<h1>", "{{ SHOWN }}<h1>"))
    put(tmp_path / "first" / "name.txt")
    put(tmp_path / "second" / "name.txt")
    (folder / "link").symlink_to(tmp_path / "first")
    with previewed(folder) as server:
        server.until_shown("/one.html", "first<h1>")
        (folder / "link").unlink()
        (folder / "link").symlink_to(tmp_path / "second")
        server.until_shown("/one.html", "second<h1>")


def save(folder, text):
    return folder / "content" / "articles" / "one.md", article("One", text)


def put_in_place(folder):
    path, text = save(folder, "Newword.")
    path.with_name("one.md~").write_text(text)
    path.with_name("one.md~").replace(path)


def deleted_and_created(folder):
    path, text = save(folder, "Newword.")
    path.unlink()
    path.write_text(text)


def with_an_older_time(folder):
    """As where the clock was set back, or an archive was unpacked."""
    path, text = save(folder, "Newword.")
    path.write_text(text)
    os.utime(path, (1_000_000_000, 1_000_000_000))


def with_the_same_time_and_size(folder):
    path, text = save(folder, "Text.")
    before = path.stat()
    path.write_text(article("One", "Word."))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == len(text)


def through_a_link(folder):
    path, text = save(folder, "Newword.")
    path.rename(folder.parent / "one.md")
    path.symlink_to(folder.parent / "one.md")
    path.write_text(text)


@pytest.mark.parametrize(
    "change",
    [put_in_place, deleted_and_created, with_an_older_time, with_the_same_time_and_size, through_a_link],
    ids=lambda change: change.__name__,
)
def test_a_save_is_seen_in_whatever_way_it_is_made(tmp_path, change):
    folder = make(tmp_path / "site")
    with previewed(folder) as server:
        change(folder)
        server.until(lambda: "ord.</p>" in server.page("/one.html"), "the saved word")


def test_a_file_that_is_written_slowly_is_shown_as_it_is_and_then_whole(tmp_path):
    folder = make(tmp_path / "site")
    template = folder / "templates" / "article.html"
    with previewed(folder) as server:
        with template.open("w") as file:
            file.write(TEMPLATE.partition("{% endblock")[0])
            file.flush()
            server.until(lambda: server.state()["problems"], "a problem")
            assert "<p>Text.</p>" in server.page("/one.html")
            file.write("whole{% endblock %}")
        server.until_shown("/one.html", "whole")
        server.until(lambda: server.state()["problems"] == [], "no problem")


def test_a_touch_and_another_mode_change_no_page(tmp_path):
    folder = make(tmp_path / "site")
    with previewed(folder) as server:
        before = server.state("/one.html")["text"]
        (folder / "content" / "articles" / "one.md").touch()
        (folder / "content" / "articles" / "two.md").chmod(0o600)
        (folder / "content" / "articles" / "three.md").write_text(article("Three"))
        server.until_shown("/three.html", "<p>Text.</p>")
        assert "<p>Text.</p>" in server.page("/one.html")
        assert server.state("/one.html")["text"] == before or "Three" in server.page("/one.html")


def test_thousands_of_files_that_come_and_go_at_once_are_all_seen(tmp_path):
    folder = make(tmp_path / "site")
    articles = folder / "content" / "articles"
    with previewed(folder) as server:
        for number in range(5_000):
            part = articles / f"part-{number % 50}"
            part.mkdir(exist_ok=True)
            (part / f"{number}.txt").write_text("none of the site's")
        for number in range(20):
            (articles / f"part-{number}" / f"new-{number}.md").write_text(article(f"New {number}"))
        for number in range(20):
            server.until_shown(f"/new-{number}.html", "<p>Text.</p>")
        for part in articles.glob("part-*"):
            shutil.rmtree(part)
        server.until(lambda: not server.page("/new-19.html") and not server.page("/new-0.html"), "they are gone")


def test_a_disk_that_is_full_is_told_and_the_pages_stay(tmp_path):
    """Until there is room again."""
    folder, shown = make(tmp_path / "site"), tmp_path / "shown"
    shown.mkdir()
    own_disk = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    mounted = f'mount -t tmpfs -o size=600k none {shown} && exec "$@"'
    if subprocess.run([*own_disk, mounted, "sh", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a disk of their own")
    with previewed(folder, "--output", str(shown / "site"), before=[*own_disk, mounted, "sh"]) as server:
        style = server.page("/theme/css/main.css")
        big = folder / "content" / "images" / "big.bin"
        big.parent.mkdir()
        big.write_bytes(b"0" * 2_000_000)
        (folder / "content" / "articles" / "one.md").write_text(article("One", "Newword."))
        problems = server.until(lambda: server.state()["problems"], "a problem")
        assert all("No space left on device" in problem["text"] for problem in problems)
        assert [server.page(path) for path in ("/theme/css/main.css", "/images/big.bin")] == [style, ""]
        assert "<p>Text.</p>" in server.page("/one.html")
        big.unlink()
        server.until_shown("/one.html", "<p>Newword.</p>")
        server.until(lambda: server.state()["problems"] == [], "no problem")
