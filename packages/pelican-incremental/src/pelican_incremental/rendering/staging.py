"""The folder beside the output in which a build lays down files, which are put into place where their bytes differ.

Which files those are, and what stands in them, is decided before: nothing is rendered here.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..store.own import NO_LINK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..protocols import Settings, StrPath
    from ..store.rows import Output

# the rights of what is laid down: a web server is somebody else
READABLE, FOLDER = 0o644, 0o755
BEFORE = ".shown-before"  # ends the name of a file of the output that another is shown instead of

# what the names of staging directories begin with
STAGING = ".building-"


class Staging:
    """A folder beside the output, `target`, in which a build lays down what it makes.

    `name` tells it from the folders of other outputs. One that a build which was killed has left is emptied.
    """

    def __init__(self, target: StrPath, name: str) -> None:
        self._named = os.path.abspath(target)  # noqa: PTH100 - links are not followed
        # through links, as Pelican writes: a folder in their place would leave what they lead to as it was
        self.target = Path(target).resolve()
        self.folder = self.target.parent / f"{STAGING}{name}"
        self.remove()
        self.folder.mkdir(parents=True)
        self.folder.chmod(FOLDER)
        self._made = {str(self.folder)}
        self._shown: dict[str, Path] = {}

    @property
    def is_behind_link(self) -> bool:
        """Whether the output folder is a symbolic link.

        A branch that was checked out may have brought it, and it may lead to any folder: nothing is deleted there.
        """
        return os.path.islink(self._named)  # noqa: PTH114 - as it was given

    def hidden(self, settings: Settings) -> list[str]:
        """The paths of what Pelican would not find on the disk: this folder, and what it would have deleted."""
        own = [str(self.folder), os.path.join(os.path.dirname(self._named), self.folder.name)]  # noqa: PTH118, PTH120
        # it spares an output folder in which the contents lie, and what is to be retained
        if not settings["DELETE_OUTPUT_DIRECTORY"] or _is_below(settings["PATH"], self.target):
            return own
        try:
            names = set(os.listdir(self.target)) - set(settings["OUTPUT_RETENTION"])  # noqa: PTH208 - names
        except OSError:
            return own
        return [*own, *(os.path.join(top, name) for top in {str(self.target), self._named} for name in names)]  # noqa: PTH118

    def remove(self) -> None:
        """Remove the folder, with all that is laid down in it; where it is a link, that alone."""
        if self.folder.is_symlink():
            self.folder.unlink()
        shutil.rmtree(self.folder, ignore_errors=True)

    def name_of(self, path: str) -> str | None:
        """The name of a file laid down at a path, "." for the folder itself, or None for what lies elsewhere."""
        return _below(os.path.normpath(path), str(self.folder))

    def instead_of(self, path: str) -> str:
        """The path in the staging directory for a path in the output folder. Other paths are returned as they are."""
        names = (_below(os.path.normpath(path), folder) for folder in (str(self.target), self._named))
        name = next((name for name in names if name is not None), None)
        return path if name is None else os.path.normpath(self.folder / name)

    def is_same(self, name: str, data: bytes) -> bool:
        """Whether the output has these bytes already."""
        try:
            path = self.target / name
            return path.stat().st_size == len(data) and path.read_bytes() == data
        except OSError:
            return False

    def put(self, name: str, data: bytes) -> None:
        """Write `data` into the staging directory; at the end of the build it becomes the output file `name`."""
        path = f"{self.folder}/{name}"
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            _make_readable(folder)
            self._made.add(folder)
        # without what Python's own files are for, which takes longer than the system does; whole or not, it is put into
        # place at the end
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_LINK, 0o666)
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(file, READABLE)
            while data:
                data = data[os.write(file, data) :]
        finally:
            os.close(file)

    def show(self, name: str, data: bytes) -> None:
        """Put bytes into the output under `name` at once; see `take_back`."""
        before = self.folder / f"{len(self._shown)}{BEFORE}"
        with suppress(FileNotFoundError):
            shutil.copy2(self.target / name, before)
        self._shown[name] = before
        self.put(name, data)
        _make_room(self.target, self.target / name)
        Path(self.folder, name).replace(self.target / name)

    def take_back(self) -> None:
        """Put the output back to how it was before `show`."""
        for name, before in self._shown.items():
            if before.exists():
                before.replace(self.target / name)
            else:
                Path(self.target, name).unlink(missing_ok=True)
        self._shown = {}

    def settle(self) -> set[str]:
        """Let files stay that `show` has put into the output, so that `take_back` leaves them. Returns their names."""
        shown, self._shown = self._shown, {}
        for before in shown.values():
            before.unlink(missing_ok=True)
        return set(shown)

    def make_room(self, name: str) -> None:
        """Make the folder for the output file `name` in the staging directory, if the output has such a folder."""
        folder = Path(self.folder, name).parent
        if (self.target / name).parent.is_dir():
            _make_readable(folder)

    def laid(self) -> list[str]:
        """The names of the files laid down."""
        start = len(str(self.folder)) + 1
        return [f"{folder}/{name}"[start:] for folder, _, names in os.walk(self.folder) for name in names]

    def land(self) -> tuple[list[str], list[str]]:
        """Put what differs into place. Returns (names laid down, names that differed)."""
        laid, changed = self.laid(), []
        self._make_readable(laid)
        if laid and self._replace_whole():
            return laid, laid
        for name in sorted(laid):
            source, target = self.folder / name, self.target / name
            if not source.is_symlink() and _same(source, target):
                _set_mode(target, READABLE)
                continue
            _make_room(self.target, target)
            source.replace(target)
            changed.append(name)
        return laid, changed

    def _make_readable(self, laid: Iterable[str]) -> None:
        """Let others read what was laid down, whatever the umask says or the rights of what it was copied from."""
        for folder in {str(parent) for own in {name.rpartition("/")[0] for name in laid} for parent in _folders(own)}:
            _set_mode(f"{self.folder}/{folder}", FOLDER)
        for name in laid:
            _set_mode(f"{self.folder}/{name}", READABLE)

    def _replace_whole(self) -> bool:
        """Make the staging directory the output folder, where that is empty or missing. Returns whether it was."""
        if self.target.is_symlink() or (self.target.exists() and any(self.target.iterdir())):
            return False
        self.folder.replace(self.target)
        return True

    def drop(self, names: Iterable[str]) -> list[str]:
        """Remove files of the output, and folders that they leave empty. Returns those that were there.

        The store names some of them: a name that leads out of the output, by itself or through a link, is passed over.
        """
        dropped = []
        for name in filter(self._is_inside, sorted(names)):
            path = self.target / name
            with suppress(OSError):
                path.unlink()
                dropped.append(name)
            for folder in path.parents:
                if folder == self.target or not folder.is_relative_to(self.target):
                    break
                with suppress(OSError):
                    folder.rmdir()
        return dropped

    def _is_inside(self, name: str) -> bool:
        *folders, own = name.split("/")
        if {"", ".", ".."}.intersection([*folders, own]) or Path(name).is_absolute():
            return False
        place = self.target
        for folder in folders:
            place /= folder
            if place.is_symlink():
                return False
        return True


def _below(path: str, folder: str) -> str | None:
    if path == folder:
        return "."
    return path[len(folder) + 1 :] if path.startswith(f"{folder}/") else None


def _is_below(path: StrPath, folder: StrPath) -> bool:
    return Path(path).resolve().is_relative_to(folder)


def _same(source: Path, target: Path) -> bool:
    try:
        return not target.is_symlink() and filecmp.cmp(source, target, shallow=False)
    except OSError:
        return False


def _make_room(root: Path, target: Path) -> None:
    """Remove what stands in the way of a file: a folder of its name, or files where its folders have to be."""
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    for folder in target.parents:
        if folder == root.parent:
            break
        if folder.is_file() or folder.is_symlink():
            folder.unlink()
    _make_readable(target.parent)


def _make_readable(folder: StrPath) -> None:
    """Have a folder, made with those above it where there is none, that others can look into."""
    if not os.path.isdir(folder):  # noqa: PTH112 - thousands of times
        _make_readable(os.path.dirname(folder))  # noqa: PTH120 - as above
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above
        os.chmod(folder, FOLDER)  # noqa: PTH101 - as above


def _folders(name: str) -> tuple[str | PurePosixPath, ...]:
    return (name, *PurePosixPath(name).parents)


def _set_mode(path: StrPath, mode: int) -> None:
    status = os.lstat(path)
    kind = stat.S_ISREG if mode == READABLE else stat.S_ISDIR
    # a file with another name, as of a site whose static files are links, is somebody's source
    is_ours = kind(status.st_mode) and (mode == FOLDER or status.st_nlink == 1)
    if is_ours and stat.S_IMODE(status.st_mode) != mode:
        os.chmod(path, mode)  # noqa: PTH101 - as above


def altered(folder: StrPath, outputs: Mapping[str, Output]) -> dict[str, str | None]:
    """{name: stamp} of those `outputs`, in a folder, whose files are not as they are known; None stands for no file."""
    now = stamps(folder, outputs)
    return {name: now.get(name) for name, output in outputs.items() if now.get(name) != output.stamp}


def looked_over(
    folder: StrPath, outputs: Mapping[str, Output], kept: Collection[str] | None
) -> tuple[dict[str, str | None], Sequence[str]]:
    """(what `altered` says of an output folder, the names of the `others` in it, where `kept` is not None)."""
    return altered(folder, outputs), () if kept is None else others(folder, outputs, kept)


def others(folder: StrPath, names: Collection[str], kept: Collection[str] = ()) -> list[str]:
    """The files and links in a folder that are not among `names`, nor among or below `kept`, names at its top."""
    found, waiting, base = [], [""], f"{folder}/"
    while waiting:
        below = waiting.pop()
        try:
            entries = list(os.scandir(base + below))
        except OSError:
            continue
        for entry in entries:
            name = f"{below}{entry.name}"
            if name in kept:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{name}/")
            elif name not in names:
                found.append(name)
    return found


def stamps(folder: StrPath, names: Iterable[str]) -> dict[str, str]:
    """The stamps of those files below a folder that are there, by name: bytes and time in ns since 1970."""
    found, base = {}, f"{folder}/"
    for name in names:
        try:
            status = os.lstat(base + name)
        except OSError:
            continue
        found[name] = f"{status.st_size} {status.st_mtime_ns}"
    return found
