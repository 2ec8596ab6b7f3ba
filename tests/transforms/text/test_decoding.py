"""Bytes to text: no wrong page over encodings, headers that lie and meta elements that lie."""

import itertools

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.text.sample_text import PARAGRAPHS
from transforms.text import UndecodableError, decode

CODECS = ["gb18030", "gbk", "big5", "utf-8", "utf-16-le", "utf-16-be"]
LABELS = [None, "utf-8", "gb2312", "gbk", "big5", "utf-16", "iso-8859-1", "no-such-thing"]
_TO_TRADITIONAL = opencc.OpenCC("s2t").convert
SHORT, LONG = "全县教育工作会议召开", "\n".join(PARAGRAPHS[:4])


def _encodable(text: str, codec: str) -> str:
    text = _TO_TRADITIONAL(text) if codec == "big5" else text
    return text.encode(codec, "ignore").decode(codec)


def _page(text: str, meta: str | None) -> str:
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    return f"<html><head>{declared}<title>{text[:10]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("text", [SHORT, LONG], ids=["short", "long"])
def test_no_wrong_page(codec: str, text: str) -> None:
    text = _encodable(text, codec)
    for header, meta in itertools.product(LABELS, LABELS):
        page = _page(text, meta)
        content_type = f"text/html; charset={header}" if header else "text/html"
        decoded = decode(page.encode(codec), content_type, markup=True)
        assert decoded.text == page, (header, meta, decoded.encoding)
        assert decoded.replaced == 0
        assert decoded.encoding in (codec, "gb18030" if codec == "gbk" else codec)


@pytest.mark.parametrize("codec", CODECS)
def test_bare_text(codec: str) -> None:
    text = _encodable(LONG, codec)
    assert decode(text.encode(codec), None, markup=False).text == text


@pytest.mark.parametrize(("codec", "mark"), [("utf-8", "utf-8-sig"), ("utf-16-le", "utf-16"), ("utf-16-be", None)])
def test_a_byte_order_mark_decides(codec: str, mark: str | None) -> None:
    content = SHORT.encode(mark) if mark else b"\xfe\xff" + SHORT.encode(codec)
    decoded = decode(content, "text/html; charset=gb2312", markup=True)
    assert (decoded.text, decoded.encoding, decoded.evidence[0]) == (SHORT, codec, "bom")


def test_an_xml_declaration_is_evidence() -> None:
    page = f'<?xml version="1.0" encoding="gb2312"?><rss><title>{SHORT}</title></rss>'
    decoded = decode(page.encode("gbk"), None, markup=True)
    assert (decoded.text, decoded.encoding) == (page, "gb18030")
    assert "xml:gb18030" in decoded.evidence


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5", "utf-16-le"])
def test_a_character_cut_off_at_the_end_is_counted_not_hidden(codec: str) -> None:
    text = _encodable(LONG, codec)[:-1] + "國"
    decoded = decode(text.encode(codec)[:-1], None, markup=False)
    assert decoded.text == text[:-1] + "\ufffd"
    assert decoded.replaced == 1


def test_broken_bytes_in_the_middle_are_counted() -> None:
    content = LONG[:100].encode() + b"\xff\xfe" + LONG[100:].encode()
    decoded = decode(content, "text/html; charset=utf-8", markup=False)
    assert decoded.encoding == "utf-8"
    assert decoded.replaced == 2
    assert decoded.text.replace("\ufffd", "") == LONG


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%\xe2\xe3", b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04\x14\0\x06"])
def test_another_kind_of_file_has_a_reason(content: bytes) -> None:
    with pytest.raises(UndecodableError) as caught:
        decode(content, "text/html; charset=utf-8", markup=True)
    assert caught.value.reason == "binary"


def test_noise_has_a_reason() -> None:
    noise = bytes((k * 97 + k * k * 31) % 256 for k in range(4000))
    with pytest.raises(UndecodableError) as caught:
        decode(noise, "text/html", markup=True)
    assert caught.value.reason in ("no_encoding", "binary")


def test_ascii_alone_and_nothing_at_all() -> None:
    assert decode(b"<html></html>", "text/html; charset=gbk", markup=True).text == "<html></html>"
    assert decode(b"", None, markup=True).text == ""


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(content: bytes) -> None:
    try:
        decoded = decode(content, None, markup=True)
    except UndecodableError as error:
        assert error.reason
    else:
        assert decoded.replaced == decoded.text.count("\ufffd")
        assert 0 <= decoded.confidence <= 1


@pytest.mark.parametrize("label", ["undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"])
def test_a_label_that_names_no_encoding_of_pages_says_nothing(label: str) -> None:
    """Python knows these as encodings; a script without a value writes the first of them into a page."""
    page = f"<html><head><meta charset={label}></head><body>{LONG}</body></html>"
    found = decode(page.encode("gb18030"), f"text/html; charset={label}", markup=True)
    assert (found.text, found.encoding) == (page, "gb18030")
    assert not any(label in voice for voice in found.evidence)
