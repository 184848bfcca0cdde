"""Forms as HTML: names, hints and errors tied to inputs; typed text kept; keys that last.

A tiny app of its own, so that a fault here is the form's and not a slice's.
"""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired, InputRequired, Optional

from makeithappen.core import widgets
from makeithappen.core.forms import (
    BooleanField,
    DateField,
    FileField,
    HouseForm,
    IntegerField,
    PenceField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

ROOT = Path(__file__).parents[2]
KEY = "0123456789abcdef0123456789abcdef"
ABOUTS = ["Your idea:", "Tell us more:", "Where?", "How much?", "When?"]
DIGITS = "Write the day, month and year in digits, like 27 3 2027"


class IdeaForm(HouseForm):
    """One field of each kind."""

    title = StringField("Your idea", [DataRequired("Write your idea")], description="A few words")
    story = TextAreaField("Tell us more", [Optional()], rows=7, length_max=20)
    area = RadioField(
        "Where?",
        [InputRequired("Choose where")],
        choices=[SelectChoice("h", "Heaton", {"hint": "Canal"}), SelectChoice("c", "Cumnock")],
    )
    whom = SelectMultipleField("Who for?", choices=[SelectChoice("b", "Babies")])
    ask = PenceField("How much?")
    smallest = PenceField("The smallest?", [Optional()])
    starts_on = DateField("When?", [DataRequired("Write when")])
    reach = SelectField("How?", choices=[SelectChoice("m", "Mail")], default="m")
    people = IntegerField("How many?", [Optional()])
    photo = FileField("A picture", [Optional()])
    read_out = BooleanField("I have read it out")


GOOD = {
    "intent": KEY, "title": "Swimming", "area": "c", "ask": "1,250.50",
    "story": "",
    "starts_on-day": "1", "starts_on-month": "3", "starts_on-year": "2027", "reach": "m",
}  # fmt: skip


@pytest.fixture
def toy() -> Flask:
    toy = Flask("toy", root_path=str(ROOT / "makeithappen"), template_folder="../templates")
    toy.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    toy.config.update(SECRET_KEY="toy", WTF_CSRF_ENABLED=False)
    Babel(toy, default_locale="en")
    widgets.init_app(toy)
    return toy


def posted(toy: Flask, **changes: Any) -> IdeaForm:
    typed = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    with toy.test_request_context(method="POST", data=typed):
        form = IdeaForm()
        form.validate_on_submit()
        return form


def lines_of(form: HouseForm) -> list[tuple[str, str | None]]:
    """The error summary, line by line."""
    return [(line.text, line.href) for line in widgets.form_errors(form)]


def tag(html: str, ident: str) -> str:
    """The opening tag of the element with this id, its attributes in one line."""
    found = re.search(rf'<[a-z]+[^>]*\bid="{ident}"[^>]*>', html)
    assert found, f"no element has the id {ident}"
    return " ".join(found[0].split())


def test_a_good_form_is_read(toy: Flask) -> None:
    form = posted(toy)
    assert form.errors == {}
    assert (form.title.data, form.area.data, form.ask.data) == ("Swimming", "c", "1,250.50")
    assert form.ask.amount_pence == 125050
    assert form.smallest.amount_pence_or_none is None
    assert form.starts_on.data == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write the amount in pounds, like 250 or 250.50"),
        ("   ", "Write the amount in pounds, like 250 or 250.50"),
        (None, "Write the amount in pounds, like 250 or 250.50"),
        ("-1", "Write an amount of more than £0, like 250 or 250.50"),
        ("0", "Write an amount of more than £0, like 250 or 250.50"),
        ("1e3", "Write the amount in digits, like 250 or 250.50"),
        ("NaN", "Write the amount in digits, like 250 or 250.50"),
        ("12.345", "Write pounds and whole pence, with two digits after the point, like 250.50"),
        (str(2**63), "This amount is too large. Write the amount in pounds, like 250"),
    ],
)
def test_a_bad_amount_gets_a_sentence_and_stays(
    toy: Flask, typed: str | None, sentence: str
) -> None:
    form = posted(toy, ask=typed)
    assert form.errors == {"ask": [sentence]}
    assert form.ask.amount_pence_or_none is None
    with pytest.raises(ValueError, match="ask holds no amount"):
        _ = form.ask.amount_pence
    with toy.test_request_context():
        assert f'value="{(typed or "").strip()}"' in tag(form.ask(), "ask")


