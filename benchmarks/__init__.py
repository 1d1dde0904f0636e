"""How fast this site is built, previewed, published and served: `tasks.py bench build|preview|publish|serve|report`.

| module       | what it does                                                                    |
|--------------|---------------------------------------------------------------------------------|
| `bench`      | what the task `bench` calls                                                     |
| `stories`    | a copy of the project with generated stories beside its own                      |
| `building`   | what builds take, by what changed                                                |
| `previewing` | from saving a story to the new page in `tasks.py preview`                        |
| `publish`    | what `tasks.py publish` takes, by step                                           |
| `serving`    | how fast nginx serves a published story                                          |
| `keeping`    | what was measured, written to results/                                           |
| `reporting`  | the tables of docs/benchmarks.md                                                 |
| `engine`     | what the benchmarks of packages/pelican-incremental lend: articles, waiting, tables |

Builds by other tools are measured there, on a bare site. `results/` holds what was measured of this one.
"""
