"""A form left open overnight: what was written is still there, for its writer and nobody else."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, text, update
from werkzeug.datastructures import MultiDict

from ceremony.accounts import operations
from ceremony.accounts import queries as accounts
from ceremony.accounts.models import UserSession
from ceremony.core import clock, kept
from ceremony.core.db import db, transaction
from ceremony.core.kept import KeptForm
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import queries
from tests import make
from tests.accounts import outside, signing
from tests.client import parse, words

HERE = {"Sec-Fetch-Site": "same-origin"}
KEPT = "You were signed out. What you wrote is kept."
NIGHT = timedelta(hours=15)
OTHER = "quynh@host.example"


@pytest.fixture(autouse=True)
def officer():
    return signing.user()


@pytest.fixture
def someone():
    return make.person()


@pytest.fixture
def desk(client):
    signing.sign_in(client)
    return client


def address(someone):
    return f"/desk/people/{someone.id}/edit"


def written(client, url, **values):
    """The fields of the first form at *url* as a browser would send them, with *values*."""
    root = parse(client.get(url).text)
    [form] = [x for x in root.iter("form") if x.get("data-guard") is not None][:1]
    fields = MultiDict()
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        if name and field.tag == "input" and kind not in {"file", "submit"}:
            if kind not in {"checkbox", "radio"} or "checked" in field.attrib:
                fields.add(name, field.get("value", ""))
        elif name and field.tag == "select":
            chosen = [x for x in field.iter("option") if "selected" in x.attrib]
            fields.add(name, (chosen or list(field.iter("option")))[0].get("value", ""))
        elif name and field.tag == "textarea":
            fields.add(name, field.text or "")
    for name, value in values.items():
        fields.setlist(name, value if isinstance(value, list) else [value])
    return fields


def send(client, url, fields, headers=HERE, **options):
    return client.post(url, data=fields, headers=headers, **options)


def sleep(client, someone, **values):
    """Write something, let the night pass, and send it."""
    fields = written(client, address(someone), **({"given_names": "Amina Noor"} | values))
    clock.shift(NIGHT)
    return send(client, address(someone), fields)


def rows():
    db.session.rollback()
    return db.session.scalars(select(KeptForm).order_by(KeptForm.id)).all()


def shown(client):
    """The labels and values that stand on the page, and whether it offers to send again."""
    page = client.get("/kept")
    root = parse(page.text)
    pairs = [
        dict(zip(map(words, x.findall("dt")), map(words, x.findall("dd")), strict=True))
        for x in root.iter("dl")
    ]
    return pairs, page.text.count("Send it again")


def again(client, **others):
    """Press the first button that sends again."""
    root = parse(client.get("/kept").text)
    [form] = [
        x for x in root.iter("form") if any(y.get("name") == "kept_form" for y in x.iter("input"))
    ][:1]
    fields = {x.get("name"): x.get("value") for x in form.iter("input")} | others
    return send(client, form.get("action"), fields)


def name_of(someone):
    db.session.rollback()
    return queries.person(someone.id).given_names


def test_what_was_written_overnight_is_sent_again_after_signing_in(desk, someone):
    late = sleep(desk, someone)

    assert (late.status_code, late.location) == (303, "/sign-in")
    assert KEPT in desk.get("/sign-in").text
    assert name_of(someone) == "Amina"

    assert signing.sign_in(desk).location == "/kept"
    [fields], count = shown(desk)
    assert (fields["Given names"], fields["Family name"], count) == ("Amina Noor", "Al-Kuwari", 1)
    assert name_of(someone) == "Amina"

    done = again(desk)
    assert (done.status_code, done.location) == (303, f"/desk/people/{someone.id}")
    assert name_of(someone) == "Amina Noor"
    assert (rows(), shown(desk)) == ([], ([], 0))
    assert "Nothing waits here" in desk.get("/kept").text


def test_signing_in_by_a_personal_link_leads_there_too(client):
    farida = outside.focal_point()
    client.send(f"/enter/{outside.link(farida)}")
    fields = {"csrf_token": client.token("/account"), "language": "en"}
    clock.shift(NIGHT)
    send(client, "/account", fields)

    assert client.send(f"/enter/{outside.link(farida)}").location == "/kept"
    assert shown(client) == ([{"Language": "en"}], 1)
    assert again(client).location == "/account"
    db.session.rollback()
    assert accounts.user(farida.id).language == "en"


def test_somebody_else_who_signs_in_never_sees_it(desk, someone):
    signing.user(OTHER, Role.REGISTRAR, name="Quỳnh")
    sleep(desk, someone)
    [row] = rows()

    assert signing.sign_in(desk, email=OTHER).location == "/desk"
    assert shown(desk) == ([], 0)
    forged = {"csrf_token": desk.token("/account"), "kept_form": str(row.id)}
    answer = send(desk, address(someone), forged)
    assert (answer.status_code, "This was sent already" in answer.text) == (422, True)
    token = desk.token("/account")
    desk.post(f"/kept/{row.id}/discard", data={"csrf_token": token})
    assert (len(rows()), name_of(someone)) == (1, "Amina")

    desk.send("/sign-out", page="/account")
    assert signing.sign_in(desk).location == "/kept"
    assert shown(desk)[1] == 1


def test_another_browser_of_the_same_officer_does_not_see_it(app, desk, someone):
    sleep(desk, someone)
    other = app.test_client()

    assert signing.sign_in(other).location == "/desk"
    assert shown(other) == ([], 0)


def test_a_key_that_somebody_planted_opens_nothing(app, desk, someone):
    """An attacker's cookie, key and all, in the browser of a victim."""
    signing.user(OTHER, Role.REGISTRAR, name="Quỳnh")
    sleep(desk, someone)
    with desk.session_transaction() as cookie:
        planted = dict(cookie)
    victim = app.test_client()
    with victim.session_transaction() as cookie:
        cookie.update(planted)

    assert signing.sign_in(victim, email=OTHER).location == "/desk"
    assert shown(victim) == ([], 0)


