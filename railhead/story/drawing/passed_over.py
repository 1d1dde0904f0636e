"""What programs write into drawings although no browser shows it: it is left out without a message.

What is not known to have no effect is refused instead, so that no drawing goes out looking otherwise than it was drawn.
"""

SVG = "http://www.w3.org/2000/svg"
# of Inkscape and what it notes of authors, Affinity, Sketch, Figma and Boxy SVG; Adobe has one for each of its programs
EDITORS = {
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://inkscape.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://www.serif.com/",
    "http://www.bohemiancoding.com/sketch/ns",
    "http://www.bohemiancoding.com/sketch/ns/",
    "http://www.figma.com/figma/ns",
    "https://boxy-svg.com",
}
ADOBE = "http://ns.adobe.com/"
ATTRIBUTES = {
    *(
        "baseProfile",
        "class",
        "contentScriptType",
        "contentStyleType",
        "data-cell-id",
        "data-name",
        "enable-background",
    ),
    *("focusable", "pointer-events", "role", "version", "zoomAndPan"),
}
# of single elements; draw.io puts the whole of its own file into `content`
OF_ELEMENTS = {"svg": {"x", "y", "content", "host"}, "style": {"type"}}
# in styles: what browsers do not apply to SVG, and what says what is so without it
PROPERTIES = {"enable-background", "line-height", "pointer-events", "text-align", "text-indent"}
NORMAL = {"font-feature-settings", "font-variation-settings", "mix-blend-mode", "white-space"} | {
    f"font-variant-{of}" for of in ("alternates", "caps", "east-asian", "ligatures", "numeric", "position")
}
AS_IT_IS = {
    "auto": {"clip", "color-rendering", "image-rendering", "isolation"},
    "horizontal-tb": {"writing-mode"},
    "lr": {"writing-mode"},
    "lr-tb": {"writing-mode"},
    "ltr": {"direction"},
    "mixed": {"text-orientation"},
    "none": {"background", "background-color", "filter", "text-transform", "vector-effect"},
    "normal": NORMAL,
    "transparent": {"background", "background-color"},
}


def is_editors(space: str) -> bool:
    """Whether an XML namespace is that of a drawing program such as Inkscape: no browser shows what is in it."""
    return space in EDITORS or space.startswith(ADOBE)


def element(space: str, name: str) -> bool:
    """Whether an element is passed over, with all that is in it."""
    return is_editors(space) or (space == SVG and name == "metadata")


def attribute(element: str, name: str, value: str) -> bool:
    """Whether an attribute without a namespace is passed over."""
    known = name in ATTRIBUTES or name in OF_ELEMENTS.get(element, ()) or name.startswith("aria-")
    return known or name in AS_IT_IS.get(value, ())


def style(name: str, value: str) -> bool:
    """Whether what is set in a style is passed over."""
    return name in PROPERTIES or name.startswith("-inkscape-") or name in AS_IT_IS.get(value, ())
