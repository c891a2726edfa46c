"""Ceremony runs a treaty-signing ceremony: from the first note verbale to the last signature."""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import current_app, has_request_context, request
from flask_babel import Babel, get_locale
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from ceremony.accounts import queries as accounts
from ceremony.accounts.actors import Visitor
from ceremony.core import address, clock, failures, jobs, keys, mail, pages, sending_again
from ceremony.core import engine as engine  # how connections begin
from ceremony.core import trail as trail  # the triggers
from ceremony.core.catalogues import Catalogues, translated
from ceremony.core.db import db
from ceremony.core.errors import Misconfigured
from ceremony.core.permissions import Permission
from ceremony.core.tls import trust
from ceremony.core.web import (
    Application,
    Id,
    check_every_view_is_declared,
    refuse_nul,
    requires,
    secure,
)

ROOT = Path(__file__).parent.parent
SLICES = (
    "accounts",
    "register",
    "people",
    "delegations",
    "workforce",
    "badges",
    "protocol",
    "gates",
    "desk",
    "settings",
    "mailings",
    "demo",
)
TRANSLATIONS = ROOT / "ceremony" / "translations"


def create_app(**config: Any) -> Application:
    """The application; *config* overrides the environment.

    Environment: ``CEREMONY_INSTANCE``, ``CEREMONY_DATABASE_URL``, ``CEREMONY_BASE_URL``,
    ``CEREMONY_PROXIES``, ``CEREMONY_SMTP_URL``, ``CEREMONY_MAIL_FROM``, ``CEREMONY_MAIL_REPLY_TO``;
    ``HOST``, ``PORT`` and ``HTTPS`` as the launcher has them.

    :param config: with ``MIGRATES=False`` it cannot migrate its database: a worker never does.
    """
    migrates = config.pop("MIGRATES", True)
    instance = Path(
        config.pop("INSTANCE", None) or os.environ.get("CEREMONY_INSTANCE") or ROOT / "instance"
    ).resolve()
    _make(instance)
    app = Application(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(instance),
    )
    _configure(app, instance, config)
    _trust_proxies(app)
    _extend(app)
    if migrates:
        _let_migrate(app)
    for name in SLICES:
        _add_slice(app, name)
    app.cli.add_command(jobs.cli)
    app.cli.add_command(mail.cli)
    app.view_functions["static"] = requires(Permission.PUBLIC)(app.send_static_file)
    app.before_request(refuse_nul)
    app.after_request(secure)
    pages.register(app)
    if app.config["HTTPS"]:
        trust.register(app)
    sending_again.register(app)
    failures.register(app)
    check_every_view_is_declared(app)
    return app


def _make(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"The instance folder cannot be made: {error}") from None
    if not os.access(instance, os.W_OK | os.X_OK):
        raise Misconfigured(f"The instance folder {instance} cannot be written to.")


def _database(instance: Path) -> str:
    """The URL of the database; SQLite in *instance* unless the environment names another."""
    url = os.environ.get("CEREMONY_DATABASE_URL") or f"sqlite:///{instance}/ceremony.sqlite"
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Misconfigured(
            "CEREMONY_DATABASE_URL begins with sqlite:/// or postgresql+psycopg://, "
            f"not {url.partition(':')[0]}."
        )
    return url


def _configure(app: Application, instance: Path, config: dict[str, Any]) -> None:
    base_url, https = os.environ.get("CEREMONY_BASE_URL", ""), address.is_https()
    app.config.from_mapping(
        SECRET_KEY=keys.secret(instance, "cookies"),
        SQLALCHEMY_DATABASE_URI=_database(instance),
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # they hold persons; errors are logged
        BASE_URL=base_url.rstrip("/"),
        HTTPS=https,  # by the local authority, not by a proxy
        SMTP_URL=os.environ.get("CEREMONY_SMTP_URL", ""),
        MAIL_FROM=os.environ.get("CEREMONY_MAIL_FROM", ""),
        MAIL_REPLY_TO=os.environ.get("CEREMONY_MAIL_REPLY_TO", ""),
        SESSION_COOKIE_NAME="ceremony",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https or base_url.startswith("https:"),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may stay open overnight
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=20_000,
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
        LANGUAGES=translated(TRANSLATIONS),
        MAIL_LANGUAGES=translated(TRANSLATIONS, "mail"),
    )
    app.config.update(config)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters["int"] = Id
    clock.read(instance)
    address.refuse_wrong(app.config["BASE_URL"], https=app.config["HTTPS"])
    mail.refuse_wrong_configuration(app.config)


def _trust_proxies(app: Application) -> None:
    """Believe what that many proxies before us say of the client; without any, nobody."""
    said = os.environ.get("CEREMONY_PROXIES") or "0"
    if not said.isdecimal():
        raise Misconfigured(f"CEREMONY_PROXIES is a number, not {said}.")
    if int(said) and app.config["HTTPS"]:
        raise Misconfigured("With HTTPS=1 no proxy stands before: leave CEREMONY_PROXIES out.")
    if count := int(said):
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]


def _extend(app: Application) -> None:
    db.init_app(app)
    Babel(app, locale_selector=_language).domain_instance = Catalogues()
    app.extensions["csrf"] = CSRFProtect(app)  # every unsafe request, pages and API alike
    logins = LoginManager(app)
    logins.session_protection = None  # sessions are rows: see accounts
    logins.anonymous_user = Visitor
    logins.user_loader(accounts.find_signed_in)
    app.jinja_env.globals["get_locale"] = get_locale


def _let_migrate(app: Application) -> None:
    from flask_migrate import Migrate  # ten megabytes that no worker needs

    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)


def _add_slice(app: Application, name: str) -> None:
    """Register what the slice has: its pages, its API, its commands, its receivers."""
    for edge in ("models", "receivers", "ceremony_part", "jobs", "views", "api", "cli"):
        if find_spec(f"ceremony.{name}.{edge}") is None:
            continue
        module = import_module(f"ceremony.{name}.{edge}")
        if edge in {"views", "api"}:
            for blueprint in getattr(module, "blueprints", None) or (module.bp,):
                app.register_blueprint(blueprint)
        elif edge == "cli":
            app.cli.add_command(module.cli)


def _language() -> str | None:
    if not has_request_context():
        return "en"  # commands and jobs
    offered = current_app.config["LANGUAGES"]
    if current_user.language in offered:
        return str(current_user.language)
    return request.accept_languages.best_match(offered, default="en")
