"""Writes a plan into the project: all of it or nothing, and only files that git can bring back.

`steps` calls the three functions in their order: what changes, whether git has what is there now, and writing.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from railhead import files, git
from railhead.errors import SiteError, named
from railhead.git import GitError

from .plan import Plan

HOW = ("--porcelain", "-z", "--ignored", "--no-renames", "--untracked-files=all")  # git says what is not committed


def changes(root: Path, plan: Plan) -> Plan:
    """The part of a plan that would change something: files that have other bytes than it gives them."""
    return {path: data for path, data in plan.items() if _bytes(root / path) != data}


def refuse_uncommitted(root: Path, paths: Iterable[str]) -> None:
    """Raise SiteError if one of these files has changes that are not committed: new ones would mix with them.

    Raise it too where git cannot tell, as in a folder that is no repository.
    """
    try:
        said = git.ask(root, "--literal-pathspecs", "status", *HOW, "--", *paths)
    except GitError as error:
        how = "`git init`, `git add -A` and `git commit` let it"
        raise SiteError(f"git cannot show what would be changed here ({error}): {how}. Nothing was written.") from None
    if differing := [line[3:] for line in said.split("\0") if line]:
        how = "commit that (`git add -A`, `git commit`) or put it aside (`git stash -u`), then try again"
        raise SiteError(f"Not committed yet, and would be mixed up: {named(differing)}; {how}. Nothing was written.")


def write(root: Path, plan: Plan) -> None:
    """Write a plan over the files as they are: `refuse_uncommitted` is to be asked before.

    Raises SiteError where a file cannot be written, and puts back what it had written until then.
    """
    before = {path: _bytes(root / path) for path in plan}
    done = []
    try:
        for path, data in plan.items():
            done.append(path)
            _put(root, path, data)
    except OSError as error:
        for path in reversed(done):
            with suppress(OSError):
                _put(root, path, before[path])
        raise SiteError(
            f"{done[-1]} cannot be written ({error.strerror or error}): mend that, then try again. Nothing was changed."
        ) from None


def _put(root: Path, path: str, data: bytes | None) -> None:
    target = root / path
    if data is not None:
        files.refuse_links(target.parent, root / Path(path).parts[0])
        target.parent.mkdir(parents=True, exist_ok=True)
        files.write(target, data)
        return
    target.unlink(missing_ok=True)
    with suppress(OSError):  # where there is more in the folder
        target.parent.rmdir()


def _bytes(path: Path) -> bytes | None:
    try:
        return files.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
