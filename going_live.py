"""Checking and publishing for tasks.py: from a build with the live address to the site that readers get."""

import time
from pathlib import Path

from blinker import signal
from invoke import Exit

from building import build

HERE = Path(__file__).resolve().parent
PUBLIC, RECORD = HERE / "public", HERE / "published"
BUILT = HERE / ".publishing"  # kept, so that the next check builds only what changed
SOUND = HERE / ".cache" / "sound"


def checked(external=False):  # noqa: FBT002 - an option of the task
    """Build as for publishing, into BUILT, and print what `checks` finds; an error ends the task.

    Returns (the settings, the readings of all source files, the seconds of both steps by name).
    """
    started, read = time.perf_counter(), []
    # those that the build was made from: a file saved since is another
    with signal("railhead_readings_checked").connected_to(read.append):
        settings, _ = build("publishconf.py", BUILT, {})
    seconds = {"built": time.perf_counter() - started}
    # after the build: it tells of a plugin that does not parse, and these import plugins
    import checks  # noqa: PLC0415
    from checks.finding import Level  # noqa: PLC0415

    (readings,) = read
    found = checks.run(BUILT, settings["SITEURL"], readings, RECORD, SOUND)
    if external:
        found += checks.outside(BUILT, settings["SITEURL"])
    for finding in found:
        print(finding)
    counts = {level: sum(finding.level is level for finding in found) for level in Level}
    named = (f"{count} {level.name.lower()}{'s' if count != 1 else ''}" for level, count in counts.items())
    print(f"{', '.join(named)}.")
    if counts[Level.ERROR]:
        raise Exit(code=1)
    return settings, readings, {**seconds, "checked": time.perf_counter() - started - seconds["built"]}


def publish():
    """Publish what is checked as PUBLIC, record in RECORD what the stories say, and print what changed.

    Whatever cannot be ends the task in a sentence; until all is written, PUBLIC is as it was.
    """
    settings, readings, seconds = checked()
    from checks import edits  # noqa: PLC0415 - as above
    from publishing import publication  # noqa: PLC0415
    from publishing.release import ReleaseError  # noqa: PLC0415
    from publishing.search import SearchError  # noqa: PLC0415

    try:
        done = publication.publish(publication.Folders(HERE, BUILT, PUBLIC, RECORD), settings, readings)
    except (ReleaseError, SearchError) as error:
        raise Exit(f"{error} {PUBLIC.name}/ is as it was.") from None
    except OSError as error:
        why = error.strerror or error
        raise Exit(
            f"The site cannot be written ({why}){_named(error.filename)}: {PUBLIC.name}/ is as it was."
        ) from None
    try:
        # not before: a story that no reader has seen need not say that it was changed
        edits.keep(readings, RECORD)
    except OSError as error:
        raise Exit(f"The site is published, but {RECORD.name}/ cannot be written ({error.strerror}).") from None
    _tell(done, seconds)


def _tell(done, seconds):
    for line in [*(done.stories or ["no story differs from what was published"]), *done.left_out]:
        print(line)
    steps = ", ".join(f"{name} {took:.1f} s" for name, took in {**seconds, **done.seconds}.items())
    print(f"{PUBLIC.name}/: {done.files} files, of which {done.differing} differ from before; {steps}")
    if done.served_otherwise:
        names = " and ".join(f"serving/{name}" for name in done.served_otherwise)
        print(f"{names} changed: a server that uses it has to load it anew, as by `nginx -s reload`.")
    if not done.origin["matches_commit"]:
        print("Nobody can make this site again, because files differ from git's: commit them and publish once more.")
    print(f"Commit {RECORD.name}/, which records what the stories say.")


def _named(file):
    """A file of the project, to be put behind what is wrong with it."""
    return f" {Path(file).relative_to(HERE)}" if file and Path(file).is_relative_to(HERE) else ""
