"""The door between the reviews and ideas, panels, funds, people: what it is about, who answers.

Who answers is worked out anew each time: who has had a hand in the decision since then, or is no
longer named by the fund, makes room for the other one by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting
from makeithappen.core.access import Role
from makeithappen.core.catalogs import for_others
from makeithappen.core.errors import Missing
from makeithappen.core.outbox import queue_mail
from makeithappen.funds import store as funds
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import TOLD, email_of
from makeithappen.people import store as people
from makeithappen.reviews import store
from makeithappen.reviews.rules import review
from makeithappen.reviews.rules.review import Outcome, Promise
from makeithappen.reviews.store import Matter, ReviewRow, Said
from makeithappen.reviews.words import OUTCOMES
from panels import store as panels

ANSWERING = (Role.COORDINATOR, Role.FUND_HOLDER, Role.APPROVER, Role.ADMINISTRATOR)
"""Who may be named to answer. Whoever had a hand in a decision doesn't answer for it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a review is about, as its page shows it."""

    matter: Matter
    title: str
    round_name: str
    told: bool
    fallback: str
    """Whom to speak to where nobody can answer here."""
    today: date
    """In the fund's zone, as all dates of a review."""
    invitation: inviting.Invitation


@dataclass(frozen=True, slots=True)
class Line:
    """A review in a list, with what it is about."""

    review: ReviewRow
    title: str
    round_name: str
    asked_on: date
    answered_on: date | None
    late: bool


def of_own_idea(
    session: Session, idea_id: str, owner_id: str, at: datetime, *, lock: bool = False
) -> Subject:
    """An idea of one's own as the subject of a review. Raises Missing for anybody else's."""
    idea = ideas.find_own(session, idea_id, owner_id, lock=lock)
    matter = Matter(idea.fund_id, idea.round_id, idea.idea_id, idea.day_id)
    invitation = inviting.find(session, idea.round_id, at)
    return _subject(invitation, matter, at, title=idea.name, told=idea.state in TOLD)


def of_round(session: Session, round_id: str, at: datetime) -> Subject:
    """Any decision of a round. Raises Missing while the round was never opened."""
    invitation = inviting.find(session, round_id, at)
    return _subject(invitation, Matter(invitation.fund_id, round_id), at, title="", told=True)


def _subject(
    invitation: inviting.Invitation, matter: Matter, at: datetime, *, title: str, told: bool
) -> Subject:
    contact = invitation.review_contact
    today = invitation.on(at)
    return Subject(matter, title, invitation.round_name, told, contact, today, invitation)


def promise(session: Session, subject: Subject, asker_id: str) -> Promise | None:
    """What this person would be promised today. None where nobody could answer them."""
    matter = subject.matter
    involved = _involved(session, [matter])[matter] | {asker_id}
    return review.promise(store.route(session, matter.fund_id), involved, subject.today)


def first_name(session: Session, person_id: str) -> str:
    """What somebody is called; empty where they are gone."""
    return people.first_names(session, [person_id]).get(person_id, "")


@for_others()
def ask(session: Session, subject: Subject, said: Said, *, asked_by: str, at: datetime) -> None:
    """Take a review and let the one who answers know by mail."""
    promised = promise(session, subject, asked_by)
    whose = {"told": subject.told, "asked_by": asked_by, "at": at}
    store.ask(session, subject.matter, said, promised, **whose)
    if promised is None:
        return
    words = _(
        "Hello,\n\nSomebody asked for a review of a decision. You are the one who answers it, "
        "by %(day)s.\n\nSign in and open “Reviews” to read it.\n",
        day=format_date(promised.due_on, "d MMMM y"),
    )
    to = people.find_person(session, promised.person_id).email
    queue_mail(session, to=to, subject=_("A review waits for you"), body=words, at=at)


def of_idea(session: Session, idea_id: str) -> list[tuple[ReviewRow, str]]:
    """The reviews of an idea, the newest first, each with the first name of who answers it."""
    found = store.of_idea(session, idea_id)
    if not found:
        return []
    named = _answerers(session, found)
    names = people.first_names(session, named.values())
    return [(one, names.get(named.get(one.review_id, ""), "")) for one in found]


