"""Recordings as phones and browsers write them, small: built from boxes and elements.

Wherever they can hold the place, the time, the phone or anything else of somebody's, they hold
`CANARY`; what is to be heard and seen is `PICTURES` and `SOUND`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

CANARY = b"+55.9533-003.1883/CANARY"
PICTURES = [b"\0\0\0\x0e picture %03d" % number for number in range(4)]
SOUND = [b"sound %03d" % number for number in range(6)]
TIME = 3_888_000_000


def box(kind: bytes, *inner: bytes, wide: bool = False) -> bytes:
    data = b"".join(inner)
    if wide:
        return struct.pack(">I4sQ", 1, kind, len(data) + 16) + data
    return struct.pack(">I4s", len(data) + 8, kind) + data


def full(kind: bytes, *inner: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *inner)


def longs(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


@dataclass(frozen=True)
class Track:
    """One track: what it is, how it is written, its samples, and what lies beside them."""

    number: int
    handler: bytes
    codec: bytes
    samples: list[bytes]
    scale: int
    delta: int
    extra: bytes = b""

    def boxed(self, places: list[int], *, quicktime: bool = False, wide: bool = False) -> bytes:
        """The `trak` box; there is one chunk for each place, as equal as can be."""
        per_chunk = len(self.samples) // max(len(places), 1)
        count = len(self.samples) if places else 0
        sizes = [len(sample) for sample in self.samples[:count]]
        chunks = (
            full(b"co64", longs(len(places)), struct.pack(f">{len(places)}Q", *places))
            if wide
            else full(b"stco", longs(len(places), *places))
        )
        table = box(
            b"stbl",
            full(b"stsd", longs(1), self.entry(quicktime=quicktime)),
            full(b"stts", longs(1, count, self.delta) if count else longs(0)),
            full(b"stsc", longs(1, 1, per_chunk, 1) if count else longs(0)),
            full(b"stsz", longs(0, count, *sizes)),
            chunks,
        )
        alias = full(b"alis" if quicktime else b"url ", CANARY, flags=1)
        minf = box(
            b"minf",
            full(b"vmhd", bytes(8), flags=1),
            box(b"dinf", full(b"dref", longs(1), alias)),
            table,
        )
        mdia = box(
            b"mdia",
            full(b"mdhd", longs(TIME, TIME, self.scale, count * self.delta, 0)),
            full(
                b"hdlr",
                b"mhlr" if quicktime else bytes(4),
                self.handler,
                b"appl",
                bytes(8),
                CANARY + b"\0",
            ),
            minf,
        )
        head = full(b"tkhd", longs(TIME, TIME, self.number), bytes(68), flags=3)
        edits = box(b"edts", full(b"elst", longs(1, count * self.delta, 0, 0x10000)))
        return box(b"trak", head, edits, mdia, self.extra)

    def entry(self, *, quicktime: bool) -> bytes:
        """How the track is written."""
        first = bytes(6) + b"\0\1"
        if self.handler == b"vide":
            fixed = bytes(16) + struct.pack(">HH", 160, 120) + bytes(14) + (CANARY + bytes(32))[:32]
            configured = box(b"avcC", b"\1\x64\0\x0b") + box(b"xtra", CANARY)
            return box(self.codec, first, fixed, b"\0\x18\xff\xff", configured)
        if self.handler == b"soun":
            version = b"\0\1" if quicktime else b"\0\0"
            more = bytes(16) if quicktime else b""
            esds = full(b"esds", b"\3\x19")
            wave = box(b"wave", box(b"frma", b"mp4a"), esds, box(b"junk", CANARY), box(b"\0\0\0\0"))
            return box(
                self.codec, first, version, bytes(18), more, wave if quicktime else esds, bytes(4)
            )
        return box(self.codec, first, CANARY)


def pictures(codec: bytes = b"avc1", extra: bytes = b"") -> Track:
    return Track(1, b"vide", codec, PICTURES, 600, 300, extra)


def sound(number: int = 2, codec: bytes = b"mp4a") -> Track:
    return Track(number, b"soun", codec, SOUND, 44_100, 14_700)


def way(codec: bytes = b"mebx") -> Track:
    """Where the phone was, sample by sample."""
    return Track(3, b"meta", codec, [CANARY, CANARY], 600, 600)


def film(
    *tracks: Track,
    brand: bytes = b"isom",
    moov_first: bool = False,
    chunks: int = 2,
    wide: bool = False,
    before: bytes = b"",
    after: bytes = b"",
    in_moov: bytes = b"",
    hidden: bytes = CANARY,
) -> bytes:
    """A whole film. Between the samples lies something that no track names."""
    quicktime = brand == b"qt  "
    start = box(b"ftyp", brand, longs(512), brand, b"mp42") + before

    def moov(base: int) -> tuple[bytes, bytes]:
        data, traks = b"", []
        for track in tracks:
            places: list[int] = []
            step = len(track.samples) // chunks
            for at in range(0, len(track.samples), step):
                data += hidden
                places.append(base + len(data))
                data += b"".join(track.samples[at : at + step])
            traks.append(track.boxed(places, quicktime=quicktime, wide=wide))
        head = full(b"mvhd", longs(TIME, TIME, 600, 1200), bytes(80))
        return box(b"moov", head, *traks, in_moov), data + hidden

    data_head = 16 if wide else 8
    if moov_first:
        length = len(moov(0)[0])
        boxed, data = moov(len(start) + length + data_head)
        return start + boxed + box(b"mdat", data, wide=wide) + after
    boxed, data = moov(len(start) + data_head)
    return start + box(b"mdat", data, wide=wide) + boxed + after


def user_data() -> bytes:
    """What phones write beside the tracks: place, phone, small picture, keys, XMP."""
    key = b"com.apple.quicktime.location.ISO6709"
    return (
        box(
            b"udta",
            box(b"\xa9xyz", struct.pack(">HH", len(CANARY), 0x15C7), CANARY),
            full(b"loci", b"\0\0place\0\0", CANARY),
            box(b"smta", CANARY),
            box(b"thmb", b"\xff\xd8\xff", CANARY),
            full(b"meta", full(b"hdlr", bytes(20)), box(b"ilst", CANARY)),
        )
        + box(
            b"meta",
            full(b"hdlr", longs(0), b"mdta", bytes(12)),
            full(b"keys", longs(1, len(key) + 8), b"mdta", key),
            box(b"ilst", box(b"\0\0\0\1", box(b"data", longs(1, 0), CANARY))),
        )
        + box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), b"<x:xmpmeta>" + CANARY)
    )


def iphone(codec: bytes = b"hvc1") -> bytes:
    """A MOV of an iPhone, with its way in a track of its own."""
    around = {"before": box(b"wide"), "in_moov": user_data()}
    return film(pictures(codec), sound(), way(), brand=b"qt  ", **around)


def android(*, moov_first: bool = False) -> bytes:
    """An MP4 of an Android phone; some makers add boxes of theirs at the end."""
    after = box(b"free", b"freeGPS " + CANARY) + box(b"sefd", CANARY) + b"SEFT" + CANARY
    beside = box(b"udta", box(b"GPMF", CANARY))
    tracks = (pictures(extra=beside), sound(), way(b"camm"))
    return film(*tracks, in_moov=user_data(), after=after, moov_first=moov_first)


def m4a() -> bytes:
    """A voice memo."""
    return film(sound(1), brand=b"M4A ", in_moov=user_data(), chunks=3)


def pieces(count: int = 3) -> bytes:
    """A film in pieces, as browsers record MP4."""
    own = pictures()
    start = box(b"ftyp", b"iso5", longs(512), b"iso5")
    trex = full(b"trex", longs(1, 1, own.delta, 0, 0))
    head = full(b"mvhd", longs(TIME, TIME, 600, 0), bytes(80))
    made = start + box(b"moov", head, own.boxed([]), box(b"mvex", trex), user_data())
    sizes = [len(sample) for sample in PICTURES]
    for number in range(count):
        length = 8 + 16 + 8 + 16 + 8 + 12 + 4 * len(sizes) + len(box(b"uuid", CANARY))
        trun = full(b"trun", longs(len(sizes), length + 8, *sizes), flags=0x201)
        traf = box(b"traf", full(b"tfhd", longs(1), flags=0x20000), trun)
        moof = box(b"moof", full(b"mfhd", longs(number + 1)), traf, box(b"uuid", CANARY))
        made += moof + box(b"mdat", *PICTURES, CANARY)
    return made + box(b"mfra", CANARY)


def element(kind: int, *inner: bytes, is_open: bool = False) -> bytes:
    """An element of Matroska; an open one says nothing about its length."""
    data = b"".join(inner)
    name = kind.to_bytes((kind.bit_length() + 7) // 8)
    size = b"\x01\xff\xff\xff\xff\xff\xff\xff" if is_open else (len(data) | 1 << 56).to_bytes(8)
    return name + size + data


def block(track: int, since: int, data: bytes) -> bytes:
    return element(0xA3, bytes((0x80 | track,)), struct.pack(">h", since), b"\x80", data)


def number(kind: int, value: int) -> bytes:
    return element(kind, value.to_bytes(4))


def webm(*, is_open: bool = True, codec: bytes = b"V_VP8", doc_type: bytes = b"webm") -> bytes:
    """What a browser records: pictures, sound, and a track of words that phones don't write."""
    head = element(0x1A45DFA3, element(0x4282, doc_type))
    info = element(
        0x1549A966,
        number(0x2AD7B1, 1_000_000),
        element(0x4D80, CANARY),
        element(0x5741, CANARY),
        element(0x7BA9, CANARY),
        element(0x4461, CANARY[:8]),
    )
    tracks = element(
        0x1654AE6B,
        element(
            0xAE, number(0xD7, 1), number(0x83, 1), element(0x86, codec), element(0x536E, CANARY)
        ),
        element(0xAE, number(0xD7, 2), number(0x83, 2), element(0x86, b"A_OPUS")),
        element(
            0xAE,
            number(0xD7, 3),
            number(0x83, 17),
            element(0x86, b"S_TEXT"),
            element(0x536E, CANARY),
        ),
    )
    clusters = [
        element(
            0x1F43B675,
            number(0xE7, 1000 * index),
            block(1, 0, PICTURES[index]),
            block(2, 500, SOUND[index]),
            block(3, 600, CANARY),
            element(
                0xA0, element(0xA1, b"\x82\0\0\x80", SOUND[index + 1]), element(0x75A1, CANARY)
            ),
            is_open=is_open,
        )
        for index in range(4)
    ]
    tags = element(0x1254C367, element(0x7373, element(0x67C8, CANARY)))
    files = element(0x1941A469, element(0x61A7, b"\xff\xd8\xff" + CANARY))
    more = [element(0xEC, CANARY), element(0xBF, CANARY[:4]), tags, files]
    return head + element(0x18538067, *more, info, tracks, *clusters, tags, is_open=is_open)


