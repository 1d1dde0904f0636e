"""What is kept between builds, and how.

`database` keeps it on disk, `rows` says what of each source and output, `dependencies` keeps sets of what pages read as
numbers, and `spool` holds texts while a build goes on, in a file without a name. `seal` shows by the user's `key` that
something was kept by the user; `own` and `opening` open files and folders so that others can do no harm with theirs.
"""
