"""`tasks.py deploy` through rclone: an object store that checks signatures, WebDAV and SFTP."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from railhead.caching import LASTING, REVALIDATED, is_lasting
from railhead.deploy.errors import DeployError
from railhead.deploy.rclone import Rclone, passed_over
from railhead.deploy.steps import deploy

from ..servers import Line, free_port, serving
from .releases import held, missing, publish, released

pytestmark = pytest.mark.slow

SECRET = "a-secret-that-nobody-may-read"  # noqa: S105 - of a server that lasts as long as the tests


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The port of an S3 server that knows one key."""
    folder, port = tmp_path_factory.mktemp("store"), free_port()
    command = [Path(sys.executable).with_name("pys3local"), "serve", "--path", folder / "data"]
    command += ["--listen", f"127.0.0.1:{port}", "--access-key-id", "key", "--secret-access-key", SECRET]
    with serving(
        [*command, "--allow-bucket-creation", "--debug"], "Uvicorn running", env={**os.environ, "HOME": str(folder)}
    ):
        yield port


@pytest.fixture
def configured(monkeypatch, tmp_path):
    """A function that has rclone know the remote `live` with some settings."""
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("RCLONE_RETRIES", "1")  # what is broken here stays so
    monkeypatch.setenv("RCLONE_LOW_LEVEL_RETRIES", "1")
    (tmp_path / "rclone.conf").touch()

    def configure(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"RCLONE_CONFIG_LIVE_{name.upper()}", value)

    return configure


@pytest.fixture
def bucket(store, configured, request):
    """The name of a new bucket, of which rclone knows as `live:`."""
    connect(configured, f"127.0.0.1:{store}")
    name = f"site-{abs(hash(request.node.name)) % 10**10}"
    rclone("mkdir", f"live:{name}")
    return name


def connect(configured, address, secret=SECRET):
    configured(type="s3", provider="Other", access_key_id="key", secret_access_key=secret, endpoint=f"http://{address}")


@contextmanager
def through(store, configured, limit=None):
    """Have rclone reach the store by a Line, which the context gives, and directly again afterwards."""
    with Line(store, limit) as line:
        connect(configured, line.address)
        yield line
    connect(configured, f"127.0.0.1:{store}")


