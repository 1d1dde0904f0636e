"""What these tests share is asked to explain what it asserts, too."""

import pytest

pytest.register_assert_rewrite("compare", "edits", "edits_around", "worlds")
