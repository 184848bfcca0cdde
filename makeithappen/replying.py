"""The door between the replies and ideas, panels, funds: what each idea's people are written.

A letter is filled in anew each time from the fund's template, the decision as it stands and what
a person wrote. So a look at it holds for as long as none of these has changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import shortlisting
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.languages import SOURCE
from makeithappen.core.money import format_pence
from makeithappen.funds import store as funds
from makeithappen.funds.rules.start import Start
from makeithappen.ideas import masking
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Idea, State, check_decide
from makeithappen.replies import store
from makeithappen.replies.rules.letter import Outcome, fill
from makeithappen.replies.rules.reply import (
    Parts,
    Reply,
    ReplyRefusal,
    check_look,
    check_parts,
    check_send,
)
from makeithappen.replies.words import LETTERS
from panels import store as panels
from panels.rules.decisions import Outcome as Decided

OF_PANEL = {
    Decided.FULL: Outcome.FUNDED,
    Decided.PART: Outcome.FUNDED,
    Decided.DEFER: Outcome.DEFERRED,
    Decided.NOT_NOW: Outcome.NOT_NOW,
}


@dataclass(frozen=True, slots=True)
class DayReplies:
    """All replies of a panel day. What the panel has not decided yet has none."""

    day: panels.Day
    replies: tuple[Reply, ...]
    undecided: int

    @property
    def criteria(self) -> list[str]:
        """What the day asks of each idea: a reason is tied to one of these."""
        return [one.name for one in self.day.settings.criteria]

    @property
    def can_change(self) -> bool:
        """Whether the letters have not gone yet."""
        return not self.day.state.is_told

    @property
    def waits_to_be_told(self) -> bool:
        """Whether the decisions are signed, and nobody has heard yet."""
        return self.day.state.is_confirmed and not self.day.state.is_told

    @property
    def ready(self) -> bool:
        """Whether a person looked at each."""
        return not self.undecided and all(one.is_looked_at for one in self.replies)

    def find(self, idea_id: str) -> Reply:
        """The reply to one idea. Raises Missing."""
        return _find(self.replies, idea_id)


@dataclass(frozen=True, slots=True)
class RoundReplies:
    """All replies of a round that have not gone, and the ideas that wait for theirs."""

    round: funds.RoundRow
    start: Start
    replies: tuple[Reply, ...]
    unanswered: tuple[Idea, ...]
    days: dict[str, str]

    @property
    def ready(self) -> bool:
        """Whether all of them can go."""
        looked_at = all(one.is_looked_at for one in self.replies)
        return bool(self.replies) and not self.unanswered and looked_at

    def known(self, idea_id: str) -> Reply | None:
        """The reply to one idea, once there is one."""
        return next((one for one in self.replies if one.idea_id == idea_id), None)


def template_of(own: dict[Outcome, str], outcome: Outcome) -> str:
    """The fund's own letter, else the house's."""
    return own[outcome] if outcome in own else _house_letter(outcome)


@cache
def _house_letter(outcome: Outcome) -> str:
    """In one language, whoever looks at it. Kept: changing the language reads a whole catalog."""
    with force_locale(SOURCE):
        return str(LETTERS[outcome])


def find_day(session: Session, day_id: str) -> DayReplies:
    """The replies of a panel day as they would go now. Raises Missing."""
    return of_day(session, panels.load_day(session, day_id))


def fund_name(session: Session, fund_id: str) -> str:
    """What a fund is called. Raises Missing."""
    return funds.find_fund(session, fund_id).name


def sent_letter(session: Session, idea_id: str) -> str:
    """What an idea's people were written last."""
    return ideas.find_sent(session, idea_id).reason


def said_about(session: Session, day: panels.Day, idea_id: str) -> str:
    """What was said about an idea on its day, a line each."""
    said = panels.remarks(session, day.day_id)
    pitch = next((one for one in day.pitches if one.idea_id == idea_id), None)
    return "\n".join(one.words for one in said.get(pitch.pitch_id if pitch else "", []))


def of_day(session: Session, day: panels.Day, *, lock: bool = False) -> DayReplies:
    """The replies of a panel day as they would go now. A rehearsal writes to nobody."""
    if day.is_rehearsal:
        return DayReplies(day, (), 0)
    decisions = panels.latest_decisions(session, day)
    kept = store.kept(session, day.day_id, lock=lock)
    start = funds.find_fund(session, day.fund_id).start
    own = store.templates(session, day.fund_id)
    waiting = [one for one in day.pitches if one.pitch_id not in day.standing.withdrawn]
    nameless = flags.nameless(session, [one.idea_id for one in waiting])
    replies = tuple(
        _filled(own, start, _decided(day, pitch, kept, decisions[pitch.pitch_id]), nameless)
        for pitch in waiting
        if pitch.pitch_id in decisions
    )
    return DayReplies(day, replies, len(waiting) - len(replies))


