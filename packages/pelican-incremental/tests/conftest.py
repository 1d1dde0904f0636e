"""What these tests share."""

import signal

import pytest

# a shell has what it starts in the background ignore SIGINT, and what tests start would ignore it, too
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# they compare for the tests: what they assert is to be explained, too
pytest.register_assert_rewrite("tests.compare", "tests.edits", "tests.edits_around", "tests.servers", "tests.worlds")


def pytest_addoption(parser):
    parser.addoption("--deep", action="store_true", help="run the tests that take thousands of random steps as well")
    parser.addoption("--quick", action="store_true", help="leave out what starts servers, browsers or many builds")


def pytest_collection_modifyitems(config, items):
    left_out = [
        *([] if config.getoption("--deep") else ["deep"]),
        *(["slow"] if config.getoption("--quick") else []),
    ]
    deselected = [item for item in items if any(map(item.get_closest_marker, left_out))]
    config.hook.pytest_deselected(items=deselected)
    items[:] = [item for item in items if item not in deselected]


@pytest.fixture(scope="session", autouse=True)
def _own_key(tmp_path_factory):
    """Have builds make a key of their own, and leave that of whoever runs the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.delenv("PELICAN_INCREMENTAL_KEY", raising=False)
        yield
