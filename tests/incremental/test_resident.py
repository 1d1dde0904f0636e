"""Builds by a process that stays: told what changed, it makes what stock Pelican makes from nothing."""

from edits_around import Everything
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test
from resident import Resident
from test_random_edits import DEEP, DEFAULT


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