def for_answerer(session: Session, person_id: str, at: datetime) -> tuple[list[Line], list[Line]]:
    """What waits for this person, the first due at the top, and what they answered last."""
    open_ones = store.waiting(session, store.routes(session))
    named = _answerers(session, open_ones)
    mine = [one for one in open_ones if named.get(one.review_id) == person_id]
    done = store.answered_by(session, person_id)
    lines = _lines(session, [*mine, *done], at)
    return lines[: len(mine)], lines[len(mine) :]


def find_for(session: Session, review_id: str, person_id: str, at: datetime) -> Line:
    """A review that this person answers or has answered. Raises Missing for anybody else."""
    found = store.find(session, review_id)
    if _answerers(session, [found]).get(review_id) != person_id:
        raise Missing(review_id)
    return _lines(session, [found], at)[0]


@for_others()
def answer(
    session: Session, line: Line, *, outcome: Outcome, reply: str, actor_id: str, at: datetime
) -> None:
    """Answer a review, and send the words to who asked where they gave an address."""
    found = line.review
    store.answer(session, found.review_id, outcome=outcome, reply=reply, actor_id=actor_id, at=at)
    contact = found.said.contact if found.said else ""
    if found.matter.idea_id is not None:
        contact = ideas.find_sent(session, found.matter.idea_id).words.contact
    email = email_of(contact)
    if email is None:
        return
    words = _(
        "Hello,\n\nYou asked us to look at a decision again.\n\n%(outcome)s.\n\n%(reply)s\n",
        outcome=OUTCOMES[outcome],
        reply=reply,
    )
    queue_mail(session, to=email, subject=_("The answer to your review"), body=words, at=at)


def candidates(session: Session) -> list[tuple[str, str]]:
    """Who may be named to answer: id and first name, by name."""
    return [
        (person.person_id, person.first_name)
        for person in people.people_with_role(session, ANSWERING)
    ]


def fund_name(session: Session, fund_id: str) -> str:
    """What a fund is called. Raises Missing."""
    return funds.find_fund(session, fund_id).name


def _answerers(session: Session, reviews: Iterable[ReviewRow]) -> dict[str, str]:
    """Who answers each review as things are now, or did; without those that nobody can."""
    found = list(reviews)
    routes = store.routes(session, {one.matter.fund_id for one in found})
    involved = _involved(session, [one.matter for one in found])
    named = {
        one.review_id: one.answered_by
        or review.answerer(routes.get(one.matter.fund_id), involved[one.matter] | {one.asked_by})
        for one in found
    }
    return {review_id: person_id for review_id, person_id in named.items() if person_id}


def _involved(session: Session, matters: Iterable[Matter]) -> Mapping[Matter, frozenset[str]]:
    """Who had a hand in what each is about. Two statements, however many."""
    wanted = set(matters)
    rounds = {one.round_id for one in wanted}
    by_day = panels.hands(session, rounds)
    by_idea = ideas.turned_down_by(session, rounds)
    return {one: _hands_of(one, by_day, by_idea) for one in wanted}


def _hands_of(
    matter: Matter,
    by_day: Mapping[tuple[str, str], set[str]],
    by_idea: Mapping[tuple[str, str], set[str]],
) -> frozenset[str]:
    """Of one idea: its day, or who turned it down. Without an idea: everybody of the round."""
    if matter.idea_id is None:
        own = [*by_day.items(), *by_idea.items()]
        return frozenset[str]().union(*(who for place, who in own if place[0] == matter.round_id))
    of_day = by_day.get((matter.round_id, matter.day_id or ""), set[str]())
    return frozenset(of_day | by_idea.get((matter.round_id, matter.idea_id), set[str]()))


def _lines(session: Session, reviews: list[ReviewRow], at: datetime) -> list[Line]:
    idea_ids = {one.matter.idea_id for one in reviews if one.matter.idea_id}
    titles = ideas.titles(session, idea_ids)
    rounds = {
        one.round_id: one
        for one in funds.find_rounds(session, {one.matter.round_id for one in reviews})
    }
    return [_line(one, titles, rounds[one.matter.round_id], at) for one in reviews]


def _line(one: ReviewRow, titles: Mapping[str, str], round_: funds.RoundRow, at: datetime) -> Line:
    about = one.said.about if one.said else ""
    return Line(
        review=one,
        title=titles.get(one.matter.idea_id or "", about),
        round_name=round_.name,
        asked_on=round_.local_date(one.asked_at),
        answered_on=one.answered_at and round_.local_date(one.answered_at),
        late=one.outcome is None and review.is_late(one.due_on, round_.local_date(at)),
    )
