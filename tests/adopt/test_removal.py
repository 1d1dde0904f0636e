"""What goes with the stories of a project that somebody makes a site of their own of."""

from railhead.adopt.plan import removal
from railhead.story.entries import Entry


def test_pictures_go_with_stories_unless_a_page_shows_them(tmp_path):
    texts = {
        "content/stories/2024/a.md": "image: {file: gun.jpg}\n![x]({static}/images/maps/east.svg) ![x]({static}/images/both.jpg)",
        "content/pages/about.md": "![x]({static}/images/both.jpg)",
        "published/a.txt": "what it said",
        **dict.fromkeys(
            (f"content/images/{name}" for name in ("gun.jpg", "maps/east.svg", "both.jpg", "other.jpg")), ""
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    entries = [Entry("content/stories/2024/a.md", "story", id="a"), Entry("content/pages/about.md")]
    going = {"content/stories/2024/a.md", "published/a.txt", "content/images/gun.jpg", "content/images/maps/east.svg"}
    assert removal(tmp_path, entries) == dict.fromkeys(going)
