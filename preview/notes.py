"""What `check` would say of a page, for the writer who looks at it."""

from pathlib import Path

import building


def of(name, output, settings):
    """Sentences about the page called `name` in the folder `output`; none for a site that is not made of stories."""
    content = Path(settings["PATH"])
    if not (content / "stories").is_dir() or not (output / name).is_file():
        return []
    import checks  # noqa: PLC0415 - other sites need none of it
    from plugins.story.model import Story  # noqa: PLC0415 - as above
    from plugins.story.reader import StoryReader  # noqa: PLC0415

    reader = StoryReader(settings)
    slug = Path(name).parent.name
    for path in content.glob(f"stories/*/{slug}.md"):
        reader.read(str(path))
    told = list(reader.readings.values())
    for path in {place for r in told if isinstance(r.model, Story) for place in r.model.equipment}:
        reader.read(str(content / "equipment" / f"{path}.md"))
    readings = list(reader.readings.values())
    found = checks.of_page(output, name, readings, building.HERE / "published")
    own = {name, *(reading.document.path for reading in told)}
    return [str(finding) for finding in found if finding.path in own]
