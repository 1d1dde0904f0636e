"""Target `github:`: a branch that GitHub Pages serves, changed by one commit and so all at once."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from urllib.parse import urlsplit

from deploying.folder import Folder
from deploying.problem import DeployError, plain


class Pages:
    """The branch `branch` of the remote `remote` of the git repository `project`, for a site at `address`."""

    def __init__(self, project, remote, branch, address):
        self.project, self.remote, self.branch, self.address = project, remote, branch, address

    def __str__(self):
        return f"{self.remote}/{self.branch}"

    @contextmanager
    def opened(self, *, writing):
        """What the branch holds, as a folder whose `finish` commits and pushes it.

        Raises DeployError where git cannot fetch the branch, or must not write to it.
        """
        if self._git("symbolic-ref", "--quiet", "--short", "HEAD", check=False).strip() == self.branch:
            raise DeployError(f"The branch {self.branch} is checked out here: choose another one to deploy to.")
        tracking = f"refs/remotes/{self.remote}/{self.branch}"
        with tempfile.TemporaryDirectory() as folder:
            if self._git("ls-remote", "--heads", self.remote, f"refs/heads/{self.branch}"):
                self._git("fetch", "--quiet", "--no-tags", self.remote, f"+refs/heads/{self.branch}:{tracking}")
                self._check_out(tracking, folder)
            elif writing:
                # what an earlier remote or a push that failed left behind is no base for a first commit
                for ref in (tracking, f"refs/heads/{self.branch}"):
                    self._git("update-ref", "-d", ref)
            yield _Next(folder, self._push)

    def _push(self, folder):
        host = urlsplit(self.address).hostname or ""
        own = [] if host.endswith(".github.io") else ["--cname", host]
        options = ["--no-jekyll", "--message", "Deploy", "--remote", self.remote, "--branch", self.branch, *own]
        self._run("commit", sys.executable, "-m", "ghp_import", *options, str(folder))
        self._git("push", "--quiet", self.remote, f"refs/heads/{self.branch}:refs/heads/{self.branch}")

    def _check_out(self, commit, folder):
        with tempfile.TemporaryDirectory() as aside:
            settings = ["-c", "core.autocrlf=false", "-c", "core.symlinks=false"]
            environment = {"GIT_INDEX_FILE": f"{aside}/index"}
            self._git("read-tree", commit, **environment)
            self._git(*settings, "checkout-index", "--all", f"--prefix={folder}/", **environment)

    def _git(self, *arguments, check=True, **environment):
        return self._run(next(a for a in arguments if a[0] != "-"), "git", *arguments, check=check, **environment)

    def _run(self, what, *command, check=True, **environment):
        asking_nobody = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
        result = subprocess.run(
            command, cwd=self.project, env={**self._author(), **asking_nobody, **os.environ, **environment},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        if result.returncode and check:
            said = [line for line in result.stderr.splitlines() if line.startswith((" !", "fatal", "error", "remote"))]
            words = plain(" ".join(said or result.stderr.splitlines()[-1:])) or "it gave no reason"
            raise DeployError(f"`git {what}` stopped at {self}: {words}: mend that, then start deploy again.")
        return result.stdout

    def _author(self):
        """Who commits where git does not know who is at work, as on a machine that only builds."""
        host = urlsplit(self.address).hostname or "localhost"
        known = subprocess.run(["git", "config", "user.email"], cwd=self.project, capture_output=True, check=False)  # noqa: S607
        return {} if known.stdout else {"GIT_COMMITTER_NAME": "deploy", "GIT_COMMITTER_EMAIL": f"deploy@{host}"}


class _Next(Folder):
    """What the next commit is to hold."""

    has_compressed = False  # GitHub Pages compresses by itself

    def __init__(self, path, push):
        super().__init__(path)
        self._push = push

    def finish(self):
        """Commit and push. Raises DeployError where that is refused; the site then is as it was."""
        self._push(self.path)
