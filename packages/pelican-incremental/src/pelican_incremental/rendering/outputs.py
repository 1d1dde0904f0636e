"""How generators of plugins ask for files and pages, so that of one change only what it touches is made again.

When such a file is made, and by which process, is decided by the writer and by `tasks`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pelican.utils import sanitised_join

from .tasks import bytes_of
from .writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeGuard

    import pelican.writers

    from ..protocols import Given
    from ..tracing.index import Index

    K = TypeVar("K")
    V = TypeVar("V")


def write_output(writer: pelican.writers.Writer, name: str, make: Callable[..., bytes | str], **given: Any) -> None:
    """Write a file of a plugin's own, called `name` in the output, with what `make(**given)` returns.

    With this package's class it is made again only if one of the values `given` is another than before, or something
    that `make` read of contents, of an Index or of files; what else it uses is to be given. With Pelican's own class it
    is made at every build. `writer` is that which a generator or a receiver is given. Where this build has written a
    file of this name before, this package's writer raises what Pelican's does: FileOverwriteFailedError, or in
    Pelican 4.11 RuntimeError.
    """
    if _is_ours(writer):
        writer.write_made(name, make, given)
    else:
        _write_now(writer, name, make, given)


def write_outputs(
    writer: pelican.writers.Writer,
    contents: list[Any],
    name_of: Callable[[Any], str],
    make: Callable[..., bytes | str],
    **given: Any,
) -> None:
    """Write a file of a plugin's own for each of the `contents`, such as `context["articles"]`.

    The file of a content is called `name_of(content)` in the output, and holds what `make(content, **given)` returns.
    This package's class makes it again only where `write_output` would; where the list is as Pelican's generator made
    it, contents whose files are as they have to be are not even looked at. The files are made when the generator that
    asked for them has ended, by several processes where that pays, so that `make` may leave nothing behind but what it
    returns. Otherwise it is as `write_output`.
    """
    if _is_ours(writer):
        writer.write_each(contents, name_of, make, given)
        return
    for content in contents:
        _write_now(writer, name_of(content), partial(make, content), given)


def write_pages(writer: pelican.writers.Writer, index: Index[K, V], write: Callable[[K, V], object]) -> None:
    """Have the pages of each item of an Index written, such as those of a list that is long enough for several pages.

    `write` is given a key and its item, and calls `writer.write_file` for each of their pages. Which pages it writes,
    and what values it gives them, must depend on nothing but the key, the item and the settings. This package's class
    calls it only where the item is another than in the build before, or one of the pages has read something that is;
    of the pages that it then writes, only those are rendered that `write_file` would render. They are rendered when the
    generator that asked for them has ended. With Pelican's own class it is called for each item of each build.
    """
    if _is_ours(writer):
        writer.write_items(index, write)
        return
    for key, item in index.items():
        write(key, item)


def _is_ours(writer: pelican.writers.Writer) -> TypeGuard[Writer]:
    return isinstance(writer, Writer) and not writer.is_elsewhere


def _write_now(writer: pelican.writers.Writer, name: str, make: Callable[..., bytes | str], given: Given) -> None:
    path = Path(sanitised_join(writer.output_path, name))
    data = bytes_of(make(**given), name, make)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)  # as Pelican's own writer, which is at work here, writes all other files