def test_pence_are_shown_as_pounds(toy: Flask) -> None:
    with toy.test_request_context():
        form = IdeaForm(data={"ask": 125050})
        assert (form.ask.data, form.ask.amount_pence) == ("1,250.50", 125050)
        html = form.ask()
    assert 'inputmode="decimal"' in tag(html, "ask")
    assert "£" in html


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence", "target"),
    [
        ("", "", "", "Write when", "#starts_on-day"),
        ("31", "2", "2027", "There is no such day in that month. Check the date", "#starts_on-day"),
        ("1", "13", "2027", DIGITS, "#starts_on-month"),
        ("1", "3", "27", DIGITS, "#starts_on-year"),
        ("x", "3", "2027", DIGITS, "#starts_on-day"),
        ("²", "3", "2027", DIGITS, "#starts_on-day"),
    ],
)
def test_a_bad_date_is_shown_again(
    toy: Flask, day: str, month: str, year: str, sentence: str, target: str
) -> None:
    form = posted(toy, **{"starts_on-day": day, "starts_on-month": month, "starts_on-year": year})
    assert form.errors == {"starts_on": [sentence]}
    with toy.test_request_context():
        html = form.starts_on()
        assert lines_of(form) == [(sentence, target)]
    assert f'value="{year}"' in tag(html, "starts_on-year")
    assert 'aria-invalid="true"' in tag(html, target[1:])


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_a_date_with_any_number_of_parts_does_no_harm(toy: Flask, count: int) -> None:
    typed = [(name, value) for name, value in GOOD.items() if not name.startswith("starts_on")]
    typed += [("starts_on", "1")] * count + [("starts_on-day", "1")] * count
    with toy.test_request_context(method="POST", data=MultiDict(typed)):
        form = IdeaForm()
        assert not form.validate_on_submit()
        assert list(form.errors) == ["starts_on"]
        assert form.starts_on().count("<input") == 3


def test_each_error_is_tied_to_its_field_and_each_link_to_an_id(toy: Flask) -> None:
    form = posted(toy, title=" ", area=None, ask="x", **{"starts_on-day": "x"}, story="long" * 9)
    with toy.test_request_context():
        lines = lines_of(form)
        html = "".join(str(field()) for field in form)
    assert lines == [
        ("Write your idea", "#title"),
        ("Use 20 letters or fewer: you have 36", "#story"),
        ("Choose where", "#area"),
        ("Write the amount in digits, like 250 or 250.50", "#ask"),
        (DIGITS, "#starts_on-day"),
    ]
    abouts = [line.about for line in widgets.form_errors(form)]
    assert abouts == ABOUTS
    for _, target in lines:
        tag(html, str(target)[1:])
    assert 'aria-describedby="title-hint title-error"' in tag(html, "title")
    assert 'aria-invalid="true"' in tag(html, "title")
    assert 'aria-describedby="area-error"' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(set(ids)) == sorted(ids)


def test_an_error_of_the_whole_form_comes_first_and_has_no_link(toy: Flask) -> None:
    form = posted(toy, title="")
    form.add_error("The round has closed")
    lines = lines_of(form)
    assert lines == [("The round has closed", None), ("Write your idea", "#title")]
    assert [line.about for line in widgets.form_errors(form)] == ["", ""]


