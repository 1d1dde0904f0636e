"""What a page reads while it is rendered, and digests of it by which a later build knows whether it is stale.

Which pages are stale is worked out in rendering/staleness.py, and not here.

| module      | what it holds                                                          |
|-------------|------------------------------------------------------------------------|
| `recorder`  | where reads are noted while they happen                                |
| `digests`   | hashes that stand for values                                           |
| `files`     | what lies on disk, stamps and digests of files                         |
| `contents`  | Pelican's Article, Page and Static, which note what is read of them    |
| `lists`     | lists and maps of contents, which note the same                        |
| `templates` | Jinja environments and contexts, which note names, templates and calls |
| `index`     | an index over contents, of which pages depend on what they look up     |
| `shared`    | values that many pages read, as they were and as they are              |
| `held`      | what functions of templates find in variables of their own             |
| `code`      | what a store is bound to: versions, the code of the site, its settings |
| `reach`     | what code may ask for, found by following it                           |
| `looks`     | files that are looked for and not opened                               |
| `listening` | whether who is told of files only takes notes                          |
| `installed` | what belongs to Python and its packages                                |
| `signals`   | Pelican's signals by what plugins may do at them, and who listens      |
"""