def rclone(*arguments):
    environment = {name: value for name, value in os.environ.items() if name != "AWS_CA_BUNDLE"}
    command = ["rclone", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout


def run(link, remote, **options):
    said = []
    deploy(released(link), Rclone(remote), said.append, **options)
    return "\n".join(said)


def stored(remote, folder):
    """The files that a remote holds: (all, those of the site)."""
    rclone("sync", remote, str(folder))
    files = held(folder)
    record = json.loads(files.get("deployed.json", b'{"retired": {}}'))
    return files, {
        path: content for path, content in files.items() if path not in {"deployed.json", *record["retired"]}
    }


def plain(files):
    return {path: content for path, content in files.items() if not path.endswith(".gz")}


def test_an_object_store_gets_what_it_has_to_answer_with_each_file(bucket, store, configured, tmp_path):
    link, files = publish(tmp_path, 1)
    with through(store, configured) as line:
        said = run(link, f"live:{bucket}")
    assert f"Uploaded {len(plain(files))} files" in said  # compressed copies are nothing that it could choose
    assert stored(f"live:{bucket}", tmp_path / "got")[1] == plain(files)
    puts = {path.removeprefix(f"/{bucket}/"): headers for method, path, headers in line.requests() if method == "PUT"}
    assert {path: headers["Cache-Control"] for path, headers in puts.items()} == {
        path: LASTING if is_lasting(path) else REVALIDATED for path in [*plain(files), "deployed.json"]
    }
    kinds = {
        entry["Path"]: entry["MimeType"]
        for entry in json.loads(rclone("lsjson", "-R", "--files-only", f"live:{bucket}"))
    }
    assert {kinds[path] for path in files if path.endswith(".html")} == {"text/html; charset=utf-8"}
    for ending, kind in {
        ".woff2": "font/woff2",
        ".svg": "image/svg+xml",
        ".pf_fragment": "application/octet-stream",
        ".js": "text/javascript; charset=utf-8",
        ".xml": "application/xml; charset=utf-8",
        ".json": "application/json",
        "_headers": "text/plain; charset=utf-8",
        "SHA256SUMS": "text/plain; charset=utf-8",
    }.items():
        assert {kinds[path] for path in kinds if path.endswith(ending)} == {kind}


def test_only_what_changed_is_sent_and_what_others_put_there_stays(bucket, store, configured, tmp_path):
    (tmp_path / "theirs.html").write_text("theirs")
    rclone("copy", str(tmp_path / "theirs.html"), f"live:{bucket}")
    link, first = publish(tmp_path, 1)
    run(link, f"live:{bucket}")
    assert run(link, f"live:{bucket}").startswith("Nothing to deploy: ")
    link, second = publish(tmp_path, 2)
    with through(store, configured) as line:
        run(link, f"live:{bucket}")
    changed = {path for path, content in plain(second).items() if first.get(path) != content}
    puts = [path.removeprefix(f"/{bucket}/") for method, path, _ in line.requests() if method == "PUT"]
    assert sorted(puts) == sorted([*changed, "deployed.json", "deployed.json"])
    assert stored(f"live:{bucket}", tmp_path / "got")[1] == plain(second) | {"theirs.html": b"theirs"}


def test_a_line_that_breaks_leaves_a_site_that_works_and_the_next_run_ends_it(bucket, store, configured, tmp_path):
    link, files = publish(tmp_path, 1)
    with through(store, configured) as line:
        run(link, f"live:{bucket}")
    whole = sum(map(len, line.sent))
    for version, part in enumerate([0.02, 0.6], start=2):
        link, files = publish(tmp_path, version)
        with through(store, configured, round(whole * part)), pytest.raises(DeployError) as broken:
            run(link, f"live:{bucket}", everything=True)
        assert str(broken.value).startswith(f"rclone stopped at live:{bucket}: ")
        assert str(broken.value).endswith(
            ": start deploy again when that is mended, and it will go on where it stopped."
        )
        assert not missing(stored(f"live:{bucket}", tmp_path / "got")[0])
        run(link, f"live:{bucket}")
        assert stored(f"live:{bucket}", tmp_path / "got")[1] == plain(files)


def sentence(link, remote):
    with pytest.raises(DeployError) as error:
        run(link, remote)
    said = str(error.value)
    assert "\n" not in said
    assert SECRET not in said
    return said


def test_what_keeps_rclone_from_it_is_said_in_a_sentence_and_no_secret(
    bucket, store, configured, tmp_path, monkeypatch
):
    link, _ = publish(tmp_path, 1)
    connect(configured, f"127.0.0.1:{store}", SECRET + "?")
    wrong = sentence(link, f"live:{bucket}")
    assert (
        wrong
        == f"rclone stopped at live:{bucket}: Forbidden: Forbidden status code: 403: check the remote's credentials with `rclone config`."
    )
    connect(configured, f"127.0.0.1:{store}")
    assert stored(f"live:{bucket}", tmp_path / "got")[0] == {}
    nowhere = sentence(link, "live:no-such-bucket")
    assert "The specified bucket does not exist" in nowhere
    assert nowhere.endswith(": make the bucket first, or mend its name.")
    assert "no-such-bucket" not in rclone("lsd", "live:")
    connect(configured, f"127.0.0.1:{free_port()}")
    assert "connection refused: start deploy again when that is mended" in sentence(link, f"live:{bucket}")
    assert sentence(link, "other:site").endswith(
        "didn't find section in config file: set the remote up with `rclone config`."
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sentence(link, f"live:{bucket}") == "rclone is not installed: run `apt install rclone`, then try again."


def test_a_dry_run_sends_nothing(bucket, tmp_path):
    link, _ = publish(tmp_path, 1)
    assert run(link, f"live:{bucket}", dry_run=True).endswith("Nothing was changed.")
    assert stored(f"live:{bucket}", tmp_path / "got")[0] == {}


@pytest.mark.parametrize("protocol", ["webdav", "sftp"])
def test_servers_of_files_get_all_of_it_with_what_they_can_choose_from(protocol, configured, tmp_path):
    served = tmp_path / "served"
    served.mkdir()
    (served / "theirs.html").write_text("theirs")
    command = ["rclone", "serve", protocol, str(served), "--addr", "127.0.0.1:0", "--user", "me", "--pass", SECRET]
    with serving(command, r"127\.0\.0\.1:(\d+)") as said:
        configured(type=protocol, user="me")
        configured(
            **(
                {"url": f"http://127.0.0.1:{said[1]}"}
                if protocol == "webdav"
                else {"host": "127.0.0.1", "port": said[1]}
            )
        )
        configured(**{"pass": rclone("obscure", SECRET + "?").strip()})
        link, _ = publish(tmp_path, 1)
        assert "check the remote's credentials" in sentence(link, "live:www")
        configured(**{"pass": rclone("obscure", SECRET).strip()})
        for version in (1, 2):
            link, files = publish(tmp_path, version)
            run(link, "live:www")
            record = json.loads((served / "www/deployed.json").read_text())
            kept = {"deployed.json", *record["retired"]}
            assert {path: content for path, content in held(served / "www").items() if path not in kept} == files
        assert run(link, "live:www").startswith("Nothing to deploy: ")
        assert (served / "theirs.html").read_text() == "theirs"


def test_nothing_is_removed_through_a_link_on_a_remote_that_has_them(configured, tmp_path):
    configured(type="local")
    target, outside = tmp_path / "www", tmp_path / "outside"
    link, first = publish(tmp_path, 1)
    run(link, f"live:{target}")
    (folder,) = {Path(name).parent for name in first if name.startswith("2024/")}
    (target / folder).rename(outside)
    (target / folder).symlink_to(outside)
    link, second = publish(tmp_path, 2)
    run(link, f"live:{target}")
    assert set(held(outside)) == {"index.html", "index.html.gz"}
    assert held(target).items() >= second.items()


DOES_OTHERWISE = {
    "DRY_RUN": "true", "INTERACTIVE": "true", "EXCLUDE": "*.html", "FILTER": "- *", "MAX_AGE": "1s", "MAX_SIZE": "1",
    "IMMUTABLE": "true", "IGNORE_EXISTING": "true", "COMPARE_DEST": "/var/www", "SUFFIX": ".old", "MAX_TRANSFER": "1",
    "MAX_DELETE": "0", "MAX_DEPTH": "1", "SKIP_LINKS": "true", "METADATA_SET": "a=b", "HEADER_UPLOAD": "x: y",
    "LOG_FILE": "rclone.log", "RC": "true", "VERBOSE": "2", "LOCAL_CASE_SENSITIVE": "false", "DUMP": "headers",
    "S3_NO_CHECK_BUCKET": "false", "NO_SUCH_THING": "true",
}  # fmt: skip


def test_no_setting_of_rclone_in_the_environment_changes_what_a_deploy_does(configured, tmp_path, monkeypatch):
    configured(type="local")
    for name, value in DOES_OTHERWISE.items():
        monkeypatch.setenv(f"RCLONE_{name}", value)
    monkeypatch.chdir(tmp_path)
    for version in (1, 2):
        link, files = publish(tmp_path, version)
        run(link, f"live:{tmp_path}/www")
        on_target = held(tmp_path / "www")
        retired = json.loads(on_target.pop("deployed.json"))["retired"]
        assert {path: data for path, data in on_target.items() if path not in retired} == files
    assert not (tmp_path / "rclone.log").exists()
    assert passed_over() == sorted(f"RCLONE_{name}" for name in DOES_OTHERWISE)


def test_a_remote_that_keeps_nothing_is_no_deploy(configured, tmp_path):
    """rclone ends as if all were well: what it wrote to this one is gone when it ends."""
    configured(type="memory")
    link, _ = publish(tmp_path, 1)
    assert sentence(link, "live:bucket").startswith(
        "deployed.json was written to the target, but is not there or another"
    )
