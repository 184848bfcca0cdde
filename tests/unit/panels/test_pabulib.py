"""Pabulib files: what is read, what is written, and the line of each thing that can be wrong."""

from __future__ import annotations

from random import Random

import pytest

from panels.rules import pabulib
from panels.rules.allocation.election import BallotKind, Election
from panels.rules.pabulib import PabulibFile, read_pabulib
from panels.rules.pabulib_write import amount_text, write_pabulib

HEAD = """META
key;value
description;A village
budget;{budget}
vote_type;{kind}
PROJECTS
project_id;cost;name;category
a;{cost};"Trees; many";green
b;20;Swings;play
c;30;Bénches
VOTES
"""
APPROVALS = HEAD.format(budget="50,5", kind="approval", cost="10.25") + (
    'voter_id;vote;age;sex\n1;a,b;30;F\n2;b,a;40;M\n\n3;a,b;50;F\n4;;9;M\n"5";"c";1;F\n'
)
POINTS = HEAD.format(budget="50", kind="scoring", cost="10") + (
    "voter_id;vote;points\n1;a,b;3,0\n2;b;2.5\n3;a,b;3,0\n4;;\n5;\n"
)
RANKED = HEAD.format(budget="50", kind="ordinal", cost="10") + (
    "voter_id;vote\n1;a,b,c\n2; b , a\n3;a,b,c\n"
)


def good(text: str, **asked: bool) -> PabulibFile:
    file, problem = read_pabulib(text.encode(), **asked)
    assert problem is None
    assert file is not None
    return file


def rows(election: Election) -> list[tuple[str, int]]:
    ballots = election.ballots
    names = [election.ids[idea] for idea in ballots.ideas]
    return [
        (",".join(names[ballots.starts[row] : ballots.starts[row + 1]]), count)
        for row, count in enumerate(ballots.counts)
    ]


def test_approvals_with_decimals_quotes_and_empty_ballots() -> None:
    file = good(APPROVALS)
    election = file.election
    assert (election.ids, election.prices, election.budget) == (
        ("a", "b", "c"),
        (1025, 2000, 3000),
        5050,
    )
    assert (file.places, election.voters, election.kind) == (2, 5, BallotKind.APPROVAL)
    assert rows(election) == [("a,b", 2), ("b,a", 1), ("", 1), ("c", 1)]
    assert (file.names, file.categories) == (
        ("Trees; many", "Swings", "Bénches"),
        ("green", "play", ""),
    )
    assert file.meta["description"] == "A village"
    spaced = APPROVALS.replace("budget", "\n \nbudget", 1)
    assert good(spaced + "\n  \n").election == election
    assert (file.voter_ids, file.voter_rows) == ((), ())


def test_age_and_sex_never_enter() -> None:
    file = good(APPROVALS, keep_voters=True)
    assert file.voter_ids == ("1", "2", "3", "4", "5")
    assert file.voter_rows == (0, 1, 0, 2, 3)
    assert "30" not in write_pabulib(file).split("VOTES")[1]


def test_points_with_decimals() -> None:
    file = good(POINTS)
    assert file.points_places == 1
    assert rows(file.election) == [("a,b", 2), ("b", 1), ("", 2)]
    assert list(file.election.ballots.points) == [30, 0, 25]
    more = good(POINTS.replace("5;\n", "5;c;7\n").replace("2.5", "2.50"))
    assert list(more.election.ballots.points) == [30, 0, 25, 70]


def test_ranks_keep_their_order() -> None:
    file = good(RANKED)
    assert rows(file.election) == [("a,b,c", 2), ("b,a", 1)]


@pytest.mark.parametrize("text", [APPROVALS, POINTS, RANKED])
def test_what_is_written_reads_back_the_same(text: str) -> None:
    for file in (good(text, keep_voters=True), good("\ufeff" + text.replace("\n", "\r\n"))):
        again = good(write_pabulib(file))
        assert again.election == file.election
        assert (again.names, again.categories) == (file.names, file.categories)
        assert good(write_pabulib(again)) == again


def test_a_file_without_a_vote_type_that_fits_gets_one() -> None:
    file = good(RANKED)
    odd = PabulibFile(file.election, {}, file.names, file.categories, 0, 0, (), ())
    assert "vote_type;ordinal\r\n" in write_pabulib(odd)


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [(5, 0, "5"), (5050, 2, "50.5"), (5, 2, "0.05"), (-5, 2, "-0.05"), (500, 2, "5")],
)
def test_amounts_as_text(amount: int, places: int, text: str) -> None:
    assert amount_text(amount, places) == text


