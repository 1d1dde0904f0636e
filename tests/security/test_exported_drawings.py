"""Drawings as programs export them: what no browser shows is left out, and the drawing looks as it was drawn."""

import re

import pytest

from railhead.story import drawing

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
DOCTYPE = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
SVG = 'xmlns="http://www.w3.org/2000/svg"'
EXPORTED = {
    "Inkscape": f"""{HEAD}<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="210mm" height="297mm" viewBox="0 0 210 297" version="1.1" id="svg5" xml:space="preserve"
  inkscape:version="1.2.2 (b0a8486541, 2022-12-01)" sodipodi:docname="gun.svg" {SVG}
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:svg="http://www.w3.org/2000/svg"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<sodipodi:namedview id="namedview7" pagecolor="#ffffff" inkscape:zoom="0.7"><inkscape:grid type="xygrid" id="grid1"/>
</sodipodi:namedview><defs id="defs2"><inkscape:path-effect effect="spiro" id="path-effect1"/></defs>
<metadata id="metadata5"><rdf:RDF><cc:Work rdf:about=""><dc:format>image/svg+xml</dc:format><dc:creator>
<cc:Agent><dc:title>A name</dc:title></cc:Agent></dc:creator></cc:Work></rdf:RDF></metadata>
<g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1"><path id="p" d="m 1,2 h 3" sodipodi:nodetypes="cc"
  inkscape:connector-curvature="0" style="fill:none;stroke:#000000;stroke-width:0.26px;-inkscape-stroke:none;isolation:auto;mix-blend-mode:normal;vector-effect:none"/>
<text xml:space="preserve" style="font-size:10.5833px;line-height:1.25;font-family:sans-serif;-inkscape-font-specification:'sans-serif, Normal';font-variant-ligatures:normal;font-variant-caps:normal;writing-mode:lr-tb;text-align:start"
  x="9" y="9"><tspan sodipodi:role="line" x="9" y="9">A gun</tspan></text></g></svg>""",
    "matplotlib": f"""<?xml version="1.0" encoding="utf-8" standalone="no"?>
{DOCTYPE}<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="460.8pt" height="345.6pt" viewBox="0 0 460.8 345.6" {SVG} version="1.1">
 <metadata>
  <rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
   <cc:Work><dc:type rdf:resource="http://purl.org/dc/dcmitype/StillImage"/><dc:date>2024-12-19T10:00:00</dc:date></cc:Work>
  </rdf:RDF>
 </metadata>
 <defs>
  <style type="text/css">*{{stroke-linejoin: round; stroke-linecap: butt}}</style>
 </defs>
 <g id="figure_1"><g id="patch_1"><path d="M 0 345.6 L 460.8 345.6 z" style="fill: #ffffff"/></g>
 <defs><path id="m1" d="M 0 0 L 0 3.5" style="stroke: #000000; stroke-width: 0.8"/></defs>
 <g><use xlink:href="#m1" x="73.8" y="307.5" style="stroke: #000000; stroke-width: 0.8"/></g></g></svg>""",
    "draw.io": f"""{HEAD}{DOCTYPE}<svg {SVG} xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="121px" height="61px"
 viewBox="-0.5 -0.5 121 61" content="&lt;mxfile host=&quot;app.diagrams.net&quot;&gt;&lt;/mxfile&gt;" style="background: transparent;"><defs/><g><g data-cell-id="0"><g data-cell-id="1">
 <rect x="0" y="0" width="120" height="60" fill="#ffffff" stroke="#000000" pointer-events="all"/>
 <text x="60" y="34" fill="#000000" font-family="Helvetica" font-size="12px" text-anchor="middle">A gun</text></g></g></g></svg>""",
    "Illustrator": f"""{HEAD}<!-- Generator: Adobe Illustrator 27.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<svg version="1.1" id="Layer_1" {SVG} xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px" viewBox="0 0 9 9"
 xmlns:x="http://ns.adobe.com/Extensibility/1.0/" xmlns:i="http://ns.adobe.com/AdobeIllustrator/10.0/" i:viewOrigin="0 9"
 enable-background="new 0 0 9 9" style="enable-background:new 0 0 9 9;" xml:space="preserve" role="img" aria-label="A gun">
<metadata><?xpacket begin="x"?><x:xmpmeta xmlns:x="adobe:ns:meta/">A name</x:xmpmeta><![CDATA[x]]></metadata>
<i:pgfRef xlink:href="#adobe_illustrator_pgf"/><g id="Guns" data-name="Guns 1" i:layer="yes"><path fill="#231F20" d="M0,0h9"/></g></svg>""",
    "Excalidraw": f"""<svg version="1.1" {SVG} viewBox="0 0 200 100" width="200" height="100" class="excalidraw-svg"><!-- svg-source:excalidraw -->
<metadata></metadata><defs><style class="style-fonts">
      </style></defs><rect x="0" y="0" width="200" height="100" fill="#ffffff"></rect><g stroke-linecap="round" transform="translate(10 10) rotate(0 40 20)">
<path d="M0 0 C20 1, 40 -1, 80 0" stroke="#1e1e1e" stroke-width="2" fill="none"></path></g><mask></mask><g transform="translate(9 9) rotate(0 20 12)">
<text x="0" y="17.6" font-family="Excalifont, Xiaolai, sans-serif, Segoe UI Emoji" font-size="20px" fill="#1e1e1e" text-anchor="start" style="white-space: pre;" direction="ltr" dominant-baseline="alphabetic">A  gun</text></g></svg>""",
    "Affinity and Sketch": f"""{DOCTYPE}<svg width="100%" height="100%" viewBox="0 0 9 9" {SVG} xml:space="preserve" xmlns:serif="http://www.serif.com/"
 xmlns:sketch="http://www.bohemiancoding.com/sketch/ns" style="fill-rule:evenodd;clip-rule:evenodd;stroke-linejoin:round;stroke-miterlimit:2;">
<g id="Gun" serif:id="A gun" sketch:type="MSLayerGroup"><path d="M0,0h9" style="fill:none;"/></g></svg>""",
}


