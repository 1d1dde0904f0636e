"""What makes the builds of a site slower than they could be, in sentences that say what to do about it."""

from collections import Counter

from .tracing.signals import receivers_of

PREREAD = ("article_generator_preread", "page_generator_preread")
MAKING = ("article_generator_context", "page_generator_context", "content_object_init")
# where a build has something to go by, and everything is rendered all the same
ADVICE = {
    "a plugin is told of every file that is written": "If it only needs to know what there is, have it take notes of"
    " `path` and `context`, and open nothing.",
    "a plugin may change a content just before it is written": "If it can change contents earlier, have it listen to"
    " `all_generators_finalized`.",
    "a plugin looks at files that are written": "If it can do without, have it use what the context knows.",
    "a plugin changes the output when it is finished": "Do that to the output when it is published, instead of in"
    " every build.",
    "a plugin brings a writer": "If a listener to `content_written` can do the same, use that.",
    "a plugin gives contents a class of its own": "If it can set attributes of contents instead, do that.",
    "with {attach}, where a file goes depends on the order of pages": "Link to a file that several contents share with"
    " {static}, and attach it nowhere.",
}


def costs_of(build) -> list[str]:
    """The costs of a Build, the greatest first."""
    told = []
    if build.everything in ADVICE:
        told.append(f"All pages are rendered at every build: {build.everything}. {ADVICE[build.everything]}")
    told += _of_reading(build)
    if receivers_of(*MAKING):
        told.append(
            "An object is made of every content at every build, because a plugin listens to `content_object_init` or"
            " `article_generator_context`. If it can, have it listen to `all_generators_finalized`."
        )
    # those rendered now, and those of earlier builds that were kept
    volatile = {name: output.volatile for name, output in build.outputs.items() if name in build.kept}
    volatile |= {name: written.read.volatile for name, written in build.written.items()}
    for why, count in Counter(filter(None, volatile.values())).most_common():
        name = next(name for name, other in volatile.items() if other == why)
        files = "file is" if count == 1 else "files are"
        told.append(f"{count} {files} rendered at every build, as {name}: {why}.")
    return told


def _of_reading(build):
    sources = build.sources
    if receivers_of(*PREREAD):
        yield "All sources are read at every build, because a plugin listens to `article_generator_preread`."
    for name in sorted(sources.remembering):
        yield (
            f"All sources of the reader {name} are read at every build, one after the other: it keeps something in mind"
            " from file to file. If that has no say in what it returns, give its class the attribute `pure = True`."
        )
    kinds = Counter(sources.asking.values())
    for why, count in kinds.most_common():
        path = build.library.path_of(next(id_ for id_, other in sources.asking.items() if other == why))
        these = "source is" if count == 1 else "sources are"
        yield f"{count} {these} read at every build, as {path}: reading asks {why}."
    for name, why in sorted(sources.watched.items()):
        yield (
            f"What the reader {name} calls is watched, which makes reading about four times as slow: its code, or what"
            f" a plugin adds to it, may ask {why}. If it does not, give its class the attribute `pure = True`."
        )
