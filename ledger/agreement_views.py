"""Agreements: offered by the fund holder, read and accepted by their own people."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from ledger import store
from ledger.blueprint import READERS, WRITERS, Writing, bp, fund_name, take, title_of, titles
from ledger.forms import PressForm
from ledger.forms_agreements import AgreementForm, TemplateForm
from ledger.rules.records import Owns, RecipientKind, Splits
from ledger.words_agreements import TEMPLATE, agreement_text
from makeithappen import awarding, telling
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.catalogs import for_others
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing
from makeithappen.core.money import format_pence


@bp.get("/agreements")
@allow(*Role)
def own_agreements() -> Any:
    """The agreements that wait for this person's yes, and those that have it."""
    found = [one for one in store.own_agreements(reading(), actor().person_id) if one.is_newest]
    ideas = store.ideas_of_awards(reading(), [one.award_id for one in found])
    named = titles(ideas.values())
    return render_template("ledger/own_agreements.html", found=found, ideas=ideas, titles=named)


@bp.get("/agreements/<agreement_id>")
@allow(*Role)
def agreement(agreement_id: str) -> Any:
    """The whole words, and who has said yes; for its own people and those who read the books."""
    return _agreement_page(agreement_id, PressForm())


def _agreement_page(agreement_id: str, form: PressForm) -> str:
    row = store.find_agreement(reading(), agreement_id)
    is_party = actor().person_id in row.people
    if not is_party and not actor().may(*READERS):
        raise Missing(agreement_id)
    award, file = store.award_file(reading(), row.award_id)
    is_newest = file.agreement is not None and file.agreement.id == agreement_id
    accepted = file.accepted_by if is_newest else frozenset[str]()
    return render_template(
        "ledger/agreement.html",
        agreement=row,
        form=form,
        text=store.words_of(reading(), [row.text_digest]).get(row.text_digest),
        title=title_of(award.idea_id),
        first_names=awarding.first_names(reading(), row.people),
        accepted=accepted,
        is_newest=is_newest,
        may_accept=is_party and is_newest and actor().person_id not in accepted,
        may_read=actor().may(*READERS),
    )


@bp.post("/agreements/<agreement_id>/accept")
@allow(*Role)
def accept_agreement(agreement_id: str) -> Any:
    """Say yes to the words as they are shown."""
    form = PressForm()

    def show() -> str:
        return _agreement_page(agreement_id, form)

    def act(writing: Writing) -> str:
        store.accept_agreement(writing.session, writing.by(), agreement_id)
        return url_for("ledger.agreement", agreement_id=agreement_id)

    return take(form, f"accept:{agreement_id}", act, show, _("You have said yes."))


@bp.route("/awards/<award_id>/agreement/new", methods=["GET", "POST"])
@allow(*WRITERS)
def offer_agreement(award_id: str) -> Any:
    """Put an agreement before the people of an award."""
    form, (award, _file) = AgreementForm(), store.award_file(reading(), award_id)

    def show() -> str:
        page = {"heading": _("Offer an agreement"), "press": _("Offer it")}
        lede = _("Its people read it whole and say yes. Nothing is paid before that.")
        back = url_for("ledger.award_record", award_id=award_id)
        named = {"caption": title_of(award.idea_id), "lede": lede, "back": back}
        return render_template("ledger/record_form.html", form=form, **page, **named)

    def act(writing: Writing) -> str:
        offered = _offered(writing, form, award_id)
        agreement_id = store.offer_agreement(writing.session, writing.by(), award_id, offered)
        second = form.second.data or ""
        telling.tell_of_agreement(writing.session, award.idea_id, second=second, at=writing.at)
        return url_for("ledger.agreement", agreement_id=agreement_id)

    return take(
        form,
        f"agreement:{award_id}",
        act,
        show,
        _("Offered. Its people see it now, and get a mail where they gave an address."),
    )


@for_others()
def _offered(writing: Writing, form: AgreementForm, award_id: str) -> store.Offered:
    session = writing.session
    award, file = store.award_file(session, award_id)
    _number, template = store.template(session, award.fund_id)
    settled: dict[str, Any] = {
        "recipient": RecipientKind(form.recipient.data),
        "owns": Owns(form.owns.data),
        "splits": Splits(form.splits.data),
        "terms": form.terms.data or [],
    }
    text = agreement_text(
        template,
        fund=fund_name(award.fund_id),
        idea=title_of(award.idea_id),
        amount=format_pence(file.promised_pence),
        **settled,
    )
    second = awarding.person_of(session, form.second.data) if form.second.data else None
    first = awarding.owner_of(session, award.idea_id)
    return store.Offered(first_id=first, second_id=second, text=text, **settled)


@bp.route("/funds/<fund_id>/template", methods=["GET", "POST"])
@allow(*WRITERS)
def agreement_template(fund_id: str) -> Any:
    """Change the words that agreements of a fund begin from; what was offered stays as it was."""
    number, words = store.template(reading(), fund_id)
    stands = {"words": words or str(TEMPLATE)}
    form = TemplateForm() if request.method == "POST" else TemplateForm(data=stands)

    def show() -> str:
        page = {"heading": _("Words of the fund's agreements"), "press": _("Save")}
        said = _("Version %(number)s. Agreements that were offered keep theirs.", number=number)
        named = {"caption": fund_name(fund_id), "lede": said}
        back = url_for("ledger.fund", fund_id=fund_id)
        return render_template("ledger/record_form.html", form=form, back=back, **page, **named)

    def act(writing: Writing) -> str:
        store.change_template(writing.session, writing.by(), fund_id, form.words.data or "")
        return url_for("ledger.fund", fund_id=fund_id)

    return take(form, f"template:{fund_id}", act, show, _("Saved as a new version."))
