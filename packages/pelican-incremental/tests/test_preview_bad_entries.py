"""The preview of a site in which something lies that cannot be read, or goes away: it names it and goes on."""

import os
import shutil
import socket
import subprocess

import pytest

from .plain_site import article, make, previewed

pytestmark = pytest.mark.slow

# root may read everything but for this
UNPRIVILEGED = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []


def save(folder, text):
    (folder / "content" / "articles" / "one.md").write_text(article("One", text))


def is_kept_up(folder, server):
    """Whether two saves, one soon after the other, are shown."""
    for text in ("Saved.", "Again."):
        save(folder, text)
        server.until_shown("/one.html", f"<p>{text}</p>")
    return True


def of_other_bytes(content):
    (content / "articles" / os.fsdecode(b"caf\xe9.md")).write_text(article("Latin"))


def folder_of_other_bytes(content):
    (content / "articles" / os.fsdecode(b"caf\xe9")).mkdir()


def image_of_other_bytes(content):
    (content / "images").mkdir()
    (content / "images" / os.fsdecode(b"caf\xe9.png")).write_bytes(b"picture")


def link_to_a_folder_around(content):
    (content / "articles" / "loop").symlink_to(content)


def links_to_each_other(content):
    for one, other in (("left", "right"), ("right", "left")):
        (content / "articles" / one).mkdir()
        (content / "articles" / one / other).symlink_to(content / "articles" / other)
    (content / "articles" / "left" / "left").symlink_to(content / "articles" / "left")


def link_to_itself(content):
    (content / "articles" / "self.md").symlink_to("self.md")


def pipe(content):
    os.mkfifo(content / "articles" / "pipe.md")


def pipe_among_images(content):
    (content / "images").mkdir()
    os.mkfifo(content / "images" / "pipe.png")


def link_to_a_device(content):
    (content / "articles" / "zero.md").symlink_to("/dev/zero")


def end_of_a_connection(content):
    with socket.socket(socket.AF_UNIX) as end:
        bound = os.open(content / "articles", os.O_RDONLY)
        end.bind(f"/proc/self/fd/{bound}/end.md")  # paths of these are short
        os.close(bound)


def unreadable_folder(content):
    (content / "articles" / "closed").mkdir()
    (content / "articles" / "closed").chmod(0)


def unreadable_file(content):
    (content / "articles" / "closed.md").write_text(article("Closed"))
    (content / "articles" / "closed.md").chmod(0)


BAD = {
    of_other_bytes: "caf",
    folder_of_other_bytes: "caf",
    image_of_other_bytes: "caf",
    link_to_a_folder_around: "articles/loop is a link to a folder in which it lies: it is left out.",
    links_to_each_other: "is a link to a folder in which it lies: it is left out.",
    link_to_itself: "articles/self.md",
    pipe: "articles/pipe.md is neither a file nor a folder: it is left out.",
    pipe_among_images: "images/pipe.png is neither a file nor a folder: it is left out.",
    link_to_a_device: "articles/zero.md is neither a file nor a folder: it is left out.",
    end_of_a_connection: "articles/end.md is neither a file nor a folder: it is left out.",
    unreadable_folder: "articles/closed cannot be read (Permission denied): it is left out.",
    unreadable_file: "articles/closed.md",
}


@pytest.mark.parametrize("put", BAD, ids=lambda put: put.__name__)
def test_an_entry_that_cannot_be_read_is_named_and_all_else_is_shown(tmp_path, put):
    """Be it there from the beginning, or put there later."""
    folder = make(tmp_path / "site")
    with previewed(folder, before=UNPRIVILEGED) as server:
        put(folder / "content")
        assert is_kept_up(folder, server)
    server.rest()
    assert BAD[put] in "".join(server.said)
    with previewed(folder, before=UNPRIVILEGED) as server:
        assert is_kept_up(folder, server)
    server.rest()
    assert BAD[put] in "".join(server.said)
    assert "Traceback" not in "".join(server.said)


def test_what_lies_in_a_folder_is_shown_once_it_can_be_read(tmp_path):
    folder = make(tmp_path / "site")
    closed = folder / "content" / "articles" / "closed"
    closed.mkdir()
    (closed / "three.md").write_text(article("Three"))
    closed.chmod(0)
    with previewed(folder, before=UNPRIVILEGED) as server:
        closed.chmod(0o755)
        server.until_shown("/three.html", "<p>Text.</p>")
        (closed / "three.md").write_text(article("Three", "Saved."))
        server.until_shown("/three.html", "<p>Saved.</p>")


def renamed_and_back(folder):
    folder.rename(folder.with_name("aside"))
    folder.with_name("aside").rename(folder)


