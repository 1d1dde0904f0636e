"""What this site's benchmarks share with those of the package pelican-incremental.

Both folders are called `benchmarks`, so the package's is loaded from its place, under another name.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import TYPE_CHECKING, Any, Protocol

from railhead.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from subprocess import Popen
    from types import ModuleType

FOLDER = ROOT / "packages" / "pelican-incremental" / "benchmarks"
NAME = "pelican_incremental_benchmarks"


class Article(Protocol):
    """An invented article of `corpus`: `path` is YYYY/SLUG, and `text` has links as `{link:PATH}`."""

    @property
    def path(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def date(self) -> datetime: ...
    @property
    def category(self) -> str: ...
    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def summary(self) -> str: ...
    @property
    def text(self) -> str: ...


class ServedPage(Protocol):
    """A page of a server, as `watching` has them."""

    def wait_for(self, text: str, patience: float, process: Popen[bytes], /) -> float | None:
        """The seconds until the page holds the text, or None if it does not within `patience` s."""
        ...


def _package() -> ModuleType:
    """The package's benchmarks, loaded once."""
    if NAME not in sys.modules:
        place = FOLDER / "__init__.py"
        spec: Any = importlib.util.spec_from_file_location(NAME, place, submodule_search_locations=[str(FOLDER)])
        sys.modules[NAME] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[NAME])
    return sys.modules[NAME]


_package()
corpus: Any = importlib.import_module(f"{NAME}.corpus")  # the invented articles
plot: Any = importlib.import_module(f"{NAME}.plot")  # pictures of growth
measure: Any = importlib.import_module(f"{NAME}.measure")  # the memory of processes
tables: Any = importlib.import_module(f"{NAME}.tables")  # tables in Markdown
watching: Any = importlib.import_module(f"{NAME}.watching")  # a page, waited for; the machine
