"""`python -m pelican_incremental`: see command.py."""

from __future__ import annotations

from .command import main

main()
