"""Names of files in content/: each is refused with its name in one line, or arrives at a harmless address."""

import os
import shutil

import pytest

from ..sites import STORY

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
UNFIT = {
    "a space": b"a b",
    "a line end": b"a\nb",
    "no ASCII": "été".encode(),
    "no UTF-8": b"\xff\xe9",
    "quotes": b"a'b\"c",
    "an escape of addresses": b"%2e%2e",
    "an escape of terminals": b"x\x1b[31m",
    "a tag": b"<b>",
    "a backslash": b"a\\x",
    "a query": b"a?b",
    "a fragment": b"a#b",
    "a template": b"{{7*7}}",
    "two points": b"a..b",
}
FILES = {"images": b".svg", "extra": b".txt", "images/%2e%2e": b".svg", "stories/2024": b".md"}


def put(site, folder, name, data):
    """Write a file whose name may be any bytes."""
    path = os.path.join(os.fsencode(site.content), folder.encode(), name)  # noqa: PTH118 - a path of bytes
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - as above
    with open(path, "wb") as file:  # noqa: PTH123 - as above
        file.write(data)


@pytest.mark.filterwarnings("ignore:Surrogate character")
@pytest.mark.parametrize("folder", FILES)
@pytest.mark.parametrize("name", UNFIT.values(), ids=UNFIT.keys())
def test_a_name_that_is_no_address_is_refused_in_one_line_that_can_be_printed(site, folder, name):
    site.write("stories/2024/a-story.md", STORY)
    data = STORY.replace("id: a-story", "id: b-story").encode() if folder.startswith("stories") else SVG
    put(site, folder, name + FILES[folder], data)
    (problem,) = [str(problem) for problem in site.problems()]
    assert problem.startswith(f"content/{folder}/")
    assert ":1:1: the name of the file, which is its address, cannot be `" in problem
    assert "\n" not in problem
    assert problem.encode("utf-8").decode().isprintable()
    assert not site.output.exists()


def test_the_task_tells_of_a_name_that_no_terminal_can_show(copy):
    """Through the whole of `build`, with no traceback."""
    import subprocess
    import sys

    put_there = os.path.join(os.fsencode(copy), b"content/images", b"\xff\n.svg")  # noqa: PTH118 - a path of bytes
    with open(put_there, "wb") as file:  # noqa: PTH123 - as above
        file.write(SVG)
    command = [sys.executable, "-W", "ignore", "-m", "invoke", "build"]
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
    said = done.stderr.decode() + done.stdout.decode()
    assert done.returncode == 1
    assert "content/images/\\udcff\\n.svg:1:1: the name of the file" in said
    assert "Traceback" not in said


def test_a_name_without_end_is_refused(site):
    """Widths are put behind the names of pictures, and file systems end at 255 bytes."""
    site.write("stories/2024/a-story.md", STORY)
    site.write(f"images/{'a' * 240}.svg", SVG)
    assert "the name of the file is longer than 100 characters; shorten it" in str(site.problems()[0])


@pytest.mark.parametrize("name", ["-x.svg", "_x.svg", "x-1.2.svg", "below/x.svg"])
def test_other_names_arrive_as_they_are(site, name):
    site.write("stories/2024/a-story.md", f"{STORY}\n![A gun]({{static}}/images/{name})\n")
    site.write(f"images/{name}", SVG)
    site.build()
    assert (site.output / "images" / name).read_bytes() == SVG
    assert site.page("/2024/a-story/").cssselect(".prose img")[0].get("src") == f"/images/{name}"


@pytest.mark.parametrize(
    "link",
    [
        "{static}../../../secret.svg",
        "{static}/../secret.svg",
        "{static}/images/../../secret.svg",
        "{static}/images/%2e%2e/%2e%2e/secret.svg",
        "{static}/images/..%2f..%2fsecret.svg",
        "{filename}/../secret.svg",
        "{filename}../../../../../../../../etc/passwd",
        "{attach}../../../secret.svg",
        "/images/../../secret.svg",
        "/../secret.svg",
    ],
)
@pytest.mark.parametrize("sign", ["", "!"], ids=["link", "picture"])
def test_nothing_outside_content_can_be_linked_or_shown(site, link, sign):
    site.write("../secret.svg", SVG)
    site.write("images/x.svg", SVG)
    site.write("stories/2024/a-story.md", f"{STORY}\n{sign}[x]({link})\n")
    assert [(p.path, p.line) for p in site.problems()] == [("content/stories/2024/a-story.md", 24)]
    assert not site.output.exists()


LINKS = {
    "a story": ("stories/2024/b-story.md", "secret/secret.md"),
    "a picture": ("images/x.png", "secret/secret.png"),
    "a drawing": ("images/x.svg", "secret/secret.svg"),
    "another file": ("extra/x.txt", "secret/secret.md"),
    "a folder of stories": ("stories/2025", "secret"),
    "a folder of pictures": ("images/below", "secret"),
    "a device": ("images/x.svg", "/dev/zero"),
}


@pytest.mark.parametrize(("name", "target"), LINKS.values(), ids=LINKS.keys())
@pytest.mark.parametrize("absolute", [True, False], ids=["absolute", "relative"])
def test_a_link_out_of_content_is_refused(site, name, target, absolute):
    """What lies elsewhere is not reviewed with the stories, and may be private."""
    site.write("stories/2024/a-story.md", STORY)
    secret = site.content.parent / "secret"
    secret.mkdir()
    (secret / "secret.svg").write_bytes(SVG)
    (secret / "secret.png").write_bytes(b"secret")
    (secret / "secret.md").write_text(STORY.replace("id: a-story", "id: b-story"))
    target = site.content.parent / target
    path = site.content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target if absolute else os.path.relpath(target, path.parent))
    problems = [str(problem) for problem in site.problems()]
    refused = [p for p in problems if p.startswith(f"content/{name}:1:1: this is a link to ")]
    assert len(refused) == 1, problems
    assert refused[0].endswith(", out of content/; put the file itself here")
    assert not site.output.exists()


def test_a_link_within_content_is_a_file_like_others(site):
    site.write("stories/2024/a-story.md", f"{STORY}\n![A gun]({{static}}/images/y.svg)\n")
    site.write("images/x.svg", SVG)
    (site.content / "images/y.svg").symlink_to("x.svg")
    site.build()
    assert (site.output / "images/y.svg").read_bytes() == SVG


@pytest.mark.parametrize("name", ["x.svg", "x.png", "x.txt"])
def test_what_is_no_file_is_reported_and_not_waited_for(site, name):
    """Reading a pipe would never end."""
    site.write("stories/2024/a-story.md", STORY)
    site.write("images/y.svg", SVG)
    os.mkfifo(site.content / "images" / name)
    (problem,) = site.problems()
    assert str(problem) == f"content/images/{name}:1:1: this is no file, or a link to none; put a file here"


def test_content_may_itself_be_a_link(site):
    site.write("stories/2024/a-story.md", STORY)
    site.write("images/x.svg", SVG)
    elsewhere = site.content.parent / "elsewhere"
    shutil.move(site.content, elsewhere)
    site.content.symlink_to(elsewhere)
    assert site.problems() == []
