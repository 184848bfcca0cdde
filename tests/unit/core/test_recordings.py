"""Recordings keep their sound and pictures and nothing else, or are not taken; no file hangs us."""

from __future__ import annotations

import io
import struct
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makeithappen.core.recordings import BadRecording, Found, Kind, Looks, Why, clean_recording
from makeithappen.core.recordings.sniffing import looks_like
from makeithappen.core.recordings.source import STEPS_MAX
from tests.support import recorded
from tests.support.recorded import CANARY, PICTURES, SOUND, box, film, longs, pictures, sound, webm

FOUND = {
    "iphone": Found(Kind.FILM, "video/mp4", 2000),
    "android": Found(Kind.FILM, "video/mp4", 2000),
    "m4a": Found(Kind.SOUND, "audio/mp4", 2000),
    "pieces": Found(Kind.FILM, "video/mp4", 6000),
    "webm": Found(Kind.FILM, "video/webm", 3500),
    "ogg": Found(Kind.SOUND, "audio/ogg", 2000),
    "wav": Found(Kind.SOUND, "audio/wav", 2700),
}


def cleaned(data: bytes) -> tuple[Found, bytes]:
    file = io.BytesIO(data)
    return clean_recording(file), file.getvalue()


def refused(data: bytes) -> Why:
    """Why a file is not taken; it is left as it was."""
    file = io.BytesIO(data)
    with pytest.raises(BadRecording) as bad:
        clean_recording(file)
    assert file.getvalue() == data
    return bad.value.why


@pytest.mark.parametrize("kind", FOUND)
def test_nothing_but_sound_and_pictures_stays(kind: str) -> None:
    dirty = recorded.KINDS[kind]()
    assert CANARY in dirty
    found, clean = cleaned(dirty)
    assert found == FOUND[kind]
    for part in (CANARY, CANARY[:8], b"xmpmeta", b"\xff\xd8\xff", struct.pack(">I", recorded.TIME)):
        assert part not in clean
    heard = SOUND if found.kind is Kind.SOUND else PICTURES
    assert [part for part in heard if clean.count(part) != dirty.count(part)] == []
    assert cleaned(clean) == (found, clean)  # once more changes nothing


@pytest.mark.parametrize("moov_first", [True, False])
def test_nothing_moves(*, moov_first: bool) -> None:
    dirty = recorded.android(moov_first=moov_first)
    _found, clean = cleaned(dirty)
    assert len(clean) == len(dirty) - len(b"SEFT" + CANARY)  # that was no box
    assert [clean.index(part) for part in PICTURES] == [dirty.index(part) for part in PICTURES]


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("chunks", [1, 2])
def test_long_and_short_places(chunks: int, *, wide: bool) -> None:
    data = film(pictures(), sound(), chunks=chunks, wide=wide)
    found, clean = cleaned(data)
    assert (found.milliseconds, CANARY in clean) == (2000, False)


def test_a_recording_that_ends_with_all_the_rest() -> None:
    data = recorded.android(moov_first=True)[: -len(b"SEFT" + CANARY)]
    place = data.index(b"mdat") - 4
    last = data[: data.index(b"free", place) - 4]
    assert cleaned(last[:place] + bytes(4) + last[place + 4 :])[0] == FOUND["android"]


@pytest.mark.parametrize("is_open", [True, False])
def test_clusters_of_known_and_unknown_length(*, is_open: bool) -> None:
    found, clean = cleaned(webm(is_open=is_open) + (b"" if is_open else b"PK\3\4" + CANARY))
    assert (found, CANARY in clean, b"PK" in clean) == (FOUND["webm"], False, False)


def test_what_is_no_recording() -> None:
    jpeg, zipped = b"\xff\xd8\xff\xe0" + bytes(40), b"PK\3\4" + bytes(40)
    for data in (
        b"",
        b"<html>",
        jpeg,
        zipped,
        b"%PDF-1.7",
        b"ID3\4" + bytes(40),
        b"RIFF" + bytes(60),
    ):
        assert refused(data) is Why.UNKNOWN
    assert refused(webm(doc_type=b"other")) is Why.UNKNOWN


def test_what_no_browser_plays() -> None:
    assert refused(film(pictures(b"mp4v"), sound())) is Why.UNPLAYABLE
    assert refused(film(sound(1, b"samr"))) is Why.UNPLAYABLE
    assert refused(film(recorded.way())) is Why.UNPLAYABLE
    assert refused(webm(codec=b"V_MS/VFW/FOURCC")) is Why.UNPLAYABLE
    assert (
        refused(recorded.wav().replace(b"fmt \x10\0\0\0\1", b"fmt \x10\0\0\0\2")) is Why.UNPLAYABLE
    )


def changed(data: bytes, what: bytes, offset: int, new: bytes) -> bytes:
    at = data.index(what) + offset
    return data[:at] + new + data[at + len(new) :]


