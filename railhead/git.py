"""Runs git so that nobody's settings change what it does or have it run a program.

Of the settings of the machine, the user and the command line only those of TAKEN hold: how a remote is reached, who is
at work, whose folders are trusted. Those of the repository say what its remotes are; OVERRIDDEN stand above them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import programs
from .errors import SiteError, plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TAKEN = re.compile(
    r"(safe\.directory|user\.(name|email)|core\.(askpass|excludesfile|sshcommand)|(credential|https?|ssh|url)\..*)"
)
OVERRIDDEN = {
    # programs that git would run
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.alternateRefsCommand": ":",
    "core.pager": "cat",
    "init.templateDir": "",
    "commit.gpgSign": "false",
    "push.gpgSign": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    # what is in files, and which there are
    "core.attributesFile": "/dev/null",
    "core.autocrlf": "false",
    "core.splitIndex": "false",
    "core.untrackedCache": "false",
    "i18n.commitEncoding": "UTF-8",
    # what is fetched and pushed beside what was asked for
    "fetch.prune": "false",
    "fetch.recurseSubmodules": "no",
    "push.followTags": "false",
    "push.pushOption": "",
    "push.recurseSubmodules": "no",
    "submodule.recurse": "false",
}
SURROUNDINGS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit is what its name says
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
# who is at work, and how that is proved to a remote
PASSED = (
    *("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"),
    *("GIT_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"),
    *("SSH_AUTH_SOCK", "SSH_ASKPASS", "GITHUB_TOKEN", "GH_TOKEN"),
)
# the machine of a workflow has a token, and git does not know
TOKEN = {
    "credential.https://github.com.helper": '!f() { test "$1" = get && test -n "$GITHUB_TOKEN" && '
    'printf "username=x-access-token\\npassword=%s\\n" "$GITHUB_TOKEN"; }; f'
}


class GitError(SiteError):
    """What git did not do; the message is git's own, and `lines` are those that it wrote."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__(plain(re.sub(r"^fatal: ", "", " ".join(lines))) or "it gave no reason")


def ask(project: Path, *arguments: str, given: str = "", told: dict[str, str] | None = None) -> str:
    """What git writes when it is run in the folder `project` with `arguments` and the input `given`.

    `told` are variables of its environment. Bytes that are not UTF-8 are kept as surrogates. Raises GitError.
    """
    settings = [*_taken(project), *OVERRIDDEN.items(), *TOKEN.items()]
    numbered = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        numbered |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return _run(project, arguments, PASSED, {**SURROUNDINGS, **numbered, **(told or {})}, given)


def _taken(project: Path) -> list[tuple[str, str]]:
    """[(key, value)] of the settings that hold, but for those of the repository, which git reads by itself."""
    try:
        said = _run(project, ("config", "--list", "--show-scope", "-z"), ("GIT_CONFIG_*",), {}, "")
    except GitError:  # files that git cannot read
        return []
    scopes, settings = said.split("\0")[:-1:2], said.split("\0")[1::2]
    pairs = (
        setting.partition("\n")
        for scope, setting in zip(scopes, settings, strict=True)
        if scope not in {"local", "worktree"}
    )
    return [(key, value if line else "true") for key, line, value in pairs if TAKEN.fullmatch(key)]


def _run(project: Path, arguments: Iterable[str], passing: Iterable[str], told: dict[str, str], given: str) -> str:
    """What git writes, given variables that it is `told`, those of this process that `passing` names, and input. Raises
    GitError where it fails or cannot be run.
    """
    try:
        done = programs.run(
            ["git", *arguments], project, passing=passing, told=told, given=given, errors="surrogateescape"
        )
    except OSError as error:
        raise GitError([f"git cannot be run ({error.strerror})"]) from None
    if done.returncode:
        raise GitError(done.stderr.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").splitlines())
    return done.stdout
