"""What this site's benchmarks share with those of the package pelican-incremental.

Both folders are called `benchmarks`, so the package's is loaded from its place, under another name.
"""

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

from railhead.paths import ROOT

FOLDER = ROOT / "packages" / "pelican-incremental" / "benchmarks"
NAME = "pelican_incremental_benchmarks"


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
