"""How long after a save a server has the new page: `tasks.py bench preview`."""

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import corpus
from benchmarks.build import MARKS, RESULTS, machine, prepare
from benchmarks.peers import PEERS, MissingError, environment, reason

STARTING = 900  # s that a server has for its first build
LOST = 30, 0.012  # s, and s for each article, after which a save is held to be lost
ENOUGH = 2  # saves lost one after another, with which a server's turn ends
PAUSE = 0.002  # s between two looks at the page
REST = 0.5  # s between two saves: so much time a writer has


@dataclass(frozen=True)
class Server:
    """A server to be measured, on the site of a peer; {build} and {port} are filled into its arguments."""

    name: str
    peer: str
    arguments: tuple


SERVERS = {
    "ours": Server("Railhead's preview", "ours", ("incrementalconf.py", "{build}/output", "{port}")),
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


def run(articles, saves=7, names=(), results=RESULTS):
    """Measure the named servers, or all, one after another, with this number of saves each.

    Returns the result, as it is written to preview-ARTICLES.json: times in s, memory in MB (the sum of proportional
    sets) after the first save and after the last. A save that was not seen in time, see LOST, counts as lost.
    """
    unknown = set(names) - set(SERVERS)
    if unknown:
        raise ValueError(f"No such server: {', '.join(sorted(unknown))}; there are {', '.join(SERVERS)}")
    servers, missing = {}, {}
    # not below .cache/: Pelican notices nothing in a folder whose path matches its IGNORE_FILES
    with tempfile.TemporaryDirectory(prefix="preview-", ignore_cleanup_errors=True) as folder:
        work = Path(folder, "work")
        prepare(work, articles, {PEERS[server.peer].site for server in SERVERS.values()})
        for name in names or SERVERS:
            try:
                servers[name] = _measure(SERVERS[name], work, articles, saves)
            except (MissingError, RuntimeError, OSError) as error:
                missing[name] = reason(str(error))
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


def _measure(server, work, articles, saves):
    peer = PEERS[server.peer]
    version, command = peer.find()
    if server.peer == "ours":
        command = [sys.executable, "-m", "preview"]
    site = work / peer.site
    build = site / "build" / f"preview-{server.peer}"
    build.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [part.format(build=build, port=port) for part in (*command, *server.arguments)]
    path = corpus.article(articles // 2).path
    source = site / "content" / f"{path}.md"
    original = source.read_text()
    process = subprocess.Popen(
        arguments, cwd=site, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        page = _Page(port, f"/{path}/")
        if page.wait_for("</html>", STARTING, process) is None:
            raise RuntimeError("error: the server did not come up")
        time.sleep(REST)
        seen, memory = [], []
        patience = LOST[0] + LOST[1] * articles
        for number in range(saves):
            mark = f"{MARKS['edit']}{number}x"
            source.write_text(f"{original}\nThe {mark} was added at the end.\n")
            seen.append(page.wait_for(mark, patience, process))
            memory = [*memory[:1], round(_memory(process.pid))]
            if seen[-ENOUGH:] == [None] * ENOUGH:
                break
            time.sleep(REST)
    finally:
        source.write_text(original)
        for pid in _family(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
    times = [seconds for seconds in seen if seconds is not None]
    return {
        "version": version,
        "name": server.name,
        "median": round(statistics.median(times), 3) if times else None,
        "min": round(min(times), 3) if times else None,
        "max": round(max(times), 3) if times else None,
        "lost": len(seen) - len(times),
        "tried": len(seen),
        "memory_mb": memory,
    }


class _Page:
    """A page of a server, asked for again and again."""

    def __init__(self, port, path):
        self.port, self.path = port, path

    def wait_for(self, text, patience, process):
        """The seconds until the page holds the text, or None if it does not within `patience` s."""
        started = time.perf_counter()
        while (waited := time.perf_counter() - started) < patience:
            if process.poll() is not None:
                raise RuntimeError(f"error: the server ended with status {process.returncode}")
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
                connection.request("GET", self.path)
                answer = connection.getresponse()
                body = answer.read().decode(errors="replace")
                connection.close()
                if answer.status == 200 and text in body:  # noqa: PLR2004 - HTTP's own number
                    return time.perf_counter() - started
            time.sleep(PAUSE if waited < 1 else 10 * PAUSE)
        return None


def _family(pid):
    """The ids of a process and of all that it has started."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with suppress(OSError):
            waiting += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return found


def _memory(pid):
    """The sum of the proportional sets of a process and of all that it has started, in MB (10^6 bytes)."""
    total = 0
    for one in _family(pid):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / 1e6


def table(result):
    """The result as a Markdown table."""
    servers = result["servers"]
    ours = servers.get("ours", {}).get("median")
    lines = ["|  | save to page | of ours | lost | memory: first save, last |", "| --- | --: | --: | --: | --: |"]
    for server in servers.values():
        median = server["median"]
        ratio = f"{median / ours:.1f}" if ours and median else ""
        told = f"{median:.2f} s ({server['min']:.2f}–{server['max']:.2f})" if median else "never"
        memory = ", ".join(f"{size:,} MB" for size in server["memory_mb"])
        lines.append(f"| {server['name']} | {told} | {ratio} | {server['lost']} of {server['tried']} | {memory} |")
    lines += [f"| {SERVERS[name].name} | *not measured: {why}* |  |  |  |" for name, why in result["missing"].items()]
    return "\n".join(lines)
