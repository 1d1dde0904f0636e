"""The manifest that a target keeps of what it holds: one file at its root."""

import json
from dataclasses import dataclass, field
from datetime import datetime

NAME = "deployed.json"


@dataclass(frozen=True)
class Manifest:
    """What a target holds of ours; what it holds besides is somebody else's and never touched.

    `files` are those of the site and `retired` those that it no longer needs but cached pages may still ask for, each
    with (its SHA-256, since when). `unsettled` are the paths at which a deploy that was not finished may have left the
    old content, the new, or nothing: what the other two say of these does not count.
    """

    files: dict = field(default_factory=dict)
    retired: dict = field(default_factory=dict)
    unsettled: frozenset = frozenset()

    def dump(self):
        """The bytes of the manifest's file."""
        content = {
            "files": self.files,
            "retired": {path: [digest, since.isoformat()] for path, (digest, since) in self.retired.items()},
            "unsettled": sorted(self.unsettled),
        }
        return json.dumps(content, sort_keys=True, indent=0).encode()

    @classmethod
    def load(cls, data):
        """The Manifest in the bytes `data`. Raises ValueError where these are not one."""
        try:
            content = json.loads(data)
            files, unsettled = dict(content["files"]), frozenset(content["unsettled"])
            retired = {
                path: (digest, datetime.fromisoformat(since)) for path, (digest, since) in content["retired"].items()
            }
            since_when = [since.utcoffset() for _, since in retired.values()]
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(error) from None
        if None in since_when or not all(isinstance(text, str) for text in [*files.values(), *unsettled]):
            raise ValueError(NAME)
        return cls(files, retired, unsettled)
