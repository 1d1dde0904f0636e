"""Published folders as `publish` leaves them, small and made up, and what a reader finds missing on a target."""

import gzip
import hashlib
import re
from pathlib import Path

from railhead.deploy.release import Release
from railhead.publish import assets
from railhead.remembered import Remembered

REFERENCE = re.compile(rb'(?:src|href|entry)="/([^"]+)"')


def asset(name, content):
    """The path and the bytes of an asset whose name holds a hash of its content."""
    return assets.lasting_name(name, hashlib.sha256(content).hexdigest()), content


def page(*references, text=""):
    return "".join([f"<p>{text}</p>\n", *(f'<img src="/{path}">\n' for path in sorted(references))]).encode()


def site(version):
    """The files of a small site: versions have pages, pictures and an index in common, and each has its own."""
    font, font_bytes = asset("fonts/serif.woff2", b"font")
    picture, picture_bytes = asset("images/train.svg", f"<svg>{version}</svg>".encode())
    index, index_bytes = f"pagefind/fragment/en_{version:07x}.pf_fragment", f"fragment {version}".encode()
    story = f"2024/story-{version}/index.html"
    return {
        "favicon.svg": b"<svg/>",
        font: font_bytes,
        picture: picture_bytes,
        index: index_bytes,
        "pagefind/pagefind-entry.json": f'entry="/{index}"'.encode(),
        "pagefind/pagefind.js": b"export {}",
        "index.html": page(font, picture, "favicon.svg", text=version) + f'<a href="/{story}">'.encode(),
        story: page(font, picture),
        "about/index.html": page(font),
        "search/index.html": page(font, "pagefind/pagefind.js", "pagefind/pagefind-entry.json"),
        "feeds/atom.xml": f"<feed>{version}</feed>".encode(),
        "claims.json": b"{}",
        "robots.txt": b"User-agent: *\n",
        "_headers": b"/*\n",
        "build.json": str(version).encode(),
    }


def write(folder, files, *, compressed=True):
    """Write a release into `folder`, with its SHA256SUMS. Returns all its files by path."""
    files = dict(files)
    if compressed:
        texts = [path for path in files if path.endswith((".html", ".svg", ".xml", ".json"))]
        files |= {f"{path}.gz": gzip.compress(files[path], mtime=0) for path in texts}
    lines = [f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    files["SHA256SUMS"] = "".join(lines).encode()
    for path, content in files.items():
        (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
        (Path(folder) / path).write_bytes(content)
    return files


def publish(parent, version, **options):
    """Make `public` in the folder `parent` lead to a release of the site. Returns (the link, the release's files)."""
    release = parent / ".releases" / str(version)
    files = write(release, site(version), **options)
    link = parent / "public"
    link.unlink(missing_ok=True)
    link.symlink_to(release.relative_to(parent))
    return link, files


def held(folder):
    """The files in a folder by path."""
    folder = Path(folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def missing(files):
    """What readers of the pages among `files` ask for and do not get."""
    return {
        (path, reference)
        for path, content in files.items()
        if path.endswith((".html", ".json"))
        for reference in (name.decode() for name in REFERENCE.findall(content))
        if reference not in files
    }


def released(public):
    """The Release in a published folder."""
    with Remembered(None) as remembered:
        return Release(public, remembered)
