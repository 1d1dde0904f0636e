"""How fast this site is built, previewed, published and served: `tasks.py bench PART`.

| module       | what it does                                                                    |
|--------------|---------------------------------------------------------------------------------|
| `bench`      | what the task `bench` calls                                                     |
| `stories`    | a copy of the project with generated stories beside its own                      |
| `building`   | what builds take, by what changed                                                |
| `previewing` | from saving a story to the new page in `tasks.py preview`                        |
| `publish`    | what `tasks.py publish` takes, by step                                           |
| `site`       | this site beside one of Hugo's with the same stories                             |
| `hugo`       | that one, and what makes it ready for readers                                    |
| `serving`    | how fast nginx serves a published story                                          |
| `keeping`    | what was measured, written to results/                                           |
| `reporting`  | the tables of docs/benchmarks.md, and its picture                                |
| `engine`     | what the benchmarks of packages/pelican-incremental lend: articles, waiting, tables, plots |

Builds by other tools are measured there, on a bare site. `sites/` holds what Hugo is told of its site, and `results/`
what was measured.
"""
