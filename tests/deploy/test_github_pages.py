"""`tasks.py deploy` to GitHub Pages: a commit on a branch of a remote."""

import hashlib
import subprocess

import pytest

from railhead import git as railhead_git
from railhead.deploy.errors import DeployError
from railhead.deploy.github_pages import Pages
from railhead.deploy.steps import deploy

from .releases import publish, released


def git(folder, *arguments):
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@railhead.example"]
    command = ["git", *identity, "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A repository with a commit and a bare remote, on a machine where git knows nobody's name."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    project = tmp_path / "project"
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(tmp_path, "init", "--quiet", "project")
    git(project, "commit", "--quiet", "--allow-empty", "--message", "tasks: begin")
    git(project, "remote", "add", "origin", "../remote.git")
    return project


def run(project, link, address="https://news.example", branch="gh-pages", **options):
    said = []
    deploy(released(link), Pages(project, "origin", branch, address), said.append, **options)
    return "\n".join(said)


def branch(project, name="gh-pages"):
    """What the branch holds at the remote, by path."""
    remote = project.parent / "remote.git"
    names = git(remote, "ls-tree", "-r", "-z", "--name-only", name).split("\0")[:-1]
    show = ["git", "cat-file", "blob"]
    return {
        path: subprocess.run([*show, f"{name}:{path}"], cwd=remote, capture_output=True, check=True).stdout
        for path in names
    }


def test_each_deploy_is_one_commit_with_all_of_the_site_and_what_others_put_there(project, tmp_path):
    link, files = publish(tmp_path, 1, compressed=False)
    assert f"Uploaded {len(files)} files" in run(project, link)
    extra = {"CNAME", ".nojekyll", "deployed.json"}
    first = branch(project)
    assert first.keys() == files.keys() | extra
    assert first["CNAME"].strip() == b"news.example"
    assert run(project, link).startswith("Nothing to deploy")
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", "remote.git", "other")
    (tmp_path / "other/google.html").write_text("theirs")
    git(tmp_path / "other", "add", ".")
    git(tmp_path / "other", "commit", "--quiet", "--message", "theirs")
    git(tmp_path / "other", "push", "--quiet")
    link, second = publish(tmp_path, 2, compressed=False)
    run(project, link)
    now = branch(project)
    assert now.items() >= (second | {"google.html": b"theirs"}).items()
    assert {
        path
        for path in now.keys() - second.keys() - extra - {"google.html"}
        if not path.endswith((".svg", ".pf_fragment"))
    } == set()
    assert git(tmp_path / "remote.git", "rev-list", "--count", "gh-pages") == "3\n"
    assert git(project, "status", "--porcelain") == ""


@pytest.mark.parametrize("attributes", ["* text=auto eol=crlf", "* ident"])
def test_bytes_stay_as_they_were_published_whatever_git_converts_here(project, tmp_path, attributes):
    """And what others put there keeps its mode."""
    (project / ".gitattributes").write_text(f"{attributes}\n")
    link, files = publish(tmp_path, 1, compressed=False)
    (link / "robots.txt").write_bytes(b"User-agent: *\n$Id$\n")
    files["robots.txt"] = b"User-agent: *\n$Id$\n"
    sums = "".join(f"{hashlib.sha256(files[p]).hexdigest()}  {p}\n" for p in sorted(files) if p != "SHA256SUMS")
    (link / "SHA256SUMS").write_text(sums)
    run(project, link)
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", "remote.git", "other")
    (tmp_path / "other/run.sh").write_text("theirs")
    (tmp_path / "other/run.sh").chmod(0o755)
    git(tmp_path / "other", "add", ".")
    git(tmp_path / "other", "commit", "--quiet", "--message", "theirs")
    git(tmp_path / "other", "push", "--quiet")
    (link / "about/index.html").write_bytes(b"other")
    files["about/index.html"] = b"other"
    sums = "".join(f"{hashlib.sha256(files[p]).hexdigest()}  {p}\n" for p in sorted(files) if p != "SHA256SUMS")
    (link / "SHA256SUMS").write_text(sums)
    files["SHA256SUMS"] = sums.encode()
    run(project, link)
    assert branch(project).items() >= files.items()
    assert git(tmp_path / "remote.git", "ls-tree", "gh-pages", "run.sh").startswith("100755 ")


def test_compressed_copies_and_the_name_of_a_host_are_left_out_where_github_has_its_own(project, tmp_path):
    link, _ = publish(tmp_path, 1)
    run(project, link, "https://somebody.github.io")
    assert not [path for path in branch(project) if path.endswith(".gz") or path == "CNAME"]


def test_a_dry_run_tells_what_the_branch_would_get_and_pushes_nothing(project, tmp_path):
    link, _ = publish(tmp_path, 1)
    run(project, link)
    before = git(tmp_path / "remote.git", "rev-parse", "gh-pages")
    link, _ = publish(tmp_path, 2)
    said = run(project, link, dry_run=True)
    assert "Would upload new pages: 1 file, " in said
    assert "\n  2024/story-2/index.html\n" in said
    assert "Would remove: 1 file\n  2024/story-1/index.html\n" in said
    assert git(tmp_path / "remote.git", "rev-parse", "gh-pages") == before


def test_a_push_that_is_refused_leaves_the_site_and_the_next_run_pushes_it(project, tmp_path):
    link, _ = publish(tmp_path, 1)
    run(project, link)
    hook = tmp_path / "remote.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho no pushes today >&2\nexit 1\n")
    hook.chmod(0o755)
    before = branch(project)
    link, files = publish(tmp_path, 2, compressed=False)
    with pytest.raises(
        DeployError,
        match=r"^`git push` stopped at origin/gh-pages: .*no pushes today.*: mend that, then start deploy again.$",
    ):
        run(project, link)
    assert branch(project) == before
    hook.unlink()
    run(project, link)
    assert branch(project).items() >= files.items()