def test_nothing_is_sent_without_a_click(desk, someone):
    sleep(desk, someone)
    signing.sign_in(desk)
    for _time in range(2):
        desk.get("/kept")
    desk.get(address(someone))

    assert (name_of(someone), len(rows())) == ("Amina", 1)


def test_the_click_needs_the_token_of_the_new_session(desk, someone):
    sleep(desk, someone)
    signing.sign_in(desk)
    [row] = rows()

    answer = send(desk, address(someone), {"kept_form": str(row.id)})

    assert (answer.status_code, name_of(someone)) == (400, "Amina")


def test_what_was_thrown_away_is_gone(desk, someone):
    sleep(desk, someone)
    signing.sign_in(desk)
    [row] = rows()

    done = desk.send(f"/kept/{row.id}/discard", page="/kept")

    assert done.location == "/desk"
    assert (rows(), name_of(someone)) == ([], "Amina")


def test_it_goes_only_where_it_was_to_go(desk, someone):
    other = make.person(given_names="Else")
    sleep(desk, someone)
    signing.sign_in(desk)
    [row] = rows()
    fields = {"csrf_token": desk.token("/kept"), "kept_form": str(row.id)}

    answer = send(desk, address(other), fields)

    assert (answer.status_code, name_of(other)) == (422, "Else")


def test_what_is_added_to_the_click_does_not_count(desk, someone):
    sleep(desk, someone)
    signing.sign_in(desk)

    again(desk, given_names="Smuggled")

    assert name_of(someone) == "Amina Noor"


@pytest.mark.parametrize("number", ["0", "x", "-1", "999999999999999999999", "1 or 1", ""])
def test_a_number_of_nothing_is_refused(desk, someone, number):
    fields = {"csrf_token": desk.token("/account"), "kept_form": number}

    assert send(desk, address(someone), fields).status_code == 422


def test_a_day_later_it_is_gone(desk, someone):
    sleep(desk, someone)
    clock.shift(NIGHT + timedelta(hours=24, minutes=1))

    assert signing.sign_in(desk).location == "/desk"
    assert shown(desk) == ([], 0)