def _decided(
    day: panels.Day,
    pitch: panels.Pitch,
    kept: dict[str, store.Kept],
    decision: panels.DecisionRecord,
) -> Reply:
    reply = _of_panel(day, pitch, kept, OF_PANEL[decision.outcome], decision.reason)
    return replace(reply, amount_pence=decision.amount_pence)


def _of_panel(
    day: panels.Day,
    pitch: panels.Pitch,
    kept: dict[str, store.Kept],
    outcome: Outcome,
    reason: str,
) -> Reply:
    """The panel's own reason holds; the rest is what a person wrote."""
    known = kept.get(pitch.idea_id)
    parts = known.parts if known else Parts()
    return Reply(
        idea_id=pitch.idea_id,
        title=pitch.title,
        outcome=outcome,
        amount_pence=0,
        parts=replace(parts, reason=reason),
        person="",
        letter="",
        look=known.look if known else None,
        day_id=day.day_id,
        day_name=day.name,
    )


def of_round(session: Session, round_id: str, *, lock: bool = False) -> RoundReplies:
    """The coordinator's replies of a round as they would go now: who sent first is heard first."""
    round_ = funds.find_round(session, round_id)
    start = funds.find_fund(session, round_.fund_id).start
    kept = store.kept(session, round_id, lock=lock)
    sent = ideas.all_sent(session, state=State.SENT, round_id=round_id)[::-1]
    waiting = masking.shown(session, sent)
    pairs = zip(sent, waiting, strict=True)
    nameless = {one.idea_id for one, shown in pairs if shown.name != one.name}
    days = dict(shortlisting.open_days(session, round_id))
    own = store.templates(session, round_.fund_id)
    replies = tuple(
        _filled(own, start, _of_coordinator(idea, known, days), nameless)
        for idea in waiting
        if (known := kept.get(idea.idea_id)) is not None
    )
    unanswered = tuple(one for one in waiting if one.idea_id not in kept)
    return RoundReplies(round_, start, replies, unanswered, days)


def _of_coordinator(idea: Idea, known: store.Kept, days: dict[str, str]) -> Reply:
    return Reply(
        idea_id=idea.idea_id,
        title=idea.name,
        outcome=known.outcome or Outcome.NOT_THIS_TIME,
        amount_pence=0,
        parts=known.parts,
        person="",
        letter="",
        look=known.look,
        day_id=known.day_id,
        day_name=days.get(known.day_id or "", ""),
    )


def _filled(
    own: dict[Outcome, str], start: Start, reply: Reply, nameless: Collection[str]
) -> Reply:
    """The letter does not say a name that somebody flagged, nor that somebody did."""
    parts = reply.parts
    elsewhere = parts.elsewhere or "\n".join(start.signposts)
    facts = {
        "idea": _("the one that you sent us") if reply.idea_id in nameless else reply.title,
        "strengths": parts.strengths,
        "reason": parts.reason,
        "criterion": parts.criterion,
        "would_help": parts.would_help,
        "elsewhere": elsewhere,
        "person": start.talk_contact,
        "talk_days": str(start.talk_days),
        "amount": format_pence(reply.amount_pence),
        "day": reply.day_name,
    }
    return replace(
        reply,
        parts=replace(parts, elsewhere=elsewhere),
        person=start.talk_contact,
        letter=fill(template_of(own, reply.outcome), facts),
    )


def criteria_of(session: Session, round_id: str) -> list[str]:
    """What a reason can be tied to: what the round's days ask of each idea, and the purpose."""
    return [*panels.criterion_names(session, round_id), _("What the fund is for")]


def find_idea(session: Session, idea_id: str) -> Idea:
    """An idea that was sent in, without what somebody flagged. Raises Missing."""
    [idea] = masking.shown(session, [ideas.find_sent(session, idea_id)])
    return idea


def answer(
    session: Session,
    idea_id: str,
    *,
    outcome: Outcome,
    day_id: str | None,
    parts: Parts,
    actor_id: str,
    at: datetime,
) -> None:
    """Write a coordinator's answer down. Its people hear it when all of the round do."""
    idea = ideas.find_sent(session, idea_id)
    if idea.state is not State.SENT:
        raise Refused(ReplyRefusal.GONE_ALREADY)
    check_parts(outcome, parts, day_id=day_id)
    check_decide(idea, outcome=State(outcome), reason=parts.strengths, day_id=day_id)
    chosen = day_id if outcome is Outcome.SHORTLISTED else None
    said = store.Kept(idea_id, idea.round_id, parts, outcome, chosen)
    store.write(session, said, actor_id=actor_id, at=at)


