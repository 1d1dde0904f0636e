"""From contents to the output.

`staleness` says what has to be rendered, `writer` renders, and `staging` puts what was laid down into place.
"""
