"""HTML from students made harmless: allowed tags and attributes, no styles, nothing loaded from anywhere."""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup, escape

LONGEST = 300_000
# The cleaner's time grows with the square of the nesting depth.
DEEPEST = 1000
_TAGS = frozenset(
    {
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
    }
)
_DROPPED_WITH_CONTENT = frozenset(
    {
        "script",
        "style",
        "title",
        "textarea",
        "noscript",
        "template",
        "svg",
        "math",
    }
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "col": {"span"},
    "colgroup": {"span"},
}
_EMBEDDED_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\"'<>\\]*|#[\w-]*", re.IGNORECASE)
_SMALL_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_TAG = re.compile(r"<(/?)[a-zA-Z]")


def clean_html(html: str, *, forbidden: str = "") -> Markup:
    """Return HTML that can be shown: what is not allowed is gone, and nothing is loaded from elsewhere.

    Parameters
    ----------
    html
        HTML of unknown origin.
    forbidden
        A text that no attribute may hold (used for marks that are replaced afterwards).

    Returns
    -------
    Markup
        Clean HTML; the escaped source where it is too long or nested too deep to be cleaned in good time.
    """
    if len(html) > LONGEST or _depth(html) > DEEPEST:
        return Markup("<pre>{}</pre>").format(escape(html[:2000]))

    def attribute(tag: str, name: str, value: str) -> str | None:
        return value if not (forbidden and forbidden in value) and _allowed(tag, name, value) else None

    return Markup(
        nh3.clean(
            html,
            tags=set(_TAGS),
            clean_content_tags=set(_DROPPED_WITH_CONTENT),
            attributes=_ATTRIBUTES,
            attribute_filter=attribute,
            link_rel="noopener noreferrer",
            url_schemes={"http", "https", "mailto", "data"},
        )
    )


def embedded_picture(mime_type: str, data: str, alt: str) -> Markup | None:
    """Return an image element that holds the picture itself, or None where the data are no picture.

    Parameters
    ----------
    mime_type
        For example ``"image/png"``.
    data
        The picture in base 64.
    alt
        What to say in its place.

    Returns
    -------
    Markup or None
        The element. An SVG picture shown this way runs no script and loads nothing.
    """
    source = f"data:{mime_type};base64,{''.join(data.split())}"
    if not _EMBEDDED_PICTURE.fullmatch(source):
        return None
    return Markup('<img src="{}" alt="{}">').format(source, alt)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return bool(_EMBEDDED_PICTURE.fullmatch(value))
    if name == "href":
        return tag == "a" and bool(_LINK.fullmatch(value))
    if name in ("alt", "title", "scope", "rel"):  # rel is the cleaner's own: it never comes from the source
        return True
    return bool(_SMALL_NUMBER.fullmatch(value))


def _depth(html: str) -> int:
    depth = deepest = 0
    for match in _TAG.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
