"""Choosing a language: a link at the foot of each page, kept in a cookie that says nothing else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, has_request_context, redirect, request, url_for
from flask_babel import get_locale

from makeithappen.core.access import allow_everyone
from makeithappen.core.addresses import safe_path
from makeithappen.core.errors import Missing
from makeithappen.core.languages import LANGUAGES, Language

bp = Blueprint("language", __name__)
COOKIE = "mih_language"
KEPT_SECONDS = 365 * 24 * 60 * 60


@bp.get("/language/<code>")
@allow_everyone
def choose(code: str) -> Any:
    """Keep the choice in this browser, and go back. What another site asks for is not kept."""
    if code not in {language.code for language in offered()}:
        raise Missing(code)
    answer = redirect(safe_path(request.args.get("back", "")) or url_for("public.home"))
    if request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(
            COOKIE, code, max_age=KEPT_SECONDS, secure=secure, httponly=True, samesite="Lax"
        )
    return answer


def offered() -> list[Language]:
    """The languages of this site, the default first."""
    return [LANGUAGES[locale] for locale in current_app.extensions["settings"].languages]


def chosen() -> str:
    """The locale of this request: as chosen, else as the browser likes best, else the default."""
    languages = offered()
    if not has_request_context():
        return languages[0].locale
    by_code = {language.code: language.locale for language in languages}
    kept = by_code.get(request.cookies.get(COOKIE, ""))
    liked = (by_code.get(tag.split("-")[0].lower()) for tag in request.accept_languages.values())
    return kept or next((locale for locale in liked if locale), languages[0].locale)


def links() -> list[tuple[str, str, str, bool]]:
    """Name, address, language and "this one" of each; none where following one would lose words."""
    languages, now = offered(), str(get_locale())
    if request.method == "POST" or len(languages) < 2:
        return []
    back = request.full_path.rstrip("?")
    return [
        (
            language.name,
            url_for("language.choose", code=language.code, back=back),
            language.locale.partition("@")[0].replace("_", "-"),
            language.locale == now,
        )
        for language in languages
    ]
