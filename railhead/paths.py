"""The folders and files of the project, as paths. No other module says where they are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SETTINGS = ROOT / "pelicanconf.py"
LIVE_SETTINGS = ROOT / "publishconf.py"

OUTPUT = ROOT / "output"  # of `build`
PREVIEW = ROOT / ".preview"  # of `preview`, and of `build --drafts`
CHECKED = ROOT / ".publishing"  # of `check`; kept, so that the next check builds only what changed
PUBLIC = ROOT / "public"  # of `publish`: what readers get
SERVING = ROOT / "serving"  # of `publish`: what servers of one's own are told
RECORD = ROOT / "published"  # of `publish`: what stories said when they were last published

CACHE = ROOT / ".cache"
REMEMBERED = CACHE / "remembered.sqlite"  # what `check` and `publish` found out of files, to look at none again
LOCK = ROOT / ".public.lock"  # held by `check`, `publish` and `deploy`
