"""What stands in the world that the tests begin with."""

from .worlds import Link, Source, World, day

ARTICLES = {
    "articles/news/alpha.md": (0, {"tags": "iron, coal", "authors": "Ann Lee"}),
    "articles/news/beta.md": (9, {"tags": "Iron", "authors": "ann lee, Bo"}),
    "articles/news/gamma.rst": (40, {"tags": "coal, rail ways", "summary": "Of *gamma* only this is said."}),
    "articles/sport/delta.md": (61, {"tags": "rail ways", "modified": day(80), "category": "Sea trade"}),
    "articles/sport/epsilon.rst": (75, {"authors": "Bo"}),
    "articles/sport/zeta.html": (90, {"tags": "coal", "category": "News"}),
    "articles/eta.md": (120, {"tags": "Łódź, iron", "summary": "See [alpha]({filename}/articles/news/alpha.md)."}),
    "articles/theta.md": (140, {"status": "draft", "tags": "iron"}),
    "articles/iota.md": (150, {"status": "hidden", "tags": "coal"}),
    "articles/kappa.md": (160, {"slug": "kappa", "tags": "iron"}),
    "articles/kappa-fr.md": (161, {"slug": "kappa", "lang": "fr", "tags": "fer"}),
    "articles/kappa-de.rst": (162, {"slug": "kappa", "lang": "de"}),
    "articles/lambda.md": (
        170,
        {"save_as": "special/lambda/index.html", "url": "special/lambda/", "template": "plain"},
    ),
    "articles/mu.md": (190, {"template": "wide", "tags": "coal, iron"}),
    "articles/nu-fr.md": (200, {"lang": "fr", "template": "plain"}),
}
PAGES = {
    "pages/about.md": {"slug": "about"},
    "pages/about-fr.md": {"slug": "about", "lang": "fr", "summary": "[vers]({filename}/articles/eta.md)"},
    "pages/contact.rst": {},
    "pages/unlisted.md": {"status": "hidden"},
    "pages/unfinished.md": {"status": "draft"},
}
LINKS = {
    "articles/news/alpha.md": [Link("{static}photo.gif", "a photo", image=True), Link("{index}", "home")],
    "articles/news/beta.md": [Link("{filename}alpha.md#end"), Link("{static}/images/a.gif", "a", image=True)],
    "articles/news/gamma.rst": [Link("{filename}../sport/delta.md"), Link("{tag}iron"), Link("{category}news")],
    "articles/sport/zeta.html": [Link("{filename}/articles/kappa-fr.md"), Link("{author}bo")],
    "articles/kappa-fr.md": [Link("{filename}/pages/about.md"), Link("{static}/images/b.gif", "b", image=True)],
    "articles/mu.md": [Link("{filename}/articles/lambda.md"), Link("https://elsewhere.example/", "elsewhere")],
    "pages/contact.rst": [Link("{filename}/articles/theta.md"), Link("{static}/extra/robots.txt")],
}
FILES = {
    "content/images/a.gif": b"GIF89a a",
    "content/images/b.gif": b"GIF89a b",
    "content/images/c.gif": b"GIF89a c",
    "content/articles/news/photo.gif": b"GIF89a photo",
    "content/extra/robots.txt": b"User-agent: *\n",
    "content/extra/humans.html": b"{{ SITENAME }}: {{ articles|length }}, last {{ articles[0].title }}\n",
    "data/motto.txt": b"Slowly but surely",
}


ATTACHED = {"articles/sport/delta.md": [Link("{attach}/images/c.gif", "c", image=True)]}


def sample(folder, *, attaching=False, **settings):
    """The world that the tests begin with, in `folder`; with `attaching`, an article takes an image along."""
    world = World(folder, **settings)
    for name, data in FILES.items():
        world.put(name, data)
    links = {**LINKS, **ATTACHED} if attaching else LINKS
    for name, (number, own) in ARTICLES.items():
        fields = {"title": f"Title of {name.split('/')[-1]}", "date": day(number), **own}
        world.add(name, Source(fields, [world.prose(), *links.get(name, []), world.prose(8)]))
    for name, own in PAGES.items():
        fields = {"title": f"Title of {name.split('/')[-1]}", **own}
        world.add(name, Source(fields, [world.prose(), *links.get(name, [])]))
    return world