def test_a_visit_of_yesterday_is_cleared_by_the_next_one(desk, someone):
    sleep(desk, someone)
    signing.sign_in(desk)
    fields = written(desk, address(someone), given_names="B")
    clock.shift(2 * NIGHT + timedelta(hours=24))
    send(desk, address(someone), fields)

    assert [x.parts.fields[-1] is not None for x in rows()] == [True]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        HERE | {"HX-Request": "true"},
    ],
)
def test_what_another_site_sends_is_never_kept(desk, someone, headers):
    fields = written(desk, address(someone), given_names="Amina Noor")
    clock.shift(NIGHT)

    answer = send(desk, address(someone), fields, headers)

    assert (answer.status_code, answer.location, rows()) == (303, "/sign-in", [])
    assert KEPT not in desk.get("/sign-in").text


def test_an_older_browser_names_only_its_origin(desk, someone):
    fields = written(desk, address(someone), given_names="Amina Noor")
    clock.shift(NIGHT)
    send(desk, address(someone), fields, {"Origin": "http://localhost"})

    assert len(rows()) == 1


def test_a_form_that_nobody_here_made_is_not_kept(client, someone):
    client.get("/sign-in")

    for token in (client.token("/sign-in"), "forged", "", "1.aaaa"):
        fields = {"csrf_token": token, "given_names": "Planted"}
        send(client, address(someone), fields)

    assert rows() == []


def test_who_signed_in_again_meanwhile_goes_straight_to_it(desk, someone):
    """The form of the old session, sent from the new one of the same officer."""
    fields = written(desk, address(someone), given_names="Amina Noor")
    desk.send("/sign-out", page="/account")
    signing.sign_in(desk)

    late = send(desk, address(someone), fields)

    assert (late.status_code, late.location) == (303, "/kept")
    again(desk)
    assert name_of(someone) == "Amina Noor"


def test_a_form_of_somebody_else_in_the_same_browser_is_refused(desk, someone):
    signing.user(OTHER, Role.REGISTRAR, name="Quỳnh")
    fields = written(desk, address(someone), given_names="Amina Noor")
    desk.send("/sign-out", page="/account")
    signing.sign_in(desk, email=OTHER)

    late = send(desk, address(someone), fields)

    assert (late.status_code, rows()) == (400, [])
    assert "This form was opened in another session" in late.text
    assert shown(desk) == ([], 0)


def test_a_browser_that_was_closed_meanwhile_keeps_it_too(app, desk, someone):
    """The cookie is gone, the restored page is not: it says itself whose it is."""
    fields = written(desk, address(someone), given_names="Amina Noor")
    reopened = app.test_client()

    late = send(reopened, address(someone), fields)

    assert late.location == "/sign-in"
    assert signing.sign_in(reopened).location == "/kept"
    again(reopened)
    assert name_of(someone) == "Amina Noor"


def test_a_session_that_was_ended_from_elsewhere_keeps_it_too(desk, someone):
    fields = written(desk, address(someone), given_names="Amina Noor")
    with transaction(SYSTEM, working=True) as session:
        session.execute(update(UserSession).values(ended_at=clock.now()))

    assert send(desk, address(someone), fields).location == "/sign-in"
    assert signing.sign_in(desk).location == "/kept"


def test_a_password_is_never_kept(desk):
    fields = {
        "csrf_token": desk.token("/account/password"),
        "current": signing.PASSWORD,
        "password": "quiet-river-2025",
        "again": "quiet-river-2025",
    }
    clock.shift(NIGHT)

    assert send(desk, "/account/password", fields).location == "/sign-in"
    assert rows() == []
    assert "Nothing was changed." in desk.get("/sign-in").text


def test_a_file_is_not_kept_but_named(desk):
    fields = {
        "csrf_token": desk.token("/desk/delegations/import"),
        "remark": "ours",
        "file": (BytesIO(b"secret bytes"), "people.xlsx"),
    }
    clock.shift(NIGHT)
    url = "/desk/delegations/import"
    send(desk, url, fields, content_type="multipart/form-data")
    signing.sign_in(desk)

    assert rows()[0].parts.files == ["people.xlsx"]
    assert "secret" not in rows()[0].content
    assert "Files are not kept: people.xlsx" in desk.get("/kept").text


def test_what_is_too_long_is_not_kept(desk, someone):
    fields = written(desk, address(someone), given_names="x" * (kept.LONGEST + 1))
    clock.shift(NIGHT)

    assert send(desk, address(someone), fields).location == "/sign-in"
    assert rows() == []