@pytest.mark.parametrize("svg", EXPORTED.values(), ids=EXPORTED.keys())
def test_what_programs_export_is_published_without_what_they_note_for_themselves(svg):
    assert drawing.faults(svg.encode()) == []
    for made in (drawing.file(svg.encode()).decode(), drawing.markup(svg.encode())):
        assert "<path" in made or "<rect" in made
        noted = r"inkscape|sodipodi|rdf|metadata|mxfile|adobe|excalidraw-|serif:|sketch:|class=|role=|aria-|data-name|DOCTYPE|A name"
        assert re.search(noted, made) is None, made


def test_what_matplotlib_says_of_all_lines_is_said_by_the_whole():
    made = drawing.markup(EXPORTED["matplotlib"].encode())
    assert '<svg viewBox="0 0 460.8 345.6" stroke-linejoin="round" stroke-linecap="butt">' in made
    assert "<style" not in made


def test_spaces_that_are_to_stay_do():
    assert 'xml:space="preserve"' in drawing.file(EXPORTED["Excalidraw"].encode()).decode()


@pytest.mark.parametrize(
    "typed",
    [
        '<metadata onload="x"><script>alert(1)</script></metadata>',
        '<i:x xmlns:i="http://ns.adobe.com/x/"><script>alert(1)</script><i:x/></i:x>',
        '<g class="skip-link" role="button" aria-live="assertive"/>',
    ],
)
def test_nothing_in_what_is_passed_over_goes_out(typed):
    svg = f'<svg {SVG} viewBox="0 0 9 9">{typed}<path d="M0 0"/></svg>'.encode()
    assert drawing.faults(svg) == []
    assert not re.search("script|alert|skip-link|button|aria", drawing.file(svg).decode() + drawing.markup(svg))


@pytest.mark.parametrize(
    "typed",
    [
        '<g xmlns:a="http://ns.adobe.com/x/" a:onload="x"/>',
        '<g xmlns:e="http://ns.adobe.example/" e:x="y"/>',
        '<g data-pagefind-meta="title"/>',
        "<style>*{stroke-linejoin:round;fill:red}</style>",
        "<style>*{stroke-linejoin:url(x)}</style>",
        '<g style="background:red"/>',
        '<g style="filter:url(#x)"/>',
        '<g style="mix-blend-mode:multiply"/>',
    ],
)
def test_what_has_an_effect_or_is_not_known_is_refused_still(typed):
    assert drawing.faults(f'<svg {SVG} viewBox="0 0 9 9">{typed}</svg>'.encode())
