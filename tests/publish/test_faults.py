"""Whatever happens to a publish, the site that stands is whole, and the next publish gives what a clean one would."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import cycle

import pytest

from .project import PAGE, Project, is_whole

pytestmark = pytest.mark.slow

# kills the process at its Nth event of these kinds: whatever it does to files, and each program that it starts
DOOMED = """
import os, signal, sys
count, at = 0, int(sys.argv.pop(1))
EVENTS = {"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.link", "os.chmod", "shutil.rmtree",
          "subprocess.Popen", "ctypes.dlsym"}
def hook(event, arguments):
    global count
    if event == "open" and (not isinstance(arguments[1], str) or "w" not in arguments[1]):
        return
    if event in EVENTS:
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
sys.argv = ["invoke", "publish"]
import atexit
atexit.register(lambda: print("events:", count))
from invoke.main import program
program.run()
"""
MARK = "\n---\n\n", "\n---\n\nAnother state of this page.\n\n"
ABOUT = "content/pages/about.md"


def doomed(project, at):
    command = [sys.executable, "-c", DOOMED, str(at)]
    return subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)


def turn(project):
    """Take the project from one state to the other, or back."""
    text = (project.folder / ABOUT).read_text()
    project.edit(ABOUT, *(reversed(MARK) if MARK[1] in text else MARK))


@pytest.fixture(scope="module")
def states(published_project, tmp_path_factory):
    """(a project that stands published in one of two states, the site in each of them)."""
    folder = tmp_path_factory.mktemp("faults") / "clone"
    subprocess.run(["git", "clone", "--quiet", published_project.folder, folder], check=True)
    project = Project(folder)
    sites = []
    for _ in range(2):
        turn(project)
        project.publish()
        sites.append(project.contents())
    assert sites[0] != sites[1]
    assert sites[1] == published_project.contents()
    return project, sites


def test_a_killed_publish_leaves_a_whole_site_and_the_next_is_right(states, pytestconfig):
    project, sites = states
    turn(project)
    doomed(project, 0)  # started otherwise than the publishes before, it does more than those that follow
    turn(project)
    (counted,) = [line for line in doomed(project, 0).stdout.splitlines() if line.startswith("events: ")]
    events = int(counted.split()[1])
    chance = random.Random(7)  # noqa: S311 - no secret
    kills = 60 if pytestconfig.getoption("deep") else 8
    for n in range(kills):
        turn(project)
        at = chance.randrange(1, events * 9 // 10)  # a publish of the other state has a few events fewer
        killed = doomed(project, at)
        assert killed.returncode == -signal.SIGKILL, f"{at} of {events}: {killed.stdout}{killed.stderr}"
        assert project.contents() in sites, f"killed at {at} of {events}"
        if n % 4 == 0:
            project.publish()
            marked = MARK[1] in (project.folder / ABOUT).read_text()
            assert project.contents() == sites[0 if marked else 1]
            assert not list(project.folder.glob(".*-away"))
    project.publish()


def cut_short(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def emptied(path):
    path.write_bytes(b"")


DAMAGED = {
    "the checksums": ["public/SHA256SUMS"],
    "what the standing site was built with": ["public/build.json"],
    "a standing page": [f"public/{PAGE}"],
    "a compressed page": [f"public/{PAGE}.br"],
    "an asset": ["public/assets/*.woff2"],
    "the built site": [f".publishing/{PAGE}"],
    "the store of builds": [".cache/*/*", ".cache/*.*"],
    "pictures and cards": [".cache/images/*"],
    "what servers are told": ["serving/nginx.conf"],
}


@pytest.mark.parametrize(
    ("patterns", "damage"), list(zip(DAMAGED.values(), cycle([cut_short, flipped, emptied]), strict=False)), ids=DAMAGED
)
def test_damaged_files_are_made_anew(states, patterns, damage):
    """Nothing is taken over from the last publish that is not what that one wrote."""
    project, sites = states
    before = project.contents()
    serving = (project.folder / "serving/nginx.conf").read_text()
    hit = [
        path for pattern in patterns for path in project.folder.glob(pattern) if path.is_file() and path.stat().st_size
    ]
    assert hit
    for path in hit:
        damage(path)
    project.publish()
    assert before in sites
    assert project.contents() == before
    assert (project.folder / "serving/nginx.conf").read_text() == serving


def test_what_is_remembered_and_was_damaged_is_found_out_anew(states):
    project, _ = states
    before, memory = project.contents(), project.folder / ".cache/remembered.sqlite"
    for table in ("facts", "files"):
        with closing(sqlite3.connect(memory)) as database, database:
            database.execute("update seals set seal = zeroblob(16) where place like ?", (f"{table} %",))
        project.publish()
        assert project.contents() == before


def test_what_servers_are_told_is_made_anew_if_it_is_no_text(states):
    project, _ = states
    before = (project.folder / "serving/Caddyfile").read_bytes()
    (project.folder / "serving/Caddyfile").write_bytes(b"\xff")
    assert "serving/Caddyfile changed" in project.publish()
    assert (project.folder / "serving/Caddyfile").read_bytes() == before


def test_a_store_of_another_version_is_not_used(states):
    project, _ = states
    before = project.contents()
    project.edit("public/build.json", '"lightningcss": "', '"lightningcss": "9')
    project.publish()
    assert project.contents() == before


@pytest.mark.parametrize("shift", ["-3y", "+3y"])
def test_a_clock_that_jumps_changes_nothing(states, shift):
    project, _ = states
    before = project.contents()
    turn(project)
    turn(project)
    done = project.run("publish", "faketime", "-f", shift)
    if shift == "-3y":  # stories lie in the future then, which check refuses
        assert "lies in the future" in done.stdout
    assert project.contents() == before


def test_of_two_publishes_at_once_one_says_that_the_other_is_under_way(states):
    project, sites = states
    both = [
        subprocess.Popen(
            project.command("publish"), cwd=project.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 1])
    if codes == [0, 1]:
        assert "Another check, publish or deploy is under way: wait until it ends, then try again.\n" in said
    assert project.contents() in sites


@pytest.fixture
def small_disk(states, tmp_path):
    """The project on a file system of 64 MB of its own, published."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk], check=False, capture_output=True
    ).returncode:
        pytest.skip("a file system of a test's own can be mounted by root only")
    try:
        subprocess.run(["git", "clone", "--quiet", states[0].folder, disk / "clone"], check=True)
        project = Project(disk / "clone")
        project.publish()
        yield project
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_the_site_as_it_was(small_disk):
    """At whatever step the disk is full; when there is room again the next publish is right."""
    before = small_disk.contents()
    for path in (small_disk.folder / "theme/css").rglob("*.css"):
        path.write_text(path.read_text() + "\n.never { color: red; }\n")  # every page is another then
    ballast = small_disk.folder.parent / "ballast"
    refusals = set()
    for free in (0, 20_000, 200_000, 600_000, 1_500_000, 2_500_000):
        ballast.unlink(missing_ok=True)
        space = os.statvfs(small_disk.folder)
        ballast.write_bytes(bytes(max(space.f_bavail * space.f_bsize - free, 0)))
        done = small_disk.run("publish")
        if done.returncode:
            said = (done.stdout + done.stderr).splitlines()
            told = ("No space left on device", "is the disk full?")
            assert any(sentence in line for sentence in told for line in said), said
            assert not any("Traceback" in line for line in said), said
            refusals.add(said[-1])
            assert small_disk.contents() == before
        else:
            break
    assert refusals
    ballast.unlink()
    small_disk.publish()
    after = small_disk.contents()
    assert is_whole(after)
    assert after != before


def test_a_read_only_disk_is_told_of_in_a_sentence(small_disk):
    disk, before = small_disk.folder.parent, small_disk.contents()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        refused = small_disk.run("publish")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert refused.returncode != 0
    (line,) = (refused.stdout + refused.stderr).splitlines()
    assert "Read-only file system" in line
    assert small_disk.contents() == before
