"""`makeithappen allocate` and `makeithappen decide`: recount a result anywhere.

No database and no web framework is loaded here: an auditor runs this on their own machine.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from makeithappen.core.errors import Refused
from panels.rules.allocation.choose import Completion, RuleName, RuleSettings, allocate
from panels.rules.allocation.election import AllocationRefusal, Utility
from panels.rules.allocation.outcome import Outcome, Round
from panels.rules.numbers import decimals
from panels.rules.pabulib import PabulibFile, read_pabulib
from panels.rules.pabulib_write import amount_text

if TYPE_CHECKING:
    from panels.rules.decide import Verdict

REFUSED = {
    AllocationRefusal.NO_POINTS_GIVEN: "The utility points needs ballots with points.",
    AllocationRefusal.NO_RANKS_GIVEN: "The utility borda needs ranked ballots.",
    AllocationRefusal.INCREMENT_NOT_POSITIVE: "The increment must be more than 0.",
}
EXIT_BAD_INPUT = 2
EXIT_DIFFERS = 3


@click.command("allocate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice([str(one) for one in RuleName]), default="equal-shares")
@click.option("--utility", type=click.Choice([str(one) for one in Utility]), default="cost")
@click.option("--completion", type=click.Choice([str(one) for one in Completion]), default="none")
@click.option("--increment", default="1", help="add1's step per voter, in the file's currency.")
@click.option("--stop-when-exhaustive/--no-stop-when-exhaustive", default=True)
@click.option("--ties", type=click.Choice(["id"]), default="id", help="Who wins a tie.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--explain", is_flag=True, help="Say why each project won or lost.")
@click.option("--receipt", help="A ballot, ID,ID or ID=POINTS,ID=POINTS: what its share paid for.")
@click.option("--page", type=click.Path(path_type=Path), help="Write it as a page (HTML), too.")
def allocate_command(  # noqa: PLR0913 (one argument per option)
    *,
    file: Path,
    rule: str,
    utility: str,
    completion: str,
    increment: str,
    stop_when_exhaustive: bool,
    ties: str,
    as_json: bool,
    explain: bool,
    receipt: str | None,
    page: Path | None,
) -> None:
    """Share a budget by the votes in FILE (a Pabulib .pb file)."""
    votes = _read(file)
    settings = RuleSettings(
        RuleName(rule),
        Utility(utility),
        Completion(completion),
        _increment(increment, votes.places),
        stop_when_exhaustive,
    )
    try:
        full_log = explain or page is not None
        outcome = allocate(votes.election, settings, full_log=full_log, progress=_progress())
    except Refused as refused:
        _stop(REFUSED.get(AllocationRefusal(refused.code), str(refused)))
    finally:
        if sys.stderr.isatty():
            click.echo("\r\x1b[K", nl=False, err=True)
    body = _body(votes, settings, outcome, ties)
    if full_log:
        from panels.rules.explain_words import explanations
        from panels.rules.voter_groups import voter_groups

        groups = voter_groups(_bytes_of(file))
        body["explanations"] = explanations(votes, settings, outcome, groups)
    if receipt is not None:
        from panels.receipt_text import receipt_body

        try:
            body["receipt"] = receipt_body(votes, settings, outcome, receipt)
        except ValueError as wrong:
            _stop(str(wrong))
    if page is not None:
        _write_page(page, votes, body)
    click.echo(json.dumps(body, ensure_ascii=False) if as_json else _text(body))


def _stop(sentence: str) -> NoReturn:
    """End with one sentence and the exit code for bad input."""
    click.echo(sentence, err=True)
    sys.exit(EXIT_BAD_INPUT)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _stop(f"{file} can't be read: {error.strerror}.")


def _read(file: Path) -> PabulibFile:
    votes, problem = read_pabulib(_bytes_of(file))
    if votes is None:
        _stop(problem.sentence() if problem else "")
    return votes


def _write_page(page: Path, votes: PabulibFile, body: Mapping[str, object]) -> None:
    from panels.election_page import election_page

    try:
        page.write_text(election_page(votes, body), encoding="utf-8")
    except OSError as error:
        _stop(f"{page} can't be written: {error.strerror}.")


def _increment(text: str, places: int) -> int:
    """The step in the file's smallest unit."""
    try:
        step = Fraction(text) * 10**places if "/" not in text and "e" not in text.lower() else None
    except ValueError:
        step = None
    if step is None or step <= 0 or step.denominator != 1:
        _stop(f"The increment {text!r} must be an amount above 0 that the file's units can say.")
    return int(step)


