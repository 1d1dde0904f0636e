"""The index of the search page, made from the built pages by Pagefind (pagefind.app).

What is indexed, and what it can be narrowed by, the templates say in `data-pagefind-` attributes.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any

import cbor2

from railhead import files, programs

from .staging import PublishError

# parts of a story that are neither its text nor its claims; filters are read from them all the same, and what is in
# a <footer> or <nav> Pagefind leaves out itself
LEFT_OUT = [
    ".kicker", ".byline", ".standing", ".lead-picture", ".note", ".cite", ".backlinks", ".section-note", ".ledger h2",
    ".equipment-card", ".timeline", ".corrections", ".sources", "summary", ".more",
]  # fmt: skip
# interfaces that Pagefind brings and our page, with its own script, has no use for
UNUSED = ["pagefind-*.js", "pagefind-*.css"]
ENTRY = "pagefind-entry.json"
MARK = b"pagefind_dcd"  # what its compressed files begin with
# what is raised by reading files that are not as they are known to be
UNKNOWN = (OSError, EOFError, ValueError, TypeError, KeyError, cbor2.CBORError)


class SearchError(PublishError):
    """The index could not be made; the message says why in a sentence."""


def index(site: str | Path, target: str | Path) -> None:
    """Index the stories of the site in the folder `site` into the folder `target`, in place of what stands there.

    One site gives the same bytes at every run. Raises SearchError, and leaves `target` alone, if Pagefind fails.
    """
    site, target = Path(site).resolve(), Path(target).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    # all is written in here, where nobody else can write
    with tempfile.TemporaryDirectory(prefix=".indexing-", dir=target.parent) as folder:
        bundle = Path(folder, "bundle")
        _run(site, bundle)
        _check(bundle)
        _thin(bundle)
        _settle(bundle)
        files.land(bundle, target)


def _run(site: Path, bundle: Path) -> None:
    """Have Pagefind write the index of `site` to `bundle`."""
    command = [
        sys.executable, "-m", "pagefind", "--silent", "--site", str(site), "--output-path", str(bundle),
        # else a site without a story would have all its other pages indexed
        "--root-selector", "[data-pagefind-body]", "--exclude-selectors", ", ".join(LEFT_OUT),
    ]  # fmt: skip
    # it takes settings from files where it runs, too
    done = programs.run(command, bundle.parent)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise SearchError(f"The search index could not be made; Pagefind says: {said or 'nothing'}")


def _check(bundle: Path) -> None:
    """Raise SearchError if a file was cut short: on a full disk, Pagefind ends as if all were well."""
    try:
        entry(bundle)
        for path in [*bundle.rglob("*.pf_*"), *bundle.glob("*.pagefind")]:
            gzip.decompress(path.read_bytes())
    except (ValueError, EOFError, OSError, zlib.error) as error:
        raise SearchError(f"The search index was not written whole ({error}): is the disk full?") from None


def _thin(bundle: Path) -> None:
    """Take out what our page never asks for."""
    needed = {f"wasm.{about['wasm'] or 'unknown'}.pagefind" for about in entry(bundle)["languages"].values()}
    for path in [*bundle.glob("wasm.*.pagefind"), *(path for pattern in UNUSED for path in bundle.glob(pattern))]:
        if path.name not in needed:
            path.unlink()


def _settle(bundle: Path) -> None:
    """Put the filters and their values in order: Pagefind has them in that of a hash table, another at every run.

    Files are named by what they hold, as Pagefind names them. Raises SearchError where they are not as it writes them.
    """
    known = entry(bundle)
    try:
        for language, about in known["languages"].items():
            old = bundle / f"pagefind.{about['hash']}.pf_meta"
            version, pages, words, filters, *rest = decoded(old)
            filters = [[name, _ordered(bundle / "filter" / f"{file}.pf_filter", language)] for name, file in filters]
            about["hash"], data = encoded(cbor2.dumps([version, pages, words, sorted(filters), *rest]), language)
            old.unlink()
            (bundle / f"pagefind.{about['hash']}.pf_meta").write_bytes(data)
    except UNKNOWN as error:
        raise otherwise(known, error) from None
    (bundle / ENTRY).write_bytes(entry_bytes(known))


def _ordered(path: Path, language: str) -> str:
    """Write the values of the filter in the file `path` in order, and return the new name."""
    name, values = decoded(path)
    name, data = encoded(cbor2.dumps([name, sorted(values)]), language)
    path.unlink()
    path.with_name(f"{name}.pf_filter").write_bytes(data)
    return name


def otherwise(known: dict[str, Any], error: Exception) -> SearchError:
    """The error that an index, whose entry is `known`, is none that can be read."""
    return SearchError(f"Pagefind {known['version']} writes its index otherwise than we know: {error!r}")


def entry(bundle: Path) -> dict[str, Any]:
    """What a browser asks for first: the version, and for each language, what leads to all else."""
    return json.loads((bundle / ENTRY).read_text(encoding="utf-8"))


def entry_bytes(value: dict[str, Any]) -> bytes:
    """The bytes of the file from which a browser begins, with what `entry` reads from it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def plain(path: Path) -> bytes:
    """What one of Pagefind's files holds, in CBOR."""
    return gzip.decompress(path.read_bytes()).removeprefix(MARK)


def decoded(path: Path) -> Any:
    """The value in one of Pagefind's files."""
    return cbor2.loads(plain(path))


def encoded(value: bytes, before: str) -> tuple[str, bytes]:
    """(the name, which begins with `before`, of a file that holds a value in CBOR, its bytes)."""
    data = MARK + value
    return f"{before}_{sha256(data).hexdigest()[:10]}", gzip.compress(data, mtime=0)
