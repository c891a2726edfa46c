"""The personal link in the hands of its owner, of a mail program, of a stranger and of a thief."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ceremony.accounts import operations, queries
from ceremony.accounts.models import Purpose, User, UserSession
from ceremony.accounts.views.entry import mask
from ceremony.core import clock, limits
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.mail import Message
from ceremony.core.permissions import SYSTEM, Grant, Role
from tests import cast, make
from tests.accounts import outside, signing
from tests.client import parse, words

SAME = "If this address may enter here, a link to it is on its way."


@pytest.fixture(autouse=True)
def administrator():
    return cast.officer(Role.ADMINISTRATOR)


@pytest.fixture
def farida():
    return outside.focal_point()


@pytest.fixture
def url(farida):
    return f"/enter/{outside.link(farida)}"


def heading(response):
    [only] = [words(x) for x in parse(response.text).iter("h1")]
    return only


def text(response):
    return words(parse(response.text))


def home(client):
    """Where somebody without office comes to: the portal, else the own account."""
    return "/delegation" if "portal.index" in client.application.view_functions else "/account"


def enter(client, url):
    return client.send(url)


def who(client):
    """The address of whoever is signed in; None: nobody."""
    page = client.get("/account")
    if page.status_code == 303:
        return None
    [terms] = [x for x in parse(page.text).iter("dl") if x.get("class") == "kv"][:1]
    return words(terms.findall("dd")[1])


def set_password(user):
    link = queries.link(Purpose.PASSWORD, signing.link(user))
    with transaction(SYSTEM):
        operations.set_password_by_link(actor=SYSTEM, link=link, password_hash=signing.hashed())


def ask(client, address=outside.EMAIL, token=None):
    """The answer of "Mail me a link", and the page that follows it."""
    token = token or client.token("/sign-in")
    data = {"csrf_token": token, "address": address}
    return client.post("/sign-in/link", data=data)


def test_the_page_says_for_whom_for_what_and_until_when(client, farida):
    make.ceremony()
    body = make.body("QAT")
    outside.grant(farida, scope_id=body.id)
    outside.withdraw(farida) if body.id != 4 else None

    page = client.get(f"/enter/{outside.link(farida)}")

    assert heading(page) == "Your personal link"
    said = text(page)
    assert "Farida Point" in said
    assert "f•••@mission.example" in said
    assert "Focal point: Qatar" in said
    assert "Hanoi time" in said
    assert outside.EMAIL not in page.text


@pytest.mark.parametrize(
    ("email", "masked"),
    [("a@b.example", "a•••@b.example"), ("émile.x@b.example", "é•••@b.example")],
)
def test_an_address_is_masked(email, masked):
    assert mask(email) == masked


def test_the_button_begins_a_session(client, farida, url):
    done = enter(client, url)

    assert (done.status_code, done.location) == (303, home(client))
    assert who(client) == outside.EMAIL
    assert [x.link_id is not None for x in queries.open_sessions(farida.id)] == [True]


def test_looking_at_the_page_changes_nothing(client, farida, url):
    """Programs that look through mail open every link in it."""
    commits = []

    def note(session):
        commits.append(session)

    event.listen(Session, "after_commit", note)
    try:
        for _time in range(3):
            assert client.get(url).status_code == 200
            assert client.head(url).status_code == 200
    finally:
        event.remove(Session, "after_commit", note)

    assert commits == []
    assert queries.open_sessions(farida.id) == []
    assert queries.entry_links(farida.id)[0].last_used_at is None


def test_the_button_needs_its_token(client, farida, url):
    assert client.post(url).status_code == 400
    assert client.post(url, data={"csrf_token": "x"}).status_code == 400
    assert queries.open_sessions(farida.id) == []


def test_the_token_of_another_browser_is_none(app, client, farida, url):
    foreign = app.test_client().token(url)
    client.get(url)

    assert client.post(url, data={"csrf_token": foreign}).status_code == 400
    assert queries.open_sessions(farida.id) == []


def test_a_link_is_used_again_on_another_device(app, client, url):
    other = app.test_client()

    for browser in (client, other):
        assert enter(browser, url).status_code == 303
    assert [who(client), who(other)] == [outside.EMAIL] * 2


def test_who_is_signed_in_already_goes_straight_in(client, url):
    enter(client, url)

    assert client.get(url).location == home(client)


def test_a_planted_cookie_does_not_survive(client, url):
    token = client.token(url)
    with client.session_transaction() as cookie:
        cookie["planted"] = "yes"
        fixed = dict(cookie)
    client.post(url, data={"csrf_token": token})

    with client.session_transaction() as cookie:
        assert sorted(cookie) == ["_fresh", "_id", "_user_id", "csrf_token"]
        assert cookie["csrf_token"] != fixed["csrf_token"]


def test_a_cookie_copied_before_entering_is_nobodys(app, client, url):
    token = client.token(url)
    with client.session_transaction() as cookie:
        copied = dict(cookie)
    client.post(url, data={"csrf_token": token})

    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    assert who(thief) is None


def test_an_expired_link_offers_a_new_one(client, farida):
    url = f"/enter/{outside.link(farida, timedelta(hours=1))}"
    clock.shift(timedelta(minutes=61))

    page = client.get(url)
    assert (page.status_code, heading(page)) == (410, "This link has expired")
    assert outside.EMAIL not in page.text
    refused = client.send(url)
    assert (refused.status_code, heading(refused)) == (410, "This link has expired")

    answer = client.send(f"{url}/renew", page=url)
    assert answer.location == "/sign-in"
    [(address, new)] = outside.mailed()
    assert (address, new.startswith("http://localhost/enter/")) == (outside.EMAIL, True)
    assert enter(client, new.removeprefix("http://localhost")).status_code == 303
    assert who(client) == outside.EMAIL


@pytest.mark.parametrize("end", [outside.revoke, outside.withdraw, outside.disable])
def test_a_link_that_was_taken_back_is_told_so_and_gives_no_new_one(client, farida, url, end):
    token = client.token(url)
    end(farida)

    for answer in (
        client.get(url),
        client.post(url, data={"csrf_token": token}),
        client.post(f"{url}/renew", data={"csrf_token": token}),
    ):
        assert (answer.status_code, heading(answer)) == (410, "This link was withdrawn")
        assert "Ask the organisers" in answer.text
        assert "Farida" not in answer.text
    assert (who(client), outside.mailed()) == (None, [])


@pytest.mark.parametrize("token", ["x", "0" * 500, "%01", "a.b", "..%2f..", "é"])
def test_an_unknown_link_says_so(client, farida, token):
    for method in (client.get, client.post):
        data = {"data": {"csrf_token": client.token("/sign-in")}} if method == client.post else {}
        answer = method(f"/enter/{token}", **data)
        assert answer.status_code in {404, 410}
        assert heading(answer) in {"This link is not complete", "There is no such page"}


def test_a_link_that_sets_a_password_does_not_enter(client, farida):
    answer = client.get(f"/enter/{signing.link(farida)}")

    assert (answer.status_code, heading(answer)) == (410, "This link is not complete")


def test_sixty_unknown_links_close_the_page_for_a_while(client, url):
    with transaction(SYSTEM, working=True):
        for _try in range(59):
            limits.note("enter", "127.0.0.1")
    token = client.token("/sign-in")

    assert client.post("/enter/guess", data={"csrf_token": token}).status_code == 410
    assert client.post("/enter/guess", data={"csrf_token": token}).status_code == 429
    assert client.get(url).status_code == 429
    clock.shift(timedelta(minutes=16))
    assert client.get(url).status_code == 200


def test_somebody_else_who_is_signed_in_is_named_and_decides(client, farida, url):
    officer = signing.user()
    signing.sign_in(client)

    page = client.get(url)
    assert "You are signed in as Lê Thu Hạnh." in page.text
    assert "Entering as Farida Point signs that account out." in page.text
    assert who(client) == signing.ADDRESS

    assert enter(client, url).location == home(client)
    assert who(client) == outside.EMAIL
    assert queries.open_sessions(officer.id) == []


def test_the_one_who_left_is_named_as_who_signed_out(client, farida, url):
    officer = signing.user()
    signing.sign_in(client)
    enter(client, url)

    rows = db.session.execute(
        select(AuditEntry.event, AuditEntry.actor_id, AuditEntry.subject_id)
        .order_by(AuditEntry.id.desc())
        .limit(2)
    ).all()
    assert [tuple(x) for x in rows] == [
        ("accounts.entered", farida.id, farida.id),
        ("accounts.signed_out", officer.id, officer.id),
    ]


def test_a_role_withdrawn_closes_the_open_session(client, farida, url):
    enter(client, url)
    outside.withdraw(farida)

    assert who(client) is None


def test_links_revoked_close_the_open_session(client, farida, url):
    enter(client, url)
    outside.revoke(farida)

    assert who(client) is None


def test_a_disabled_account_is_out_at_once(client, farida, url):
    enter(client, url)
    outside.disable(farida)

    assert who(client) is None


def test_a_focal_point_finds_no_desk(client, url):
    enter(client, url)

    assert [client.get(x).status_code for x in ("/desk", "/desk/people", "/desk/users")] == [
        404
    ] * 3
    assert f'href="{home(client)}"' in client.get("/desk").text


def test_an_administrator_who_came_by_a_link_is_no_administrator(client):
    boss = signing.user("boss@host.example", Role.ADMINISTRATOR)
    outside.grant(boss)
    enter(client, f"/enter/{outside.link(boss)}")

    assert [client.get(x).status_code for x in ("/desk", "/desk/users")] == [404, 404]


def test_the_secret_is_in_no_log_and_no_referer_and_only_its_hash_in_the_database(
    client, farida, url, caplog
):
    caplog.set_level(logging.DEBUG)
    token = url.rpartition("/")[2]

    page = client.get(url)
    enter(client, url)

    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get("/enter/unknown").headers["Referrer-Policy"] == "strict-origin"
    assert token not in caplog.text
    assert token not in str(db.session.execute(select(AuditEntry.details)).all())


def test_the_page_speaks_the_language_of_its_owner(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ("en", "ar"))
    arab = outside.focal_point(language="ar")
    unknown = outside.focal_point("k@mission.example", language="tlh")
    url = f"/enter/{outside.link(arab)}"

    assert '<html lang="ar" dir="rtl">' in client.get(url).text
    assert '<html lang="en"' in client.get(f"/enter/{outside.link(unknown)}").text
    enter(client, url)
    assert '<html lang="ar" dir="rtl">' in client.get("/account").text


def test_a_link_is_mailed_to_who_asks_for_it(client, farida):
    answer = ask(client, " Farida@Mission.EXAMPLE ")

    assert answer.location == "/sign-in"
    assert SAME in client.get("/sign-in").text
    [(address, url)] = outside.mailed()
    assert address == outside.EMAIL
    clock.shift(timedelta(minutes=59))
    assert enter(client, url.removeprefix("http://localhost")).status_code == 303
    clock.shift(timedelta(minutes=61))
    assert queries.entry_links(farida.id) == []


def token(client, page, headers):
    fields = parse(client.get(page, headers=headers).text).iter("input")
    return next(x.get("value") for x in fields if x.get("name") == "csrf_token")


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_no_stranger_chooses_where_the_mailed_link_leads(client, farida, header):
    expired = f"/enter/{outside.link(farida, timedelta(hours=1))}"
    clock.shift(timedelta(minutes=61))
    for page, url in (("/sign-in", "/sign-in/link"), (expired, f"{expired}/renew")):
        there = {header: "evil.example"}
        given = {"csrf_token": token(client, page, there), "address": outside.EMAIL}
        client.post(url, data=given, headers=there)
    assert [url.partition("/enter/")[0] for _address, url in outside.mailed()] == [
        "http://localhost"
    ] * 2


def test_the_mail_says_what_the_link_is_for(client, farida):
    make.ceremony()
    ask(client)

    message = db.session.scalars(select(Message)).one()
    assert message.subject == "Your link to Convention"
    assert message.text.startswith("Dear Farida Point,\n")
    assert "60 minutes" in message.text
    assert (message.subject_type, message.subject_id) == ("user", farida.id)
    assert message.link not in message.text


@pytest.mark.parametrize("whose", ["nobody", "officer", "disabled", "former"])
def test_nobody_learns_who_has_an_account(client, farida, whose):
    address = f"{whose}@host.example"
    if whose == "officer":
        signing.user(address)
    elif whose == "disabled":
        outside.disable(outside.focal_point(address))
    elif whose == "former":
        outside.withdraw(outside.focal_point(address))

    known = ask(client)
    known_page = client.get("/sign-in").text
    unknown = ask(client, address)
    unknown_page = client.get("/sign-in").text

    def plain(page):
        return re.sub(r'name="csrf_token"[^>]*', "", page)

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert plain(known_page) == plain(unknown_page)
    assert [x for x, _link in outside.mailed()] == [outside.EMAIL]


@pytest.mark.parametrize("address", [outside.EMAIL, "nobody@host.example"])
def test_five_links_an_hour_are_enough_for_an_address_whoever_has_it(client, farida, address):
    codes = [ask(client, address).status_code for _try in range(6)]
    clock.shift(timedelta(minutes=61))

    assert codes == [303] * 5 + [429]
    assert ask(client, address).status_code == 303


def test_one_network_cannot_ask_for_everybody(client, farida):
    with transaction(SYSTEM, working=True):
        for _try in range(60):
            limits.note("link from", "127.0.0.1")

    assert ask(client).status_code == 429
    assert outside.mailed() == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Enter your email address."),
        ("farida", "Write the address like name@ministry.example."),
        ("a@b.example\r\nBcc: c@d.example", "Write the address like name@ministry.example."),
        ("x" * 201 + "@b.example", "Field cannot be longer than 200 characters."),
        ("a\0b@c.example", "Invisible control characters were taken out: U+0000."),
    ],
)
def test_a_wrong_address_is_told_beside_it(client, address, sentence):
    page = ask(client, address)

    assert (page.status_code, sentence in page.text) == (422, True)
    assert outside.mailed() == []


def test_asking_needs_the_token_of_its_form(client, farida):
    client.get("/sign-in")

    assert client.post("/sign-in/link", data={"address": outside.EMAIL}).status_code == 400
    assert outside.mailed() == []


def test_a_focal_point_chooses_a_password_and_signs_in_with_it(client, farida, url):
    enter(client, url)
    assert "Choose a password" in client.get("/account").text

    done = client.send("/account/password", password="quiet-river-2025", again="quiet-river-2025")

    assert done.location == "/account"
    assert who(client) == outside.EMAIL
    assert "Choose a password" not in client.get("/account").text
    client.send("/sign-out", page="/account")
    signed = signing.sign_in(client, email=outside.EMAIL, password="quiet-river-2025")
    assert signed.location == home(client)


def test_a_password_that_is_there_is_changed_only_by_who_knows_it(client, farida, url):
    set_password(farida)
    enter(client, url)

    page = client.send("/account/password", password="quiet-river-2025", again="quiet-river-2025")

    assert "Enter your present password." in page.text


def test_an_officer_without_password_cannot_choose_one_by_a_mailed_link(client):
    """Otherwise whoever reads the mail would hold the office."""
    officer = cast.officer(Role.PROTOCOL_OFFICER)
    outside.grant(officer)
    enter(client, f"/enter/{outside.link(officer)}")

    client.send("/account/password", password="quiet-river-2025", again="quiet-river-2025")

    db.session.rollback()
    assert db.session.get(User, officer.id).password_hash is None


def test_the_account_page_names_the_delegation_and_takes_the_language(
    app, client, farida, monkeypatch
):
    monkeypatch.setitem(app.config, "LANGUAGES", ("en", "fr"))
    enter(client, f"/enter/{outside.link(farida)}")

    assert "Focal point: –" in client.get("/account").text
    client.send("/account", language="fr")
    db.session.rollback()
    assert queries.user(farida.id).language == "fr"


def test_a_visitor_at_the_portal_is_sent_to_sign_in(client):
    answer = client.get("/delegation")

    assert (answer.status_code, answer.location) in {
        (303, "/sign-in?next=/delegation"),
        (404, None),
    }


def test_a_focal_point_who_signs_in_by_password_comes_home(client, farida):
    set_password(farida)

    assert signing.sign_in(client, email=outside.EMAIL).location == home(client)


def test_a_session_of_a_link_carries_only_what_the_link_is_for(client, farida, url):
    enter(client, url)

    db.session.rollback()
    row = db.session.scalars(select(UserSession)).one()
    assert row.user_id == farida.id
    held = {x.grant for x in queries.user(farida.id).role_grants}
    assert held == {Grant(Role.FOCAL_POINT, "body", 4)}


def test_a_mailed_link_neither_shows_nor_ends_the_sessions_of_the_office(app, client):
    officer = signing.user()
    outside.grant(officer)
    at_desk = app.test_client()
    signing.sign_in(at_desk)
    [desk] = queries.open_sessions(officer.id)
    enter(client, f"/enter/{outside.link(officer)}")

    assert f"/account/sessions/{desk.id}/end" not in client.get("/account").text
    ended = client.send(f"/account/sessions/{desk.id}/end", page="/account")
    assert ended.status_code == 404
    client.send("/account/sessions/end", page="/account")
    assert at_desk.get("/account").status_code == 200