KINDS = (
    "Line {}: the vote_type '{}' is not one of approval, choose-1, cumulative, scoring, ordinal."
)
BAD = [
    ("", "", "Line 1: the section META is missing."),
    ("META\nkey;value\n", "rubbish;1\nMETA\nkey;value\n", "Line 1: the section META is missing."),
    ("description;A village", "description", "Line 3: the line has 1 fields where 2 are wanted."),
    ("budget;50,5\n", "", "Line 6: META gives no budget."),
    ("budget;50,5", "budget;NaN", "Line 4: the budget 'NaN' is not an amount."),
    ("budget;50,5", "budget;0", "Line 4: the budget '0' must be more than 0."),
    ("budget;50,5", "budget;-3", "Line 4: the budget '-3' must be more than 0."),
    ("vote_type;approval", "vote_type;loud", KINDS.format(5, "loud")),
    ("vote_type;approval\n", "", KINDS.format(6, "")),
    ("project_id;cost", "project_id;price", "Line 7: the column cost is missing."),
    ("a;10.25", ";10.25", "Line 8: the project has no id."),
    ("b;20;Swings;play", "a;20;Swings;play", "Line 9: the project 'a' is there twice."),
    ("b;20;", "b;;", "Line 9: the project 'b' has no cost."),
    ("b;20;", "b;-20;", "Line 9: the cost '-20' is below 0."),
    ("b;20;", "b;inf;", "Line 9: the cost 'inf' is not an amount."),
    ("b;20;", "b;2²;", "Line 9: the cost '2²' is not an amount."),
    ("b;20;Swings;play", "b", "Line 9: the line has 1 fields where 4 are wanted."),
    ("b;20;Swings;play", "b;20;x;y;z", "Line 9: the line has 5 fields where 4 are wanted."),
    ("VOTES\n", "", "Line 11: the line has 4 fields where 4 are wanted."),
    ("voter_id;vote;", "voter;vote;", "Line 12: the column voter_id is missing."),
    ("2;b,a;40", "1;b,a;40", "Line 14: the voter '1' is there twice."),
    ("2;b,a;40", "2;b,x;40", "Line 14: the ballot names 'x', which is not a project."),
    ("2;b,a;40", "2;b, b;40", "Line 14: the ballot names 'b' twice."),
    ("2;b,a;40;M", "2;b,a;40;M;;", "Line 14: the line has 6 fields where 4 are wanted."),
    ("2;b,a;40;M", "2", "Line 14: the line has 1 fields where 4 are wanted."),
    ('"5";"c";1;F\n', '"5";"c;1;F\n', "Line 18: the line can't be read: unexpected end of data."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), BAD)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, sentence: str) -> None:
    text = APPROVALS.replace(old, new, 1) if old else ""
    file, problem = read_pabulib(text.encode())
    assert file is None
    assert problem is not None
    if new or "section" not in sentence:
        assert problem.sentence().split(":")[0] == sentence.split(":", maxsplit=1)[0]
    if "VOTES" not in old:
        assert problem.sentence() == sentence


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("3,0", "3", "Line 13: the ballot has 1 points for 2 projects."),
        ("2.5", "-2", "Line 14: the points '-2' are below 0."),
        ("2.5", "NaN", "Line 14: the points 'NaN' are not a number."),
        ("vote;points", "vote;marks", "Line 12: the column points is missing."),
    ],
)
def test_wrong_points_are_said_with_their_line(old: str, new: str, sentence: str) -> None:
    _, problem = read_pabulib(POINTS.replace(old, new, 1).encode())
    assert problem is not None
    assert problem.sentence() == sentence


def test_no_projects_no_votes_and_no_sections() -> None:
    head = "META\nkey;value\nbudget;5\nvote_type;approval\n"
    ideas = "PROJECTS\nproject_id;cost\n"
    votes = "VOTES\nvoter_id;vote\n"
    cases = {
        head + ideas + votes + "1;\n": "Line 8: there is no project.",
        head + ideas + "a;1\n" + votes: "Line 9: there is no ballot.",
        head + ideas + "a;1\n": "Line 7: the section VOTES is missing.",
        head + votes: "Line 6: the section PROJECTS is missing.",
        "PROJECTS\nproject_id;cost\n": "Line 2: the section META is missing.",
        head + "PROJECTS": "Line 5: the column project_id is missing.",
    }
    for text, sentence in cases.items():
        _, problem = read_pabulib(text.encode())
        assert problem is not None
        assert problem.sentence() == sentence


def test_text_that_is_not_utf8() -> None:
    data = APPROVALS.encode().replace("é".encode(), b"\xe9")
    _, problem = read_pabulib(data)
    assert problem is not None
    assert problem.sentence() == "Line 10: the text is not UTF-8."


def big_file(random: Random, kind: str, *, end: str = "\n") -> str:
    """An ordinary file with a few hundred ballots and ids of many lengths."""
    ids = [f"p{'x' * (number % 11)}{number}" for number in range(12)]
    head = f"META\nkey;value\nbudget;900\nvote_type;{kind}\nPROJECTS\nproject_id;cost;name\n"
    lines = [f"{one};{random.randint(1, 99)};Name {one}" for one in ids]
    votes = ["VOTES", "voter_id;vote;points;sex" if kind == "scoring" else "voter_id;vote;sex"]
    for voter in range(400):
        named = random.sample(ids, random.choice([0, 1, 3, 4, 5, 6]))
        fields = [f"v{voter}", ",".join(named), "F"]
        if kind == "scoring":
            fields.insert(2, ",".join(str(random.randint(0, 11)) for _ in named))
        votes.append(";".join(fields))
    return (head + "\n".join([*lines, *votes]) + "\n").replace("\n", end)


