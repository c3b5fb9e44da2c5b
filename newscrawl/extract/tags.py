"""HTML tag names by how a browser shows them."""

from __future__ import annotations


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr frame keygen basefont bgsound")
INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span "
    "strike strong sub sup time tt u var wbr"
)
RAW_TEXT = _names("script style textarea title xmp iframe noembed noframes")
# Elements whose content is not text on the page: code, controls, stand-ins for what the browser can do.
UNSEEN = _names(
    "script style head title noscript template iframe frameset noframes noembed object embed applet canvas svg "
    "audio video map datalist select textarea button input rp link meta base param source track"
)
BLOCK = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre "
    "search section summary table tbody td tfoot th thead tr ul marquee"
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
CELLS = _names("td th")
LINE_BREAKS = _names("br hr")