def _progress() -> Callable[[int], None] | None:
    """On a terminal: say on the error stream how far long work is."""
    if not sys.stderr.isatty():
        return None
    return lambda steps: click.echo(f"\r{steps} raised budgets tried …", nl=False, err=True)


def _body(
    votes: PabulibFile, settings: RuleSettings, outcome: Outcome, ties: str
) -> dict[str, object]:
    election = votes.election
    rule: dict[str, object] = {"name": str(settings.name), "ties": ties}
    if settings.name is not RuleName.PHRAGMEN:
        rule["utility"] = str(settings.utility)
    if settings.name is RuleName.EQUAL_SHARES:
        rule["completion"] = str(settings.completion)
        if settings.completion.raises:
            rule["increment"] = amount_text(settings.increment, votes.places)
            rule["stop_when_exhaustive"] = settings.stop_when_exhaustive
            rule["increments_made"] = outcome.increments
    return {
        "selected": sorted(election.ids[idea] for idea in outcome.chosen),
        "spent": amount_text(outcome.spent, votes.places),
        "budget": amount_text(election.budget, votes.places),
        "rule": rule,
        "rounds": [
            _round(votes, number, one) for number, one in enumerate(outcome.rounds, start=1)
        ],
    }


def _round(votes: PabulibFile, number: int, one: Round) -> dict[str, object]:
    election = votes.election
    body: dict[str, object] = {
        "round": number,
        "project": election.ids[one.idea],
        "cost": amount_text(election.prices[one.idea], votes.places),
        "step": str(one.step),
        "value": decimals(one.value, 12),
    }
    if one.payment is not None:
        body["payment"] = decimals(one.payment / 10**votes.places, 6)
        if one.payment:
            body["effective_votes"] = decimals(election.prices[one.idea] / one.payment, 3)
    if len(one.tied) > 1:
        body["tied"] = [election.ids[idea] for idea in one.tied]
    if one.runner_up is not None:
        body["runner_up"] = election.ids[one.runner_up]
    return body


def _text(body: dict[str, object]) -> str:
    """What people read when they did not ask for JSON."""
    selected = body["selected"]
    assert isinstance(selected, list)
    lines = [f"{len(selected)} projects for {body['spent']} of {body['budget']}:"]
    lines += [f"  {one}" for one in selected]
    receipt = body.get("receipt")
    if isinstance(receipt, dict):
        lines.append(str(receipt["sentence"]))
    return "\n".join(lines)


@click.command("decide")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--expect", default=None, help="The sealed digest.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def decide_command(*, bundle: Path, expect: str | None, as_json: bool) -> None:
    """Recompute the decision in BUNDLE; ends with 3 when anything differs."""
    from makeithappen.core.money import format_pence
    from panels.rules.decide import recompute, verdict_body
    from panels.rules.json_reading import NotAsExpected

    try:
        found = _json_of(bundle)
        verdict = _with_head(recompute(found, expect), found)
    except NotAsExpected as wrong:
        _stop(str(wrong))
    if as_json:
        click.echo(json.dumps(verdict_body(verdict), ensure_ascii=False))
    else:
        for one in verdict.differences:
            click.echo(f"{one.what}: {one.in_bundle} in the file, {one.recomputed} recomputed")
        ideas = len(verdict.awards)
        click.echo(
            f"{format_pence(verdict.decided_pence)} for {ideas} ideas: "
            + ("recomputed, the same." if verdict.agrees else "NOT the same.")
        )
    sys.exit(0 if verdict.agrees else EXIT_DIFFERS)


def _with_head(verdict: Verdict, bundle: object) -> Verdict:
    """The verdict on a bundle, and on the ledger's signed head in it, where it has one."""
    from makeithappen.head_check import what_is_wrong
    from panels.rules.decide import Difference

    if not isinstance(bundle, dict) or "head" not in bundle:
        return verdict
    wrong = what_is_wrong(bundle["head"])
    found = () if wrong is None else (Difference("head", wrong, "as it was signed"),)
    return replace(verdict, differences=(*verdict.differences, *found))


def _json_of(file: Path) -> object:
    def refuse(word: str) -> object:
        raise ValueError(f"{word} is not a number")

    try:
        return json.loads(_bytes_of(file), parse_constant=refuse)
    except json.JSONDecodeError as error:
        _stop(f"Line {error.lineno}: this is not JSON ({error.msg}).")
    except (ValueError, RecursionError) as error:
        _stop(f"{file} is not JSON that can be read: {error}.")