@pytest.fixture
def _small_is_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pabulib, "FAST_BYTES_MIN", 0)


@pytest.mark.usefixtures("_small_is_big")
@pytest.mark.parametrize("kind", ["approval", "ordinal", "scoring"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_numpy_reads_the_same(kind: str, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from panels.rules import pabulib_fast

    for seed, block in enumerate((65_536, 300, 200)):
        monkeypatch.setattr(pabulib_fast, "BLOCK_BYTES", block)
        monkeypatch.setattr(pabulib_fast, "ROWS_AT_ONCE", 50)
        text = big_file(Random(seed), kind, end=end)
        quick = pabulib._read_fast(text.encode())
        assert quick is not None
        assert quick == good(text)
        monkeypatch.setattr(pabulib, "FAST_BYTES_MIN", 10**9)
        assert quick == good(text)
        short = text.replace("x", "")
        assert pabulib._read_fast(short.encode()) == good(short)
        monkeypatch.setattr(pabulib, "FAST_BYTES_MIN", 0)
        assert pabulib._read_fast(short.replace("p11,", "q11,").encode()) is None


@pytest.mark.usefixtures("_small_is_big")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\nv7;", "\nv6;"),
        ("\nv7;", "\nv7;unknown,"),
        ("\nv7;", "\nv7;pxx2,pxx2,"),
        ("\nv7;", "\nv7"),
        ("\nv7;", "\n" + "v" * 60 + ";"),
        ("\nv7;", '\nv7;"p0",'),
        ("\nv7;", "\nv7;p\x000,"),
        ("\nv7;", "\n\nv7;"),
        ("\nv7;", "\nv;7;"),
        ("\nv399;", "\n;;v399"),
    ],
)
def test_numpy_gives_up_on_what_is_not_ordinary(
    old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = big_file(Random(1), "approval").replace(old, new).encode()
    assert pabulib._read_fast(data) is None
    found = read_pabulib(data)
    monkeypatch.setattr(pabulib, "FAST_BYTES_MIN", 10**9)
    assert found == read_pabulib(data)


@pytest.mark.usefixtures("_small_is_big")
def test_numpy_gives_up_on_odd_points_ids_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    from panels.rules import pabulib_fast

    text = big_file(Random(3), "scoring")
    body = text.index("VOTES")
    start = text.index("\nv1;", body)
    row = text[start : text.index("\n", start + 1)]
    assert pabulib._read_fast(text.replace(row, "\nv1;p0,px1;7,8;F").encode()) is not None
    for points in ("x,1", "1", "1,1234567890", ",1", "1,-1"):
        changed = text.replace(row, f"\nv1;p0,px1;{points};F")
        assert pabulib._read_fast(changed.encode()) is None
    uneven = text.replace(row, "\nv1;p0;1;F;\nx;p0;1")
    assert pabulib._read_fast(uneven.encode()) is None
    long_ids = big_file(Random(3), "approval").replace("pxxx", "p" + "x" * 60)
    assert pabulib._read_fast(long_ids.encode()) is None
    assert pabulib._read_fast(text.replace("VOTES\n", "VOTES \t\n").encode()) is None
    latin = big_file(Random(3), "approval").replace(";F\n", ";\u00e9\n").encode("latin-1")
    assert pabulib._read_fast(latin) is None
    assert pabulib._read_fast(big_file(Random(3), "loud").encode()) is None
    assert pabulib._read_fast(text[: text.index("\n", body + 7) + 1].encode()) is None
    monkeypatch.setattr(pabulib_fast, "BLOCK_BYTES", 5)
    assert pabulib._read_fast(text.encode()) is None


@pytest.mark.usefixtures("_small_is_big")
def test_equal_keys_are_compared_before_they_are_taken_as_equal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from panels.rules import pabulib_fast

    monkeypatch.setattr(pabulib_fast, "_keys", lambda *lists: lists[2] * 0)
    assert pabulib._read_fast(big_file(Random(1), "approval").encode()) is None
    monkeypatch.setattr(pabulib_fast, "_keys", lambda *lists: lists[2])
    assert pabulib._read_fast(big_file(Random(1), "approval").encode()) is None


@pytest.mark.usefixtures("_small_is_big")
def test_a_file_of_equal_ballots_is_read_line_by_line() -> None:
    text = APPROVALS + "".join(f"x{voter};a;1;F\n" for voter in range(50))
    assert pabulib._read_fast(text.encode()) is None
    assert rows(good(text).election)[-1] == ("a", 50)
