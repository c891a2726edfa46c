"""What every view gets, shown on views that exist only here."""

import re

import pytest
from flask import Blueprint, Response, g, request
from flask.testing import FlaskClient
from flask_login import login_user
from sqlalchemy import text
from sqlalchemy.exc import DataError, NoResultFound
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from ceremony.accounts import operations, queries
from ceremony.core import failures, web
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.permissions import SYSTEM, Permission, Role
from ceremony.core.runs import Run
from ceremony.core.web import etagged, perform, requires
from tests import cast
from tests.client import Client
from tests.databases import application

bp = Blueprint("trial", __name__, url_prefix="/trial")


def load(number: int) -> int:
    if number > 9:
        raise NoResultFound
    return number


@bp.get("/public")
@requires(Permission.PUBLIC)
def public() -> str:
    return "for all"


@bp.route("/registrar", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def registrar() -> str:
    return "for registrars"


@bp.get("/number/<int:number>")
@requires(Permission.PEOPLE_EDIT, load=load)
def number(number: int) -> str:
    return f"number {number}"


@bp.get("/gate")
@requires(Permission.PUBLIC)
def gate() -> str:
    g.needs_wasm = True
    return "scan"


@bp.get("/tagged")
@requires(Permission.PUBLIC)
def tagged() -> Response:
    return etagged(Response("figures", mimetype="text/plain"))


@bp.get("/writes-in-get")
@requires(Permission.PUBLIC)
def writes_in_get() -> str:
    with transaction(SYSTEM):
        return "never"


@bp.get("/rule")
@requires(Permission.PUBLIC)
def rule() -> str:
    raise DomainError("The hall is full.")


@bp.get("/unstorable")
@requires(Permission.PUBLIC)
def unstorable() -> str:
    """NUL, which came in by a way that no form looks at."""
    db.session.execute(text("select cast(:text as text)"), {"text": "a\0b"})
    return "found"


@bp.get("/folder/")
@requires(Permission.PUBLIC)
def folder() -> str:
    return "a place"


@bp.get("/broken")
@requires(Permission.PUBLIC)
def broken() -> str:
    raise ZeroDivisionError


@pytest.fixture
def trial(app, tmp_path):
    """An application with these views, on the database of the test; it answers its errors."""
    made = application(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"])
    made.register_blueprint(bp)
    made.test_client_class = Client
    web.check_every_view_is_declared(made)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(trial):
    return trial.test_client()


@pytest.fixture
def officer(trial):
    def sign_in(*roles: Role) -> Client:
        return trial.test_client().sign_in(cast.officer(*roles))

    return sign_in


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("/desk/people", "/desk/people"),
        ("/desk/people?q=%C3%A9&after=3", "/desk/people?q=%C3%A9&after=3"),
        ("/desk/people/7", "/desk/people/7"),
        ("/desk/peoples", "/start"),
        ("/desk", "/start"),
        ("", "/start"),
        ("//evil.example/desk/people", "/start"),
        ("https://evil.example/desk/people", "/start"),
        ("/desk/people?a\r\nSet-Cookie: b", "/start"),
        ("/desk/people/\\evil.example", "/start"),
        ("/desk/people?\u2028", "/start"),
    ],
)
def test_who_is_done_goes_back_to_the_page_of_ours_that_sent_them(trial, given, leads_to):
    with trial.test_request_context(method="POST", data={"back": given}):
        assert web.back("/desk/people", otherwise="/start") == leads_to
        assert web.back("/desk/people/") == leads_to.replace("/start", "/desk/people/")


def test_a_visitor_is_sent_to_sign_in_and_back(visitor):
    answer = visitor.get("/trial/registrar?page=2")
    assert (answer.status_code, answer.location) == (
        303,
        "/sign-in?next=/trial/registrar?page%3D2",
    )


def test_a_visitor_learns_nothing_of_what_exists(visitor):
    answers = [visitor.get(f"/trial/number/{n}") for n in (1, 99)]
    assert [x.status_code for x in answers] == [303, 303]


def test_a_program_without_a_token_gets_401(visitor):
    answer = visitor.get("/trial/registrar", headers={"Authorization": "Bearer nobody"})
    assert answer.status_code == 401


def test_an_officer_without_the_permission_gets_403_and_an_outsider_404(officer):
    assert officer(Role.BADGE_OFFICER).get("/trial/registrar").status_code == 403
    assert officer().get("/trial/registrar").status_code == 404
    assert officer(Role.REGISTRAR).get("/trial/registrar").text == "for registrars"


def test_what_does_not_exist_is_404_however_large_its_number(officer):
    registrar = officer(Role.REGISTRAR)
    codes = [registrar.get(f"/trial/number/{n}").status_code for n in (1, 99, 10**20)]
    assert codes == [200, 404, 404]


def test_the_security_headers_stand_on_every_answer(visitor):
    headers = visitor.get("/trial/public").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" not in headers
    secure = visitor.get("/trial/public", base_url="https://x.test").headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000"


