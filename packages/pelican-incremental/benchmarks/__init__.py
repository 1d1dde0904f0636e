"""Builds and previews of a bare benchmark site by pelican-incremental and by other tools, measured in turn.

`python -m benchmarks build|preview|report`, started in the folder of this package's `pyproject.toml`.

| module     | what it does                                                                                 |
|------------|----------------------------------------------------------------------------------------------|
| `corpus`   | invents the articles: the same ones for the same seed, on every machine                      |
| `peers`    | the tools: how each is installed, and started                                                |
| `build`    | whole builds by each tool, from nothing and after an edit                                    |
| `preview`  | servers: how long after a save each has the new page                                         |
| `measure`  | the time and the memory of one command                                                       |
| `watching` | a page of a server, waited for; what a measurement depends on                                |
| `report`   | the tables of README.md, and with `plot` the picture of growth                               |

`sites/` holds one site, written for each tool; `results/` holds what was measured.
"""
