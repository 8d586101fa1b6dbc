"""The composition root: ``create_app()``; ``contest/command.py`` is the ``hoithi`` command."""

from flask import Flask, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from contest import db, views
from contest.adapters.storage import Storage
from contest.config import ROOT, Settings, load_settings
from contest.db import Database
from contest.rules import access
from contest.views import filters, guards, pages, responses, translations
from contest.views.assets import asset
from judging import models as judging_models
from judging import views as judging_views

MAPPED = (judging_models,)
"""Imported for their effect: the tables of judging are known wherever an application is."""


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """Return an application on the given settings, or on those of the environment."""
    settings = settings or load_settings()
    app = Flask("hoithi", root_path=str(ROOT), static_folder=None, template_folder=str(ROOT / "templates"))
    app.secret_key = settings.signing_key()
    app.testing = testing
    app.config.update(
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="__Host-form" if settings.secure_cookies else "form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=settings.hosts,
        MAX_CONTENT_LENGTH=(settings.max_upload_mb + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
    )
    app.extensions["settings"] = settings
    app.extensions["storage"] = Storage(settings.uploads_dir)
    db.init_app(app, Database(settings.database))
    Babel(app, locale_selector=_choose_language)
    translations.init_app(app)
    CSRFProtect(app)
    guards.init_app(app)
    filters.init_app(app)
    responses.init_app(app)
    _remember_language(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset, access=access, settings=settings, viewer=guards.viewer, language=pages.language
    )
    for blueprint in (*views.BLUEPRINTS, *judging_views.BLUEPRINTS):
        app.register_blueprint(blueprint)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _choose_language() -> str:
    """Return the language of the page: asked for, remembered, the account's, else Vietnamese."""
    for wanted in (request.args.get("lang"), request.cookies.get("lang"), guards.viewer().language):
        if wanted in pages.LANGUAGES:
            return str(wanted)
    return "vi"


def _remember_language(app: Flask) -> None:
    @app.after_request
    def _keep(answer):  # type: ignore[no-untyped-def]  # Flask's own response type
        wanted = request.args.get("lang")
        if wanted in pages.LANGUAGES and request.cookies.get("lang") != wanted:
            answer.set_cookie("lang", wanted, max_age=365 * 86400, samesite="Lax", httponly=True, path="/")
        return answer
