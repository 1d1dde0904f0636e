"""Builds by a process that stays: told what changed, it makes what stock Pelican makes from nothing."""

import gc

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from .compare import incremental
from .edits_around import Everything
from .resident import Resident
from .small_world import rebody, small
from .test_random_edits import DEEP, DEFAULT

pytestmark = pytest.mark.slow


def test_every_build_of_a_process_that_stays_equals_a_clean_build(request):
    """The same kinds of edits as for builds by processes of their own."""
    deep = request.config.getoption("--deep", default=False)
    kept = []

    class Machine(Everything):
        def __init__(self):
            super().__init__({})
            self.world.resident = Resident(self.world)

        def teardown(self):
            kept.append(self.world.resident.kept)
            self.world.resident.close()
            super().teardown()

    if not deep:
        seed(1)(Machine)
    run_state_machine_as_test(Machine, settings=DEEP if deep else DEFAULT)
    assert sum(kept) > 5


def test_pages_that_were_shown_first_are_those_of_a_clean_build(tmp_path):
    world = small(tmp_path, "{{ articles[0].title }}")
    world.resident = Resident(world)
    world.check("at first")
    for word in ("once", "twice"):
        world.edit("theme/templates/article.html", "{{ article.title }}", f"{word} {{{{ article.title }}}}")
        world.check(word)
    world.resident.close()
    assert world.resident.shown >= 2


def test_a_process_that_stays_does_not_grow_with_its_builds(tmp_path):
    """What a build leaves behind is let go of."""
    world = small(tmp_path, "{{ articles[0].title }}")
    world.resident = Resident(world)
    sizes = []  # after the first thirty builds, and after sixty more
    for number in range(90):
        rebody("a")(world)
        world.build()
        if number in {29, 89}:
            sizes.append(world.resident.memory())
    world.resident.close()
    assert world.resident.kept > 80
    # what sixty builds keep, each of them all that it knew, is several times as much
    assert sizes[1] < 1.05 * sizes[0], sizes


def test_builds_one_after_the_other_leave_nothing_behind(tmp_path):
    """As under `pelican --autoreload`, which makes the class anew for each."""
    world = small(tmp_path, "{{ articles[0].title }}")
    for _ in range(4):
        incremental(world.folder / "worldconf.py", world.output)
    kinds = [type(kept).__name__ for kept in gc.get_objects()]
    assert kinds.count("Build") <= 1
