"""Files that are two things at once are told from honest ones, whatever else is in them."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makeithappen.core.photos import BadPhoto, Flaw, clean_photo
from makeithappen.core.recordings import BadRecording, Why, clean_recording
from makeithappen.core.two_things import OVERLAP, PIECE, is_two_things
from tests.support import recorded
from tests.support.pictures import KINDS, picture
from tests.support.two_things import AFTER, HONEST, INSIDE, PAGE, zipped


def judged(data: bytes) -> bool:
    return is_two_things(io.BytesIO(data))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", AFTER)
def test_a_picture_with_something_else_after_it(kind: str, name: str) -> None:
    with pytest.raises(BadPhoto) as bad:
        clean_photo(picture(kind) + AFTER[name])
    assert bad.value.flaw is Flaw.TWO_THINGS


@pytest.mark.parametrize("name", INSIDE)
def test_a_picture_with_something_else_in_it(name: str) -> None:
    with pytest.raises(BadPhoto) as bad:
        clean_photo(INSIDE[name])
    assert bad.value.flaw is Flaw.TWO_THINGS


def test_these_archives_are_read_behind_a_picture() -> None:
    """So they are what the rule is for."""
    for name in ("a zip", "a zip with a long remark", "a zip of many files", "a jar"):
        with zipfile.ZipFile(io.BytesIO(picture("PNG") + AFTER[name])) as archive:
            assert archive.testzip() is None


@pytest.mark.parametrize("name", HONEST)
def test_what_phones_and_programs_add_is_taken(name: str) -> None:
    assert clean_photo(HONEST[name])[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("kind", ["iphone", "android", "m4a", "webm"])
def test_a_recording_that_is_something_else_as_well(kind: str) -> None:
    for more in AFTER.values():
        clean = recorded.KINDS[kind]()
        inner = recorded.box(b"free", more) if kind != "webm" else recorded.element(0xEC, more)
        file = io.BytesIO(clean + inner)
        with pytest.raises(BadRecording) as bad:
            clean_recording(file)
        assert bad.value.why is Why.TWO_THINGS
        assert file.getvalue() == clean + inner


@pytest.mark.parametrize("kind", recorded.KINDS)
def test_recordings_of_phones_are_one_thing(kind: str) -> None:
    assert not judged(recorded.KINDS[kind]())


def test_where_it_lies_does_not_matter() -> None:
    for at in (PIECE - len(PAGE) // 2, PIECE - 3, PIECE - OVERLAP, PIECE, 2 * PIECE - 10):
        assert judged(picture("JPEG").ljust(at, b"\0") + PAGE + bytes(50))


def test_what_is_coded_is_no_sign_of_anything() -> None:
    """Ten megabytes that could be coded pictures hold none."""
    assert not judged(b"\xff\xd8\xff" + random.Random(1).randbytes(10_000_000))


def test_half_of_an_archive_is_none() -> None:
    whole = zipped()
    assert not judged(picture("JPEG") + whole[: whole.index(b"PK\5\6")])
    assert not judged(picture("JPEG") + whole[whole.index(b"PK\5\6") :])


SIGNS = st.sampled_from([b"PK\1\2", b"PK\5\6", b"<html>", b"\xff\xd9", b"%PDF", b"MZ", bytes(300)])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KINDS), st.lists(st.one_of(st.binary(max_size=400), SIGNS), max_size=6))
def test_no_end_of_a_file_breaks_us(kind: str, more: list[bytes]) -> None:
    """It is the same picture, or is refused as two things."""
    plain, data = picture(kind), picture(kind) + b"".join(more)
    if judged(data):
        with pytest.raises(BadPhoto) as bad:
            clean_photo(data)
        assert bad.value.flaw is Flaw.TWO_THINGS
    else:
        assert clean_photo(data) == clean_photo(plain)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2_000))
def test_no_file_breaks_us(data: bytes) -> None:
    assert judged(data) in {True, False}
