"""What the people rules' refusals say on the screen, and what roles are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.core.access import Role
from makeithappen.core.proof import ProofRefusal
from makeithappen.people.rules.refusals import Refusal

SENTENCES = {
    Refusal.CODE_USED: _l("This code was used before. Ask for a new one."),
    Refusal.CODE_TOO_OLD: _l("This code is more than 10 minutes old. Ask for a new one."),
    Refusal.CODE_TOO_MANY_TRIES: _l("This code was tried too often. Ask for a new one."),
    Refusal.CODE_WRONG: _l("That is not the code. Look at the newest message and type it again."),
    Refusal.OTHER_BROWSER: _l(
        "This link works only where you asked for it. Go back to that page and type the code there."
    ),
    Refusal.ALREADY_DECIDED: _l("Somebody has already decided this change."),
    Refusal.SAME_PERSON: _l(
        "A second person must decide this: not who asked, nor whom it is about."
    ),
    Refusal.ADDRESS_TAKEN: _l("Somebody has this e-mail address already. Use another one."),
    Refusal.NOBODY_WITH_ADDRESS: _l("Nobody here has this e-mail address. Use another one."),
    Refusal.KIN_OF_ONESELF: _l("This is their own e-mail address. Use that of the other person."),
    Refusal.LAST_ADMINISTRATOR: _l(
        "Somebody must stay administrator. Give the role to another first."
    ),
    Refusal.TOO_MANY_TRIES: _l("That was a lot of tries. Wait 15 minutes, then try again."),
    Refusal.HOLDS_OFFICE: _l(
        "This person holds an office here. Somebody else must take it over first. Then take the "
        "role away."
    ),
    Refusal.ON_A_PANEL: _l(
        "This person is on the panel of a day that is not over. The coordinator can take them off "
        "before the day begins. After it, they can be erased."
    ),
    Refusal.BEFORE_A_PANEL: _l(
        "A panel is talking about an idea of this person just now. They can be erased as soon as "
        "the panel has decided."
    ),
    Refusal.IS_OWED: _l(
        "%(amount_pence)s is promised and not paid yet. They can be erased when it was paid, or "
        "when the rest was cancelled."
    ),
    Refusal.COMEBACK_UNKNOWN: _l(
        "We don't know this code. Look at each letter again: it has 10, and no 0, 1, I, L, O or U."
    ),
    Refusal.COMEBACK_LINK_OVER: _l(
        "This link is too old, or it was ended. Type your code, or ask for a new link."
    ),
    ProofRefusal.FACTOR_MISSING: _l(
        "For this you need an app that shows codes. Set it up under “My codes”, then come back."
    ),
    ProofRefusal.FACTOR_CODE_NEEDED: _l("Type the 6 digits that your app shows now."),
    ProofRefusal.FACTOR_WAIT: _l(
        "A code was wrong a moment ago. Wait %(seconds)s seconds, then type a new one."
    ),
    ProofRefusal.FACTOR_CODE_WRONG: _l(
        "That is not the code. Wait for the next one in your app, then type it at once."
    ),
    ProofRefusal.FACTOR_CODE_USED: _l(
        "This code was used before. Wait for the next one in your app, half a minute at most."
    ),
}

CHANGE_LETTERS = {
    "address": _l("The e-mail address of your account was changed. From now on codes go there."),
    "give_role": _l("You were given a role. You see what you may do when you sign in."),
    "take_role": _l("A role was taken from you."),
    "erase": _l("Your account was erased."),
    "reset_factor": _l(
        "Your app for codes was taken off your account, so that you can set up a new one."
    ),
}
"""What somebody hears by mail when their account was changed, by the kind of change."""

ROLE_NAMES = {
    Role.APPLICANT: _l("Sends in ideas"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.PANEL_MEMBER: _l("Panel member"),
    Role.CHAIR: _l("Chair"),
    Role.FUND_HOLDER: _l("Fund holder"),
    Role.APPROVER: _l("Approver"),
    Role.AUDITOR: _l("Funder or auditor"),
    Role.COFUNDER: _l("Co-funder"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.SAFEGUARDING_LEAD: _l("Safeguarding lead"),
}
