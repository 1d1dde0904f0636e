"""From contents to the output.

`staleness` says what has to be rendered, `writer` puts it off until all that is to be rendered is known, `tasks` are
what it puts off, and `staging` puts what was laid down into place.
"""
