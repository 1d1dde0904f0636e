"""The preview, as a process: what it serves, what it notices, and what it says of what is wrong."""

import os
import re
import shutil
import signal
import subprocess
from contextlib import ExitStack, suppress
from html import unescape
from pathlib import Path

import pytest

from railhead.publish.headers import SECURITY

from ..sites import STORY, STORY_ADDRESS
from .previewing import Preview, changed, where

pytestmark = pytest.mark.slow

MAIN = "content/stories/2024/second-koksan-shipment.md"
SCRIPT = re.compile(r'<script nonce="[^"]*" src="/-/preview.js"[^>]*></script>')
POLICY = re.compile(r'(?<=http-equiv="Content-Security-Policy" content=")[^"]*')


def test_a_page_in_preview_is_the_published_page_and_a_script(preview, published):
    """All pages that are published, with the host of the one in the place of the other's."""
    names = [path.relative_to(published).as_posix() for path in published.rglob("*.html")]
    assert len(names) > 30
    for name in names:
        page = preview.page(f"/{name}")
        live = (published / name).read_text().replace("https://railhead.example", preview.address)
        policy = unescape(POLICY.search(page)[0])
        # the search page has a script of its own
        bare, allowances = re.subn(r"; script-src 'nonce-[\w-]+'$|(?<=wasm-unsafe-eval') 'nonce-[\w-]+'", "", policy)
        assert (bare, allowances) == (unescape(POLICY.search(live)[0]), 1)
        assert POLICY.sub("", SCRIPT.sub("", page)) == POLICY.sub("", live), name


def test_everything_else_is_served_as_it_is_published(preview, published):
    for path in published.rglob("*"):
        if path.is_file() and path.suffix not in {".html", ".xml", ".json", ".txt"}:
            assert preview.get(f"/{path.relative_to(published).as_posix()}")[2] == path.read_bytes()


def test_nothing_is_cached_and_parts_can_be_asked_for(preview):
    status, headers, body = preview.get("/fonts/serif.woff2", Range="bytes=4-7")
    assert (status, len(body), headers["Content-Type"]) == (206, 4, "font/woff2")
    for path in ("/", "/fonts/serif.woff2", "/nowhere/", "/-/preview.js"):
        assert preview.get(path)[1]["Cache-Control"] == "no-store"


def test_every_answer_has_the_headers_that_are_published(preview):
    """But for that by which a browser would ask for TLS from then on."""
    for path in ("/", "/fonts/serif.woff2", "/nowhere/", "/-/state"):
        headers = preview.get(path)[1]
        wanted = {name: text for name, text in SECURITY.items() if name != "Strict-Transport-Security"}
        assert {name: headers[name] for name in wanted} == wanted
        assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert "Strict-Transport-Security" not in headers


def test_an_address_without_its_slash_leads_to_the_one_with_it(preview):
    status, headers, _ = preview.get(STORY_ADDRESS.rstrip("/"))
    assert status in {301, 307, 308}
    assert headers["Location"].endswith(STORY_ADDRESS)


def test_what_is_not_there_is_told_by_the_sites_own_page(preview):
    status, _, body = preview.get("/nowhere/")
    assert status == 404
    assert b"There is no page" in body


@pytest.mark.parametrize(
    "path", ["/../tasks.py", "/%2e%2e/tasks.py", "/..%2ftasks.py", "/link.py", "/%00", "//etc/passwd"]
)
def test_nothing_beside_the_site_is_served(preview, folder, path):
    link = folder / ".preview/link.py"
    link.symlink_to(folder / "tasks.py")
    try:
        status, _, body = preview.get(path)
    finally:
        link.unlink()
    assert status == 404
    assert b"invoke" not in body


def test_a_page_of_another_host_cannot_read_it(preview):
    assert preview.get("/", Host="evil.example")[0] == 400
    assert preview.get("/", Host=f"localhost:{preview.port}")[0] == 200


def _new_story(folder):
    (folder / "content/stories/2024/a-story.md").write_text(STORY)


def _renamed_by_an_editor(folder):
    """Some editors write beside the file and put the new one in its place."""
    beside = folder / f"{MAIN}.tmp~"
    beside.write_text((folder / MAIN).read_text() + "\nNewword.\n")
    beside.replace(folder / MAIN)


def _truncated_by_an_editor(folder):
    text = (folder / MAIN).read_text() + "\nNewword.\n"
    with (folder / MAIN).open("w") as file:
        file.flush()
        os.fsync(file.fileno())
        file.write(text)


def _saved_twice(folder):
    text = (folder / MAIN).read_text()
    (folder / MAIN).write_text(text + "\nOldword.\n")
    (folder / MAIN).write_text(text + "\nNewword.\n")


