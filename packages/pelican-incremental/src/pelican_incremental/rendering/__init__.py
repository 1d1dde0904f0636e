"""From contents to the output.

`staleness` says what has to be rendered, `writer` puts off what is, `tasks` are that, and `staging` puts what was laid down
into place.
"""