def made_again(folder):
    folder.rename(folder.with_name("aside"))
    shutil.copytree(
        folder.with_name("aside"), folder, ignore=shutil.ignore_patterns(".building-*", ".preview", "cache")
    )
    shutil.rmtree(folder.with_name("aside"), ignore_errors=True)  # of which a build may be writing files


def deleted_and_made_again(folder):
    shutil.copytree(
        folder, folder.with_name("aside"), ignore=shutil.ignore_patterns(".building-*", ".preview", "cache")
    )
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(folder.with_name("aside"), folder, dirs_exist_ok=True)
    shutil.rmtree(folder.with_name("aside"))


@pytest.mark.parametrize(
    "change", [renamed_and_back, made_again, deleted_and_made_again], ids=lambda change: change.__name__
)
@pytest.mark.parametrize("name", ["site/src", "site/src/content", "site/data", "site"])
def test_a_folder_that_goes_and_comes_back_is_watched_as_before(tmp_path, change, name):
    """A folder of sources, one above them, one of data that the settings read, and that of the site."""
    folder = make(tmp_path / "site")
    (folder / "src").mkdir()
    (folder / "content").rename(folder / "src" / "content")
    (folder / "data").mkdir()
    (folder / "data" / "name.txt").write_text("A name")
    with (folder / "pelicanconf.py").open("a") as settings:
        settings.write('PATH = "src/content"\nSITENAME = open("data/name.txt").read()\n')
    one = folder / "src" / "content" / "articles" / "one.md"
    with previewed(folder) as server:
        for number in range(2):
            change(tmp_path / name)
            one.write_text(article("One", f"Saved {number}."))
            server.until_shown("/one.html", f"<p>Saved {number}.</p>")
            (folder / "data" / "name.txt").write_text(f"Name {number}")
            server.until_shown("/one.html", f"Name {number}")


def test_a_site_that_is_away_for_a_while_stays_served(tmp_path):
    folder = make(tmp_path / "site")
    with previewed(folder, "--output", str(tmp_path / "shown")) as server:
        folder.rename(tmp_path / "away")
        server.until(lambda: server.state()["problems"], "a problem")
        assert "<p>Text.</p>" in server.page("/one.html")
        (tmp_path / "away").rename(folder)
        assert is_kept_up(folder, server)
        server.until(lambda: server.state()["problems"] == [], "no problem")


def test_files_that_come_and_go_while_they_are_read_end_nothing(tmp_path):
    folder = make(tmp_path / "site")
    with previewed(folder) as server:
        for number in range(100):
            passing = folder / "content" / "articles" / f"passing-{number % 7}"
            passing.mkdir(exist_ok=True)
            (passing / f"{number}.md").write_text(article(f"Passing {number}"))
            server.page("/one.html")
            shutil.rmtree(passing)
        assert is_kept_up(folder, server)


def limited(name, number):
    """The beginning of a command for which the system has a limit of watches."""
    set_limit = f'echo {number} > /proc/sys/user/{name}; exec "$@"'
    return ["unshare", "--user", "--map-root-user", "sh", "-c", set_limit, "sh"]


def has_limits():
    tried = subprocess.run([*limited("max_inotify_watches", 9), "true"], capture_output=True, text=True, check=False)
    return (tried.returncode, tried.stderr) == (0, "")


@pytest.mark.parametrize(("name", "number"), [("max_inotify_watches", 2), ("max_inotify_instances", 0)])
def test_without_watches_of_the_system_it_looks_by_itself_and_says_so(tmp_path, name, number):
    if not has_limits():
        pytest.skip("this system lets nobody set limits of their own")
    folder = make(tmp_path / "site")
    with previewed(folder, before=limited(name, number)) as server:
        assert is_kept_up(folder, server)
        (folder / "content" / "articles" / "new").mkdir()
        (folder / "content" / "articles" / "new" / "three.md").write_text(article("Three"))
        server.until_shown("/three.html", "<p>Text.</p>")
        assert "so they are looked for three times a second" in server.until_said("The system does not tell")


def test_a_limit_that_is_reached_by_new_folders_is_noticed(tmp_path):
    if not has_limits():
        pytest.skip("this system lets nobody set limits of their own")
    folder = make(tmp_path / "site")
    with previewed(folder, before=limited("max_inotify_watches", 30)) as server:
        for number in range(30):
            (folder / "content" / "articles" / f"more-{number}").mkdir()
            (folder / "content" / "articles" / f"more-{number}" / f"{number}.md").write_text(article(f"{number}"))
            server.until_shown(f"/{number}.html", "<p>Text.</p>")
        (folder / "content" / "articles" / "more-29" / "29.md").write_text(article("29", "Saved."))
        server.until_shown("/29.html", "<p>Saved.</p>")