def _beside_a_swap_file(folder):
    swap = folder / "content/stories/2024/.second-koksan-shipment.md.swp"
    swap.write_bytes(b"b0VIM 9.0")
    (folder / MAIN).write_text((folder / MAIN).read_text() + "\nNewword.\n")
    swap.unlink()


def _a_burst(folder):
    """As when git takes out another branch."""
    for number in range(200):
        text = STORY.replace("id: a-story", f"id: story-{number}").replace("A headline", f"Newword {number}")
        (folder / f"content/stories/2024/story-{number}.md").write_text(text)


def _a_partial(folder):
    path = folder / "theme/templates/partials/footer.html"
    path.write_text(path.read_text().replace("<footer", "<p>Newword</p><footer"))


def _a_macro(folder):
    path = folder / "theme/templates/macros/time.html"
    path.write_text(path.read_text().replace("<time", "<time data-newword"))


def _a_stylesheet(folder):
    path = folder / "theme/css/tokens.css"
    path.write_text(path.read_text().replace("--paper:", "--paper: #abcdef; --was:"))


def _a_setting(folder):
    path = folder / "pelicanconf.py"
    path.write_text(path.read_text().replace("Sourced reporting", "Newword reporting"))


def _a_folder_replaced(folder):
    """Git takes a folder away and makes it anew where no file of it is the same."""
    aside = folder / "aside"
    shutil.move(folder / "content", aside)
    shutil.copytree(aside, folder / "content")
    shutil.rmtree(aside)
    (folder / MAIN).write_text((folder / MAIN).read_text() + "\nNewword.\n")


def _a_folder_and_a_setting(folder):
    """What git does to one must not hide the other."""
    _a_folder_replaced(folder)
    _a_setting(folder)


@pytest.mark.parametrize(
    ("change", "address", "sign"),
    [
        (_new_story, "/2024/a-story/", "A headline"),
        (_renamed_by_an_editor, STORY_ADDRESS, "Newword"),
        (_truncated_by_an_editor, STORY_ADDRESS, "Newword"),
        (_saved_twice, STORY_ADDRESS, "Newword"),
        (_beside_a_swap_file, STORY_ADDRESS, "Newword"),
        (_a_burst, "/2024/story-199/", "Newword 199"),
        (_a_partial, "/about/", "Newword"),
        (_a_macro, STORY_ADDRESS, "newword"),
        (_a_stylesheet, "/about/", "#abcdef"),
        (_a_setting, "/", "Newword reporting"),
        (_a_folder_replaced, STORY_ADDRESS, "Newword"),
        (_a_folder_and_a_setting, "/", "Newword reporting"),
    ],
)
def test_what_changes_is_seen_on_the_page(preview, folder, change, address, sign):
    """And when it is undone, the page is as it was."""
    before = preview.page(address)
    assert sign not in before
    kept = folder.parent / "kept"
    for name in ("content", "theme", "railhead"):
        shutil.copytree(folder / name, kept / name)
    shutil.copy(folder / "pelicanconf.py", kept)
    try:
        with preview.events(address) as events:
            change(folder)
            where(events, lambda _event: sign in preview.page(address))
            _put_back(kept, folder)
            where(events, lambda _event: _plain(preview.page(address)) == _plain(before))
    finally:
        _put_back(kept, folder)
        shutil.rmtree(kept)


def _plain(page):
    return POLICY.sub("", SCRIPT.sub("", page))


