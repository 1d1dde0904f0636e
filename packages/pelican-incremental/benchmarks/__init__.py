"""Builds and previews by pelican-incremental and by other tools, measured in turn.

They tell of time and memory; that builds are right after every kind of change is tested in `tests/`.

`python -m benchmarks build|preview|real|report`, started in the folder of this package's `pyproject.toml`.

| module     | what it does                                                                                 |
|------------|----------------------------------------------------------------------------------------------|
| `corpus`   | invents the articles: the same ones for the same seed, on every machine                      |
| `peers`    | the tools: how each is installed, and started                                                |
| `build`    | whole builds by each tool, from nothing and after an edit                                    |
| `real`     | builds of small to middle sites in the shapes of real ones, by Pelican and with ours         |
| `preview`  | servers: how long after a save each has the new page                                         |
| `shapes`   | writes these sites: texts, readers, plugins and themes                                       |
| `measure`  | the time and the memory of one command                                                       |
| `watching` | a page of a server, waited for; what a measurement depends on                                |
| `report`   | the tables of README.md, with `real_report`, and with `plot` the picture of growth           |

`sites/` holds one bare site, written for each tool, and in `real/` those in the shapes of real ones; `results/` holds
what was measured.
"""
