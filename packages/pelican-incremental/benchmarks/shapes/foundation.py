"""The news of a foundation: texts are templates, which a plugin renders before they are read, with shared snippets."""

from pathlib import Path

from .text import Markdown, Rst, page, picture, post, source

SNIPPETS = {
    "macros.txt": """{% macro figure(name, text) %}
![{{ text }}]({static}/images/{{ name }})

*{{ text }}*
{% endmacro %}
{% macro sponsor(name) %}**{{ name|upper }}** is a member of the foundation.{% endmacro %}
""",
    "notice.txt": """{% from 'snippets/macros.txt' import sponsor %}
{{ sponsor('example works') }} Write to us.
""",
    "dates.txt": """{% for name, day in [('Spring', 3), ('Summer', 21), ('Autumn', 9)] %}
- {{ name }} meeting: {{ day }}
{% endfor %}
""",
}
IMAGES, PAGES = 12, 9


def write(content: Path, count: int) -> list[Path]:
    """Write the articles, pages, snippets and images; returns the files of the articles."""
    for folder in ("news", "pages", "snippets", "images"):
        (content / folder).mkdir(parents=True)
    for name, text in SNIPPETS.items():
        (content / "snippets" / name).write_text(text)
    for number in range(IMAGES):
        (content / "images" / f"{number}.png").write_bytes(picture(post("foundation image", number).rng))
    for number in range(PAGES):
        (content / "pages" / f"page-{number}.md").write_text(page(Markdown, "foundation", number))
    files = []
    for number in range(count):
        one = post("foundation", number)
        markup = Markdown if number % 5 else Rst
        blocks = ["{% include 'snippets/notice.txt' %}", "{% include 'snippets/dates.txt' %}"]
        if markup is Markdown:
            blocks.append(
                "{% from 'snippets/macros.txt' import figure %}\n"
                f"{{{{ figure('{number % IMAGES}.png', '{one.rng.choice(one.tags)} in the valley') }}}}"
            )
        files.append(content / "news" / f"{one.slug}{markup.suffix}")
        files[-1].write_text(source(markup, one, (300, 900), blocks[: 1 + number % 3]))
    return files