def test_a_remote_that_is_not_there_and_a_branch_at_work_are_told(project, tmp_path):
    link, _ = publish(tmp_path, 1)
    git(project, "remote", "set-url", "origin", "../nowhere.git")
    with pytest.raises(
        DeployError,
        match=r"^`git ls-remote` stopped at origin/gh-pages: fatal: '../nowhere.git' does not appear to be",
    ):
        run(project, link)
    with pytest.raises(DeployError, match=r"^The branch main is checked out here: choose another one to deploy to.$"):
        run(project, link, branch="main")


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_no_hook_and_no_setting_changes_what_is_pushed_or_runs_a_program(project, tmp_path, monkeypatch):
    """Those of the user, of the repository and of the environment, as where a deploy is started from a hook of git."""
    ran = script(tmp_path / "ran.sh", f"touch {tmp_path}/ran; exit 1")
    for hook in ("pre-push", "reference-transaction", "post-index-change"):
        script(project / ".git/hooks" / hook, f"touch {tmp_path}/ran; exit 1")
    (tmp_path / ".gitconfig").write_text(
        f"[core]\n\thooksPath = {project}/.git/hooks\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = {ran}\n"
        f"[push]\n\tgpgSign = true\n[alias]\n\tpush = !{ran}\n[init]\n\ttemplateDir = {tmp_path}\n"
    )
    for key, value in {
        "core.fsmonitor": str(ran), "push.followTags": "true", "push.pushOption": "ci.skip", "push.recurseSubmodules": "only",
        "remote.origin.prune": "true", "fetch.prune": "true", "core.autocrlf": "true",
    }.items():  # fmt: skip
        git(project, "config", key, value)
    git(
        project,
        "-c",
        "tag.gpgSign=false",
        "-c",
        "core.hooksPath=/dev/null",
        "tag",
        "--annotate",
        "v1",
        "--message",
        "v1",
    )
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "nonsense")
    link, files = publish(tmp_path, 1, compressed=False)
    run(project, link)
    run(project, link, everything=True)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.delenv(name)
    assert branch(project).items() >= files.items()
    assert git(tmp_path / "remote.git", "tag") == ""
    assert not (tmp_path / "ran").exists()


def test_a_push_that_a_remote_takes_and_undoes_is_no_deploy(project, tmp_path):
    link, _ = publish(tmp_path, 1)
    run(project, link)
    script(tmp_path / "remote.git/hooks/post-receive", "git update-ref refs/heads/gh-pages gh-pages~1")
    link, _ = publish(tmp_path, 2)
    with pytest.raises(DeployError, match=r"^deployed.json was written to the target, but is not there or another"):
        run(project, link)


def test_the_token_of_a_workflow_opens_the_remote_and_stands_in_no_file(project, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "a-token")
    asked = "protocol=https\nhost=github.com\n\n"
    said = railhead_git.ask(project, "credential", "fill", given=asked).splitlines()
    assert {"username=x-access-token", "password=a-token"} <= set(said)
    assert "a-token" not in (project / ".git/config").read_text()
