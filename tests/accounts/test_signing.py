from datetime import timedelta

import pytest
from argon2 import extract_parameters
from sqlalchemy import select, update

from ceremony.accounts import demo, operations, passwords, queries
from ceremony.accounts.models import Purpose, UserSession
from ceremony.core import clock, limits
from ceremony.core.db import db, transaction
from ceremony.core.limits import Attempt
from ceremony.core.permissions import SYSTEM, Grant, Role
from ceremony.core.web import is_local
from tests import make
from tests.accounts import signing
from tests.client import parse, words

WRONG = "The address or the password is not right."


def headings(response):
    return [words(x) for x in parse(response.text).iter("h1")]


def test_an_officer_signs_in_and_comes_to_the_overview(client):
    signing.user()

    answer = signing.sign_in(client, email=" Hanh@Host.Example ")

    assert (answer.status_code, answer.location) == (303, "/desk")
    assert headings(client.get("/desk")) == ["Situation room"]


def test_the_page_that_was_asked_for_follows_the_sign_in(client):
    signing.user()
    asked = client.get("/desk/search?q=amina")

    assert asked.location == "/sign-in?next=/desk/search?q%3Damina"
    assert signing.sign_in(client, next="/desk/search?q=amina").location == "/desk/search?q=amina"
    assert client.get("/sign-in").location == "/desk"


@pytest.mark.parametrize("password", ["", "wrong-lantern-47", "x" * 900, "ﬁ\N{SNOWMAN}" * 20])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, password):
    signing.user()

    known = signing.sign_in(client, password=password)
    unknown = signing.sign_in(client, email="nobody@host.example", password=password)

    expected = WRONG if password else "Enter your password."
    assert (known.status_code, expected in known.text) == (422, True)
    assert (unknown.status_code, expected in unknown.text) == (422, True)
    assert client.get("/desk").status_code == 303


def test_the_form_never_shows_the_password_again(client):
    signing.user()

    assert "wrong-lantern-47" not in signing.sign_in(client, password="wrong-lantern-47").text


def test_a_password_of_nobody_is_checked_as_dearly_as_that_of_somebody():
    dear = extract_parameters(passwords.make_hash("correct horse battery"))
    assert extract_parameters(passwords.NOBODY) == dear
    assert not passwords.fits(None, "correct horse battery")


def test_ten_wrong_passwords_close_the_address_for_a_while(client):
    signing.user()
    signing.user("quynh@host.example", name="Quỳnh")
    for _try in range(10):
        assert signing.sign_in(client, password="wrong-lantern-47").status_code == 422

    closed = signing.sign_in(client)
    other = signing.sign_in(client, email="quynh@host.example", password="wrong")
    clock.shift(timedelta(minutes=16))

    assert (closed.status_code, other.status_code) == (429, 422)
    assert "Wait 15 minutes" in closed.text
    assert signing.sign_in(client).status_code == 303


def test_a_success_forgets_the_failures_before_it(client):
    signing.user()
    for _try in range(9):
        signing.sign_in(client, password="wrong-lantern-47")
    signing.sign_in(client)
    client.send("/sign-out", page="/account")

    assert signing.sign_in(client, password="wrong-lantern-47").status_code == 422
    assert signing.sign_in(client).status_code == 303


def test_one_network_address_cannot_try_many_accounts(client):
    with transaction(SYSTEM, working=True):
        for _try in range(60):
            limits.note("sign-in from", "127.0.0.1")
    signing.user()

    assert signing.sign_in(client).status_code == 429


def test_failures_are_counted_without_the_address_itself(client):
    signing.sign_in(client, email="guess@host.example")

    rows = db.session.execute(select(Attempt.kind, Attempt.who).order_by(Attempt.id)).all()
    assert [kind for kind, _who in rows] == ["sign-in", "sign-in from"]
    assert all(len(who) == 64 and "guess" not in who for _kind, who in rows)


def test_a_disabled_officer_is_told_nothing_else(client):
    holder = signing.user()
    signing.user("boss@host.example", Role.ADMINISTRATOR)
    with transaction(SYSTEM):
        operations.disable(actor=SYSTEM, user=queries.user(holder.id))

    assert WRONG in signing.sign_in(client).text


def test_a_session_of_somebody_disabled_in_the_meantime_is_none():
    user = signing.user()
    signing.user("boss@host.example", Role.ADMINISTRATOR)
    with transaction(SYSTEM):
        operations.disable(actor=SYSTEM, user=queries.user(user.id))
    with transaction(SYSTEM):
        token = operations.sign_in(
            actor=SYSTEM, user=queries.user(user.id), address="192.0.2.1", agent="x"
        )
    assert queries.find_signed_in(token) is None


def test_somebody_without_password_yet_cannot_sign_in(client):
    with transaction(SYSTEM):
        operations.create(actor=SYSTEM, email=signing.ADDRESS, name="New", roles=[Role.REGISTRAR])

    assert WRONG in signing.sign_in(client, password="nobody has this password").text


def test_a_session_ends_by_time(client):
    signing.user()
    signing.sign_in(client)

    clock.shift(timedelta(hours=14, minutes=1))

    assert client.get("/desk").status_code == 303


def test_disabling_an_officer_ends_the_sessions_at_once(client):
    holder = signing.user()
    signing.user("boss@host.example", Role.ADMINISTRATOR)
    signing.sign_in(client)
    with transaction(SYSTEM):
        operations.disable(actor=SYSTEM, user=queries.user(holder.id))

    assert client.get("/desk").status_code == 303


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app, client):
    signing.user()
    signing.sign_in(client)
    with client.session_transaction() as cookie:
        copied = dict(cookie)

    left = client.send("/sign-out", page="/account")

    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    assert left.location == "/sign-in"
    assert "You are signed out." in client.get("/sign-in").text
    assert thief.get("/desk").status_code == 303


