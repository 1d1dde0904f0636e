"""What is kept between builds, and how.

`database` keeps it on disk, `rows` says what of each source and output, `dependencies` keeps sets of what pages read as
numbers, and `spool` holds texts while a build goes on.
"""
