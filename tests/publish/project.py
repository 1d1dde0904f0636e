"""A copy of the project, a repository of its own, that tests publish."""

import os
import subprocess
import sys
from hashlib import sha256

from ..sites import ROOT

STORY = "content/stories/2025/claimed-koksan-strike-luhansk.md"
PAGE = "2025/claimed-koksan-strike-luhansk/index.html"
ALIASES = ["/2025/old-name/", "/news/luhansk.html"]


class Project:
    def __init__(self, folder):
        self.folder = folder
        self.public = folder / "public"
        if not (folder / ".venv").is_symlink():
            (folder / ".venv").symlink_to(ROOT / ".venv")
        if (folder / ".git").is_dir():
            self._pass_over()

    def git(self, *command):
        identity = ["-c", "user.name=Test", "-c", "user.email=test@paper.example"]
        asked = subprocess.run(
            ["git", *identity, *command], cwd=self.folder, capture_output=True, text=True, check=True
        )
        return asked.stdout.strip()

    def commit(self):
        if not (self.folder / ".git").is_dir():
            self.git("init", "--quiet")
            self._pass_over()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A state", "--date", "2025-01-01T00:00:00Z")

    def _pass_over(self):
        """Have git pass over the environment, a link here and not the folder that .gitignore names."""
        (self.folder / ".git/info/exclude").write_text("/.venv\n")

    def command(self, task, *options):
        return [sys.executable, "-m", "invoke", task, *options]

    def run(self, task, *before, options=(), **environment):
        """Run a task, as an argument of the command `before` if there is one; the finished process."""
        return subprocess.run(
            [*before, *self.command(task, *options)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **environment},
        )

    def publish(self, *before, options=(), **environment):
        """Publish, which must succeed; what it said."""
        done = self.run("publish", *before, options=options, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def edit(self, name, old, new):
        text = (self.folder / name).read_text()
        assert old in text
        (self.folder / name).write_text(text.replace(old, new, 1))

    def contents(self):
        """{name: bytes} of the published site."""
        return {p.relative_to(self.public).as_posix(): p.read_bytes() for p in self.public.rglob("*") if p.is_file()}

    def inodes(self):
        """{name: inode} of the published site: a file that is written again is another."""
        files = (path for path in self.public.rglob("*") if path.is_file())
        return {path.relative_to(self.public).as_posix(): path.stat().st_ino for path in files}


def is_whole(contents):
    """Whether a site is complete: exactly the files that its checksums name, with those bytes."""
    sums = dict(reversed(line.split("  ", 1)) for line in contents["SHA256SUMS"].decode().splitlines())
    return sums == {n: sha256(data).hexdigest() for n, data in contents.items() if n != "SHA256SUMS"}
