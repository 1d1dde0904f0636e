"""The manifest, `deployed.json`: a file at the root of a target, in which a deploy notes what the target holds.

What was published is said by SHA256SUMS instead, which `release` reads.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from railhead import records
from railhead.records import RecordError

if TYPE_CHECKING:
    from typing import Self

NAME = "deployed.json"


@dataclass(frozen=True)
class Manifest:
    """What a target holds of ours; what it holds besides is somebody else's and never touched.

    `files` are those of the site and `retired` those that it no longer needs but cached pages may still ask for, each
    with (its SHA-256, since when). `unsettled` are the paths at which a deploy that was not finished may have left the
    old content, the new, or nothing: what the other two say of these does not count.
    """

    files: dict[str, str] = field(default_factory=dict)
    retired: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()

    def dump(self) -> bytes:
        """The bytes of the manifest's file: JSON, the same for the same content."""
        content = {
            "files": self.files,
            "retired": {path: [digest, since.isoformat()] for path, (digest, since) in self.retired.items()},
            "unsettled": sorted(self.unsettled),
        }
        return json.dumps(content, sort_keys=True, indent=0).encode()

    @classmethod
    def load(cls, data: bytes) -> Self:
        """The Manifest in the bytes `data`. Raises RecordError for anything but what `dump` gives."""
        content = records.group(records.loaded(data), "the whole")
        if content.keys() != {"files", "retired", "unsettled"}:
            raise RecordError("it has not just `files`, `retired` and `unsettled`")
        if not isinstance(content["unsettled"], list):
            raise RecordError("`unsettled` is no list")
        files = {
            records.path(path): _digest(value) for path, value in records.group(content["files"], "`files`").items()
        }
        retired = {
            records.path(path): _retired(value)
            for path, value in records.group(content["retired"], "`retired`").items()
        }
        unsettled = frozenset(map(records.path, content["unsettled"]))
        own = [path for path in (*files, *retired, *unsettled) if path.partition("/")[0].lower() == NAME]
        if own:
            raise RecordError("it names itself")
        return cls(files, retired, unsettled)


def _retired(value: object) -> tuple[str, datetime]:
    """(the digest, since when) of a retired file."""
    try:
        digest, typed = value if isinstance(value, list) else []
        since = datetime.fromisoformat(typed)
    except (TypeError, ValueError):
        raise RecordError(f"{ascii(value)[: records.SHOWN]} is no digest with a time") from None
    if since.utcoffset() is None:
        raise RecordError(f"{since} has no offset from UTC")
    return _digest(digest), since


def _digest(value: object) -> str:
    """A SHA-256, or "" where a deploy that was not finished left it unknown."""
    return "" if value == "" else records.digest(value)
