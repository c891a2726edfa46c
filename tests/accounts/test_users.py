import re

import pytest

from ceremony.accounts import queries
from ceremony.core.db import db
from ceremony.core.permissions import Grant, Role
from tests import cast, make
from tests.accounts import outside, signing

URL = "/desk/users"


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.ADMINISTRATOR)


def edit(desk, user, **values):
    """Send the form of *user* as it stands now, with *values*."""
    db.session.rollback()
    known = queries.user(user.id)
    stands = {
        "name": known.name,
        "email": known.email,
        "roles": [x.role.value for x in known.role_grants if x.scope_kind is None],
        "version": str(known.version),
    }
    return desk.send(f"{URL}/{user.id}", **(stands | values))


def roles_of(user):
    db.session.rollback()
    return sorted(x.role for x in queries.user(user.id).role_grants)


def new(desk, **values):
    given = {"name": "Trần Bích Ngọc", "email": "Ngoc@Host.example", "roles": ["badge_officer"]}
    return desk.send(f"{URL}/new", **(given | values))


def test_a_new_user_gets_a_link_that_is_shown_once(desk, client):
    page = new(desk)

    link = re.search(r'value="http://localhost(/welcome/[^"]+)"', page.text).group(1)
    assert client.send(link, password="quiet-river-2025", again="quiet-river-2025").location
    signed = signing.sign_in(client, email="ngoc@host.example", password="quiet-river-2025")
    assert signed.location == "/desk"
    made = queries.find_user_by_email("ngoc@host.example")
    assert (made.name, roles_of(made)) == ("Trần Bích Ngọc", [Role.BADGE_OFFICER])
    assert link not in desk.get(f"{URL}/{made.id}").text


def test_the_link_leads_to_the_address_of_the_settings(app, desk, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "https://ceremony.example")

    assert 'value="https://ceremony.example/welcome/' in new(desk).text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "  "}, "Enter the name."),
        ({"name": "x" * 81}, "Field cannot be longer than 80 characters."),
        ({"name": "a\x00b"}, "Invisible control characters were taken out: U+0000."),
        ({"email": "nobody"}, "Write the address like name@ministry.example."),
        ({"email": "a b@c.example"}, "Write the address like name@ministry.example."),
        ({"email": "administrator@ceremony.test"}, "This address has an account already."),
        ({"email": "ADMINISTRATOR@ceremony.test"}, "This address has an account already."),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["emperor"]}, "Not a valid choice."),
        ({"roles": ["gate"]}, "&#39;gate&#39; is not a valid choice"),
    ],
)
def test_a_wrong_form_makes_no_account(desk, values, sentence):
    before = len(queries.users())

    page = new(desk, **values)

    assert sentence in page.text
    db.session.rollback()
    assert len(queries.users()) == before


def test_name_address_and_roles_are_changed(desk):
    user = cast.officer(Role.REGISTRAR)

    edit(
        desk,
        user,
        name="Ravi K. Menon",
        email="ravi@host.example",
        roles=["protocol_officer", "registrar"],
    )

    db.session.rollback()
    changed = queries.user(user.id)
    assert (changed.name, changed.email) == ("Ravi K. Menon", "ravi@host.example")
    assert roles_of(user) == [Role.PROTOCOL_OFFICER, Role.REGISTRAR]


def test_another_administrator_was_faster_and_both_texts_stand_there(desk, client):
    user = cast.officer(Role.REGISTRAR)
    stale = str(user.version)
    edit(desk, user, name="Theirs")

    late = edit(desk, user, name="Mine", version=stale)

    assert "Somebody else changed this a moment ago" in late.text
    assert "Name: saved meanwhile as Theirs" in late.text
    assert 'value="Mine"' in late.text
    assert queries.user(user.id).name == "Theirs"
    assert edit(desk, user, name="Mine").status_code == 303


def test_roles_that_another_administrator_gave_are_not_lost(desk):
    user = cast.officer(Role.REGISTRAR)
    stale = str(user.version)
    edit(desk, user, roles=["registrar", "badge_officer"])

    late = edit(desk, user, name="Mine", roles=["registrar"], version=stale)

    assert "Roles: saved meanwhile as Registrar, Badge officer<" in late.text
    assert roles_of(user) == [Role.BADGE_OFFICER, Role.REGISTRAR]


def test_a_role_that_is_withdrawn_is_gone_at_once(desk, signed_in):
    registrar = signed_in(Role.REGISTRAR)
    user = cast.officer(Role.REGISTRAR)
    assert registrar.get("/desk/people").status_code == 200

    edit(desk, user, name="Ravi", roles=["administrator"])

    assert registrar.get("/desk/people").status_code == 403


