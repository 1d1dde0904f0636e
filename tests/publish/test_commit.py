"""What `publish` says of the commit that a site is made of: that it is made of nothing else, that it is not, or why that is not known."""

import os
import subprocess

import pytest

from railhead.publish.commit import commit_of

from ..sites import ROOT

FILES = {"content/a.md": b"One\nTwo\n", "theme/t.html": b"<p>\n", "docs/x.md": b"Words\n", "published/r.txt": b"r\n"}


def git(folder, *arguments):
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@railhead.example", "-c", "core.autocrlf=false"]
    asked = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def write(folder, name, data=b"new"):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own: git knows nothing of this machine's."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path / "home"


@pytest.fixture
def project(tmp_path):
    """A repository whose one commit has FILES."""
    folder = tmp_path / "project"
    for name, data in FILES.items():
        write(folder, name, data)
    (folder / "content/link.md").symlink_to("a.md")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A state")
    return folder


def ignored_by(where):
    def ignore(project):
        write(project, "content/extra/secret.txt")
        write(project, where, b"secret.txt\n")
        if where == ".gitignore":
            git(project, "add", ".gitignore")
            git(project, "commit", "--quiet", "--message", "Ignore")

    return ignore


def flagged(flag):
    def change(project):
        git(project, "update-index", flag, "content/a.md")
        write(project, "content/a.md")

    return change


def filtered(project):
    """A filter that git runs before it compares: to git, nothing is changed."""
    git(project, "config", "filter.same.clean", "printf 'One\\nTwo\\n'")
    write(project, ".git/info/attributes", b"*.md filter=same\n")
    write(project, "content/a.md")


def converted(project):
    git(project, "config", "core.autocrlf", "true")
    (project / "content/a.md").unlink()
    git(project, "-c", "core.autocrlf=true", "checkout", "--quiet", "--", "content/a.md")
    git(project, "config", "core.autocrlf", "true")
    write(project, "content/a.md", b"One\r\nTwo\r\n")


def without_links(project):
    git(project, "config", "core.symlinks", "false")
    (project / "content/link.md").unlink()
    write(project, "content/link.md", b"a.md")


def replaced(project):
    """Another commit in the place of this one, on this machine alone."""
    write(project, "content/a.md")
    tree = git(project, "stash", "create")
    git(project, "replace", "HEAD", tree)


