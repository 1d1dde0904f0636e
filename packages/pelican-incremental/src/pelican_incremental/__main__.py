"""`python -m pelican_incremental`: see command.py."""

from .command import main

main()
