"""The steps of restoration: damage undone, annotations out, radicals to characters, Traditional to Simplified."""

import re
from functools import partial

import numpy as np

from transforms.record import Uncertain
from transforms.text.annotations import find_pattern, strip_annotations
from transforms.text.conversion import decode, encode, put_names, simplify
from transforms.text.damage import Repair, repair_edits, repairs
from transforms.text.mirror_text import is_mirrors_script, simplify_mirrored
from transforms.text.offsets import Edit, OffsetMap, apply_edits
from transforms.text.radicals import read_as_characters
from transforms.text.restoration import Restored
from transforms.text.script import judge, standard_of

# Some mirrors double a comma in front of another mark: 会议,，指出 and 会议,。
_DOUBLED = re.compile(r"[,，](?=[,，、。；：！？])")
_URL = re.compile(
    r"""\b(?:href|src|action|srcset|data-url)\s*=\s*(["'])([^"'<>]*[^\x00-\x7f"'<>][^"'<>]*)\1""", re.IGNORECASE
)


def restore_page(text: str, *, markup: bool) -> Restored:
    """See `restore`."""
    pattern = find_pattern(text)
    maps: list[OffsetMap] = []
    removed = repaired = 0
    places: list[Repair] = []
    if pattern:
        if pattern.toned and "?" in text:
            places = repairs(text, pattern, markup=markup)
        if places:
            repaired = len(places)
            removed = sum(place.marks for place in places)
            edits = repair_edits(text, places)
            text = apply_edits(text, edits)
            maps.append(OffsetMap(partial(list, edits)))
        stripped = strip_annotations(text, pattern)
        removed += stripped.removed
        text = stripped.text
        maps.append(OffsetMap(stripped.edits))
        doubled = [Edit(*match.span(), "") for match in _DOUBLED.finditer(text)]
        if doubled:
            text = apply_edits(text, doubled)
            maps.append(OffsetMap(partial(list, doubled)))
    codes = encode(text)
    plain = read_as_characters(codes)
    if plain is not codes:
        for start, end in _urls(text) if markup else ():
            plain[start:end] = codes[start:end]
        codes, text = plain, decode(plain)
    script, spans = judge(text, codes)
    converted = 0
    if spans:
        mirrored = is_mirrors_script(text, annotated=pattern is not None)
        out = simplify_mirrored(text, codes) if mirrored else simplify(text, codes, standard_of(text))
        put_names(text, codes, out)
        for start, end in _urls(text) if markup else ():
            out[start:end] = codes[start:end]
        if spans != [(0, len(text))]:
            whole = codes.copy()
            for start, end in spans:
                whole[start:end] = out[start:end]
            out = whole
        converted = int(np.count_nonzero(out != codes))
        text = decode(out)
    return Restored(text, script, removed, repaired, converted, _uncertain(places, maps), tuple(maps))


def _urls(text: str) -> list[tuple[int, int]]:
    """Addresses in markup that hold Chinese: they name files, which no conversion renames."""
    return [match.span(2) for match in _URL.finditer(text)]


def _uncertain(places: list[Repair], maps: list[OffsetMap]) -> tuple[Uncertain, ...]:
    """The doubts about repaired places, with offsets in the restored text."""
    found: list[Uncertain] = []
    for place in places:
        start = place.start
        for step in maps if place.doubts else ():
            start = step.to_result(start)
        for doubt in place.doubts:
            found.append({"start": start + doubt.start, "end": start + doubt.end, "candidates": list(doubt.candidates)})
    return tuple(found)