def submodule(project):
    git(project.parent, "init", "--quiet", "other")
    git(project.parent / "other", "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git(project, "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", "../other", "content/other")
    git(project, "commit", "--quiet", "--message", "A submodule")


DIFFERING = {
    "a changed file": (lambda project: write(project, "content/a.md"), "content/a.md"),
    "a change of the docs": (lambda project: write(project, "docs/x.md"), "docs/x.md"),
    "a removed file": (lambda project: (project / "content/a.md").unlink(), "content/a.md"),
    "a link in place of a file": (lambda project: ((project / "content/a.md").unlink(), (project / "content/a.md").symlink_to("../theme/t.html")), "content/a.md"),
    "a file in place of a link": (without_links, "content/link.md"),
    "a new file": (lambda project: write(project, "content/b.md"), "content/b.md"),
    "a new file that is staged": (lambda project: (write(project, "content/b.md"), git(project, "add", "content/b.md")), "content/b.md"),
    "a new file that is meant to be staged": (lambda project: (write(project, "content/b.md"), git(project, "add", "-N", "content/b.md")), "content/b.md"),
    "an ignored file": (ignored_by(".gitignore"), "content/extra/secret.txt"),
    "a file ignored here alone": (ignored_by(".git/info/exclude"), "content/extra/secret.txt"),
    "assume-unchanged": (flagged("--assume-unchanged"), "content/a.md"),
    "skip-worktree": (flagged("--skip-worktree"), "content/a.md"),
    "a filter": (filtered, "content/a.md"),
    "line ends": (converted, "content/a.md"),
    "a commit that is replaced": (replaced, "content/a.md"),
    "a submodule": (submodule, "content/other"),
    "a name that is no UTF-8": (lambda project: write(project, os.fsdecode(b"content/\xff.md")), os.fsdecode(b"content/\xff.md")),
    "a name with a line in it": (lambda project: write(project, "content/a\nb.md"), "content/a\nb.md"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "name"), DIFFERING.values(), ids=DIFFERING.keys())
def test_what_is_not_as_in_the_commit_is_named_whatever_git_calls_it(project, change, name):
    change(project)
    commit = commit_of(project)
    assert commit.matches is False
    assert name in commit.differing
    (said,) = commit.told()
    assert said.startswith("This release cannot be reproduced: uncommitted changes in ")


SAME = {
    "nothing": lambda _project: None,
    "another mode": lambda project: (project / "content/a.md").chmod(0o700),
    "what publish records": lambda project: write(project, "published/other.txt"),
    "what git ignores elsewhere": lambda project: (write(project, ".git/info/exclude", b".idea\n"), write(project, ".idea/x")),
    "what Pelican ignores": lambda project: (write(project, ".git/info/exclude", b"*~\n"), write(project, "content/a.md~")),
    "an index that is gone": lambda project: (project / ".git/index").unlink(),
    "settings that git would trip over": lambda project: write(project.parent, "home/.gitconfig", b"[broken\n"),
    "a program that git would ask for changes": lambda project: git(project, "config", "core.fsmonitor", f"touch {project}/ran; false"),
    "a hook": lambda project: git(project, "config", "core.hooksPath", "."),
    "an index in pieces": lambda project: git(project, "config", "core.splitIndex", "true"),
    "a detached head": lambda project: git(project, "checkout", "--quiet", "--detach"),
}  # fmt: skip


@pytest.mark.parametrize("change", SAME.values(), ids=SAME.keys())
def test_what_makes_no_other_site_is_as_in_the_commit(project, change):
    name = git(project, "rev-parse", "HEAD")
    change(project)
    before = {path for path in (project / ".git").rglob("*") if path.is_file()}
    commit = commit_of(project)
    assert (commit.name, commit.differing, commit.told()) == (name, (), [])
    assert not (project / "ran").exists()
    assert {path for path in (project / ".git").rglob("*") if path.is_file()} == before


def without_git(_project, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


def of_another(project, _monkeypatch, _tmp_path):
    for path in (project, *project.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)


def no_repository(project, _monkeypatch, _tmp_path):
    (project / ".git").rename(project / "no")


def without_commit(project, _monkeypatch, _tmp_path):
    git(project, "checkout", "--quiet", "--orphan", "new")


def bare(project, _monkeypatch, _tmp_path):
    git(project, "config", "core.bare", "true")


def broken(project, _monkeypatch, _tmp_path):
    tree = git(project, "rev-parse", "HEAD^{tree}")
    (project / ".git/objects" / tree[:2] / tree[2:]).unlink()


UNKNOWN = [
    (without_git, "git cannot be run (No such file or directory)", False),
    pytest.param(of_another, "detected dubious ownership in repository at", False, marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")),
    (no_repository, "not a git repository", False),
    (without_commit, "Needed a single revision", False),
    (bare, "this operation must be run in a work tree", True),
    (broken, "failed to unpack tree object HEAD", True),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said", "is_named"), UNKNOWN)
def test_what_is_not_known_is_no_no_and_git_is_quoted(project, monkeypatch, change, said, is_named):
    change(project, monkeypatch, project.parent)
    commit = commit_of(project)
    assert (commit.matches, bool(commit.name)) == (None, is_named)
    (line,) = commit.told()
    assert line.startswith("Whether this release can be reproduced is not known: git says: ")
    assert said in line
    assert "\n" not in line


def test_a_folder_that_its_user_trusts_is_asked_though_it_is_another_owners(project, home, monkeypatch):
    if os.geteuid():
        pytest.skip("only root gives files away")
    of_another(project, None, None)
    write(home, ".gitconfig", f"[safe]\n\tdirectory = {project}\n".encode())
    assert commit_of(project).matches is True
    (home / ".gitconfig").unlink()
    for name, value in {"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": "*"}.items():  # as workflows say it
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert commit_of(project).matches is True


def test_what_the_environment_tells_git_does_not_reach_it(project, tmp_path, monkeypatch):
    """As in a hook of git, which has the repository of somebody else in its environment."""
    git(tmp_path, "init", "--quiet", "elsewhere")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere/.git"))
    assert commit_of(project).matches is True


def test_a_shallow_clone_of_a_commit_is_as_the_commit_is(project, tmp_path):
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{project}", "shallow")
    assert commit_of(tmp_path / "shallow").matches is True


@pytest.mark.parametrize("settings", [["core.autocrlf=true"], ["core.eol=crlf", "core.autocrlf=input"]])
def test_every_clone_has_the_bytes_of_the_commit_whatever_git_is_set_up_to_convert(project, tmp_path, settings):
    """By the project's own .gitattributes."""
    write(project, ".gitattributes", (ROOT / ".gitattributes").read_bytes())
    write(project, "content/ident.md", b"$Id$\n$Format:%H$\n")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Attributes")
    write(tmp_path, "home/attributes", b"* text ident eol=crlf\n")
    options = [
        part for setting in [*settings, f"core.attributesFile={tmp_path}/home/attributes"] for part in ("-c", setting)
    ]
    subprocess.run(["git", *options, "clone", "--quiet", str(project), str(tmp_path / "clone")], check=True)
    assert (tmp_path / "clone/content/a.md").read_bytes() == FILES["content/a.md"]
    assert (tmp_path / "clone/content/ident.md").read_bytes() == b"$Id$\n$Format:%H$\n"
    assert commit_of(tmp_path / "clone").matches is True