def lies() -> dict[str, bytes]:
    """Files that contradict themselves."""
    plain = film(pictures(), sound(), hidden=b"")
    stco = plain.index(b"stco")
    return {
        "no moov": box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", *PICTURES),
        "no data": film(pictures())[: film(pictures()).index(b"mdat") - 4] + box(b"moov"),
        "two moovs": plain + plain[plain.index(b"moov") - 4 :],
        "place outside": changed(plain, b"stco", 12, longs(3)),
        "place far outside": changed(plain, b"stco", 12, longs(0xFFFFFFF0)),
        "too many places": plain[: stco + 8] + longs(0xFFFFFFFF) + plain[stco + 12 :],
        "too many sizes": changed(plain, b"stsz", 12, longs(0xFFFFFFFF)),
        "huge samples": changed(plain, b"stsz", 8, longs(0xFFFFFFFF)),
        "chunks backwards": changed(plain, b"stsc", 12, longs(9)),
        "no scale": changed(plain, b"mdhd", 16, longs(0)),
        "data elsewhere": changed(plain, b"url ", 4, longs(0)),
        "a box longer than its box": changed(plain, b"minf", -4, longs(0x7FFFFFFF)),
        "a box of nothing": changed(plain, b"mdhd", -4, longs(4)),
        "a box of 2^64": changed(plain, b"stbl", -4, longs(1)),
        "a short head": plain.replace(box(b"ftyp", b"isom", longs(512), b"isommp42"), longs(9)),
        "open tags": webm()[:-60] + b"\x12\x54\xc3\x67\x01" + b"\xff" * 7,
        "cut webm": webm(is_open=False)[:-200],
        "no block": webm()[: webm().index(b"\x1f\x43\xb6\x75")],
        "cut ogg": recorded.ogg()[:-10],
        "ogg in ogg": recorded.ogg() + recorded.ogg(),
        "no comments": recorded.ogg().replace(b"OpusTags", b"OpusTigs"),
        "cut wav": recorded.wav()[:50],
    }


@pytest.mark.parametrize("name", lies())
def test_what_lies_or_breaks_off(name: str) -> None:
    assert refused(lies()[name]) in {Why.BROKEN, Why.UNKNOWN}


def quickly(data: bytes) -> None:
    """Clean it or not: it takes no time, and what is not taken is left alone."""
    file = io.BytesIO(data)
    started = time.monotonic()
    try:
        clean_recording(file)
    except BadRecording:
        assert file.getvalue() == data
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("data", [
    box(b"ftyp", b"isom", bytes(4)) + box(b"free") * STEPS_MAX * 2,
    webm() + b"\xec\x80" * STEPS_MAX * 2,
    recorded.ogg() + recorded.ogg()[-100:] * 10_000,
    b"RIFF\xff\xff\xff\xffWAVE" + b"JUNK\0\0\0\0" * STEPS_MAX * 2,
], ids=["boxes", "elements", "pages", "chunks"])  # fmt: skip
def test_many_small_parts_end_soon(data: bytes) -> None:
    quickly(data)


MADE = [make() for make in recorded.KINDS.values()]
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(st.sampled_from(MADE), st.data())
def test_no_change_of_a_file_breaks_us(dirty: bytes, data: st.DataObject) -> None:
    """Some bytes are others, or missing, or more: it is clean, or not taken."""
    at = data.draw(st.integers(0, len(dirty) - 1))
    gone = data.draw(st.integers(0, 12))
    put = data.draw(st.one_of(st.binary(max_size=12), st.sampled_from([b"\xff" * 8, bytes(8)])))
    quickly(dirty[:at] + put + dirty[at + gone :])


@SLOW
@given(st.sampled_from(MADE), st.data())
def test_no_end_of_a_file_breaks_us(dirty: bytes, data: st.DataObject) -> None:
    quickly(dirty[: data.draw(st.integers(0, len(dirty)))])


NESTED = st.recursive(
    st.binary(max_size=20),
    lambda inner: st.builds(
        lambda kind, parts: box(kind, *parts),
        st.sampled_from([b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"mdhd", b"udta"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@SLOW
@given(NESTED)
def test_no_nesting_breaks_us(data: bytes) -> None:
    quickly(box(b"ftyp", b"isom", bytes(4)) + data)


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (box(b"ftyp", b"heic", bytes(4)), Looks.HEIC),
        (box(b"ftyp", b"qt  ", bytes(4)), Looks.ISO),
        (b"RIFF\0\0\0\0WEBP", Looks.PICTURE),
        (b"RIFF\0\0\0\0WAVE", Looks.WAV),
        (b"\xff\xd8\xff\xe1", Looks.PICTURE),
        (b"<svg", Looks.NOTHING),
    ],
)
def test_what_a_file_looks_like(data: bytes, looks: Looks) -> None:
    assert looks_like(data) is looks
