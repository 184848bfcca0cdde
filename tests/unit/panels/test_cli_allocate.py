"""The two commands that an auditor runs: what they print, and how they end on bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from makeithappen.cli import main
from panels.rules.bundle import Form, build_bundle
from tests.unit.panels.test_bundle import record

VILLAGE = """META
key;value
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
9;40.5;Swings
10;60;Trees
2;20;Bench
VOTES
voter_id;vote
1;9,10
2;9,10
3;2
"""


@pytest.fixture
def village(tmp_path: Path) -> Path:
    file = tmp_path / "village.pb"
    file.write_text(VILLAGE, encoding="utf-8")
    return file


UNITS = "The increment '{}' must be an amount above 0 that the file's units can say.\n"


NO_SHARES = "Only the rule equal-shares gives each voter a share, so no receipt here.\n"


def run(*arguments: object) -> tuple[int, str, str]:
    found = CliRunner().invoke(main, [str(one) for one in arguments])
    return found.exit_code, found.stdout, found.stderr


def test_the_result_as_json(village: Path) -> None:
    code, out, err = run("allocate", village, "--rule", "equal-shares", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "selected": ["10", "2"],
        "spent": "80",
        "budget": "100",
        "rule": {"name": "equal-shares", "ties": "id", "utility": "cost", "completion": "none"},
        "rounds": [
            {"round": 1, "project": "10", "cost": "60", "step": "equal_shares", "value": "0.5",
             "payment": "30", "effective_votes": "2", "tied": ["10", "9"]},
            {"round": 2, "project": "2", "cost": "20", "step": "equal_shares", "value": "1",
             "payment": "20", "effective_votes": "1"},
        ],
    }  # fmt: skip


def test_the_result_in_words_and_with_reasons(village: Path) -> None:
    assert run("allocate", village, "--rule", "phragmen") == (
        0, "2 projects for 60.5 of 100:\n  2\n  9\n", "",
    )  # fmt: skip
    code, out, _ = run(
        "allocate", village, "--explain", "--json", "--completion", "add1+greedy",
        "--increment", "0.5", "--no-stop-when-exhaustive",
    )  # fmt: skip
    body = json.loads(out)
    assert code == 0
    assert body["rule"]["increment"] == "0.5"
    assert body["rule"]["stop_when_exhaustive"] is False
    assert [one["chosen"] for one in body["explanations"]["ideas"]].count(True) == 2
    assert body["rounds"][0]["runner_up"]
    code, out, _ = run("allocate", village, "--rule", "greedy", "--json")
    assert json.loads(out)["rounds"][0]["tied"] == ["10", "9"]


def test_the_receipt_of_a_ballot(village: Path, tmp_path: Path) -> None:
    code, out, _ = run("allocate", village, "--json", "--receipt", "10, 2")
    assert (code, json.loads(out)["receipt"]) == (0, {
        "share": "33.33", "paid": {"10": "30", "2": "3.33"}, "unspent": "0",
        "sentence": "Of a share of 33.33 this ballot paid 30 for 10, 3.33 for 2; 0 is left.",
    })  # fmt: skip
    code, out, _ = run("allocate", village, "--receipt", "9")
    assert out.endswith("Of a share of 33.33 this ballot paid nothing; 33.33 is left.\n")
    points = tmp_path / "points.pb"
    points.write_text(
        VILLAGE.replace("approval", "cumulative")
        .replace("voter_id;vote", "voter_id;vote;points")
        .replace("9,10\n", "9,10;1,1\n")
        .replace("3;2\n", "3;2;1\n"),
        encoding="utf-8",
    )
    code, out, _ = run("allocate", points, "--utility", "points", "--json", "--receipt", "10=1,2=3")
    assert (code, json.loads(out)["receipt"]["unspent"]) == (0, "0")


@pytest.mark.parametrize(
    ("asked", "rule", "said"),
    [
        ("10,7", "equal-shares", "'7' is no project of this file. Write ids from its list.\n"),
        ("10,10", "equal-shares", "A ballot names each project once.\n"),
        (
            "10",
            "greedy",
            NO_SHARES,
        ),
    ],
)
def test_a_receipt_that_can_not_be_given(village: Path, asked: str, rule: str, said: str) -> None:
    assert run("allocate", village, "--rule", rule, "--receipt", asked) == (2, "", said)


DISTRICTS = VILLAGE.partition("voter_id;vote\n")[0] + "voter_id;vote;district\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--completion", "add1+greedy"),
("Trees: West 24, East 36", "raised in small steps", "Both choose the same"),
        ),
        (("--rule", "greedy"), ("have no money of their own", "The dark line")),
        (("--rule", "phragmen"), ("By Phragmén", "Laid on those")),
    ],
)  # fmt: skip
def test_the_result_as_a_page(
    tmp_path: Path, options: tuple[str, ...], said: tuple[str, ...]
) -> None:
    file, page = tmp_path / "village.pb", tmp_path / "page.html"
    rows = ["10;East"] * 6 + ["10,9;West"] * 4 + ["2;West"] * 3 + ["9;<b>&"] * 5
    rows = [f"{number};{row}" for number, row in enumerate(rows)]
    file.write_text(DISTRICTS + "\n".join(rows), encoding="utf-8")
    code, out, err = run("allocate", file, *options, "--page", page)
    assert (code, err) == (0, "")
    assert out.startswith("2 projects")
    raw = page.read_text(encoding="utf-8").partition("</style>")[2]
    assert ("&lt;b&gt;&amp;" in raw, "<b>" in raw) == (True, False)
    text = unescape(raw)
    assert [one for one in said if one not in text] == []
    assert [
        one for one in ("<script", "<link", " style=", 'href="h', 'href="/', "src=") if one in text
    ] == []


def test_a_page_without_groups_and_one_that_can_not_be_written(
    village: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    assert run("allocate", village, "--page", page)[0] == 0
    assert "can't be told apart by group" in unescape(page.read_text(encoding="utf-8"))
    code, _, err = run("allocate", village, "--page", tmp_path / "none" / "page.html")
    assert code == 2
    assert err.endswith("page.html can't be written: No such file or directory.\n")


@pytest.mark.parametrize(
    ("old", "new", "options", "sentence"),
    [
        ("2;20;", "2;-20;", (), "Line 9: the cost '-20' is below 0.\n"),
        ("3;2", "3;7", (), "Line 14: the ballot names '7', which is not a project.\n"),
        ("", "", ("--utility", "points"), "The utility points needs ballots with points.\n"),
        ("", "", ("--utility", "borda"), "The utility borda needs ranked ballots.\n"),
        ("", "", ("--increment", "x"), UNITS.format("x")),
        ("", "", ("--increment", "-1"), UNITS.format("-1")),
        ("", "", ("--increment", "0.01"), UNITS.format("0.01")),
    ],
)  # fmt: skip
def test_bad_input_ends_with_one_sentence(
    village: Path, old: str, new: str, options: tuple[str, ...], sentence: str
) -> None:
    village.write_text(VILLAGE.replace(old, new, 1), encoding="utf-8")
    assert run("allocate", village, *options) == (2, "", sentence)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    code, out, err = run("allocate", tmp_path / "none.pb")
    assert (code, out) == (2, "")
    assert err.endswith("none.pb can't be read: No such file or directory.\n")


def test_a_bundle_recomputes_anywhere(tmp_path: Path) -> None:
    body = build_bundle(record(), Form.PUBLIC)
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    assert run("decide", file) == (0, "£31,300 for 5 ideas: recomputed, the same.\n", "")
    assert run("decide", file, "--expect", body["digest"])[0] == 0
    assert run("decide", file, "--expect", "0" * 64)[0] == 3
    code, out, _ = run("decide", file, "--json")
    assert (code, json.loads(out)["decided_pence"]) == (0, 3_130_000)
    body["result"]["from_pot_pence"] = 1
    file.write_text(json.dumps(body), encoding="utf-8")
    code, out, _ = run("decide", file)
    assert code == 3
    assert "result.from_pot_pence: 1 in the file, 3000000 recomputed\n" in out
    assert out.endswith("NOT the same.\n")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("{", "Line 1: this is not JSON"),
        ('{"a": NaN}', "bundle.json is not JSON that can be read: NaN is not a number."),
        ("[]", "The file should be an object.\n"),
        ("{}", "schema should be there.\n"),
    ],
)
def test_what_is_no_bundle_ends_with_one_sentence(tmp_path: Path, text: str, start: str) -> None:
    file = tmp_path / "bundle.json"
    file.write_text(text, encoding="utf-8")
    code, out, err = run("decide", file)
    assert (code, out) == (2, "")
    assert err.replace(str(tmp_path) + "/", "").startswith(start)


def test_a_page_needs_jinja_alone_and_nothing_else_loads_it(village: Path, tmp_path: Path) -> None:
    heavy = "[m for m in ('flask', 'sqlalchemy', 'pandas', 'jinja2') if m in sys.modules]"
    program = (
        "import sys; from makeithappen.cli import main;"
        f"main(['allocate', *sys.argv[1:], '--explain'], standalone_mode=False); print({heavy});"
        f"main(['allocate', *sys.argv[1:], '--page', '{tmp_path}/a.html'], standalone_mode=False);"
        f"print({heavy})"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(village)], capture_output=True, text=True, check=True
    )
    lists = [line for line in said.stdout.splitlines() if line.startswith("[")]
    assert lists == ["[]", "['jinja2']"]


def test_neither_flask_nor_sqlalchemy_nor_pandas_is_loaded() -> None:
    program = (
        "import sys, panels.rules.decide, panels.rules.explain_words;"
        "from makeithappen.cli import main;"
        "[main.get_command(None, name) for name in ('allocate', 'decide')];"
        "print([m for m in ('flask', 'sqlalchemy', 'pandas', 'numpy') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"