def test_only_the_scanner_may_run_webassembly(visitor):
    assert "'wasm-unsafe-eval'" in visitor.get("/trial/gate").headers["Content-Security-Policy"]


def test_who_has_the_answer_already_gets_304(visitor):
    first = visitor.get("/trial/tagged")
    again = visitor.get("/trial/tagged", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_a_get_request_cannot_write(visitor):
    with pytest.raises(RuntimeError, match="while reading"):
        visitor.get("/trial/writes-in-get")


def test_a_broken_rule_is_a_page_with_its_sentence(visitor):
    answer = visitor.get("/trial/rule")
    assert answer.status_code == 422
    assert "The hall is full" in answer.text


def test_a_post_without_its_token_is_refused_with_a_sentence(officer):
    answer = officer(Role.REGISTRAR).post("/trial/registrar")
    assert answer.status_code == 400
    assert "This form was opened in another session" in answer.text


def test_a_fault_shows_a_reference_and_nothing_else(trial, visitor, caplog):
    trial.testing = False
    trial.errorhandler(Exception)(failures.show_broken)
    answer = visitor.get("/trial/broken")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    reference = caplog.records[-1].args[0]
    assert reference in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("get", "/api/nothing", 404, "NotFound"), ("post", "/gate/nothing", 400, "StaleForm")],
)
def test_programs_get_their_errors_as_json(visitor, method, path, status, code):
    answer = getattr(visitor, method)(path)
    assert (answer.status_code, answer.json["error"]["code"]) in {
        (status, code),
        (404, "NotFound"),
    }


@pytest.mark.parametrize("path", ["/trial/public?q=%00", "/trial/%00"])
def test_nul_is_no_address(visitor, path):
    assert visitor.get(path).status_code == 400


@pytest.mark.both_databases
def test_what_the_database_cannot_hold_is_a_bad_request(trial, visitor, database):
    trial.testing = False
    trial.errorhandler(DataError)(failures.show_unstorable)
    answer = visitor.get("/trial/unstorable")
    assert answer.status_code == (400 if database == "postgresql" else 200)


@pytest.mark.parametrize("error", [StaleDataError(), ObjectDeletedError(instance_state(Run()))])
def test_two_who_change_the_same_row_are_told(app, error):
    def stale(**_: object) -> None:
        raise error

    user = cast.officer(Role.REGISTRAR)
    with transaction(SYSTEM):
        token = operations.sign_in(actor=SYSTEM, user=user, address="", agent="")
    with app.test_request_context():
        login_user(queries.find_signed_in(token))
        with pytest.raises(EditConflict, match="Somebody else"):
            perform(stale)


def test_a_view_without_a_declared_permission_does_not_start(trial):
    trial.view_functions["bare"] = lambda: ""
    with pytest.raises(RuntimeError, match="bare"):
        web.check_every_view_is_declared(trial)


def test_a_static_file_is_kept_as_long_as_its_url_names_its_content(visitor):
    page = visitor.get("/trial/nothing").text
    [url] = re.findall(r'href="(/static/css/tokens\.css\?v=[0-9a-f]{8})"', page)

    named, plain = visitor.get(url), visitor.get("/static/css/tokens.css")

    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("proxies", "address"), [("0", "127.0.0.1"), ("1", "203.0.113.9")])
def test_the_word_of_a_proxy_is_taken_where_there_is_one(
    app, tmp_path, monkeypatch, proxies, address
):
    monkeypatch.setenv("CEREMONY_PROXIES", proxies)
    behind = application(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"])
    seen = []
    behind.before_request(lambda: seen.append(request.remote_addr))
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    behind.test_client().get("/theme.css", headers=headers)
    assert seen == [address]


def test_the_log_of_a_fault_names_nobody(trial, caplog):
    trial.testing = False
    trial.errorhandler(Exception)(failures.show_broken)

    def ask() -> str:
        db.session.execute(text("select :name from absent"), {"name": "".join(("Lay", "la"))})
        return "never"

    view = requires(Permission.PUBLIC)(ask)
    trial.add_url_rule("/trial/secret/<token>", "secret", lambda token: view())
    answer = trial.test_client().get("/trial/secret/one-time-token")

    assert answer.status_code == 500
    assert "/trial/secret/<token>" in caplog.text
    assert "Layla" not in caplog.text
    assert "one-time-token" not in caplog.text


def test_an_address_without_its_stroke_leads_to_the_right_one(visitor):
    answer = visitor.get("/trial/folder")
    assert (answer.status_code, answer.location) == (308, "http://localhost/trial/folder/")


def test_without_a_database_there_is_still_a_sentence_and_a_reference(trial, caplog):
    trial.testing = False
    trial.errorhandler(Exception)(failures.show_broken)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("drop table settings")

    answer = FlaskClient(trial, trial.response_class).get("/trial/broken")

    assert answer.status_code == 500
    assert answer.text == f"The page could not be made. {caplog.records[0].args[0]}"
