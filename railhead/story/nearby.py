"""For a link to a file that is not there: which file of the site was probably meant.

That the file is not there is found in `consistency`.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIKE = 0.8  # how alike two names are, from 0 to 1, where one may be meant by the other
# names for which others like them are looked for: each takes a tenth of a second where there are 10,000 files
MOST_GUESSED = 20


class Nearby:
    """Looks among files, by their paths below the content folder, for the one that is meant by another path."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._of_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(paths):
            self._of_name[posixpath.basename(path).casefold()].append(path)
        self._left = MOST_GUESSED

    def near(self, path: str) -> str:
        """The path of the file of the same name, or of the name that is most like it; "" if there is none.

        What is only like it is looked for MOST_GUESSED times.
        """
        name = posixpath.basename(unquote(path)).casefold()
        if same := self._of_name.get(name):
            # of those with one name, the one that has most of the path
            return max(same, key=lambda file: file.endswith(path.lstrip("./")))
        if not self._left:
            return ""
        self._left -= 1
        return next((self._of_name[close][-1] for close in get_close_matches(name, self._of_name, 1, ALIKE)), "")
