"""`python -m pelican_incremental`: the command `pelican-incremental`, for a shell that does not find it.

Nothing else is done here: arguments are read, and the build is started, in command.py.
"""

from __future__ import annotations

from .command import main

main()
