"""Where attached files go: in Pelican to the page that is rendered first, here worked out before, where it can be.

A file that contents attach and that nobody links to in another way goes to one place, whichever of them is first, if
all of them lie in one folder and are written to one folder. Such files are put there before any page is rendered: then
pages can be left out, and rendered in several processes.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Mapping

from pelican.contents import Content, Static

from .links import Links


def attach(statics: Mapping[str, Static], links: Mapping[int, Links], find: Callable[[int], Content]) -> bool:
    """Attach all files, and say whether the order of pages has no say in it; if it has, nothing is attached.

    `statics` are the contents of files by path, `links` those of every content by id, and `find` gives one by its id.
    """
    attaching: dict[str, set[int]] = defaultdict(set)
    linked: set[str | None] = set()
    for id_, found in links.items():
        for places in found.attached:
            if path := _found(statics, places):
                attaching[path].add(id_)
        linked |= {_found(statics, places) for places in found.others}
    if linked & attaching.keys():
        return False
    for ids in attaching.values():
        if len({(_folder(find(id_).source_path), _folder(find(id_).save_as)) for id_ in ids}) > 1:
            return False
    for path, ids in attaching.items():
        statics[path].attach_to(find(min(ids)))
    return True


def _folder(path):
    return os.path.dirname(path or "")  # noqa: PTH120 - as Pelican does


def _found(statics, places):
    return next((path for path in places if path in statics), None)
