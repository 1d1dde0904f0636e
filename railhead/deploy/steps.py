"""One deploy, from beginning to end: takes the published folder to the target, or says what that would take.

It neither builds nor publishes: who wants other files on the target runs `tasks.py publish` first.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from railhead import programs
from railhead.build import settings_in
from railhead.caching import original
from railhead.errors import named
from railhead.paths import LIVE_SETTINGS, PUBLIC, REMEMBERED, ROOT
from railhead.records import RecordError
from railhead.remembered import remembering

from .errors import DeployError
from .folder import Folder
from .github_pages import Pages
from .manifest import NAME, Manifest
from .plan import plan
from .rclone import Rclone, passed_over
from .release import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Sized

    from .plan import Plan
    from .target import Opened, Target

FORMS = (
    "`folder:/srv/www/site`, `rclone:REMOTE:BUCKET/PATH` with the name of a remote that `rclone config` lists, "
    "`github:` or `github:REMOTE/BRANCH`"
)
LISTED = 200  # names a phase: more are counted


def deploy_to(
    notation: str,
    say: Callable[[str], object],
    *,
    dry_run: bool = False,
    everything: bool = False,
    installing: bool = False,
) -> None:
    """Deploy PUBLIC to the target that `notation` means, which is by default DEPLOY_TO in publishconf.py; see `deploy`.

    A program that is missing is installed, if that is what `installing` asks for. Raises DeployError.
    """
    settings = settings_in(LIVE_SETTINGS)
    notation = notation or settings.get("DEPLOY_TO") or ""
    if not notation:
        raise DeployError(f"Say where to deploy to, with --to or as DEPLOY_TO in publishconf.py: {FORMS}.")
    if notation.startswith("rclone:"):
        programs.have("deploy", programs.missing_for_deploy, "deploy", installing=installing)
    target = target_of(notation, ROOT, settings["SITEURL"])
    if isinstance(target, Rclone) and passed_over():
        say(f"Does not count here, and is not passed on to rclone: {', '.join(passed_over())}.")
    # who wants all uploaded trusts nothing that is remembered of what was published
    published = remembering(None if everything else REMEMBERED, partial(Release, PUBLIC), say)
    deploy(published, target, say, dry_run=dry_run, everything=everything)


def target_of(notation: str, project: Path, address: str) -> Target:
    """The target that a notation such as `folder:/srv/www` means, for the site at `address`; paths are below `project`.

    Raises DeployError for one that means none.
    """
    kind, _, rest = notation.partition(":")
    if kind == "folder" and rest:
        return Folder(project / Path(rest).expanduser())
    if kind == "rclone" and re.fullmatch(r"\w[\w.+@ -]*:[^:]*", rest):
        return Rclone(rest)
    remote, _, branch = rest.partition("/")
    if kind == "github" and bool(remote) == bool(branch) and not rest.startswith("-"):
        return Pages(project, remote or "origin", branch or "gh-pages", address)
    # what was given may hold a password, and is not repeated
    raise DeployError(f"This is no target to deploy to: give one of {FORMS}.")


def deploy(
    published: Release, target: Target, say: Callable[[str], object], *, dry_run: bool = False, everything: bool = False
) -> None:
    """Make `target` hold what the Release `published` holds, or with `dry_run` only say what that would take.

    With `everything`, files are uploaded that the target should already have. `say` is called with each line that the
    maintainer should read. Raises DeployError where it stopped; the next deploy then does the rest.
    """
    started = time.perf_counter()
    _keep_apart(published.root, target)
    with target.opened(writing=not dry_run) as site:
        todo = plan(
            _wanted(published, site), _held(site, say, everything=everything), datetime.now(UTC), everything=everything
        )
        if not todo.is_needed:
            say(f"Nothing to deploy: the target has all {len(todo.after.files):,} files as they were published.")
            return
        if dry_run:
            _show(todo, published, say)
            return
        _do(todo, published, site, say)
    size = sum(map(published.size, todo.uploaded))
    say(
        f"Uploaded {_files(todo.uploaded)} ({size:,} bytes), removed {len(todo.removed):,}, "
        f"kept {len(todo.after.retired):,} retired, in {time.perf_counter() - started:.1f} s."
    )


def _do(todo: Plan, published: Release, target: Opened, say: Callable[[str], object]) -> None:
    """Carry out a Plan. Raises DeployError where the release goes away meanwhile, or a target does not do it."""
    target.write_manifest(todo.before.dump())
    _see(todo.before, target)
    for name, paths in todo.phases:
        say(f"Uploading {name}: {_files(paths)} ...")
        with suppress(FileNotFoundError):
            target.upload(published.root, paths)
        # rclone passes over what is not there
        gone = [path for path in paths if not (published.root / path).is_file()]
        if gone:
            raise DeployError(f"{named(gone)} went away during the deploy: start it again.")
    target.remove(todo.removed)
    target.write_manifest(todo.after.dump())
    target.finish()
    _see(todo.after, target)


def _see(manifest: Manifest, target: Opened) -> None:
    """Raise DeployError unless the target has the manifest that was written to it: a program may do nothing."""
    if target.read_manifest() != manifest.dump():
        raise DeployError(
            f"{NAME} was written to the target, but is not there or another when it is read back: something keeps "
            "the target from being changed. Look at its settings, then start deploy again."
        )


def _wanted(published: Release, target: Opened) -> dict[str, str]:
    """{path: SHA-256} of what a target is to hold, which may do without compressed copies."""
    files = published.files
    if target.has_compressed:
        return files
    return {path: digest for path, digest in files.items() if original(path) == path or original(path) not in files}


def _held(target: Opened, say: Callable[[str], object], *, everything: bool) -> Manifest:
    """The Manifest of a target. Raises DeployError for one that is refused, unless `everything` is uploaded anyhow."""
    try:
        data = target.read_manifest()
        if data is not None:
            return Manifest.load(data)
        say("The target has no manifest of a deploy: all is uploaded, and what it holds besides is left alone.")
    except RecordError as error:
        refused = f"The target's manifest, {NAME}, is refused: {error}."
        if not everything:
            raise DeployError(
                f"{refused} Nothing was changed: see who wrote it, then deploy with --all, which uploads all files "
                "again and removes none."
            ) from None
        say(f"{refused} All is uploaded again, and nothing is removed.")
    return Manifest()


def _keep_apart(root: Path, target: Target) -> None:
    """Raise DeployError for a folder that holds the release or the project, or lies in one of them."""
    if not isinstance(target, Folder):
        return
    # unlike Path.resolve, it says nothing of links that lead to themselves
    place, project = Path(os.path.realpath(target.path)), ROOT
    if root.is_relative_to(place) or project.is_relative_to(place):
        raise DeployError(f"{target.path} holds what is to be deployed: give a folder of its own.")
    if place.is_relative_to(root) or place.is_relative_to(project):
        raise DeployError(f"{target.path} lies in the project: give a folder outside it, such as /srv/www/site.")


def _show(todo: Plan, published: Release, say: Callable[[str], object]) -> None:
    for name, paths in todo.phases:
        say(f"Would upload {name}: {_files(paths)}, {sum(map(published.size, paths)):,} bytes")
        _list(paths, say)
    if todo.removed:
        say(f"Would remove: {_files(todo.removed)}")
        _list(todo.removed, say)
    if todo.after.retired:
        say(f"Would keep for pages in caches: {_files(todo.after.retired)}")
        _list(sorted(todo.after.retired), say)
    say("Nothing was changed.")


def _list(paths: Sequence[str], say: Callable[[str], object]) -> None:
    for path in paths[:LISTED]:
        say(f"  {path}")
    if len(paths) > LISTED:
        say(f"  and {len(paths) - LISTED:,} more")


def _files(paths: Sized) -> str:
    return f"{len(paths):,} file{'' if len(paths) == 1 else 's'}"
