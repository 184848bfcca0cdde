"""What the replies' refusals say, and the letters of the house: a fund writes its own over them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.replies.rules.letter import LetterRefusal, Outcome
from makeithappen.replies.rules.reply import ReplyRefusal

SENTENCES = {
    LetterRefusal.UNKNOWN: _l(
        "%(name)s is not known, so nothing can stand there. Use only: %(known)s."
    ),
    LetterRefusal.BRACE: _l("There is a { or a } that belongs to nothing. Take it away."),
    LetterRefusal.WITHOUT: _l("%(name)s is missing. People have to be told this."),
    LetterRefusal.STRENGTHS_LATE: _l(
        "Put {strengths} before %(name)s: what is good about an idea comes first."
    ),
    ReplyRefusal.GONE_ALREADY: _l("This letter was sent, so it stays as it is."),
    ReplyRefusal.DAY_MISSING: _l("Choose the panel day on which the idea is heard."),
    ReplyRefusal.STRENGTHS_MISSING: _l("Write what is good about the idea."),
    ReplyRefusal.CRITERION_MISSING: _l("Choose what the reason has to do with."),
    ReplyRefusal.REASON_MISSING: _l("Write the reason. The people behind the idea will read it."),
    ReplyRefusal.HELP_MISSING: _l("Write what would help the idea."),
    ReplyRefusal.ELSEWHERE_MISSING: _l("Write where else its people can go."),
    ReplyRefusal.PERSON_MISSING: _l(
        "The fund names nobody to talk to. Write a name and a number on the page of the fund."
    ),
    ReplyRefusal.OWN_IDEA: _l("This is your own idea. Somebody else has to look at its letter."),
    ReplyRefusal.CHANGED_SINCE: _l(
        "This letter was changed while you read it. Read it again, then press once more."
    ),
    ReplyRefusal.NOT_ANSWERED: _l(
        "All people of a round hear at the same time. Ideas without an answer: %(count)s."
    ),
    ReplyRefusal.NOT_LOOKED_AT: _l(
        "A person has to look at each letter before they go. Still to look at: %(count)s."
    ),
    ReplyRefusal.NOTHING_TO_SEND: _l("There is no letter to send. Perhaps they went already."),
    ReplyRefusal.DAY_CLOSED: _l(
        "“%(title)s” was to go to a panel day that takes no ideas any more. Answer it again. "
        "Nothing was sent."
    ),
}

OUTCOMES = {
    Outcome.FUNDED: _l("Gets money"),
    Outcome.DEFERRED: _l("Put off"),
    Outcome.NOT_NOW: _l("Not now"),
    Outcome.NOT_THIS_TIME: _l("Not this time"),
    Outcome.SHORTLISTED: _l("Goes to the panel"),
}

PLACEHOLDERS = {
    "idea": _l("the name of the idea"),
    "strengths": _l("what is good about it"),
    "reason": _l("the reason"),
    "criterion": _l("what the reason has to do with"),
    "would_help": _l("what would help the idea"),
    "elsewhere": _l("where else its people can go"),
    "person": _l("whom they can talk to"),
    "talk_days": _l("after how many days they can talk about it"),
    "amount": _l("how much money it gets"),
    "day": _l("the name of the panel day"),
}

LETTERS = {
    Outcome.FUNDED: _l(
        "Hello,\n\n"
        "Thank you for your idea “{idea}”. This is what the panel likes about it:\n"
        "{strengths}\n\n"
        "The panel said yes: {amount} for your idea. This is why:\n"
        "{reason}\n\n"
        "If you get benefits: money that you hold can change them. We do not know how it is "
        "for you, so ask somebody who gives advice on benefits before you say yes to the "
        "money.\n\n"
        "These people can help you along the way:\n"
        "{elsewhere}\n\n"
        "Would you like to talk about what comes next? You can reach {person}."
    ),
    Outcome.DEFERRED: _l(
        "Hello,\n\n"
        "Thank you for your idea “{idea}”. This is what the panel likes about it:\n"
        "{strengths}\n\n"
        "The panel put your idea off to another day. It looked at this: {criterion}.\n"
        "{reason}\n\n"
        "This would help your idea:\n"
        "{would_help}\n\n"
        "Where else you can go:\n"
        "{elsewhere}\n\n"
        "Would you like to talk about it? From {talk_days} days after this letter on you can "
        "reach {person}."
    ),
    Outcome.NOT_NOW: _l(
        "Hello,\n\n"
        "Thank you for your idea “{idea}”. This is what the panel likes about it:\n"
        "{strengths}\n\n"
        "The panel does not fund your idea now. It looked at this: {criterion}.\n"
        "{reason}\n\n"
        "This would help your idea:\n"
        "{would_help}\n\n"
        "Where else you can go:\n"
        "{elsewhere}\n\n"
        "Would you like to talk about it? From {talk_days} days after this letter on you can "
        "reach {person}."
    ),
    Outcome.NOT_THIS_TIME: _l(
        "Hello,\n\n"
        "Thank you for your idea “{idea}”. This is what we like about it:\n"
        "{strengths}\n\n"
        "Your idea does not go to the panel this time. We looked at this: {criterion}.\n"
        "{reason}\n\n"
        "This would help your idea:\n"
        "{would_help}\n\n"
        "Where else you can go:\n"
        "{elsewhere}\n\n"
        "Would you like to talk about it? From {talk_days} days after this letter on you can "
        "reach {person}."
    ),
    Outcome.SHORTLISTED: _l(
        "Hello,\n\n"
        "Thank you for your idea “{idea}”. This is what we like about it:\n"
        "{strengths}\n\n"
        "Your idea goes to the panel: {day}.\n\n"
        "{reason}\n\n"
        "Do you have a question? You can reach {person}."
    ),
}
"""What is written where a fund has no letter of its own. Each passes `check_template`."""