def test_a_button_without_words_is_nothing_to_keep(desk):
    fields = {"csrf_token": desk.token("/account"), "version": "3"}
    clock.shift(NIGHT)
    send(desk, "/sign-out", fields)

    assert rows() == []


def test_ten_forms_are_kept_of_one_officer_and_the_oldest_makes_room(desk, someone):
    token = written(desk, address(someone))["csrf_token"]
    clock.shift(NIGHT)
    for number in range(12):
        send(desk, address(someone), {"csrf_token": token, "given_names": f"Amina {number}"})

    names = [dict(x.parts.fields)["given_names"] for x in rows()]
    assert names == [f"Amina {number}" for number in range(2, 12)]


def test_several_fields_of_one_name_come_again(desk):
    fields = MultiDict(
        [
            ("csrf_token", desk.token("/account")),
            ("roles", "registrar"),
            ("roles", "badge_officer"),
        ]
    )
    clock.shift(NIGHT)
    send(desk, "/desk/users/1", fields)

    assert rows()[0].parts.fields == [["roles", "registrar"], ["roles", "badge_officer"]]


@pytest.mark.both_databases
def test_in_the_database_it_cannot_be_read(desk, someone):
    sleep(desk, someone, document_number="C1234567")

    stored = db.session.execute(text("select content, key_hash from kept_form")).one()
    assert "Amina" not in stored.content
    assert "C1234567" in json.dumps(rows()[0].parts.fields)


def test_a_document_number_is_sent_again_but_not_shown(desk, someone):
    sleep(desk, someone, document_number="C1234567")
    signing.sign_in(desk)

    [fields], _count = shown(desk)

    assert fields["Document number"] == "kept, not shown here"
    assert "C1234567" not in desk.get("/kept").text
    again(desk)
    db.session.rollback()
    assert queries.person(someone.id).document_number == "C1234567"


def test_what_somebody_else_saved_meanwhile_is_shown_beside_it(desk, app, someone):
    fields = written(desk, address(someone), given_names="Mine")
    signing.user(OTHER, Role.REGISTRAR, name="Quỳnh")
    other = app.test_client()
    signing.sign_in(other, email=OTHER)
    send(other, address(someone), written(other, address(someone), given_names="Theirs"))
    clock.shift(NIGHT)
    send(desk, address(someone), fields)
    signing.sign_in(desk)

    page = again(desk)

    assert name_of(someone) == "Theirs"
    assert re.search(r"saved meanwhile as Theirs", page.text)
    assert 'value="Mine"' in page.text


def test_a_form_with_a_mistake_is_shown_again_with_it_and_no_longer_kept(desk, someone):
    sleep(desk, someone, born_on="yesterday")
    signing.sign_in(desk)

    page = again(desk)

    assert ('value="Amina Noor"' in page.text, 'value="yesterday"' in page.text) == (True, True)
    assert name_of(someone) == "Amina"
    assert rows() == []


def test_somebody_who_lost_the_office_keeps_the_words_but_does_nothing(desk, officer, someone):
    sleep(desk, someone)
    signing.sign_in(desk)
    signing.user("boss@host.example", Role.ADMINISTRATOR)
    with transaction(SYSTEM):
        operations.change(
            actor=SYSTEM, user=accounts.user(officer.id), name="H", roles=[Role.BADGE_OFFICER]
        )

    assert again(desk).status_code == 403
    assert (name_of(someone), len(rows())) == ("Amina", 1)


def test_a_visitor_sees_nothing_of_it(app, desk, someone):
    sleep(desk, someone)
    [row] = rows()
    visitor = app.test_client()

    assert visitor.get("/kept").location == "/sign-in?next=/kept"
    fields = {"csrf_token": visitor.token("/sign-in"), "kept_form": str(row.id)}
    assert send(visitor, address(someone), fields).status_code == 422
    assert name_of(someone) == "Amina"


@pytest.mark.parametrize("path", ["/api/nothing", "/gate/nothing", "/no/such/page"])
def test_what_is_no_page_of_people_is_not_kept(desk, path):
    fields = {"csrf_token": desk.token("/account"), "note": "x"}
    clock.shift(NIGHT)
    send(desk, path, fields)

    assert rows() == []
