"""Random edits to a site: after each, our build is what stock Pelican writes from nothing."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from .edits_around import Everything

pytestmark = pytest.mark.slow

VARIANTS = {
    "plain": {},
    "relative addresses": {"RELATIVE_URLS": True},
    "typogrify and a counting plugin": {
        "TYPOGRIFY": True,
        "SUMMARY_MAX_LENGTH": None,
        "PLUGINS": ["tests.late_plugin", "tests.counting_plugin"],
    },
    "no pagination, no plugin": {"DEFAULT_PAGINATION": False, "PLUGINS": []},
    "no period archives, by title": {
        "YEAR_ARCHIVE_SAVE_AS": "",
        "MONTH_ARCHIVE_SAVE_AS": "",
        "ARTICLE_ORDER_BY": "title",
    },
    "relative addresses, by basename, pages of 2": {
        "RELATIVE_URLS": True,
        "ARTICLE_ORDER_BY": "basename",
        "DEFAULT_PAGINATION": 2,
        "DEFAULT_ORPHANS": 1,
        "NEWEST_FIRST_ARCHIVES": False,
        "REVERSE_CATEGORY_ORDER": True,
        "PLUGINS": [],
    },
    "an attached image": {"attaching": True, "PLUGINS": []},
}
COMMON = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "print_blob": True,
}
# the message names the last step and what differs: replaying the steps in search of fewer is left to `--deep`
DEFAULT = settings(max_examples=1, stateful_step_count=30, database=None, phases=[Phase.generate], **COMMON)
DEEP = settings(max_examples=12, stateful_step_count=60, **COMMON)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_build_after_an_edit_equals_a_clean_build_by_stock_pelican(variant, request, record_property):
    """The same steps at every run, or with `--deep` many and others each time."""
    deep = request.config.getoption("--deep", default=False)

    class Machine(Everything):
        def __init__(self):
            super().__init__(VARIANTS[variant])

    if not deep:
        seed(list(VARIANTS).index(variant))(Machine)
    run_state_machine_as_test(Machine, settings=DEEP if deep else DEFAULT)
    record_property("steps", Machine.steps)