def test_a_planted_cookie_does_not_survive_the_sign_in(client):
    signing.user()
    with client.session_transaction() as cookie:
        cookie["planted"] = "yes"
    signing.sign_in(client)

    with client.session_transaction() as cookie:
        assert sorted(cookie) == ["_fresh", "_id", "_user_id", "csrf_token"]


def test_signing_out_takes_a_post(client):
    signing.user()
    signing.sign_in(client)

    assert client.get("/sign-out").status_code == 405
    assert client.get("/desk").status_code == 200


def test_a_form_without_its_token_is_refused(client):
    signing.user()

    answer = client.post("/sign-in", data={"email": signing.ADDRESS, "password": signing.PASSWORD})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("target", "is_ours"),
    [
        ("/desk", True),
        ("/desk/search?q=a%20b#top", True),
        ("", False),
        ("//evil.example", False),
        ("///evil.example", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("\n/evil.example", False),
        ("https://evil.example/desk", False),
        ("javascript:alert(1)", False),
        ("desk", False),
        ("//[", False),
    ],
)
def test_only_a_path_of_this_site_is_followed(client, target, is_ours):
    signing.user()

    assert is_local(target) is is_ours
    assert signing.sign_in(client, next=target).location == (target if is_ours else "/desk")


def test_somebody_without_office_comes_to_the_own_account(client):
    with transaction(SYSTEM):
        operations.create(
            actor=SYSTEM,
            email=signing.ADDRESS,
            name="Former",
            roles=[],
            password_hash=signing.hashed(),
        )

    assert client.get("/desk").location == "/sign-in?next=/desk"
    assert signing.sign_in(client, next="/desk").location == "/account"
    assert client.get("/desk").status_code == 404
    assert 'action="/sign-out"' in client.get("/account").text


def test_a_link_sets_the_password_once(client):
    holder = signing.user()
    url = f"/welcome/{signing.link(holder)}"

    page = client.get(url)
    done = client.send(url, password="quiet-river-2025", again="quiet-river-2025")
    again = client.get(url)

    assert headings(page) == ["Choose your password"]
    assert (done.status_code, done.location) == (303, "/sign-in")
    assert (again.status_code, headings(again)) == (410, ["This link was used already"])
    assert WRONG in signing.sign_in(client).text
    assert signing.sign_in(client, password="quiet-river-2025").status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "Use 12 to 200 characters."),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "Use more different characters."),
        ("quiet-river-2025", "quiet-river-2026", "The two are not the same."),
        ("", "", "Choose a password."),
        ("x" * 201, "x" * 201, "Use 12 to 200 characters."),
    ],
)
def test_a_poor_password_leaves_the_link_usable(client, password, again, sentence):
    holder = signing.user()
    url = f"/welcome/{signing.link(holder)}"

    assert sentence in client.send(url, password=password, again=again).text
    assert client.get(url).status_code == 200


def test_a_link_expires(client):
    url = f"/welcome/{signing.link(signing.user())}"

    clock.shift(timedelta(hours=48, minutes=1))

    page = client.get(url)
    assert (page.status_code, headings(page)) == (410, ["This link has expired"])


def test_a_newer_link_ends_the_older(client):
    holder = signing.user()
    first = signing.link(holder)
    signing.link(holder)

    assert headings(client.get(f"/welcome/{first}")) == ["This link was used already"]


@pytest.mark.parametrize("token", ["x", "0" * 500, "%01", "..%2f.."])
def test_a_link_that_was_copied_badly_says_so(client, token):
    answer = client.get(f"/welcome/{token}")

    assert answer.status_code in {404, 410}
    assert len(headings(answer)) == 1


def test_the_pairing_code_of_a_device_sets_no_password(client):
    with transaction(SYSTEM):
        _device, code = operations.register_device(
            actor=SYSTEM, name="Handheld", grant=Grant(Role.GATE, "checkpoint", 1)
        )

    assert client.get(f"/welcome/{code}").status_code == 410
    assert queries.find_link(Purpose.PASSWORD, code) is None


def test_setting_a_password_by_link_ends_every_session(app, client):
    holder = signing.user()
    signing.sign_in(client)
    url = f"/welcome/{signing.link(holder)}"

    other = app.test_client()
    other.send(url, password="quiet-river-2025", again="quiet-river-2025")

    assert client.get("/desk").status_code == 303


def test_use_of_a_session_is_noted_each_five_minutes(client):
    holder = signing.user()
    signing.sign_in(client)
    [before] = queries.open_sessions(holder.id)
    seen_at = before.seen_at

    client.get("/desk")
    db.session.rollback()
    assert queries.open_sessions(holder.id)[0].seen_at == seen_at

    clock.shift(timedelta(minutes=6))
    client.get("/desk")
    db.session.rollback()
    assert queries.open_sessions(holder.id)[0].seen_at > seen_at


def test_a_demonstration_shows_its_sign_ins(app, client, tmp_path, monkeypatch):
    sheet = '[{"role": "Registrar", "email": "r@demo.example", "password": "river-stone-11"}]'
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    (tmp_path / demo.FILE).write_text(sheet)

    make.ceremony(is_demo=False)
    assert "river-stone-11" not in client.get("/sign-in").text
    make.ceremony(is_demo=True)
    assert "river-stone-11" in client.get("/sign-in").text


def test_a_session_that_was_ended_is_over_whatever_the_cookie_says(client):
    holder = signing.user()
    signing.sign_in(client)
    with transaction(SYSTEM, working=True) as session:
        session.execute(update(UserSession).values(ended_at=clock.now()))

    assert client.get("/desk").status_code == 303
    assert queries.open_sessions(holder.id) == []