@pytest.mark.parametrize(
    ("day", "month", "year"), [("27", "3", "2027"), ("۲۷", "۳", "۲۰۲۷"), ("٢٧", "٣", "٢٠٢٧")]
)
def test_digits_of_any_keyboard_are_read_and_stay(
    toy: Flask, day: str, month: str, year: str
) -> None:
    typed = {"starts_on-day": day, "starts_on-month": month, "starts_on-year": year}
    form = posted(toy, ask="۱٬۲۵۰٫۵۰", **typed)
    assert (form.errors, form.starts_on.data) == ({}, date(2027, 3, 27))
    assert (form.ask.amount_pence, form.ask.data) == (125050, "۱٬۲۵۰٫۵۰")
    with toy.test_request_context():
        assert f'value="{day}"' in tag(form.starts_on(), "starts_on-day")
        assert 'value="۱٬۲۵۰٫۵۰"' in tag(form.ask(), "ask")


def test_a_label_that_somebody_wrote_sets_its_own_direction(toy: Flask) -> None:
    with toy.test_request_context():
        html = IdeaForm().area(label="<Good> for children?", typed=True)
    assert "<bdi>&lt;Good&gt; for children?</bdi>" in html


def test_typed_text_is_kept_escaped_and_tidied(toy: Flask) -> None:
    form = posted(toy, title=' <b>"x"</b>\x00 ', story="one\r\ntwo ")
    assert (form.title.data, form.story.data) == ('<b>"x"</b>', "one\ntwo")
    with toy.test_request_context():
        assert 'value="&lt;b&gt;&#34;x&#34;&lt;/b&gt;"' in form.title()
        assert 'rows="7"' in tag(form.story(), "story")
        assert 'dir="auto"' in tag(form.story(), "story")


@pytest.mark.parametrize(
    "typed", ["\u200b", "\u200f\u202e", "\ufeff \u2060", "\u3164", "\u2800", "\x85\x9f", "\u0301"]
)
def test_what_nobody_can_see_is_no_answer(toy: Flask, typed: str) -> None:
    form = posted(toy, title=typed)
    assert (form.title.data, lines_of(form)) == ("", [("Write your idea", "#title")])


@pytest.mark.parametrize(
    "typed", ["?", "7", "\U0001f300", "\u06a9\u06be\u06cc\u0644\u200c", "e\u0301"]
)
def test_one_sign_is_an_answer_and_stays_as_it_is(toy: Flask, typed: str) -> None:
    assert (posted(toy, title=typed).title.data, lines_of(posted(toy, title=typed))) == (typed, [])


def test_labels_say_what_may_be_left_out(toy: Flask) -> None:
    with toy.test_request_context():
        form = IdeaForm()
        assert "Tell us more (optional)" in form.story()
        assert "optional" not in form.title()
        assert "required" not in form.title()


def test_the_intent_is_fresh_at_first_and_kept_while_mistakes_are_mended(toy: Flask) -> None:
    with toy.test_request_context():
        keys = {IdeaForm().intent.data for _ in range(3)}
    assert len(keys) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)
    assert posted(toy, title="").intent.data == KEY


@pytest.mark.parametrize("bad", [None, "", "short", KEY.upper(), KEY + "0"])
def test_a_form_without_its_intent_is_refused_and_gets_a_new_one(
    toy: Flask, bad: str | None
) -> None:
    form = posted(toy, intent=bad)
    sentence = "This page was open for too long. Look at what you wrote, then try again."
    assert form.errors == {"intent": [sentence]}
    assert lines_of(form) == [(sentence, None)]
    assert re.fullmatch("[0-9a-f]{32}", form.intent.data or "")
    assert form.intent.data != bad


def test_the_body_is_the_same_for_the_same_answers(toy: Flask) -> None:
    first, again = posted(toy), posted(toy, intent="f" * 32)
    assert first.body() == again.body()
    assert posted(toy, title="Skating").body() != first.body()
    assert json.loads(first.body()) == {
        "title": "Swimming", "story": "", "area": "c", "whom": [], "ask": "1,250.50",
        "smallest": None, "starts_on": "2027-03-01", "reach": "m", "people": None, "photo": None,
        "read_out": False,
    }  # fmt: skip


