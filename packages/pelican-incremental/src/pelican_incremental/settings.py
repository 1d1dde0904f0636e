"""The settings of this package, each with the values that it may have. What they do is decided where they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SWITCHES = ("INCREMENTAL_DIGESTS", "INCREMENTAL_EXPLAIN")
OWN = ("INCREMENTAL_CLUSTER", "INCREMENTAL_PROCESSES", *SWITCHES)


class SettingsError(SystemExit):
    """Settings that cannot be used; `problems` has a sentence for each.

    It ends the process with these sentences and the exit status 1, as a command line that cannot be read does.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check_settings(settings: Mapping[str, Any]) -> None:
    """Raise SettingsError where one of this package's settings has a value, or a name, that it cannot have."""
    problems = []
    processes = settings.get("INCREMENTAL_PROCESSES")
    if processes is not None and (type(processes) is not int or processes < 1):
        problems.append(f"INCREMENTAL_PROCESSES is {processes!r}: it has to be a whole number of processes, such as 2.")
    switches = [name for name in SWITCHES if type(settings.get(name, False)) is not bool]
    problems += [f"{name} is {settings[name]!r}: it has to be True or False." for name in switches]
    cluster = settings.get("INCREMENTAL_CLUSTER")
    if cluster is not None and not (isinstance(cluster, str) and "://" in cluster):
        problems.append(
            f"INCREMENTAL_CLUSTER is {cluster!r}: it has to be the address of a scheduler, such as"
            ' "tcp://scheduler:8786", or None.'
        )
    unknown = sorted(name for name in settings if name.startswith("INCREMENTAL_") and name not in OWN)
    problems += [f"There is no setting {name}; there are {', '.join(OWN)}." for name in unknown]
    if problems:
        raise SettingsError(problems)
