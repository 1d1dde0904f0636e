"""Target `rclone:`: whatever rclone reaches.

No remote is set up and no password kept here: whoever deploys does that beforehand, with `rclone config`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from railhead import files, programs, records
from railhead.caching import LASTING, REVALIDATED, is_lasting
from railhead.errors import plain
from railhead.media_types import media_type

from .errors import DeployError
from .manifest import NAME

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from typing import Self

# of what it writes where a remote is a folder of this machine
UMASK = 0o777 & ~files.FOLDER
# what rclone's words say of the cause, and what to do; else the connection is to blame
HINTS = {
    r"AccessDenied|Forbidden|SignatureDoesNotMatch|InvalidAccessKeyId|Unauthorized|\b40[13]\b|unable to authenticate": (
        "check the remote's credentials with `rclone config`"
    ),
    r"NoSuchBucket|bucket does not exist": "make the bucket first, or mend its name",
    r"didn't find section": "set the remote up with `rclone config`",
}
GO_ON = "start deploy again when that is mended, and it will go on where it stopped"
# what rclone is told by the environment: where the remote is, who is asking, how fast and how often to try; never
# what to do, such as RCLONE_DRY_RUN
PASSED = (
    *("RCLONE_CONFIG", "RCLONE_CONFIG_*", "RCLONE_PASSWORD_COMMAND"),
    *("RCLONE_CA_CERT", "RCLONE_CLIENT_CERT", "RCLONE_CLIENT_KEY"),
    *("RCLONE_BWLIMIT", "RCLONE_CHECKERS", "RCLONE_CONTIMEOUT", "RCLONE_TIMEOUT", "RCLONE_TRANSFERS"),
    *("RCLONE_LOW_LEVEL_RETRIES", "RCLONE_RETRIES"),
    # remotes with `env_auth`
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION"),
    *("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"),
    *("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_*", "GOOGLE_APPLICATION_CREDENTIALS"),
    *("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE"),
    "SSH_AUTH_SOCK",
)


def passed_over() -> list[str]:
    """The names of rclone's settings in the environment that are not passed on to it."""
    ours = (name for name in os.environ if name.startswith("RCLONE_"))
    return sorted(name for name in ours if not any(fnmatchcase(name, kind) for kind in PASSED))


class Rclone:
    """The folder or bucket `remote`, such as `live:bucket/path`, of a remote that rclone knows by name."""

    has_compressed = True

    def __init__(self, remote: str) -> None:
        self.remote = remote

    @contextmanager
    def opened(self, *, writing: bool) -> Generator[Self]:  # noqa: ARG002 - as for other targets; rclone has no lock
        """Find out what the remote is. Raises DeployError where rclone or the remote is not there."""
        features = json.loads(self._run("backend", "features", self.remote.partition(":")[0] + ":"))
        # an object store answers everybody with the same bytes: compressed copies would never be asked for
        self.has_compressed = not features["Features"]["BucketBased"]
        yield self

    def read_manifest(self) -> bytes | None:
        """The bytes of the manifest, or None. Raises RecordError for what cannot be one."""
        with tempfile.TemporaryDirectory() as folder:
            self._copy(self.remote, folder, [NAME])
            try:
                return records.read(Path(folder, NAME))
            except FileNotFoundError:
                return None

    def write_manifest(self, data: bytes) -> None:
        """Keep `data` as the manifest."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, NAME).write_bytes(data)  # a folder of our own, which nobody else can write to
            self.upload(Path(folder), [NAME])

    def upload(self, root: Path, paths: Iterable[str]) -> None:
        """Upload files from the folder `root`, in any order, with what an object store has to answer about them."""
        groups = defaultdict(list)
        for path in paths:
            groups[media_type(path), LASTING if is_lasting(path) else REVALIDATED].append(path)
        for (kind, caching), group in groups.items():
            headers = [f"--header-upload=Content-Type: {kind}", f"--header-upload=Cache-Control: {caching}"]
            self._copy(root, self.remote, group, *headers)

    def remove(self, paths: Sequence[str]) -> None:
        """Remove these files from the target. Those that are not there are no error."""
        if paths:  # rclone would take an empty list for all there is
            # folders are looked at one by one, and links to others passed over; a path alone would be followed
            with _listed(paths) as names:
                self._run("delete", self.remote, names, "--skip-links", "--sftp-skip-links")

    def finish(self) -> None:
        """Do nothing: each file was put into place when it was uploaded."""

    def _copy(self, source: str | Path, target: str | Path, paths: Iterable[str], *options: str) -> None:
        """Have rclone copy the files `paths` from a folder or remote to another, with more of its options."""
        with _listed(paths) as names:
            # without listing what else is there
            self._run("copy", source, target, names, "--no-traverse", "--ignore-times", "--copy-links", *options)

    def _run(self, command: str, *arguments: str | Path) -> str:
        """What rclone writes when it is run with a command. Raises DeployError where it is missing or fails."""
        program = shutil.which("rclone")
        if not program:
            raise DeployError("rclone is not installed: run `apt install rclone`, then try again.")
        told = {
            "RCLONE_RETRIES": os.environ.get("RCLONE_RETRIES", "2"),
            "RCLONE_LOW_LEVEL_RETRIES": os.environ.get("RCLONE_LOW_LEVEL_RETRIES", "4"),
            "RCLONE_S3_NO_CHECK_BUCKET": "true",  # a bucket whose name is mistyped must not be made
        }
        if "AWS_CA_BUNDLE" in os.environ:  # rclone 1.60 stops at it, and takes the same under another name
            told["RCLONE_CA_CERT"] = os.environ.get("RCLONE_CA_CERT", os.environ["AWS_CA_BUNDLE"])
        result = programs.run([program, command, *arguments], Path.cwd(), passing=PASSED, told=told, umask=UMASK)
        if result.returncode:
            words = _words(result.stderr)
            hint = next((hint for sign, hint in HINTS.items() if re.search(sign, words)), GO_ON)
            raise DeployError(f"rclone stopped at {self.remote}: {words}: {hint}.")
        return result.stdout


@contextmanager
def _listed(paths: Iterable[str]) -> Generator[str]:
    """An option that makes rclone deal with just these paths."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as file:
        file.write("".join(f"{path}\n" for path in paths))
        file.flush()
        yield f"--files-from-raw={file.name}"


def _words(said: str) -> str:
    """The last that rclone says of a failure, on one line."""
    last = re.split(r"^\S+ \S+ Failed to ", said.strip(), flags=re.MULTILINE)[-1]
    last = re.sub(r"^[^:]*: (last error was: )?|, request id: .*", "", last)
    return plain(last) or "it gave no reason"