def ogg(comments: bytes = CANARY * 30) -> bytes:
    """A voice message; its comments are long enough for two pages."""

    def page(kind: int, time: int, number: int, data: bytes, lacing: bytes) -> bytes:
        fixed = struct.pack("<4sBBQIIIB", b"OggS", 0, kind, time, 7, number, 0, len(lacing))
        return fixed + lacing + data

    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 312, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", len(comments)) + comments + bytes(4)
    cut = 255 * 2
    rest = tags[cut:]
    laced = bytes([255] * (len(rest) // 255) + [len(rest) % 255])
    return (
        page(2, 0, 0, head, bytes([len(head)]))
        + page(0, (1 << 64) - 1, 1, tags[:cut], bytes([255, 255]))
        + page(1, 0, 2, rest, laced)
        + page(4, 96_312, 3, b"".join(SOUND), bytes(len(one) for one in SOUND))
    )


def wav() -> bytes:
    """A recording without packing, with the remarks of a recorder."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)

    described = struct.pack("<HHIIHH", 1, 1, 8_000, 8_000, 1, 8)
    said = chunk(b"fmt ", described) + chunk(b"LIST", CANARY + b"!") + chunk(b"bext", CANARY)
    said += chunk(b"data", b"".join(SOUND) * 400) + chunk(b"id3 ", CANARY)
    return b"RIFF" + struct.pack("<I", len(said) + 4) + b"WAVE" + said + CANARY


KINDS = {
    "iphone": iphone,
    "android": android,
    "m4a": m4a,
    "pieces": pieces,
    "webm": webm,
    "ogg": ogg,
    "wav": wav,
}
