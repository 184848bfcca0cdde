"""The app put together. The only module that knows every slice.

Order of a request: host, where a POST comes from, who it is, whether they may, the view.
"""

from __future__ import annotations

from datetime import UTC, datetime
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from flask_babel import Babel
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from ledger import published
from makeithappen import assets, keeping, language_views, navigation, pages, safety
from makeithappen.config import Config
from makeithappen.core import catalogs, sentences, step_up, widgets
from makeithappen.core.access import NOBODY, Actor, check_access, is_polled, known_here
from makeithappen.core.db import db, engine_options, glancing, prepare_engine, reading
from makeithappen.core.errors import SettingError
from makeithappen.core.files import Folder, Store
from makeithappen.core.files_s3 import Bucket
from makeithappen.core.keys import find_demo, read_keys
from makeithappen.migrating import alembic
from makeithappen.people import factors
from makeithappen.people.sign_ins import load_actor
from makeithappen.registry import BLUEPRINTS, DEMO_BLUEPRINT, SENTENCES
from panels.store.seats import TOKEN_MARK, load_seat

ROOT = Path(__file__).parent.parent


class SignedIn(UserMixin):
    """What Flask-Login carries: the token of a sign-in or a seat, and who holds it."""

    def __init__(self, token: str, who: Actor) -> None:
        self.id = token
        self.actor = who


def create_app(config: Config) -> Flask:
    """Build the app. Raises SettingError where a setting does not fit."""
    app = Flask(__name__, static_folder=str(assets.STATIC), template_folder=str(ROOT / "templates"))
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(config.database_url)}
    app.config["ALEMBIC"] = {"script_location": str(ROOT / "migrations")}
    app.extensions["settings"] = config
    if config.database_url.startswith("sqlite"):
        Path(config.database_url.removeprefix("sqlite:///")).parent.mkdir(
            parents=True, exist_ok=True
        )
    db.init_app(app)
    # It would start an event loop and a thread after each request, for sessions that nobody opens.
    app.teardown_appcontext_funcs = [
        one for one in app.teardown_appcontext_funcs if not iscoroutinefunction(one)
    ]
    alembic.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        demo = find_demo(db.engine)
    _set_keys(app, config, demo)
    app.extensions["files"] = _files(config)
    app.extensions["guard"] = published.guard(None if demo else config.head_file)
    safety.init_app(app, demo=demo is not None, hosts=config.hosts)
    _set_up_templates(app)
    _set_up_people(app)
    step_up.init_app(app, factors.prove)
    catalogs.init_app(app, Babel(app, locale_selector=language_views.chosen))
    CSRFProtect(app)
    sentences.init_app(app, *SENTENCES)
    pages.init_app(app)
    navigation.init_app(app, demo=demo is not None, help_contact=config.help_contact)
    for blueprint in [*BLUEPRINTS, *([DEMO_BLUEPRINT] if demo else [])]:
        app.register_blueprint(blueprint)
    _wrap(app, config)
    return app


def _set_keys(app: Flask, config: Config, demo: Any) -> None:
    """A demo brings its own keys; a real one needs a secret key and a folder of keys to serve."""
    app.extensions["demo"] = demo is not None
    if demo is not None:
        app.config["SECRET_KEY"], app.extensions["keys"] = demo
        return
    app.config["SECRET_KEY"] = config.secret_key
    app.extensions["keys"] = read_keys(config.keys_dir) if config.keys_dir else None


def _files(config: Config) -> Store:
    if config.files_s3_url is None:
        return Folder(config.files_dir)
    return Bucket(config.files_s3_url, config.files_s3_region)


def check_ready_to_serve(app: Flask) -> None:
    """Refuse to serve real people without secrets of one's own."""
    if not app.config["SECRET_KEY"]:
        raise SettingError(
            "MIH_SECRET_KEY should be at least 32 random characters. "
            "To try things out, run `makeithappen demo` first."
        )
    if app.extensions["keys"] is None:
        raise SettingError(
            "MIH_KEYS_DIR should be a folder made by `makeithappen keys new`. "
            "To try things out, run `makeithappen demo` first."
        )


def _set_up_templates(app: Flask) -> None:
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    widgets.init_app(app)


def _set_up_people(app: Flask) -> None:
    manager = LoginManager(app)

    @manager.user_loader
    def load(token: str) -> SignedIn | None:  # pyright: ignore[reportUnusedFunction]
        session = glancing() if is_polled() or request.method == "POST" else reading()
        find = load_seat if token.startswith(TOKEN_MARK) else load_actor
        who = find(session, token, datetime.now(UTC), is_sign_of_life=not is_polled())
        return SignedIn(token, who) if who.signed_in else None

    def know_actor() -> None:
        if request.endpoint != "static":
            who = current_user.actor if current_user.is_authenticated else NOBODY
            g.actor = known_here(who)

    app.before_request(know_actor)
    app.before_request(keeping.before)
    app.after_request(keeping.after)
    app.before_request(check_access)


def _wrap(app: Flask, config: Config) -> None:
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    assets.init_app(app)