def _put_back(kept, folder):
    """Make the sources what they were, without touching those that are."""
    wanted = {path.relative_to(kept): path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    for name in ("content", "theme", "railhead"):
        for path in (folder / name).rglob("*"):
            if path.is_file() and path.relative_to(folder) not in wanted:
                path.unlink()
    for name, data in wanted.items():
        with suppress(FileNotFoundError):
            if (folder / name).read_bytes() == data:
                continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def test_a_file_saved_while_a_build_runs_is_built_as_well(preview, folder):
    """Saves faster than builds: the last of each file is shown."""
    about, privacy = folder / "content/pages/about.md", folder / "content/pages/privacy.md"
    with preview.events("/about/") as events:
        first = next(events)
        with changed(about, "\n\n", "\n\nNewword.\n\n"), changed(privacy, "\n\n", "\n\nNewword.\n\n"):
            texts = about.read_text(), privacy.read_text()
            for number in range(40):
                for path, text in zip((about, privacy), texts, strict=True):
                    path.write_text(text.replace("Newword", f"Newword{number}"))
                    preview.page("/about/")
            where(events, lambda _event: all("Newword39" in preview.page(f"/{n}/") for n in ("about", "privacy")))
        where(events, lambda event: event["text"] == first["text"])


def test_a_file_that_is_renamed_and_deleted_takes_its_page_along(preview, folder):
    one, two = folder / "content/pages/one.md", folder / "content/pages/two.md"
    try:
        with preview.events("/one/") as ones, preview.events("/two/") as twos:
            shutil.copy(folder / "content/pages/privacy.md", one)
            where(ones, lambda _event: "<h1>Privacy" in preview.page("/one/"))
            one.rename(two)
            where(twos, lambda _event: "<h1>Privacy" in preview.page("/two/"))
            where(ones, lambda _event: preview.get("/one/")[0] == 404)
            two.unlink()
            where(twos, lambda _event: preview.get("/two/")[0] == 404)
    finally:
        one.unlink(missing_ok=True)
        two.unlink(missing_ok=True)


def test_a_page_whose_content_did_not_change_is_told_nothing(preview, folder):
    with preview.events("/privacy/") as events, preview.events("/about/") as others:
        first, told = next(events), next(others)
        with changed(folder / "content/pages/privacy.md", "\n\n", "\n\nNewword.\n\n"):
            assert where(events, lambda event: event["text"] != first["text"])
            with changed(folder / "content/pages/about.md", "\n\n", "\n\nNewword.\n\n"):
                # the other page's change came first, and this one was not told of it
                assert "Newword" in preview.page("/privacy/")
                assert next(others)["text"] != told["text"]
        where(events, lambda event: event["text"] == first["text"])
        where(others, lambda event: event["text"] == told["text"])


def test_a_change_to_css_alone_changes_the_style_alone(preview, folder):
    css = folder / "theme/css/tokens.css"
    with preview.events("/about/") as events:
        first = next(events)
        with changed(css, "--paper:", "--paper: #abcdef; --was:"):
            event = where(events, lambda event: event["style"] != first["style"])
            assert event["text"] == first["text"]
            assert "#abcdef" in event["css"]
        where(events, lambda event: event["style"] == first["style"])


def test_an_image_that_changes_is_told_to_the_pages_that_show_it(preview, folder):
    picture = folder / "content/images/newword.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    try:
        with (
            changed(folder / "content/pages/about.md", "\n\n", "\n\n![A gun]({static}/images/newword.svg)\n\n"),
            preview.events("/about/") as events,
        ):
            first = where(events, lambda _event: "newword.svg" in preview.page("/about/"))
            with changed(picture, "0 0 1 1", "0 0 2 2"):
                where(events, lambda event: event["files"] > first["files"] and event["text"] == first["text"])
                assert b"0 0 2 2" in preview.get("/images/newword.svg")[2]
        with preview.events("/about/") as events:
            where(events, lambda _event: "newword.svg" not in preview.page("/about/"))
    finally:
        picture.unlink()


BROKEN = {
    "front matter": (MAIN, "dek:", "dekk:", "stories/2024/second-koksan-shipment.md:", "did you mean `dek`"),
    "a template": (
        "theme/templates/partials/footer.html",
        "<footer",
        "{% if %}<footer",
        "theme/templates/partials/footer.html:",
        "Expected an expression",
    ),
    "a stylesheet": (
        "theme/css/story.css",
        '@import "',
        '@import "no-',
        "theme/css/story.css:2",
        "No such file",
    ),
    "a plugin that raises": (
        "railhead/figures/__init__.py",
        "def register() -> None:\n",
        "def register() -> None:\n    raise ValueError('Newword')\n",
        "railhead/figures/__init__.py:",
        "Newword",
    ),
    "a plugin that does not parse": (
        "railhead/figures/__init__.py",
        "def register() -> None:",
        "def register(:",
        "railhead/figures/__init__.py:",
        "SyntaxError",
    ),
    "settings": ("pelicanconf.py", "SITENAME =", "SITENAME +=", "pelicanconf.py:", "SITENAME"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_is_told_with_its_place_until_it_is_mended(preview, folder, what):
    """In the browser as in the terminal, and without a traceback; the pages stay."""
    name, old, new, place, words = BROKEN[what]
    before = _plain(preview.page(STORY_ADDRESS))
    said = len(preview.said)
    with preview.events(STORY_ADDRESS) as events:
        with changed(folder / name, old, new):
            # a build that begins while the file is being written finds another problem first
            found = where(events, lambda event: any(place in problem["place"] for problem in event["problems"]))
            problems = found["problems"]
            told = next(problem for problem in problems if place in problem["place"])
            assert any(words in problem["text"] for problem in problems)
            assert [text for _, text, is_it in told["excerpt"] if is_it]
            assert _plain(preview.page(STORY_ADDRESS)) == before
        where(events, lambda event: event["problems"] == [])
    preview.until(told["text"])
    preview.until("Mended.")
    assert "Traceback" not in "".join(preview.said[said:])


def test_a_plugin_that_changes_has_the_site_loaded_anew(preview, folder):
    path = folder / "railhead/templating/filters.py"
    with changed(path, '"""', '"""Newly, '):
        preview.until("railhead/templating/filters.py changed: the site is loaded anew")
        preview.until("all in")
    preview.until("all in")


def test_a_process_that_is_killed_is_told_and_started_anew(preview, folder):
    (builder, *_) = preview.children()
    with preview.events("/about/") as events:
        next(events)
        os.kill(builder, signal.SIGKILL)
        with changed(folder / "content/pages/about.md", "\n\n", "\n\nNewword.\n\n"):
            where(events, lambda _event: "Newword" in preview.page("/about/"))
        where(events, lambda _event: "Newword" not in preview.page("/about/"))
    preview.until("was ended by the signal SIGKILL: the site is loaded anew")


def test_hundreds_of_open_pages_are_all_told(preview, folder):
    with ExitStack() as stack:
        listening = [stack.enter_context(preview.events("/about/")) for _ in range(300)]
        first = [next(events) for events in listening]
        with changed(folder / "content/pages/about.md", "\n\n", "\n\nNewword.\n\n"):
            for events, event in zip(listening, first, strict=True):
                where(events, lambda told, event=event: told["text"] != event["text"])
        where(listening[0], lambda told: told["text"] == first[0]["text"])


def test_drafts_are_listed_and_bear_a_banner_and_are_nowhere_else(preview, folder):
    draft = folder / "content/stories/2024/secret.md"
    with preview.events("/drafts/") as events:
        assert "No stories yet" in preview.page("/drafts/")
        draft.write_text(STORY.replace("id: a-story", "id: secret\nstatus: draft").replace("A headline", "Unready"))
        try:
            where(events, lambda _event: "Unready" in preview.page("/drafts/"))
            assert "Draft. Not published." in preview.page("/drafts/secret/")
            machines = [path for path in (folder / ".preview").rglob("*") if path.suffix in {".xml", ".json"}]
            assert [path for path in machines if "secret" in path.read_text() and "drafts" not in path.parts] == []
        finally:
            draft.unlink()
        where(events, lambda _event: "No stories yet" in preview.page("/drafts/"))


def test_a_page_is_told_what_a_check_would_say_of_it(preview, folder):
    with preview.events(STORY_ADDRESS) as events:
        next(events)
        with changed(folder / MAIN, "\n---\n", "\n---\n\nThe guns were reportedly fired.\n"):
            event = where(events, lambda event: any("hedges a claim" in note for note in event["notes"]))
            assert any(
                re.search(r"second-koksan-shipment.md:\d+: warning: “reportedly”", note) for note in event["notes"]
            )
        where(events, lambda event: not any("hedges a claim" in note for note in event["notes"]))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_all_that_it_started(tmp_path, clone, how):
    preview = Preview(clone(tmp_path))
    preview.until(" rendered, ")
    children = preview.children()
    assert children
    with preview.events("/") as events:
        next(events)
        assert preview.end(how) in {0, -how}
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert "Traceback" not in "".join(preview.said)


def test_an_address_that_others_can_reach_is_served_with_a_word_about_it(tmp_path, clone):
    preview = Preview(clone(tmp_path), "--host", "0.0.0.0")  # noqa: S104 - what is tested
    try:
        preview.until("Others can reach this address")
        preview.until(" rendered, ")
        listed = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
        for name in (*listed[:1], "127.0.0.1"):
            assert preview.get("/", Host=f"{name}:{preview.port}")[0] == 200
        assert preview.get("/", Host="evil.example")[0] == 400
    finally:
        preview.end()


def test_a_site_that_has_never_been_built_shows_what_is_wrong(tmp_path, clone):
    """The first page that a newcomer sees says so, and becomes the site when it is mended."""
    folder = clone(tmp_path)
    with changed(folder / MAIN, "dek:", "dekk:"):
        preview = Preview(folder)
        try:
            preview.until("The pages stay as they were.")
            status, _, body = preview.get("/")
            assert status == 404
            assert SCRIPT.search(body.decode())
            with preview.events("/") as events:
                assert "did you mean `dek`" in next(events)["problems"][0]["text"]
                (folder / MAIN).write_text((folder / MAIN).read_text().replace("dekk:", "dek:"))
                where(events, lambda event: not event["problems"])
            assert "Latest stories" in preview.page("/")
        finally:
            preview.end()
