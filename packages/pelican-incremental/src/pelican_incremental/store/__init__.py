"""What is kept between builds, and how.

Rendered pages are not kept here: they are in the output, and the store knows what each of them has read.

| module           | what it does                                                                |
|------------------|-----------------------------------------------------------------------------|
| `database`       | keeps everything in one SQLite file for each output folder                  |
| `rows`           | what is kept of a source and of an output                                   |
| `dependencies`   | numbers for the names of what pages read, since many pages read the same    |
| `spool`          | texts set aside during a build, in a file without a name                    |
| `seal`, `key`    | shows, by a key that only the user has, that the user kept a value          |
| `own`, `opening` | open files, folders and SQLite files so that those of others can do no harm |
"""
