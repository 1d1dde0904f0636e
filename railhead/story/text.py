"""The sentences of a text in Markdown.

It converts nothing and knows no headings or lists: to HTML, Markdown is turned by `reader`.
"""

import re

# a sentence with the citations that follow its stop; initials and ranks end none
STOP = r"(?:(?<!\b[A-Z])(?<!\bLt)(?<!\bGen)(?<!\bMr)(?<!\bDr)\.|[!?…])"
SENTENCE = re.compile(rf".+?(?:{STOP}(?:\[\^[^\[\]]+\])+|{STOP}(?=\s|$)|$)", re.DOTALL)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order. A citation that follows a full stop belongs to the sentence before it."""
    return [sentence.strip() for sentence in SENTENCE.findall(text) if sentence.strip()]