def write_on_day(
    session: Session, day_id: str, idea_id: str, parts: Parts, *, actor_id: str, at: datetime
) -> None:
    """Write what stands beside the panel's reason in the letter to an idea's people."""
    reply = find_day(session, day_id).find(idea_id)
    check_parts(reply.outcome, replace(parts, reason=reply.parts.reason))
    said = store.Kept(idea_id, day_id, replace(parts, reason=""))
    store.write(session, said, actor_id=actor_id, at=at)


def look_on_day(
    session: Session, day_id: str, idea_id: str, seen: str, *, actor_id: str, at: datetime
) -> str | None:
    """A person looked at one letter of a day; gives the next idea whose letter waits."""
    found = find_day(session, day_id)
    _look(session, found.find(idea_id), day_id, seen, actor_id=actor_id, at=at)
    return _next(found.replies, idea_id)


def look_in_round(
    session: Session, idea_id: str, seen: str, *, actor_id: str, at: datetime
) -> tuple[str, str | None]:
    """A person looked at one letter; gives the round and the next idea whose letter waits."""
    round_id = ideas.find_sent(session, idea_id).round_id
    found = of_round(session, round_id)
    _look(session, _find(found.replies, idea_id), round_id, seen, actor_id=actor_id, at=at)
    return round_id, _next(found.replies, idea_id)


def _look(
    session: Session, reply: Reply, place_id: str, seen: str, *, actor_id: str, at: datetime
) -> None:
    check_look_at(session, reply, seen, actor_id=actor_id)
    ids = {"idea_id": reply.idea_id, "place_id": place_id}
    store.look(session, **ids, digest=seen, actor_id=actor_id, at=at)


def check_look_at(session: Session, reply: Reply, seen: str, *, actor_id: str) -> None:
    """Refuse a letter that isn't the one that was seen, or is about one's own idea."""
    owner_id = ideas.owners(session, [reply.idea_id]).get(reply.idea_id, "")
    check_look(reply, seen=seen, looker_id=actor_id, owner_id=owner_id)


def ready_to_tell(session: Session, day: panels.Day, *, at: datetime) -> tuple[Reply, ...]:
    """The letters of a day, which go now. Refused unless a person looked at each."""
    found = of_day(session, day, lock=True)
    check_send(found.replies, unanswered=found.undecided)
    store.mark_told(session, day.day_id, _ids(found.replies), at=at)
    return found.replies


def take_from_round(session: Session, round_id: str, *, at: datetime) -> tuple[Reply, ...]:
    """The letters of a round, which go now. Refused unless each idea that waits has one."""
    found = of_round(session, round_id, lock=True)
    if not found.replies and not found.unanswered:
        raise Refused(ReplyRefusal.NOTHING_TO_SEND)
    for one in found.replies:
        if one.outcome is Outcome.SHORTLISTED and not one.day_name:
            raise Refused(ReplyRefusal.DAY_CLOSED, title=one.title)
    check_send(found.replies, unanswered=len(found.unanswered))
    store.mark_told(session, round_id, _ids(found.replies), at=at)
    return found.replies


def of_reserve(session: Session, day: panels.Day, idea_id: str, amount_pence: int) -> Reply:
    """The letter to who gets money that came free, with what was good about the idea before."""
    reason = _("Money came free, and your idea was next on the panel's reserve list.")
    pitch = next(one for one in day.pitches if one.idea_id == idea_id)
    reply = _of_panel(day, pitch, store.kept(session, day.day_id), Outcome.FUNDED, reason)
    own, start = store.templates(session, day.fund_id), funds.find_fund(session, day.fund_id).start
    promised = replace(reply, amount_pence=amount_pence)
    return _filled(own, start, promised, flags.nameless(session, [idea_id]))


def untell(session: Session, day_id: str) -> None:
    """The letters of a day do not hold any more: each is to be looked at anew."""
    store.untell(session, day_id)


def _ids(replies: Iterable[Reply]) -> list[str]:
    return [one.idea_id for one in replies]


def _find(replies: Iterable[Reply], idea_id: str) -> Reply:
    found = next((one for one in replies if one.idea_id == idea_id), None)
    if found is None:
        raise Missing(idea_id)
    return found


def _next(replies: Sequence[Reply], just_now: str) -> str | None:
    waiting = (one for one in replies if not one.is_looked_at and one.idea_id != just_now)
    return next((one.idea_id for one in waiting), None)
