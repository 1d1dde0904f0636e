"""Random templates: after each edit of a site that has them, our build is what stock Pelican writes from nothing."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from .template_edits import TemplateEdits
from .template_world import EXTENSIONS

pytestmark = pytest.mark.slow

VARIANTS = {
    "plain": {},
    "relative addresses, by basename": {"RELATIVE_URLS": True, "ARTICLE_ORDER_BY": "basename"},
    "oldest first, no pagination, escaped": {
        "NEWEST_FIRST_ARCHIVES": False,
        "DEFAULT_PAGINATION": False,
        "JINJA_ENVIRONMENT": {"extensions": EXTENSIONS, "autoescape": True},
    },
    "by title, no translations, a plugin": {
        "ARTICLE_ORDER_BY": "reversed-title",
        "ARTICLE_TRANSLATION_ID": None,
        "SUMMARY_MAX_LENGTH": 5,
        "PLUGINS": ["tests.late_plugin"],
    },
    "by folder, slugs from titles, metadata from more places": {
        "USE_FOLDER_AS_CATEGORY": True,
        "SLUGIFY_SOURCE": "title",
        "DEFAULT_METADATA": {"mood": "usual"},
        "FORMATTED_FIELDS": ["summary", "mood"],
        "PATH_METADATA": r"articles/(?P<series>[a-z]+)",
        "ARTICLE_URL": "{category}/{date:%Y}/{slug}/",
        "ARTICLE_SAVE_AS": "{category}/{date:%Y}/{slug}/index.html",
    },
}
ALWAYS = ["plain", "relative addresses, by basename", "by folder, slugs from titles, metadata from more places"]
COMMON = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "print_blob": True,
}
# the first of two is always the simplest
DEFAULT = settings(max_examples=2, stateful_step_count=8, database=None, phases=[Phase.generate], **COMMON)
DEEP = settings(max_examples=20, stateful_step_count=30, **COMMON)


@pytest.mark.parametrize(
    "variant", [pytest.param(name, marks=[] if name in ALWAYS else [pytest.mark.deep]) for name in VARIANTS]
)
def test_every_random_template_gives_the_bytes_of_stock_pelican(variant, request, record_property):
    """The same templates at every run, or with `--deep` many and others each time."""
    deep = request.config.getoption("--deep", default=False)

    class Machine(TemplateEdits):
        def __init__(self):
            super().__init__(VARIANTS[variant])

    if not deep:
        seed(list(VARIANTS).index(variant))(Machine)
    run_state_machine_as_test(Machine, settings=DEEP if deep else DEFAULT)
    for name in ("tried", "discarded", "steps", "rendered", "skipped"):
        record_property(name, getattr(Machine, name))
    assert Machine.discarded < Machine.tried / 2
    assert Machine.rendered > Machine.tried
    assert Machine.skipped > Machine.tried
