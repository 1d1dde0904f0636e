"""Random templates that are valid: a hypothesis strategy that composes the rules of `template_grammar`."""

import re
from dataclasses import dataclass, field
from functools import cache

from hypothesis import strategies as st

from .template_grammar import EXPRESSIONS, OF_THE_CONTEXT, STATEMENTS, WORDS, rules

HOLE = re.compile(r"<([a-z]+)((?: (?:top|alone|file|\+[a-z]+))*)>")
VARIABLE = re.compile(r"\$([a-z]+)")
LEAVES = rules(WORDS)
ANYWHERE = {**LEAVES, **rules(EXPRESSIONS), **rules(STATEMENTS), "keep": [""]}
IN_CONTEXT = rules(OF_THE_CONTEXT)
KINDS = ANYWHERE.keys() | IN_CONTEXT.keys() | {"paging", "paginator", "loop", "m", "n", "j"}
DEPTHS = [1, 2, 1, 3, 2, 1, 4, 5]  # of rules; small templates read little, so that what they miss shows
LEAST = {"statement": 2, "thing": 3}  # so that the deepest ones print something, too
NEVER = 99  # how deep a rule is that cannot be filled
# what has a page rendered at every build; the test `long` where it meets a link that leads nowhere, because a function
# of the site that has something logged asks the time
VOLATILE = re.compile(r"\|random|lipsum|generated_content\||\blong\b")


@dataclass(frozen=True)
class Known:
    """What a place in a template knows: its variables, as pairs of a kind and a name, and whether it has a context."""

    variables: tuple = ()
    context: bool = True

    def named(self, kind):
        return [name for other, name in self.variables if other == kind]

    def more(self, *pairs):
        return Known((*self.variables, *pairs), self.context)


@dataclass
class Template:
    """A template called `name`: its `text`, and those that it includes, imports or extends, by name."""

    name: str
    text: str = ""
    files: dict = field(default_factory=dict)

    @property
    def volatile(self):
        return any(VOLATILE.search(text) for text in (self.text, *self.files.values()))

    def __repr__(self):
        parts = {self.name: self.text, **self.files}
        return "\n".join(f"--- {name}\n{text}" for name, text in parts.items())


ALL = ("articles", "all_articles")
PAGING = (("paging", "articles_page"), ("paging", "dates_page"), ("paginator", "articles_paginator"))
# what the templates of each kind of page know beside the context
KNOWN = {
    "article": Known((("article", "article"), ("term", "category"))),
    "page": Known((("page", "page"),)),
    "index": Known(PAGING),
    "listing": Known(),
    "tag": Known((("term", "tag"), ALL, *PAGING)),
    "category": Known((("term", "category"), ALL)),
    "author": Known((("term", "author"), ALL)),
    "period": Known((ALL,)),
}


@st.composite
def templates(draw, name, known):
    """Templates with a name for a place that knows this."""
    return Maker(draw, name, known).template


class Maker:
    """Draws one template."""

    def __init__(self, draw, name, known):
        self.draw, self.known = draw, known
        self.template = Template(name)
        self.names = 0
        self.template.text = self.make("whole", [known], draw(st.sampled_from(DEPTHS)))

    def make(self, kind, holder, left):
        """A thing of a kind, `left` rules deep at most where there are such; `holder` holds what is known there."""
        known, left = holder[0], max(left, LEAST.get(kind, 0))
        chosen = self.draw(
            st.sampled_from(choices(kind, frozenset(k for k, _ in known.variables), known.context, left))
        )
        if chosen is VARIABLE:
            return self.draw(st.sampled_from(known.named(kind)))
        return self.fill(chosen, [known] if kind == "body" else holder, left - 1)

    def fill(self, rule, holder, left):
        """A rule with its holes filled. What a rule of statements keeps, those that follow find in `holder`."""
        own = {kind: f"{kind}_{self.number()}" for kind in dict.fromkeys(VARIABLE.findall(rule))}
        own["loop"] = "loop"
        rule = VARIABLE.sub(lambda match: own[match[1]], rule)

        def filled(match):
            kind, words = match[1], match[2].split()
            inner = self.inside(holder[0], words, own)
            if kind == "keep":
                holder[0] = inner
                return ""
            made = self.make(kind, [inner] if words else holder, left)
            if "file" not in words:
                return made
            name = f"{self.template.name.removesuffix('.html')}-{kind}{self.number()}.html"
            self.template.files[name] = made
            return name

        return HOLE.sub(filled, rule)

    def inside(self, known, words, own):
        if "top" in words:
            known = self.known if known.context else Known(context=False)
        elif "alone" in words:
            known = Known(context=False)
        return known.more(*((word[1:], own[word[1:]]) for word in words if word[0] == "+"))

    def number(self):
        self.names += 1
        return self.names


@cache
def choices(kind, known, context, left):
    """The rules for a kind that need not go deeper than `left`, or else those that end the soonest."""
    depths = {rule: depth(rule, known, context) for rule in written(kind, context)}
    found = [VARIABLE] * 3 if kind in known else []
    fitting = [rule for rule, needed in depths.items() if needed <= left]
    if not fitting and not found:
        least = min(depths.values())
        assert least < NEVER, (kind, known, context)
        fitting = [rule for rule, needed in depths.items() if needed == least]
    return found + fitting


def written(kind, context):
    return [*(IN_CONTEXT.get(kind, ()) if context else ()), *ANYWHERE.get(kind, ())]


def depth(rule, known, context):
    """How many rules deep a rule goes at least."""
    return 1 + max((least_depths(known, context)[match[1]] for match in HOLE.finditer(rule)), default=0)


@cache
def least_depths(known, context):
    """How many rules deep each kind goes at least, where variables of these kinds are known."""
    depths = {kind: 0 if kind in known or kind in LEAVES else NEVER for kind in KINDS}
    before = None
    while depths != before:
        before = dict(depths)
        for kind, least in before.items():
            deepest = [[before[match[1]] for match in HOLE.finditer(rule)] for rule in written(kind, context)]
            depths[kind] = min([least, *(1 + max(holes, default=0) for holes in deepest)])
    return depths
