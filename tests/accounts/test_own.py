import pytest

from ceremony.accounts import queries
from ceremony.core.db import db
from ceremony.core.permissions import Role
from tests.accounts import signing

NEW = "quiet-river-2025"


def change(client, current=signing.PASSWORD, password=NEW, again=NEW):
    return client.send("/account/password", current=current, password=password, again=again)


def test_the_account_shows_who_one_is(client):
    signing.user()
    signing.sign_in(client)

    page = client.get("/account").text

    assert all(x in page for x in ("Lê Thu Hạnh", signing.ADDRESS, "Registrar", "this one"))


def test_a_password_is_changed_and_other_browsers_are_signed_out(app, client):
    signing.user()
    signing.sign_in(client)
    other = app.test_client()
    signing.sign_in(other)

    done = change(client)

    assert (done.status_code, done.location) == (303, "/account")
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    client.send("/sign-out", page="/account")
    assert signing.sign_in(client, password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"current": "not-this-one-1"}, "This is not your present password."),
        ({"current": ""}, "Enter your present password."),
        ({"again": "quiet-river-2026"}, "The two are not the same."),
        ({"password": "short", "again": "short"}, "Use 12 to 200 characters."),
    ],
)
def test_a_wrong_form_changes_no_password(client, values, sentence):
    holder = signing.user()
    signing.sign_in(client)
    before = holder.password_hash

    assert sentence in change(client, **values).text
    db.session.rollback()
    assert queries.user(holder.id).password_hash == before


def test_the_present_password_cannot_be_guessed_at_leisure(client):
    signing.user()
    signing.sign_in(client)
    token = client.token("/account/password")
    data = {"csrf_token": token, "current": "not-this-one-1", "password": NEW, "again": NEW}

    codes = [client.post("/account/password", data=data).status_code for _try in range(11)]

    assert codes == [200] * 10 + [429]


def test_a_language_is_chosen_and_kept(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ("en", "fr"))
    signing.user()
    signing.sign_in(client)

    assert "Not a valid choice" in client.send("/account", language="tlh").text
    client.send("/account", language="fr")

    assert '<html lang="fr"' in client.get("/account").text
    monkeypatch.setitem(app.config, "LANGUAGES", ("en",))
    assert '<html lang="en"' in client.get("/account").text  # its catalogue is gone


def test_a_session_elsewhere_is_ended(app, client):
    holder = signing.user()
    signing.sign_in(client)
    other = app.test_client()
    signing.sign_in(other)
    last = max(x.id for x in queries.open_sessions(holder.id))

    client.send(f"/account/sessions/{last}/end", page="/account")

    assert other.get("/account").status_code == 303
    assert client.send(f"/account/sessions/{last}/end", page="/account").status_code == 404


def test_all_other_sessions_are_ended(app, client):
    signing.user()
    others = [app.test_client() for _browser in range(2)]
    for browser in (*others, client):
        signing.sign_in(browser)

    client.send("/account/sessions/end", page="/account")

    assert [x.get("/account").status_code for x in (*others, client)] == [303, 303, 200]


def test_the_session_of_somebody_else_does_not_exist(client, signed_in):
    holder = signing.user()
    signing.sign_in(client)
    [session] = queries.open_sessions(holder.id)
    session_id = session.id

    stranger = signed_in(Role.ADMINISTRATOR)

    answer = stranger.send(f"/account/sessions/{session_id}/end", page="/account")
    assert answer.status_code == 404
    assert client.get("/account").status_code == 200
