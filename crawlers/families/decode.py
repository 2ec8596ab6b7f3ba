"""Text and tree of a list page. Only for reading rows: the archive keeps bytes, articles are decoded elsewhere."""

import codecs
import re

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from transforms.text.attributes import without_crowds
from transforms.text.decoding import codec_of

_META = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_HEAD = 4096
_TORN = 10  # good characters for each bad one, from which text counts as damaged UTF-8
_NEVER_SAID = ("cp1252", "iso8859-1", "utf-16", "utf-32")
"""Codecs whose label says nothing: a label that can be read as ASCII does not stand in UTF-16, but nearly all bytes
"decode" as such; and the Latin ones are what servers say of a page when nobody has told them."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# The parser drops all that follows </html>, and pasted documents close it long before the pager.
_LOST = re.compile(r"^\s*<\?xml[^>]*\?>|</(?:html|body)\s*>", re.I)


def list_text(body: bytes, content_type: str | None = None) -> str:
    """Decode a list page. What is UTF-8, but for a torn character or two, is UTF-8, whatever header and label say:
    other text never happens to be.

    Then the label, the header, GB 18030 and Big5 are tried; where none fits without loss, the one with least loss wins.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body.decode(encoding, "replace")
    as_utf8 = body.decode("utf-8", "replace")
    lost = as_utf8.count("\ufffd")
    if lost * _TORN <= len(as_utf8) - len(as_utf8.encode("ascii", "ignore")) - lost:
        return as_utf8
    meta = _META.search(body[:_HEAD])
    header = re.search(r"charset\s*=\s*[\"']?\s*([\w-]+)", content_type or "", re.I)
    said = [meta[1].decode("ascii", "replace") if meta else None, header[1] if header else None]
    codecs_said = [codec for name in said if name and (codec := codec_of(name))]
    names = [name for name in codecs_said if not codecs.lookup(name).name.startswith(_NEVER_SAID)]
    names += ["gb18030", "big5"]
    tries = [as_utf8]
    for name in dict.fromkeys(names):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            tries.append(body.decode(name, "replace"))
    return min(tries, key=lambda text: text.count("\ufffd"))


def list_tree(text: str) -> HtmlElement | None:
    """The tree of some markup, None where there is none (JSON, nothing at all)."""
    if not text.strip() or text.lstrip()[:1] in "{[":
        return None
    try:
        tree = lxml.html.document_fromstring(without_crowds(_LOST.sub("", text)))
    except (lxml.etree.ParserError, ValueError):
        return None
    return tree
