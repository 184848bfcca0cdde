"""What the panel's refusals, states, degrees and outcomes are called on the screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from panels.rules.conflicts import Degree
from panels.rules.day import Move, Note, State
from panels.rules.decisions import Outcome
from panels.rules.refusal import Refusal

SENTENCES = {
    Refusal.DAY_PAUSED: _l("The day is paused. It goes on when the chair says so."),
    Refusal.DAY_NOT_PAUSED: _l("The day is not paused. Open it again to see where it is."),
    Refusal.MOVE_NOT_NOW: _l(
        "The day has moved on since you opened this page. Open the day again to see where it is."
    ),
    Refusal.NOT_TO_HEAR: _l("Choose an idea that is still to be heard."),
    Refusal.NOT_CALLED: _l("Call an idea first. Then you can say that its people are not here."),
    Refusal.ORDER_INCOMPLETE: _l("Give each idea of the day one place in the order."),
    Refusal.IDEAS_UNHEARD: _l(
        "Hear each idea first, or call it twice and say that nobody is here. "
        "Still to be heard: %(unheard)s."
    ),
    Refusal.FIRST_PERSON_MISSING: _l("This takes two people. Somebody has to begin it first."),
    Refusal.SECOND_PERSON_IS_FIRST: _l(
        "This takes two people, and you are the first. Ask another person."
    ),
    Refusal.READ_BACK_STALE: _l(
        "Something has changed since the decisions were read back. Ask the chair to read them "
        "back again."
    ),
    Refusal.SETTINGS_SEALED: _l(
        "This day is open, so its settings, panel and ideas are sealed. "
        "To use other ones, set up another day."
    ),
    Refusal.SETTINGS_CHANGED: _l(
        "These are not the settings that were sealed when the day opened. Nothing was confirmed. "
        "Speak to the administrator before you go on."
    ),
    Refusal.REOPENING_NEEDS_REASON: _l("Write why scoring opens again. The reason is kept."),
    Refusal.DECLARING_NOT_OPEN: _l(
        "You can say how close you are when the chair asks for it, until the day is confirmed. "
        "Speak to the chair if you need to say something now."
    ),
    Refusal.SCORING_NOT_OPEN: _l(
        "Scoring has closed. A sheet that comes now is kept and not counted. "
        "Speak to the chair if it should be."
    ),
    Refusal.SCORING_NOT_YET: _l("You can score this idea when it has been heard."),
    Refusal.COUNTS_STILL_PRIVATE: _l(
        "Scores are private until scoring has closed. Come back after that."
    ),
    Refusal.COUNTS_NOT_REVEALED: _l(
        "It was sealed that the panel's members see the count later. Come back then."
    ),
    Refusal.RESULT_NOT_TOLD: _l(
        "The people behind the ideas hear the result first. You see it when everybody was told."
    ),
    Refusal.DAY_NOT_CONFIRMED: _l(
        "This day has no result yet. It has one when the chair has confirmed the day."
    ),
    Refusal.DECIDING_NOT_OPEN: _l(
        "Decisions are written down when the panel shares the money out, before it confirms. "
        "Open the day again to see where it is."
    ),
    Refusal.NOT_A_MEMBER: _l(
        "You are not on this panel. Ask the coordinator to put you on it before the day opens."
    ),
    Refusal.MEMBER_AWAY: _l(
        "You are marked as not here. Ask the chair to mark you as here, then save again."
    ),
    Refusal.NOT_A_PITCH: _l("This idea is not on this day. Go back and choose one that is."),
    Refusal.NOT_YOUR_IDEA: _l(
        "Each member scores some of the ideas, and others score this one. You can talk about it."
    ),
    Refusal.CONFLICT_NOT_DECLARED: _l("First say how close you are to this idea, then score it."),
    Refusal.CONFLICT_BARS_SCORING: _l(
        "You said you are too close to this idea to score it. "
        "If that was a slip, first change what you said."
    ),
    Refusal.CONFLICT_BARS_DECIDING: _l(
        "You said you are too close to this idea. Another chair must write this decision down."
    ),
    Refusal.CONFLICT_IS_KNOWN: _l(
        "As far as we know this idea is your own, or that of your family or household. "
        "Speak to the administrator if that is wrong."
    ),
    Refusal.CONFLICT_CANNOT_SHRINK: _l(
        "The counts can be seen now, so you can only step further back. "
        "Tell the chair if what you said was a slip."
    ),
    Refusal.NOT_A_CRITERION: _l(
        "This sheet holds a question that is not on this day. Open the sheet again."
    ),
    Refusal.CRITERION_UNANSWERED: _l("Answer “%(criterion)s”, or choose “I can't say”."),
    Refusal.VALUE_OFF_SCALE: _l("Choose one of the answers to “%(criterion)s”."),
    Refusal.NO_CRITERIA: _l("Write one criterion or more."),
    Refusal.TOO_MANY_CRITERIA: _l("Use %(most)s criteria or fewer. Take one away first."),
    Refusal.CRITERION_WITHOUT_WORDS: _l(
        "Give “%(criterion)s” a name, a plain question and the value behind it."
    ),
    Refusal.WEIGHT_OUT_OF_RANGE: _l(
        "Give “%(criterion)s” a weight from 1 to 100, in whole numbers."
    ),
    Refusal.SCALE_TOO_SHORT: _l("Write two sentences or more for the scale of “%(criterion)s”."),
    Refusal.SCALE_OUT_OF_RANGE: _l(
        "Let the scale of “%(criterion)s” run from 0 or from 1 upwards, with five steps or fewer."
    ),
    Refusal.SCALE_WITHOUT_WORDS: _l(
        "Write a sentence for each step of “%(criterion)s”, with no gap between two steps."
    ),
    Refusal.SCALES_DIFFER: _l(
        "Let all criteria run over the same steps, or their weights would not mean what they say."
    ),
    Refusal.NO_QUORUM: _l("Say how many score sheets an idea needs: %(least)s or more."),
    Refusal.QUORUM_TOO_SMALL: _l(
        "An idea needs %(least)s score sheets or more: half of the panel, and never fewer than 3. "
        "The quorum is %(quorum)s now."
    ),
    Refusal.QUORUM_TOO_LARGE: _l(
        "The quorum is %(quorum)s and the panel has %(members)s members. "
        "Ask more people, or lower the quorum."
    ),
    Refusal.NO_RULE: _l("Say how high the mean of an idea must be to reach the line."),
    Refusal.RULE_OUT_OF_RANGE: _l("Write the line as a share of the top, from 0 to 100 per cent."),
    Refusal.NO_PITCHES: _l("Put one idea or more on this day. You do that from the ideas' list."),
    Refusal.LINKS_DESTROYED: _l(
        "This day had no scrutineer, so the list of whose sheets were whose was destroyed. It "
        "can't be opened again. You can ask for a review of the decision instead."
    ),
    Refusal.AWARDS_NOT_RATIFIED: _l(
        "Awards of this day wait to be ratified. Ask a fund holder to do that first, then close it."
    ),
    Refusal.BENEFIT_MUST_NOT_SCORE: _l(
        "Whoever would gain from an idea can't score it. Let them talk about it, or leave the room."
    ),
    Refusal.NEARER_IS_LAXER: _l(
        "Whoever is nearer to an idea can't have a freer hand than somebody who is further away. "
        "Choose again from “I know them” on."
    ),
    Refusal.TIE_TWICE: _l("Choose each way to settle a tie once only."),
    Refusal.POT_EMPTY: _l("Write a pot of more than nothing, or leave it empty."),
    Refusal.VOTE_NOT_OPEN: _l(
        "Open the community vote of this day first. Then it is sealed, and the day can be."
    ),
    Refusal.VOTE_OTHER_IDEAS: _l(
        "The community vote of this day is about other ideas. Throw its cards away and print new "
        "ones, or let the day do without it."
    ),
    Refusal.LINKS_NOT_THE_SEALED: _l(
        "This is not the list that was sealed with this day. Paste the whole file that "
        "“makeithappen scrutineer open” wrote."
    ),
    Refusal.DECISION_NEEDS_REASON: _l("Write the reason. The people behind the idea will read it."),
    Refusal.IDEAS_UNDECIDED: _l("Decide about each idea first. Still open: %(undecided)s."),
    Refusal.PARTS_NOT_GIVEN: _l(
        "It was sealed that an idea gets all that it asks for, or nothing. "
        "Choose “in full”, “later” or “not now”."
    ),
    Refusal.FULL_IS_NOT_THE_ASK: _l(
        "In full means the %(asked_pence)s that were asked for. For less, choose “in part”."
    ),
    Refusal.PART_BELOW_SMALLEST: _l(
        "Give %(smallest_pence)s or more: with less, this idea can't work. "
        "Or choose “later” or “not now”."
    ),
    Refusal.PART_NOT_BELOW_ASK: _l(
        "In part means less than the %(asked_pence)s that were asked for. "
        "For the whole amount, choose “in full”."
    ),
    Refusal.AMOUNT_MUST_BE_ZERO: _l(
        "“Later” and “not now” come without money. Leave the amount empty, or choose “in part”."
    ),
    Refusal.NEEDS_SCORES: _l(
        "This idea has too few whole score sheets to be given money (%(complete)s). "
        "Open scoring again, or choose “later”."
    ),
    Refusal.VOTE_NOT_COUNTED: _l(
        "The community vote of this day was not counted yet. Close it first: it counts as one "
        "more question, so the means may still change."
    ),
    Refusal.POT_NOT_THERE: _l(
        "It was sealed that this day shares out %(pot_pence)s, and only %(free_pence)s can be "
        "promised. Ask the fund holder what has become of the rest. The day can be confirmed when "
        "the money is there again."
    ),
    Refusal.EXCEEDS_TO_COMMIT: _l(
        "These decisions come to %(wanted_pence)s, and %(to_commit_pence)s can be promised. "
        "Change a decision first."
    ),
}

STATE_NAMES = {
    State.SETUP: _l("Being set up"),
    State.OPEN: _l("Open"),
    State.CONFLICTS: _l("How close are we?"),
    State.PITCH: _l("Hearing an idea"),
    State.QUESTIONS: _l("Questions"),
    State.SCORING: _l("Scoring"),
    State.BREAK: _l("Break"),
    State.DELIBERATION: _l("Talking it over"),
    State.ALLOCATION: _l("Sharing out the money"),
    State.CONFIRMED: _l("Confirmed"),
    State.TOLD: _l("Everybody was told"),
    State.RATIFIED: _l("Checked by the fund holder"),
    State.CLOSED: _l("Closed"),
    Note.PAUSED: _l("Paused"),
}

MOVE_NAMES = {
    Move.ASK_CONFLICTS: _l("Ask who is close to an idea"),
    Move.PITCH: _l("Call the next idea"),
    Move.QUESTIONS: _l("Go on to questions"),
    Move.SCORE: _l("Open the scoring of this idea"),
    Move.SCORE_ALL: _l("Score all ideas without hearing them here"),
    Move.BREAK: _l("Take a break"),
    Move.DELIBERATE: _l("Close scoring and talk it over"),
    Move.ALLOCATE: _l("Share out the money"),
}
"""The moves behind a button of their own; the others have a page or come from elsewhere."""

DEGREE_NAMES = {
    Degree.NONE: _l("I don't know them"),
    Degree.KNOW: _l("I know them"),
    Degree.CLOSE: _l("I'm too close to this one"),
    Degree.BENEFIT: _l("I or my family would gain from it"),
}

OUTCOME_NAMES = {
    Outcome.FULL: _l("In full"),
    Outcome.PART: _l("In part"),
    Outcome.DEFER: _l("Later"),
    Outcome.NOT_NOW: _l("Not now"),
}

OUTCOME_HINTS = {
    Outcome.FULL: _l("All that was asked for."),
    Outcome.PART: _l("Less than was asked for, but enough to work."),
    Outcome.DEFER: _l("The panel comes back to it. No money today."),
    Outcome.NOT_NOW: _l("No money this time."),
}
