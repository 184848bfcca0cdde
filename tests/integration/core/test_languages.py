"""Languages on real requests: how one is chosen, what is said of its words, what has none yet."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask, render_template
from flask_babel import gettext

from makeithappen.config import Config
from makeithappen.core import catalogs
from makeithappen.core.languages import LANGUAGES
from makeithappen.core.phones import phone_links
from tests.support.fixtures import served
from tests.support.visitor import Visitor

UNREAD = "mih-language"
LETTER = (
    "Your code is %(code)s\n\nType it on the page where you asked for it. It works for 10 minutes, "
    "once.\n\nOr open this link on the same phone or computer and press the button:\n%(link)s\n\n"
    "You didn't ask for this? Then do nothing: nobody can get in without it."
)
CALLS = {
    "Nobody reads this day and night. Is somebody in danger now? Call 999.": ["999"],
    "In danger now: call 999.": ["999"],
    "Is somebody in danger now? Call 999. Then tell %(lead)s: %(contact)s": ["999", "01632960001"],
    "Children and young people: Childline, 0800 1111, day and night, free.": ["08001111"],
    "Anybody who finds it all too much: Samaritans, 116 123, day and night, free.": ["116123"],
}
"""What is dialled, by the sentences of ours that say so."""
NUMBERS = {
    "Children and young people: Childline, 0800 1111, day and night, free.": ["0800 1111"],
    "Anybody who finds it all too much: Samaritans, 116 123, day and night, free.": ["116 123"],
    "Write the day, month and year in digits, like 27 3 2027": ["27 3 2027"],
    "Write an amount of more than £0, like 250 or 250.50": ["£0"],
}
"""What stands whole in a text from right to left, by the sentences that hold it."""
BOTH = {"Accept-Language", "Cookie"}


def tongue(html: str) -> tuple[str, ...]:
    found = re.search(r'<html lang="([^"]*)" dir="([^"]*)"', html)
    assert found is not None
    return found.groups()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ("en-GB", "ltr")),
        ("plain", ("en-GB", "ltr")),
        ("pl", ("pl", "ltr")),
        ("ur", ("ur", "rtl")),
        ("gd", ("gd", "ltr")),
    ],
)
def test_a_language_is_chosen_and_kept(
    visitor: Visitor, code: str, expected: tuple[str, str]
) -> None:
    page = visitor.open(f"/language/{code}?back=/awards")
    assert (page.path, page.status, tongue(page.html)) == ("/awards", 200, expected)
    assert tongue(visitor.open("/").html) == expected


@pytest.mark.parametrize(
    ("liked", "expected"),
    [
        ("", "en-GB"),
        ("pl", "pl"),
        ("en-US, pl;q=0.5", "en-GB"),
        ("pl-PL, en;q=0.5", "pl"),
        ("fr, ur-PK;q=0.8, en;q=0.2", "ur"),
        ("fr, *", "en-GB"),
    ],
)
def test_without_a_choice_the_browser_says(visitor: Visitor, liked: str, expected: str) -> None:
    html = visitor.client.get("/", headers={"Accept-Language": liked}).get_data(as_text=True)
    assert tongue(html)[0] == expected


def test_the_choice_says_nothing_about_a_person(visitor: Visitor) -> None:
    answer = visitor.client.get("/language/pl")
    cookie = set(answer.headers["Set-Cookie"].split("; "))
    assert "mih_language=pl" in cookie
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=31536000"} <= cookie


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_back_stays_on_this_site(visitor: Visitor, back: str) -> None:
    answer = visitor.client.get("/language/pl", query_string={"back": back})
    assert (answer.status_code, answer.location) == (302, "/")


@pytest.mark.parametrize("source", ["cross-site", "same-site"])
def test_another_site_chooses_nothing(visitor: Visitor, source: str) -> None:
    answer = visitor.client.get("/language/pl", headers={"Sec-Fetch-Site": source})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (302, False)


def test_only_what_is_on_offer_can_be_chosen(app: Flask, config: Config) -> None:
    offered = replace(config, database_url=app.extensions["settings"].database_url)
    with served(replace(offered, languages=("pl", "en_GB"))) as other:
        client = other.test_client()
        assert [client.get(f"/language/{code}").status_code for code in ("en", "ur")] == [302, 404]
        assert tongue(other.test_client().get("/").get_data(as_text=True)) == ("pl", "ltr")
    with served(replace(offered, languages=("en_GB",))) as other:
        assert "/language/" not in other.test_client().get("/").get_data(as_text=True)


def test_caches_know_that_a_page_has_a_language(visitor: Visitor) -> None:
    for path in ("/", "/awards", "/sign-in", "/nothing-here", "/language/pl"):
        assert visitor.client.get(path).vary.as_set(preserve_casing=True) >= BOTH, path


def test_the_links_come_back_to_the_page_with_its_question(visitor: Visitor) -> None:
    html = visitor.open("/sign-in?next=/ideas").html
    assert 'href="/language/ur?back=/sign-in?next%3D/ideas" lang="ur"' in html
    again = visitor.open("/language/ur?back=/sign-in?next%3D/ideas")
    assert again.response.request.full_path == "/sign-in?next=/ideas"


def test_a_page_with_mistakes_offers_no_way_that_loses_words(visitor: Visitor) -> None:
    page = visitor.send("/sign-in", email="nobody")
    assert (page.status, "/language/" in page.html) == (400, False)


def test_words_that_nobody_read_say_so(visitor: Visitor) -> None:
    said: dict[str, bool] = {}
    for locale, language in LANGUAGES.items():
        visitor.open(f"/language/{language.code}")
        said[locale] = UNREAD in visitor.open("/").html
    assert said == {locale: locale != "en_GB" for locale in LANGUAGES}


def template(app: Flask, text: str, locale: str) -> str:
    code = LANGUAGES[locale].code
    with app.test_request_context("/", headers={"Cookie": f"mih_language={code}"}):
        return render_template(app.jinja_env.from_string(text))


MISSING = "No catalog has these words"
MARKED = f'<span lang="en-GB" dir="ltr">{MISSING}</span>'


def test_what_is_not_translated_is_english_and_says_so(app: Flask) -> None:
    text = f'{{{{ _("{MISSING}") }}}}|{{{{ language_standing().unfinished }}}}'
    said = {locale: template(app, text, locale) for locale in LANGUAGES}
    assert said == {
        locale: f"{MISSING}|False" if locale == "en_GB" else f"{MARKED}|True" for locale in said
    }


def test_no_element_is_put_where_none_may_stand(app: Flask) -> None:
    words = f'{{{{ _("{MISSING}") }}}}'
    places = (
        "<title>{}</title>",
        '<a title="{}">',
        "<option>{}</option>",
        "<textarea>{}</textarea>",
        '<svg aria-label="{}"><title>{}</title></svg>',
    )
    for place in places:
        said = template(app, place.replace("{}", words), "ur")
        assert said == place.replace("{}", MISSING)


def test_words_outside_of_a_page_carry_no_marks(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "mih_language=pl"}):
        assert catalogs.catalog("pl").gettext(MISSING) == MISSING
        assert catalogs.catalog("pl").ngettext("one", "more", 2) == "more"


def test_words_for_others_are_in_the_first_language(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "mih_language=pl"}):
        own = gettext("Sign in")
        with catalogs.for_others():
            others = gettext("Sign in")
        assert (own, others, gettext("Sign in")) == ("Zaloguj", "Sign in", "Zaloguj")


def test_a_number_in_urdu_stays_whole(app: Flask) -> None:
    """Else its groups of digits stand the wrong way round; codes and links are for copying."""
    with app.test_request_context("/", headers={"Cookie": "mih_language=ur"}):
        said = gettext("You can talk to them too: %(contact)s", contact="01632 960 001")
        lines = [gettext(line) for line in NUMBERS]
        mail = gettext(LETTER, code="ABCD", link="https://localhost/x")
        sentence = "Children and young people: Childline, 0800 1111, day and night, free."
        written = gettext(sentence)
    assert said.endswith("\u206801632 960 001\u2069")
    assert "\u20680800 1111\u2069" in written
    numbers = [re.findall("\u2068(.*?)\u2069", line) for line in lines]
    assert numbers == list(NUMBERS.values())
    assert "\u2068" not in mail
    assert "https://localhost/x\n" in mail


@pytest.mark.parametrize("code", ["en", "plain", "pl", "ur", "gd"])
def test_whom_to_call_can_be_tapped_in_each_language(app: Flask, code: str) -> None:
    with app.test_request_context("/", headers={"Cookie": f"mih_language={code}"}):
        names = {"lead": "Bo", "contact": "Room 101, 01632 960 001"}
        said = [
            phone_links(gettext(line, **names) if "%" in line else gettext(line)) for line in CALLS
        ]
    assert [re.findall('href="tel:([^"]*)"', line) for line in said] == list(CALLS.values())