def test_a_file_counts_by_its_content(toy: Flask) -> None:
    bodies: list[str] = []
    for content in (b"picture", b"another"):
        data = {**GOOD, "photo": (BytesIO(content), "a.png")}
        with toy.test_request_context(method="POST", data=data):
            form = IdeaForm()
            assert form.validate_on_submit()
            bodies.append(form.body())
            assert form.photo.data.read() == content
    assert [json.loads(body)["photo"]["file"] for body in bodies] == ["a.png", "a.png"]
    assert bodies[0] != bodies[1]


def test_a_scale_has_a_row_for_each_point_and_one_for_cant_say(toy: Flask) -> None:
    points = [SelectChoice(str(point), f"Words {point}") for point in range(1, 6)]

    class SheetForm(HouseForm):
        need = RadioField("Need", choices=[*points, SelectChoice("cant_say", "I can't say")])

    with toy.test_request_context():
        html = render_template_string(
            '{% from "components/forms.html" import scale_question %}'
            '{{ scale_question(form.need, cant_say="cant_say") }}',
            form=SheetForm(),
        )
    assert 'class="govuk-radios mih-scale mih-scale--5 mih-scale--cant-say"' in html
    assert re.findall(r'mih-scale__point">(\d)<', html) == ["1", "2", "3", "4", "5"]
    assert re.findall(r'value="([^"]+)"', html) == ["1", "2", "3", "4", "5", "cant_say"]


def test_a_form_without_an_address_comes_back_to_its_page(toy: Flask) -> None:
    """An empty one would keep the `#field` of a followed error, and with it the focus."""
    source = """{% from "components/forms.html" import form_start %}
        {% call form_start(form, action) %}{% endcall %}"""
    form = posted(toy)
    with toy.test_request_context("/one/here?back=check&a=1"):
        own, other = (render_template_string(source, form=form, action=a) for a in ("", "/there"))
    places = re.findall(r'<form method="post" action="([^"]*)" novalidate>', own + other)
    assert places == ["/one/here?back=check&amp;a=1", "/there"]


def test_a_whole_page_needs_no_variable_and_says_that_it_has_errors(toy: Flask) -> None:
    source = """{% extends "base.html" %}
        {% from "components/forms.html" import error_summary, form_start, field %}
        {% block title %}Your idea{% endblock %}
        {% block content %}
        {{ error_summary(form) }}
        {% call form_start(form) %}{{ field(form.title, heading=true) }}{% endcall %}
        {% endblock %}"""
    wrong, good = posted(toy, title=""), posted(toy)
    with toy.test_request_context():
        shown, clean = (render_template_string(source, form=form) for form in (wrong, good))
    assert "<title>Error: Your idea</title>" in shown
    assert "<title>Your idea</title>" in clean
    assert 'tabindex="-1" autofocus' in tag(shown, "error-summary")
    assert "error-summary" not in clean
    assert f'<input type="hidden" name="intent" value="{KEY}">' in shown
    assert ' lang="en" dir="ltr"' in shown
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|https?://", shown)


@pytest.mark.parametrize("name", ["not_found", "refused", "bad_request", "too_many", "broken"])
def test_each_error_page_stands_without_the_rest_of_the_app(toy: Flask, name: str) -> None:
    with toy.test_request_context():
        template = toy.jinja_env.get_template(f"errors/{name}.html")
        assert template.render(sentence="No.").count("<h1>") == 1


def test_bars_add_up_and_an_empty_stack_has_none(toy: Flask) -> None:
    shares = widgets.page.bar_parts([("Council", 1), ("Others", 2)])
    assert [(share.start, share.width) for share in shares] == [(0, 333), (333, 667)]
    assert widgets.page.bar_parts([("Council", 0)]) == []
    assert widgets.page.bar_parts([]) == []