def test_the_last_administrator_stays_one(desk):
    user = cast.officer(Role.ADMINISTRATOR)
    sentence = "This is the last administrator. Name another one first"

    changed = edit(desk, user, name="A", roles=["registrar"])
    disabled = desk.send(f"{URL}/{user.id}/disable", page=f"{URL}/{user.id}")

    assert sentence in changed.text
    assert (disabled.status_code, sentence in disabled.text) == (422, True)
    assert roles_of(user) == [Role.ADMINISTRATOR]


def test_the_own_account_is_disabled_only_while_another_administrator_is_there(desk):
    user = cast.officer(Role.ADMINISTRATOR)
    signing.user("second@host.example", Role.ADMINISTRATOR)

    desk.send(f"{URL}/{user.id}/disable", page=f"{URL}/{user.id}")

    assert desk.get("/desk").status_code == 303


def test_a_user_is_disabled_and_enabled(desk, client):
    holder = signing.user()
    signing.sign_in(client)
    page = f"{URL}/{holder.id}"

    desk.send(f"{page}/disable", page=page)
    assert "Disabled" in desk.get(page).text
    assert client.get("/desk").status_code == 303
    assert signing.sign_in(client).status_code == 422

    desk.send(f"{page}/enable", page=page)
    assert signing.sign_in(client).status_code == 303


def test_a_reset_makes_a_link_and_the_password_stays_until_it_is_used(desk, client):
    holder = signing.user()

    page = desk.send(f"{URL}/{holder.id}/link", page=f"{URL}/{holder.id}")

    assert "/welcome/" in page.text
    assert signing.sign_in(client).status_code == 303


def test_sessions_of_others_are_ended_one_by_one_and_all(app, desk, client):
    holder = signing.user()
    other = app.test_client()
    for browser in (client, other):
        signing.sign_in(browser)
    first = min(x.id for x in queries.open_sessions(holder.id))
    page = f"{URL}/{holder.id}"

    desk.send(f"{URL}/sessions/{first}/end", page=page)
    assert [x.get("/desk").status_code for x in (client, other)] == [303, 200]
    desk.send(f"{page}/sessions/end", page=page)
    assert other.get("/desk").status_code == 303


def test_the_list_names_everybody_with_state(desk):
    signing.user()
    cast.officer(Role.REGISTRAR)

    page = desk.get(URL).text

    assert all(x in page for x in ("Lê Thu Hạnh", "Active", "Ravi Menon", "Invited", "3 accounts"))


def test_focal_points_stand_apart_with_their_delegations(desk):
    codes = ("QAT", "FRA", "VNM", "YEM")
    bodies = [make.body(x) for x in codes]
    farida = outside.welcome()
    for body in bodies[:2]:
        outside.grant(farida, scope_id=body.id)
    busy = outside.welcome("busy@mission.example", name="Benno Busy")
    for body in bodies:
        outside.grant(busy, scope_id=body.id)

    officers, others = desk.get(URL).text, desk.get(f"{URL}?who=outside").text

    assert ("Farida Point" in officers, "Ravi Menon" in others) == (False, False)
    assert "Focal point: France, Qatar<" in others
    assert "Focal point: France, Qatar, Viet Nam and 1 more<" in others
    assert "2 accounts" in others


def test_the_page_of_a_focal_point_is_changed_without_giving_an_office(desk):
    farida = outside.focal_point()

    saved = edit(desk, farida, name="Farida P. Point", roles=[])

    assert saved.status_code == 303
    db.session.rollback()
    kept = queries.user(farida.id)
    assert (kept.name, [x.grant for x in kept.role_grants]) == (
        "Farida P. Point",
        [Grant(Role.FOCAL_POINT, "body", 4)],
    )


def test_an_office_is_given_to_a_focal_point_and_taken_again(desk):
    farida = outside.focal_point()

    edit(desk, farida, roles=["registrar"])
    assert roles_of(farida) == [Role.FOCAL_POINT, Role.REGISTRAR]
    edit(desk, farida, roles=[])
    assert roles_of(farida) == [Role.FOCAL_POINT]


def test_the_form_cannot_make_a_focal_point_of_everything(desk):
    page = new(desk, roles=["focal_point"])

    assert "&#39;focal_point&#39; is not a valid choice" in page.text


def test_the_administrator_sees_and_revokes_personal_links(desk, client):
    farida = outside.focal_point()
    url = f"/enter/{outside.link(farida)}"
    page = f"{URL}/{farida.id}"
    client.send(url)

    assert "Personal link, made" in desk.get(page).text
    assert url not in desk.get(page).text
    desk.send(f"{page}/links/revoke", page=page)

    assert "No personal link works at present." in desk.get(page).text
    assert (client.get(url).status_code, client.get("/account").status_code) == (410, 303)


def test_who_came_by_a_link_is_active_without_a_password(desk, client):
    farida = outside.focal_point()
    assert "Invited" in desk.get(f"{URL}?who=outside").text

    client.send(f"/enter/{outside.link(farida)}")

    assert "Invited" not in desk.get(f"{URL}?who=outside").text
