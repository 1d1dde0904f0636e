"""`tasks.py deploy` to a folder, and what it says when it cannot."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from railhead.deploy.errors import DeployError
from railhead.deploy.folder import Folder
from railhead.deploy.plan import KEPT
from railhead.deploy.steps import deploy, target_of

from ..sites import ROOT
from .releases import held, missing, publish, released

INVOKE = [sys.executable, "-m", "invoke"]


class Cut(Exception):  # noqa: N818 - a stop, not an error
    pass


class Breaking(Folder):
    """A folder that is gone after so many files, and on which a reader looks at all pages after each."""

    def __init__(self, path, steps):
        super().__init__(path)
        self.steps = steps

    def write_record(self, data):
        self._step(lambda: Folder.write_record(self, data))

    def upload(self, root, paths):
        for path in paths:
            self._step(lambda path=path: Folder.upload(self, root, [path]))

    def remove(self, paths):
        for path in paths:
            self._step(lambda path=path: Folder.remove(self, [path]))

    def _step(self, do):
        if not self.steps:
            raise Cut
        self.steps -= 1
        do()
        assert not missing(held(self.path))


def run(link, target, **options):
    """Deploy to a folder. Returns what was said."""
    said = []
    deploy(released(link), target if isinstance(target, Folder) else Folder(target), said.append, **options)
    return "\n".join(said)


def on(target):
    """What the target holds of the site: all but the record, and what is only kept for pages in caches."""
    record = json.loads((target / "deployed.json").read_text())
    assert not record["unsettled"]
    return {
        path: content for path, content in held(target).items() if path not in {"deployed.json", *record["retired"]}
    }


def test_a_first_deploy_puts_all_there_and_leaves_alone_what_others_put_there(tmp_path):
    target = tmp_path / "www"
    target.mkdir()
    (target / "google.html").write_text("theirs")
    link, files = publish(tmp_path, 1)
    assert f"Uploaded {len(files)} files" in run(link, target)
    assert on(target) == files | {"google.html": b"theirs"}
    link, files = publish(tmp_path, 2)
    run(link, target)
    assert on(target) == files | {"google.html": b"theirs"}


def test_a_second_deploy_writes_only_what_changed(tmp_path):
    target = tmp_path / "www"
    link, first = publish(tmp_path, 1)
    run(link, target)
    before = {path: (target / path).stat().st_ino for path in first}
    assert run(link, target) == f"Nothing to deploy: the target has all {len(first)} files as they were published."
    link, second = publish(tmp_path, 2)
    run(link, target)
    same = {path for path in second if second[path] == first.get(path)}
    assert {path for path in second if (target / path).stat().st_ino == before.get(path)} == same


def test_assets_of_the_last_release_stay_for_pages_in_caches_until_these_are_too_old(tmp_path):
    target = tmp_path / "www"
    link, first = publish(tmp_path, 1)
    run(link, target)
    link, second = publish(tmp_path, 2)
    assert "removed 2, kept 3 retired" in run(link, target)  # the story; its picture and the index of it
    (old,) = (path for path in first if path.endswith(".svg") and path not in second)
    assert (target / old).read_bytes() == first[old]
    assert not (target / "2024/story-1").exists()
    record = target / "deployed.json"
    past = (datetime.now(UTC) - KEPT).isoformat()
    content = json.loads(record.read_text())
    content["retired"] = {path: [digest, past] for path, (digest, _) in content["retired"].items()}
    record.write_text(json.dumps(content))
    assert "removed 3, kept 0 retired" in run(link, target)
    assert not (target / old).exists()


def test_wherever_it_breaks_off_the_site_works_and_the_next_run_ends_it(tmp_path):
    target = tmp_path / "www"
    link, _ = publish(tmp_path, 1)
    run(link, target)
    for step in range(1000):
        link, files = publish(tmp_path, 2 + step % 2)
        try:
            run(link, Breaking(target, step))
        except Cut:
            pass
        else:
            assert step > 10
            break
        # the next release comes before the broken deploy is ended, and then the first again
        link, others = publish(tmp_path, 5)
        run(link, Breaking(target, 1000))
        assert on(target) == others
        link, files = publish(tmp_path, 2 + step % 2)
        run(link, Breaking(target, 1000))
        assert on(target) == files
        link, _ = publish(tmp_path, 1)
        run(link, Breaking(target, 1000))


def test_a_run_killed_at_any_moment_is_ended_by_the_next(tmp_path):
    target = tmp_path / "www"
    link, _ = publish(tmp_path, 1)
    run(link, target)
    # each open of a file to be written is a moment at which the run may die, its file half written
    code = """if True:
        import os, signal, sys
        from pathlib import Path
        from railhead.deploy.folder import Folder
        from railhead.deploy.steps import deploy
        from tests.deploy.releases import released
        left, real = int(sys.argv[1]), os.fsync
        def dying(number):
            global left
            if not left:
                os.ftruncate(number, 1)
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            real(number)
        os.fsync = dying
        deploy(released(Path(sys.argv[2])), Folder(sys.argv[3]), print)
    """
    for steps in (0, 1, 3, 6, 9):
        link, files = publish(tmp_path, 2 + steps)
        died = subprocess.run([sys.executable, "-c", code, str(steps), link, target], cwd=ROOT, check=False)
        assert died.returncode == -signal.SIGKILL
        assert not missing(held(target))
        run(link, target)
        assert on(target) == files


def test_a_file_half_written_is_not_left_behind_when_the_site_does_without_it(tmp_path):
    target = tmp_path / "www"
    link, _ = publish(tmp_path, 1)
    run(link, target)
    link, _ = publish(tmp_path, 2)
    with pytest.raises(Cut):
        run(link, Breaking(target, 1))
    partial = target / "2024/story-2/.index.html.0123456789abcdef.part"
    partial.parent.mkdir()
    partial.write_text("<p>ha")
    theirs = partial.with_name(".index.html.part")
    theirs.write_text("another program's")
    link, files = publish(tmp_path, 1)
    run(link, target)
    assert on(target) == files | {theirs.relative_to(target).as_posix(): b"another program's"}


OUTSIDE = [
    "../victim",
    "{outside}/victim",
    "a/../../victim",
    "./../victim",
    "a//victim",
    "~/victim",
    "C:/victim",
    "..\\victim",
    "a\nb",
    "",
    ".",
    "..",
]


@pytest.mark.parametrize("group", ["files", "retired", "unsettled"])
@pytest.mark.parametrize("path", OUTSIDE)
def test_a_record_that_names_what_lies_outside_is_refused_and_nothing_is_touched(tmp_path, group, path):
    """Whoever can write to the target cannot have files of this machine deleted."""
    target, victim = tmp_path / "www", tmp_path / "victim"
    link, _ = publish(tmp_path, 1)
    run(link, target)
    victim.write_text("mine")
    record = json.loads((target / "deployed.json").read_text())
    path, digest = path.format(outside=tmp_path), "0" * 64
    if group == "unsettled":
        record[group].append(path)
    else:
        record[group][path] = digest if group == "files" else [digest, "2020-01-01T00:00:00+00:00"]
    (target / "deployed.json").write_text(json.dumps(record))
    link, _ = publish(tmp_path, 2)
    before = held(target)
    with pytest.raises(DeployError) as refused:
        run(link, target)
    said = str(refused.value)
    assert said.startswith("The target's manifest, deployed.json, is refused: ")
    assert "is no path in its folder. Nothing was changed: " in said
    assert said.isprintable()
    assert held(target) == before
    assert victim.read_text() == "mine"
    assert "is refused: " in run(link, target, everything=True)
    assert victim.read_text() == "mine"
    assert held(target).items() >= {p: data for p, data in before.items() if p not in held(link)}.items() - {
        ("deployed.json", before["deployed.json"])
    }


@pytest.mark.parametrize("data", [b'{"files": ', b"[]", b"7", b"[" * 100_000, b"\xff", b""])
def test_a_damaged_record_is_refused_and_all_uploads_all_and_removes_nothing(tmp_path, data):
    target = tmp_path / "www"
    link, first = publish(tmp_path, 1)
    run(link, target)
    (target / "deployed.json").write_bytes(data)
    link, second = publish(tmp_path, 2)
    before = held(target)
    with pytest.raises(DeployError, match=r"deployed\.json, is refused: .*Nothing was changed: .* deploy with --all"):
        run(link, target)
    assert held(target) == before
    said = run(link, target, everything=True)
    assert "All is uploaded again, and nothing is removed." in said
    assert f"Uploaded {len(second)} files" in said
    assert held(target).items() >= (first | second).items() - {("deployed.json", b"")}


@pytest.mark.parametrize("kind", ["a link", "a pipe"])
def test_a_record_that_is_no_file_is_refused(tmp_path, kind):
    target = tmp_path / "www"
    link, _ = publish(tmp_path, 1)
    run(link, target)
    record = target / "deployed.json"
    record.rename(tmp_path / "elsewhere.json")
    record.symlink_to(tmp_path / "elsewhere.json") if kind == "a link" else os.mkfifo(record)
    with pytest.raises(DeployError, match="is refused: it is "):
        run(link, target)


def test_nothing_is_removed_through_a_link(tmp_path):
    """A record may name what was in a folder that is a link by now."""
    target, outside = tmp_path / "www", tmp_path / "outside"
    link, first = publish(tmp_path, 1)
    run(link, target)
    (folder,) = {Path(name).parent for name in first if name.startswith("2024/")}
    (target / folder).rename(outside)
    (target / folder).symlink_to(outside)
    link, _ = publish(tmp_path, 2)
    with pytest.raises(DeployError, match="is a symbolic link: remove it, then try again"):
        run(link, target)
    assert set(held(outside)) == {"index.html", "index.html.gz"}


def test_all_brings_back_what_the_target_lost(tmp_path):
    target = tmp_path / "www"
    link, files = publish(tmp_path, 1)
    run(link, target)
    (target / "index.html").unlink()
    (target / "robots.txt").write_text("edited")
    assert "Nothing to deploy" in run(link, target)
    assert f"Uploaded {len(files)} files" in run(link, target, everything=True)
    assert on(target) == files


def test_a_dry_run_names_every_file_and_changes_nothing(tmp_path):
    target = tmp_path / "www"
    link, files = publish(tmp_path, 1)
    said = run(link, target, dry_run=True)
    assert not target.exists()
    assert {line.strip() for line in said.splitlines() if line.startswith("  ")} == set(files)
    assert said.endswith("Nothing was changed.")
    run(link, target)
    before = held(target)
    link, second = publish(tmp_path, 2)
    said = run(link, target, dry_run=True).splitlines()
    assert held(target) == before
    assert [line.partition(":")[0] for line in said if line[0] != " "] == [
        "Would upload lasting assets",
        "Would upload other assets",
        "Would upload new pages",
        "Would upload changed pages",
        "Would remove",
        "Would keep for pages in caches",
        "Nothing was changed.",
    ]
    uploads = said[: next(number for number, line in enumerate(said) if line.startswith("Would remove"))]
    changed = {path for path in second if second[path] != files.get(path)}
    assert {line.strip() for line in uploads if line[0] == " "} == changed


def test_a_publish_during_a_deploy_does_not_mix_two_releases(tmp_path):
    link, files = publish(tmp_path, 1)
    target = tmp_path / "www"

    class Slow(Folder):
        def upload(self, root, paths):
            publish(tmp_path, 2)
            super().upload(root, paths)

    run(link, Slow(target))
    assert on(target) == files


@pytest.mark.parametrize("does_tell", [True, False])
def test_a_release_that_goes_away_during_a_deploy_is_told_and_not_taken_for_deployed(tmp_path, does_tell):
    link, _ = publish(tmp_path, 1)

    class Losing(Folder):
        def upload(self, root, paths):
            if "index.html" in paths:
                (root / "index.html").unlink()
            super().upload(root, paths if does_tell else [path for path in paths if (root / path).is_file()])

    with pytest.raises(DeployError, match=r"^index\.html went away during the deploy: start it again\.$"):
        run(link, Losing(tmp_path / "www"))
    assert json.loads((tmp_path / "www/deployed.json").read_text())["files"] == {}


def test_a_second_deploy_to_the_same_folder_at_the_same_time_is_turned_away(tmp_path):
    link, _ = publish(tmp_path, 1)
    with (
        Folder(tmp_path / "www").opened(writing=True),
        pytest.raises(DeployError, match="Another deploy is writing to"),
    ):
        run(link, tmp_path / "www")


def test_nothing_is_written_outside_the_folder_through_a_link_in_it(tmp_path):
    target, outside = tmp_path / "www", tmp_path / "outside"
    target.mkdir()
    outside.mkdir()
    (target / "assets").symlink_to(outside)
    (outside / "robots.txt").write_text("theirs")
    link, _ = publish(tmp_path, 1)
    with pytest.raises(DeployError, match=r"^assets in .*/www is a symbolic link: remove it, then try again\.$"):
        run(link, target)
    (target / "assets").unlink()
    (target / "robots.txt").symlink_to(outside / "robots.txt")
    run(link, target)
    assert {path.name: path.read_text() for path in outside.iterdir()} == {"robots.txt": "theirs"}
    assert not (target / "robots.txt").is_symlink()


def test_files_can_be_read_by_the_web_server(tmp_path):
    link, _ = publish(tmp_path, 1)
    before = os.umask(0o022)
    try:
        run(link, tmp_path / "www")
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "www").rglob("*") if path.is_file()} == {0o644}


def test_where_a_folder_stands_in_the_way_of_a_file_it_is_said(tmp_path):
    link, _ = publish(tmp_path, 1)
    (tmp_path / "www/robots.txt/theirs").mkdir(parents=True)
    with pytest.raises(DeployError, match=r"robots.txt: a file and a folder have the same name"):
        run(link, tmp_path / "www")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda release: (release / "index.html").write_text("edited"), "public/ was damaged or edited after it was published, in index.html: "),
        (lambda release: (release / "about/index.html").unlink(), "public/ is not whole, without about/index.html: "),
        (lambda release: (release / "more.html").write_text("new"), "public/ holds what was not published with it: more.html: "),
        (lambda release: (release / "SHA256SUMS").unlink(), "public/ has no SHA256SUMS and may not be whole: "),
        (lambda release: (release / "SHA256SUMS").write_text("?\n"), "public/SHA256SUMS:1: this is no checksum and path of a file: "),
        (lambda release: (release / "SHA256SUMS").write_text("0" * 64 + "  ../tasks.py\n"), "public/SHA256SUMS:1: this is no checksum and path of a file: "),
    ],
    ids=["edited", "removed", "added", "no sums", "no checksum", "outside"],
)  # fmt: skip
def test_a_published_folder_that_is_not_what_was_published_is_refused(tmp_path, harm, said):
    link, _ = publish(tmp_path, 1)
    harm(link.resolve())
    with pytest.raises(DeployError) as error:
        run(link, tmp_path / "www")
    assert str(error.value) == f"{said}run `python3 tasks.py publish` again."
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize(
    "notation",
    ["/srv/www", "folder:", "rclone:", "rclone:live", "rclone::s3,secret_access_key=hidden:bucket", "rclone:-x:y", "s3://hidden@host", "github:origin", "github:/x", "github:--upload-pack=x/y"],
)  # fmt: skip
def test_a_target_that_is_none_is_answered_with_the_forms_and_not_repeated(notation):
    with pytest.raises(DeployError) as error:
        target_of(notation, ROOT, "https://railhead.example")
    assert str(error.value).startswith("This is no target to deploy to: give one of `folder:/srv/www/site`, ")
    assert "hidden" not in str(error.value)


def test_the_project_is_no_target(tmp_path):
    link, _ = publish(tmp_path, 1)
    for place in (ROOT, ROOT.parent, tmp_path):
        with pytest.raises(DeployError, match="holds what is to be deployed: give a folder of its own"):
            run(link, target_of(f"folder:{place}", ROOT, ""))
    with pytest.raises(DeployError, match="lies in the project: give a folder outside it, such as /srv/www/site"):
        run(link, target_of(f"folder:{ROOT}/content", ROOT, ""))


def invoke(folder, *arguments):
    return subprocess.run([*INVOKE, "deploy", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_the_task_takes_its_target_from_the_settings_or_the_command_and_says_what_is_wrong_in_a_sentence(copy):
    nowhere = invoke(copy)
    assert nowhere.returncode == 1
    assert nowhere.stderr.startswith("Say where to deploy to, with --to or as DEPLOY_TO in publishconf.py: `folder:")
    target = copy.parent / "www"
    unpublished = invoke(copy, "--to", f"folder:{target}")
    assert (unpublished.returncode, unpublished.stdout) == (1, "")
    assert unpublished.stderr == "There is no public/ yet: run `python3 tasks.py publish` first.\n"
    _, files = publish(copy, 1)
    settings = copy / "publishconf.py"
    settings.write_text(settings.read_text().replace("DEPLOY_TO = None", f"DEPLOY_TO = 'folder:{target}'"))
    planned = invoke(copy, "--dry-run")
    assert (planned.returncode, planned.stdout.splitlines()[-1]) == (0, "Nothing was changed.")
    done = invoke(copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert on(target) == files
    *phases, last = invoke(copy, "--all").stdout.splitlines()
    assert [line.partition(":")[0] for line in phases] == [
        f"Uploading {what}" for what in ("lasting assets", "other assets", "changed pages")
    ]
    assert last.startswith(f"Uploaded {len(files)} files")


@pytest.mark.slow
def test_a_setting_of_rclone_that_would_have_it_do_nothing_does_not_count_and_that_is_said(copy):
    _, files = publish(copy, 1)
    command = [*INVOKE, "deploy", "--to", f"rclone:live:{copy.parent}/www"]
    environment = {**os.environ, "RCLONE_CONFIG_LIVE_TYPE": "local", "RCLONE_DRY_RUN": "true"}
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Does not count here, and is not passed on to rclone: RCLONE_DRY_RUN." in done.stdout.splitlines()
    assert on(copy.parent / "www") == files


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(tmp_path):
    link, _ = publish(tmp_path, 1)
    for place in (tmp_path / "not/there", Path("/proc/www")):
        with pytest.raises(DeployError, match=r"cannot be used \(No such file or directory\): mend that, then start"):
            run(link, place)


def test_assets_that_are_needed_again_are_not_retired(tmp_path):
    target = tmp_path / "www"
    for version in (1, 2, 1):
        link, files = publish(tmp_path, version)
        run(link, target)
    record = json.loads((target / "deployed.json").read_text())
    assert not record["retired"].keys() & files.keys()
    assert all(
        datetime.fromisoformat(since) - datetime.now(UTC) < timedelta(0) for _, since in record["retired"].values()
    )
