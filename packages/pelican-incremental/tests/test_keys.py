"""The key by which a user's builds know what they have kept."""

import hmac
import os
import subprocess

import pytest
from pelican_incremental import DamagedError, Seal
from pelican_incremental.store.key import own_key

from .small_world import retitle, small

SECRET = "what a service gives to builds, of many characters"  # noqa: S105 - for these tests
UNKEPT = "nothing is kept for the next build, since there is no key to know it by"


@pytest.fixture
def state(tmp_path, monkeypatch):
    """The folder of a user's own, in which a key was made."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert own_key() == own_key()
    return tmp_path / "state/pelican-incremental"


def test_a_key_is_made_once_for_the_user_alone(state):
    key, why = own_key()
    assert (len(key), why) == (32, "")
    assert sorted(path.name for path in state.iterdir()) == [".gitignore", "key"]
    assert state.stat().st_mode & 0o777 == 0o700
    assert (state / "key").stat().st_mode & 0o777 == 0o600
    assert (state / "key").read_bytes() == key


def test_git_passes_over_a_key_that_lies_in_a_checkout(state):
    top = state.parent
    subprocess.run(["git", "init", "-q", "."], cwd=top, check=True)
    told = subprocess.run(["git", "status", "--porcelain"], cwd=top, check=True, capture_output=True, text=True).stdout
    assert (state.is_dir(), told) == (True, "")


def link(state):
    (state / "key").rename(state / "other")
    (state / "key").symlink_to("other")


def link_folder(state):
    state.rename(state.with_name("other"))
    state.symlink_to("other")


FAULTS = {
    "one that others can read": (lambda state: (state / "key").chmod(0o644), "others can read it"),
    "one that others can write to": (lambda state: (state / "key").chmod(0o620), "others can write to it"),
    "a link": (link, "it is a symbolic link"),
    "one that was cut short": (lambda state: os.truncate(state / "key", 31), "it has 31 bytes instead of 32"),
    "an empty one": (lambda state: os.truncate(state / "key", 0), "it has 0 bytes instead of 32"),
    "a longer one": (lambda state: os.truncate(state / "key", 33), "it has 33 bytes instead of 32"),
    "a pipe": (lambda state: ((state / "key").unlink(), os.mkfifo(state / "key")), "it is no file"),
    "a folder": (lambda state: ((state / "key").unlink(), (state / "key").mkdir()), "it is no file"),
    "a folder that others can look into": (lambda state: state.chmod(0o755), "others can read it"),
    "a folder that others can write to": (lambda state: state.chmod(0o770), "others can write to it"),
    "a linked folder": (link_folder, "it is a symbolic link"),
    "a file for a folder": (
        lambda state: (state.rename(state.with_name("x")), state.write_text("")),
        "it is no folder",
    ),
}
if os.geteuid() == 0:
    FAULTS["another user's"] = (lambda state: os.chown(state / "key", 12345, -1), "it belongs to another user")
    FAULTS["in another user's folder"] = (lambda state: os.chown(state, 12345, -1), "it belongs to another user")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_key_that_others_may_know_or_have_made_is_refused_in_a_sentence(state, fault):
    kept, _ = own_key()
    change, wrong = FAULTS[fault]
    change(state)
    key, why = own_key()
    assert key != kept
    assert why.startswith(f"{UNKEPT}: {state}")
    assert f"cannot be used ({wrong})" in why


ENVIRONMENTS = {
    "no HOME": ({}, "HOME is not set"),
    "an empty one": ({"HOME": ""}, "HOME is not set"),
    "a relative one": ({"HOME": "home", "XDG_STATE_HOME": "state"}, "HOME is not set"),
    "a file": ({"HOME": "/dev/null"}, "HOME names no folder"),
    "one that is not there": ({"HOME": "/nonexistent/home"}, "HOME names no folder"),
    "one that cannot be written": ({"HOME": "/proc"}, "cannot be used ("),
    "a state folder in a file": ({"XDG_STATE_HOME": "/dev/null"}, "cannot be used (Not a directory)"),
    "a secret that is short": ({"PELICAN_INCREMENTAL_KEY": "x" * 31}, "PELICAN_INCREMENTAL_KEY has fewer than 32"),
    "a short one of many spaces": ({"PELICAN_INCREMENTAL_KEY": " " * 40 + "x"}, "PELICAN_INCREMENTAL_KEY has fewer"),
}


@pytest.fixture
def environment(monkeypatch):
    def given(variables):
        for name in ("HOME", "XDG_STATE_HOME", "PELICAN_INCREMENTAL_KEY", "LOCALAPPDATA"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return given


@pytest.mark.parametrize("case", ENVIRONMENTS)
def test_where_no_key_can_be_kept_it_is_said_why(environment, case):
    variables, wrong = ENVIRONMENTS[case]
    environment(variables)
    _, why = own_key()
    assert why.startswith(UNKEPT)
    assert wrong in why
    assert not any(len(value) > 30 and value in why for value in variables.values())


@pytest.mark.parametrize("variables", [{}, {"HOME": "/dev/null"}], ids=["no HOME", "a file"])
def test_a_site_is_built_without_a_key_each_time_anew(environment, tmp_path, variables, monkeypatch):
    world = small(tmp_path, "{{ page.title }}")
    environment(variables)
    for _ in range(2):
        # as another process would have it
        monkeypatch.setattr("pelican_incremental.store.key._of_this_process", os.urandom(32))
        retitle("c")(world)
        (told,) = world.check().notices
        assert told.startswith(UNKEPT)


def test_a_site_is_built_in_a_process_that_stays_without_a_key_only_once(environment, tmp_path):
    world = small(tmp_path, "{{ page.title }}")
    environment({})
    world.check()
    assert world.check().rendered == []


def test_a_secret_of_a_service_has_its_stores_known_on_another_machine(environment, tmp_path):
    world = small(tmp_path / "site", "{{ page.title }}")
    environment({"PELICAN_INCREMENTAL_KEY": SECRET, "HOME": str(tmp_path)})
    assert not world.check().notices
    environment({"PELICAN_INCREMENTAL_KEY": f" {SECRET}\n", "HOME": str(tmp_path)})
    assert world.check().rendered == []
    environment({"PELICAN_INCREMENTAL_KEY": f"{SECRET}!", "HOME": str(tmp_path)})
    assert "a seal is wrong" in world.check().notices[0]
    assert not (tmp_path / ".local").exists()


def test_an_empty_secret_is_none(environment, tmp_path):
    """As services have it for a run that must not know it."""
    environment({"PELICAN_INCREMENTAL_KEY": "", "HOME": str(tmp_path)})
    key, why = own_key()
    assert why == ""
    assert (tmp_path / ".local/state/pelican-incremental/key").read_bytes() == key


def test_the_key_is_in_nothing_that_a_build_writes_or_says(environment, tmp_path, capsys):
    world = small(tmp_path / "site", "{{ page.title }}")
    environment({"PELICAN_INCREMENTAL_KEY": SECRET, "HOME": str(tmp_path)})
    key, _ = own_key()
    world.check()
    written = [path.read_bytes() for path in world.folder.rglob("*") if path.is_file()]
    said = "".join(capsys.readouterr()).encode()
    for secret in (SECRET.encode(), key, key.hex().encode()):
        assert not any(secret in data for data in [*written, said])


def test_a_seal_tells_places_files_and_bytes_apart(tmp_path):
    seal = Seal(tmp_path / "kept")
    sealed = seal.put_on(b"bytes", "table", 1)
    assert bytes(Seal(tmp_path / "kept").take_off(sealed, "table", 1)) == b"bytes"
    others = [
        (sealed, place) for place in [(), ("table",), ("table", 2), ("table", "1"), ("tabl", "e", 1), (b"table", 1)]
    ]
    others += [
        (data, ("table", 1)) for data in (b"", sealed[:-1], sealed[1:], sealed + b"x", sealed[:16], None, "text")
    ]
    for data, place in others:
        with pytest.raises(DamagedError):
            seal.take_off(data, *place)
    with pytest.raises(DamagedError):
        Seal(tmp_path / "other").take_off(sealed, "table", 1)


def test_a_seal_is_what_others_make_of_the_same_key(tmp_path):
    key, _ = own_key()
    said = f"{tmp_path}/kept\0('table', 'ü\\n', b'\\xff', 1)\nbytes".encode()
    assert Seal(tmp_path / "kept").digest(b"bytes", "table", "ü\n", b"\xff", 1) == hmac.digest(key, said, "sha256")[:16]
