"""Whatever names and amounts there are: a file that was written reads back the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from panels.rules.allocation.election import BallotKind, Election, order_by_id, pack
from panels.rules.pabulib import PabulibFile, read_pabulib
from panels.rules.pabulib_write import write_pabulib

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).map(str.strip)
IDS = st.text("abcXYZ019/-_é", min_size=1, max_size=6)


@st.composite
def files(draw: st.DrawFn) -> PabulibFile:
    ids = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    kind = draw(st.sampled_from(list(BallotKind)))
    places = draw(st.integers(0, 3))
    rows = draw(
        st.lists(st.lists(st.integers(0, len(ids) - 1), unique=True), min_size=1, max_size=6)
    )
    distinct = list(dict.fromkeys(map(tuple, rows)))
    counts = [rows.count(list(row)) for row in distinct]
    points = [draw(st.tuples(*(st.integers(0, 99) for _ in row))) for row in distinct]
    with_points = kind is BallotKind.POINTS
    # At least one amount uses the last decimal, as the reader takes no more places than it needs.
    prices = [draw(st.integers(0, 10**9)) * (10 if places else 1) for _ in ids]
    return PabulibFile(
        Election(
            tuple(ids),
            tuple(prices),
            draw(st.integers(0, 10**6)) * 10 + 1,
            len(rows),
            kind,
            pack(distinct, counts, points if with_points else ()),
            order_by_id(ids),
        ),
        {"description": draw(WORDS)},
        tuple(draw(WORDS) for _ in ids),
        tuple(draw(WORDS) for _ in ids),
        places,
        0,
        (),
        (),
    )


@settings(max_examples=100, deadline=None)
@given(files())
def test_written_and_read(file: PabulibFile) -> None:
    again, problem = read_pabulib(write_pabulib(file).encode())
    assert problem is None
    assert again is not None
    assert again.election == file.election
    assert (again.names, again.categories) == (file.names, file.categories)
    assert again.places == file.places
    assert again.meta["description"] == file.meta["description"]
