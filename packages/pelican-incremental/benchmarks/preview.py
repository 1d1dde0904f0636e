"""How long after a save a server has the new page: `python -m benchmarks preview`.

A server's first build is waited for and not measured: for whole builds there is `build`.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import corpus
from .build import MARKS, RESULTS, prepare
from .measure import family, memory
from .peers import OURS, PEERS, MissingError, environment, reason
from .watching import EndedError, Page, end, free_port, machine

STARTING = 900  # s that a server has for its first build
LOST = 30, 0.012  # s, and s for each article, after which a save is held to be lost
ENOUGH = 2  # saves lost one after another, with which a server's turn ends
REST = 0.5  # s between two saves: so much time a writer has


@dataclass(frozen=True)
class Server:
    """A server to be measured, on the site of a peer; {build} and {port} are filled into its arguments.

    They follow the peer's command, or stand alone where there is a `program`.
    """

    name: str
    peer: str
    arguments: tuple[str, ...]
    program: tuple[str, ...] = ()


SERVERS = {
    "pelican-preview": Server(
        "`pelican-preview`",
        OURS,
        ("incrementalconf.py", "--output", "{build}/output", "--port", "{port}"),
        (sys.executable, "-m", "pelican_incremental.preview.command"),
    ),
    "hugo": Server(
        "`hugo server`",
        "hugo",
        ("server", "--noBuildLock", "--bind", "127.0.0.1", "--port", "{port}", "--cacheDir", "{build}/cache"),
    ),
    "eleventy": Server(
        "Eleventy `--serve --incremental`",
        "eleventy",
        ("--serve", "--incremental", "--quiet", "--port={port}", "--output={build}/output"),
    ),
    "pelican": Server("`pelican -lr`", "pelican", ("-lr", "-b", "127.0.0.1", "-p", "{port}")),
}


def run(
    articles: int, saves: int, names: Collection[str], say: Callable[[str], object], results: Path = RESULTS
) -> dict[str, Any]:
    """Measure the named servers, or all where none is named, one after another, with this number of saves each.

    Returns the result, as it is written to preview-ARTICLES.json: times in s, memory in MB (the sum of proportional
    sets) after the first save and after the last. A save that was not seen in time, see LOST, counts as lost. `say` is
    given a line whenever something begins or ends. Raises ValueError for a name that no server has.
    """
    unknown = set(names) - set(SERVERS)
    if unknown:
        raise ValueError(f"No such server: {', '.join(sorted(unknown))}; there are {', '.join(SERVERS)}")
    servers, missing = {}, {}
    # not below .cache/: Pelican notices nothing in a folder whose path matches its IGNORE_FILES
    with tempfile.TemporaryDirectory(prefix="preview-", ignore_cleanup_errors=True) as folder:
        work = Path(folder, "work")
        say(f"writing {articles:,} articles")
        prepare(work, articles, {PEERS[server.peer].site for server in SERVERS.values()})
        for name in names or SERVERS:
            try:
                servers[name] = _measure(name, work, articles, saves, say)
            except (MissingError, EndedError, OSError) as error:
                missing[name] = reason(str(error))
                say(f"{name}: {missing[name]}")
    result = {
        "articles": articles,
        "saves": saves,
        "seed": corpus.SEED,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
        "servers": servers,
        "missing": missing,
    }
    results.mkdir(parents=True, exist_ok=True)
    (results / f"preview-{articles}.json").write_text(json.dumps(result, indent=2) + "\n")
    return result


def _measure(name, work, articles, saves, say):
    server = SERVERS[name]
    peer = PEERS[server.peer]
    say(f"{name}: looking for it, or installing it")
    version, command = peer.find()
    site = work / peer.site
    build = site / "build" / f"preview-{name}"
    build.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [part.format(build=build, port=port) for part in (*(server.program or command), *server.arguments)]
    path = corpus.article(articles // 2).path
    source = site / "content" / f"{path}.md"
    original = source.read_text()
    process = subprocess.Popen(
        command, cwd=site, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        page = Page(port, f"/{path}/")
        say(f"{name}: starting, which builds the site")
        if page.wait_for("</html>", STARTING, process) is None:
            raise EndedError("error: the server did not come up")
        time.sleep(REST)
        seen, held = [], []
        patience = LOST[0] + LOST[1] * articles
        for number in range(saves):
            mark = f"{MARKS['edit']}{number}x"
            source.write_text(f"{original}\nThe {mark} was added at the end.\n")
            seen.append(page.wait_for(mark, patience, process))
            say(f"{name}, save {number + 1}: {'lost' if seen[-1] is None else f'{seen[-1]:.2f} s'}")
            held = [*held[:1], round(memory(family(process.pid)) / 1e6)]
            if seen[-ENOUGH:] == [None] * ENOUGH:
                break
            time.sleep(REST)
    finally:
        source.write_text(original)
        end(process)
    times = [seconds for seconds in seen if seconds is not None]
    return {
        "version": version,
        "name": server.name,
        "median": round(statistics.median(times), 3) if times else None,
        "min": round(min(times), 3) if times else None,
        "max": round(max(times), 3) if times else None,
        "lost": len(seen) - len(times),
        "tried": len(seen),
        "memory_mb": held,
    }
