"""The portal of focal points: entering members, submitting, and asking for changes."""

from datetime import timedelta
from io import BytesIO

import pytest
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy import select

from ceremony.core import clock, settings
from ceremony.core.audit import AuditEntry
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.mail import Message
from ceremony.core.permissions import SYSTEM, Permission, Role
from ceremony.core.registries import Panel, registries
from ceremony.delegations.models import FocalPoint
from ceremony.delegations.operations import composition
from ceremony.delegations.states.delegations import State
from ceremony.people.states import State as Accredited
from tests import make
from tests.client import parse
from tests.delegations.entering import HEAD, SECOND, Portal, picture

pytestmark = pytest.mark.usefixtures("ceremony")


@pytest.fixture
def own(app):
    return Portal(app, make.delegation("invited"))


@pytest.fixture
def submitted(own):
    """A delegation of two, submitted."""
    own.add()
    own.add(**SECOND)
    assert own.send("/submission").status_code == 303
    return own


def test_coming_to_the_delegation_is_noted_once(own):
    def note():
        own.text()
        db.session.rollback()
        return db.session.scalars(select(FocalPoint.entered_at)).one()

    first = note()
    clock.shift(timedelta(hours=1))
    assert first is not None
    assert note() == first


def test_an_empty_delegation_explains_the_three_ways(own):
    text = own.text()

    assert "Nobody is in the delegation yet." in text
    assert [x in text for x in ("Add a member", "Import a workbook", "one ZIP file")] == [True] * 3


def test_who_enters_one_delegation_comes_straight_to_it(own):
    assert own.client.get("/delegation").headers["Location"] == own.url


def test_who_enters_several_chooses(app, own):
    other = make.delegation("returned", sender=make.body("FRA"), reason="Mend it")
    own.also(other)

    text = own.client.get("/delegation").text
    assert [x in text for x in ("Qatar", "France", "Returned")] == [True] * 3
    assert f"/delegation/{other.id}" in text


def test_a_member_is_entered_and_the_delegation_begins(own):
    person = own.add(dietary_needs="No nuts", is_listed="y", email="amina@gov.example")

    assert own.delegation.state is State.DRAFT
    part = person.participations[0]
    assert (person.badge_name, part.function, part.is_listed) == ("Amina Haddad", "head", True)
    assert (person.document_number, person.dietary_needs) == ("C1234567", "No nuts")
    assert person.accreditation.state is Accredited.DRAFT
    text = own.text()
    assert "Amina Haddad" in text
    assert "still open: photograph, position" in text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("born_on", "2999-01-01", "Date of birth: this day has not come yet."),
        ("born_on", "soon", "Date of birth: this is no date."),
        ("organisation", "x" * 151, "Organisation: at most 150 letters."),
        ("document_expires_on", "2020-01-01", "The document expired on 1 January 2020"),
        ("email", "amina@", "Email: this is no mail address."),
        ("phone", "call me", "Telephone: write it with the code of the country, +84 24 5555 0100."),
        ("function", "journalist", "Not a valid choice."),
        ("given_names", "Ami\x00na", "Invisible control characters were taken out: U+0000."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(own, field, value, sentence):
    answer = own.send("/members/new", **{**HEAD, "title": "Judge", field: value})

    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'value="Judge"' in answer.text
    assert own.members() == []


@pytest.mark.parametrize(
    ("sender", "chosen"),
    [({}, ["QAT"]), ({"participant": None, "name": "Society of Rivers"}, [])],
)
def test_whom_a_state_sends_is_its_national_unless_said_otherwise(app, sender, chosen):
    own = Portal(app, make.delegation("draft", sender=make.body(**sender)))
    page = parse(own.text("/members/new"))
    [field] = [x for x in page.iter("select") if x.get("name") == "nationality_code"]
    assert [
        x.get("value") for x in field if x.get("selected") is not None and x.get("value")
    ] == chosen
    assert own.add(nationality_code="FRA").nationality_code == "FRA"
    assert own.add(**SECOND | {"nationality_code": ""}).nationality_code is None


def test_one_name_is_enough(own):
    person = own.add(given_names="", family_name="Suhartini")

    assert (person.given_names, person.badge_name) == ("", "Suhartini")


def test_the_same_document_twice_is_asked_about(own):
    own.add()
    again = HEAD | {"given_names": "Somebody", "family_name": "Else", "function": "delegate"}
    answer = own.send("/members/new", **again)

    assert "Amina Haddad" in answer.text
    assert "This is somebody else; enter them all the same" in answer.text
    assert own.send("/members/new", **again, is_another="y").status_code == 303
    assert len(own.members()) == 2


def test_a_second_head_is_refused(own):
    own.add()
    answer = own.send("/members/new", **(SECOND | {"function": "head"}))

    assert "has a head already" in answer.text
    assert len(own.members()) == 1


def test_one_too_many_is_refused_with_the_number_of_places(app):
    own = Portal(app, make.delegation("draft", quota={"delegate": 1}))
    own.add(**SECOND)
    answer = own.send("/members/new", **(HEAD | {"function": "adviser"}))

    assert "has 1 place as Delegate, and it is taken." in answer.text
    assert "1 of 1" in own.text()


def test_what_is_secret_stands_on_no_page_and_stays_when_left_empty(own):
    person = own.add(dietary_needs="No nuts", medical_needs="Insulin", title="Judge")
    page = f"/members/{person.id}"

    text = own.text(page)
    assert [x in text for x in ("C1234567", "No nuts", "Insulin")] == [False] * 3
    assert text.count("Recorded. Left empty, it stays as it is.") == 3
    kept = {**HEAD, "document_number": "", "title": "Minister", "version": version(own, person)}
    assert own.send(page, **kept).status_code == 303
    [person] = own.members()
    assert (person.document_number, person.medical_needs) == ("C1234567", "Insulin")
    assert person.participations[0].title == "Minister"


def version(own, person):
    """What the form of *person* was made from."""
    text = own.text(f"/members/{person.id}")
    return text.partition('name="version"')[2].partition('value="')[2].partition('"')[0]


def test_what_is_recorded_is_shown_on_demand_replaced_and_erased(own):
    person = own.add(dietary_needs="No nuts")
    page = f"/members/{person.id}"

    assert "C1234567" in own.send(f"{page}/document", page=page).text
    assert "No nuts" in own.send(f"{page}/needs", page=page).text
    values = {**HEAD, "version": version(own, person), "document_number": "D1"}
    own.send(page, **values, is_dietary_needs_removed="y")
    [person] = own.members()
    assert (person.document_number, person.dietary_needs) == ("D1", None)


@pytest.mark.both_databases
def test_the_second_of_two_who_edit_sees_what_changed_and_loses_nothing(own):
    person = own.add(title="Judge")
    page, seen = f"/members/{person.id}", version(own, person)
    own.send(page, **{**HEAD, "title": "Minister", "version": seen})

    answer = own.send(page, **{**HEAD, "given_names": "Aminata", "title": "Envoy", "version": seen})
    assert "Somebody else changed this a moment ago." in answer.text
    assert "Position: saved meanwhile as Minister" in answer.text
    assert 'value="Aminata"' in answer.text
    newer = answer.text.partition('name="version"')[2].partition('value="')[2].partition('"')[0]
    own.send(page, **{**HEAD, "given_names": "Aminata", "title": "Envoy", "version": newer})
    [person] = own.members()
    assert (person.given_names, person.participations[0].title) == ("Aminata", "Envoy")


def test_a_member_who_now_looks_like_another_is_asked_about_once(own):
    own.add()
    tarek = own.add(**SECOND)
    page = f"/members/{tarek.id}"
    values = SECOND | {x: HEAD[x] for x in ("given_names", "family_name", "born_on")}
    values |= {"document_number": "", "version": version(own, tarek)}

    answer = own.send(page, **values)
    assert "looks like the same person" in answer.text
    assert own.send(page, **values, is_another="y").status_code == 303
    assert [x.badge_name for x in own.members()] == ["Amina Haddad", "Amina Haddad"]
    values |= {"version": version(own, tarek), "title": "Judge"}
    assert own.send(page, **values).status_code == 303


def test_a_photograph_is_removed(own):
    person = own.add(photograph=(BytesIO(picture()), "me.jpg"))
    assert person.photo
    own.send(f"/members/{person.id}/photograph/remove", page=f"/members/{person.id}")
    assert own.members()[0].photo is None


def test_who_was_taken_out_can_be_put_back(own):
    person = own.add()
    page = f"/members/{person.id}/out"
    assert "You can put the person back until you submit." in own.text(page)

    answer = own.send(page)
    assert answer.headers["Location"] == f"{own.url}?out={person.id}"
    text = own.client.get(answer.headers["Location"]).text
    assert "Amina Haddad was taken out." in text
    assert "Undo" in text
    own.send(f"/members/{person.id}/back", page=f"?out={person.id}")
    assert own.members()[0].accreditation.state is Accredited.DRAFT


def test_a_document_that_ends_before_the_ceremony_does_is_saved_and_said(own):
    soon = settings.current().ends_on - timedelta(days=1)
    person = own.add(document_expires_on=soon.isoformat())

    sentence = f"The document expires on {soon.day} {soon:%B %Y}, before the ceremony ends."
    assert f"Amina Haddad: {sentence}" in own.text()
    assert sentence in own.text(f"/members/{person.id}")


def test_after_submitting_only_what_can_still_be_given_is_said_to_follow(own):
    own.add()
    assert "still open: photograph, position" in own.text()
    own.send("/submission")
    text = own.text()
    assert ("still open: photograph<" in text, "position" in text) == (True, False)


def test_submitting_says_what_is_missing_and_then_freezes(own):
    person = own.add(document_number="", function="delegate")
    text = own.text("/submission")
    assert "Nobody is head of the delegation." in text
    assert "document number" in text
    assert "photograph, position" in text
    assert "Submit the delegation</button>" not in text

    page = f"/members/{person.id}"
    own.send(page, **{**HEAD, "version": version(own, person)})
    assert "Submit the delegation</button>" in own.text("/submission")
    assert own.send("/submission").status_code == 303
    assert own.delegation.state is State.SUBMITTED
    assert "The organisers look at your delegation." in own.text()
    assert own.client.get(f"{own.url}/members/new").status_code == 303
    assert "Members change by request now" in own.text(page)


def test_who_submits_reads_on_the_page_and_by_mail_what_happens_next(own):
    own.add()
    own.add(**SECOND)
    page = own.client.get(own.send("/submission").location).text
    assert "The delegation is submitted. The organisers look at it now." in page
    assert "You hear from them by email." in page

    [sent] = db.session.scalars(select(Message)).all()
    assert (sent.address, sent.subject) == (
        "farida@ceremony.test",
        "Submitted: the delegation of Qatar",
    )
    said = sent.text.split("\n\n")
    assert said[1] == "We have received the delegation of Qatar. Members: 2."
    assert said[4].strip().endswith(own.url)


def test_after_submitting_one_more_is_asked_for_and_taken_back(submitted):
    more = SECOND | {"given_names": "Noura", "document_number": "N1", "born_on": "1990-01-01"}
    answer = submitted.send("/changes/new", **more)
    assert "Say why." in answer.text

    assert submitted.send("/changes/new", **more, words="She speaks").status_code == 303
    text = submitted.text()
    assert "Noura Mansour in addition" in text
    assert "She speaks" in text
    submitted.send("/changes/1/take-back", page="")
    assert "Taken back" in submitted.text()


def test_after_submitting_somebody_else_is_asked_for_instead(submitted):
    leaving = submitted.members()[1]
    page = f"/members/{leaving.id}/instead"
    assert "Somebody else instead of Tarek Mansour" in submitted.text(page)
    more = SECOND | {"given_names": "Noura", "document_number": "N1", "born_on": "1990-01-01"}
    assert submitted.send(page, **more, words="He is ill").status_code == 303

    assert "Noura Mansour instead of Tarek Mansour" in submitted.text()
    assert submitted.members()[1].accreditation.state is Accredited.SUBMITTED


def test_a_member_is_withdrawn_after_submitting_and_stays_out(submitted):
    leaving = submitted.members()[1]
    page = f"/members/{leaving.id}/out"
    assert "A badge they hold stops opening gates at once." in submitted.text(page)
    submitted.send(page)

    assert submitted.members()[1].accreditation.state is Accredited.WITHDRAWN
    assert "Put back" not in submitted.text()
    answer = submitted.send(f"/members/{leaving.id}/back", page="/documents")
    assert "its members change by request now" in submitted.client.get(answer.location).text


def test_after_the_deadline_the_form_keeps_what_was_typed(app):
    deadline = now() + timedelta(hours=1)
    own = Portal(app, make.delegation("draft", deadline=deadline))
    token = own.client.token(f"{own.url}/members/new")
    clock.shift(timedelta(hours=2))

    answer = own.client.post(f"{own.url}/members/new", data=HEAD | {"csrf_token": token})
    assert "The deadline has passed. Ask the organisers: they can still" in answer.text
    assert "What you typed is still here" in answer.text
    assert 'value="Amina"' in answer.text
    assert own.members() == []
    assert "Nothing is lost." in own.text()
    assert "add-member" not in own.text()


def test_after_the_deadline_nobody_submits_but_an_organiser(app, signed_in):
    own = Portal(app, make.delegation("draft", deadline=now() + timedelta(hours=1)))
    own.add()
    token = own.client.token(f"{own.url}/submission")
    clock.shift(timedelta(hours=2))

    answer = own.client.post(f"{own.url}/submission", data={"csrf_token": token})
    assert "The deadline has passed. Ask the organisers: they can still" in answer.text
    states = lambda: (own.delegation.state, own.members()[0].accreditation.state)  # noqa: E731
    assert states() == (State.DRAFT, Accredited.DRAFT)

    registrar = signed_in(Role.REGISTRAR)
    assert registrar.send(f"{own.url}/submission").status_code == 303
    assert states() == (State.SUBMITTED, Accredited.SUBMITTED)


@pytest.fixture
def speaking(app, tmp_path):
    """What another slice puts into the portal: a panel of its own, with a template of its own."""
    (tmp_path / "speaking.html").write_text(
        '<section aria-label="Speaking"><h2>Speaking</h2><p>{{ wish }}</p></section>'
    )
    loader, panels = app.jinja_loader, list(registries.panels)
    app.jinja_loader = ChoiceLoader([loader, FileSystemLoader(tmp_path)])
    app.jinja_env.loader = app.jinja_loader
    registries.panels.append(
        Panel(
            "delegation.portal",
            Permission.DELEGATIONS_COMPOSE,
            "speaking.html",
            lambda delegation: {"wish": f"{delegation.body.name} asks for the floor"},
        )
    )
    yield
    registries.panels[:] = panels
    app.jinja_env.loader = app.jinja_loader = loader


@pytest.mark.usefixtures("speaking")
def test_a_slice_puts_its_panel_into_the_portal(own, signed_in):
    assert "Qatar asks for the floor" in own.text()
    desk = signed_in(Role.REGISTRAR).get(f"/desk/delegations/{own.id}").text
    assert "asks for the floor" not in desk


def test_who_is_late_reads_whom_to_ask(app):
    late = now() - timedelta(hours=1)
    own = Portal(app, make.delegation("draft", deadline=late))
    with transaction(SYSTEM):
        settings.change(actor=SYSTEM, contact="protocol@mfa.example")
    asked = "Ask the organisers, protocol@mfa.example: they can still enter what is missing."
    assert f"Nothing is lost. {asked}" in own.text()
    assert "The deadline has passed.</span>" in own.text("/import")
    assert "What you typed is still here" not in own.text()


def test_an_organiser_still_enters_after_the_deadline(app, signed_in):
    late = make.delegation("draft", deadline=now() - timedelta(hours=1))
    registrar, url = signed_in(Role.REGISTRAR), f"/delegation/{late.id}"

    text = registrar.get(url).text
    assert "You do this on behalf of Qatar, with an organiser's rights." in text
    assert registrar.send(f"{url}/members/new", **HEAD).status_code == 303


def test_what_was_returned_is_mended_after_the_deadline_too(app):
    late = now() - timedelta(hours=1)
    own = Portal(app, make.delegation("returned", deadline=late, reason="Who is the head?"))

    assert "Who is the head?" in own.text()
    assert own.add().badge_name == "Amina Haddad"


def test_a_deadline_is_said_in_the_zone_of_the_ceremony(app):
    make.ceremony()
    own = Portal(app, make.delegation("draft", deadline=now().replace(2099, 10, 1, 11, 0)))

    text = own.text()
    assert 'datetime="2099-10-01T18:00+07:00"' in text
    assert "1 October 2099, 18:00 Hanoi time (UTC+07:00)" in text


def test_a_document_is_sent_downloaded_and_removed(own):
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    refused = own.send("/documents", kind="note_verbale", file=(BytesIO(b"no"), "note.pdf"))
    assert "Send a PDF, JPEG or PNG file." in refused.text

    own.send("/documents", kind="note_verbale", file=(BytesIO(pdf), "note 41-7.pdf"))
    assert "note 41-7.pdf" in own.text("/documents")
    sent = own.client.get(f"{own.url}/documents/1")
    assert (sent.data, sent.headers["Content-Disposition"][:10]) == (pdf, "attachment")
    own.send("/documents/1/remove", page="/documents")
    assert own.client.get(f"{own.url}/documents/1").status_code == 404


def test_the_own_list_has_what_was_entered_and_no_document_number(own):
    own.add(title="=1+1", original_name="أمينة")
    text = own.send("/members.csv", page="").text

    assert "Haddad,Amina,Amina Haddad,أمينة" in text
    assert "'=1+1" in text
    assert "C1234567" not in text
    assert own.send("/members.xlsx", page="").data[:2] == b"PK"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_that_the_own_list_was_taken_away_is_recorded(own, kind):
    own.add()
    assert own.client.get(f"{own.url}/members.{kind}").status_code == 405
    taken = own.send(f"/members.{kind}", page="")
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert taken.headers["Cache-Control"] == "private, no-store"
    assert (last.event, last.actor_id, last.details) == (
        "delegations.list_exported",
        own.actor.id,
        {"kind": kind, "rows": 1},
    )


def test_what_belongs_to_no_member_is_refused_by_name(own):
    person = own.add()
    with pytest.raises(TypeError, match="shoe_size"), transaction(own.actor):
        composition.change_member(
            actor=own.actor, delegation=own.delegation, person=person, shoe_size=41
        )


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("approved", "Your delegation is approved."),
        ("refused", "The organisers refused your delegation."),
        ("withdrawn", "The delegation does not take part."),
    ],
)
def test_the_overview_says_what_was_decided(app, state, sentence):
    reason = "Not invited" if state == "refused" else None
    own = Portal(app, make.delegation(state, reason=reason))

    text = own.text()
    assert sentence in text
    assert "add-member" not in text


def test_an_officer_who_enters_no_delegation_goes_to_the_desk(signed_in):
    assert signed_in(Role.BADGE_OFFICER).get("/delegation").location == "/desk"


def test_members_of_nobody_cannot_be_submitted(own):
    answer = own.send("/submission")
    assert answer.status_code == 200
    assert "Nobody is in the delegation yet." in answer.text


def test_what_is_not_complete_cannot_be_submitted_past_the_page(own):
    own.add(function="delegate")
    assert "A delegation has exactly one head." in own.send("/submission").text
    own.add(**(SECOND | {"function": "head", "born_on": ""}))
    assert "1 member is not complete: Tarek Mansour." in own.send("/submission").text


def test_an_organiser_changes_who_was_submitted(submitted, signed_in):
    person = submitted.members()[0]
    with transaction(SYSTEM):
        composition.change_member(
            actor=SYSTEM, delegation=submitted.delegation, person=person, title="Judge"
        )
    assert submitted.members()[0].participations[0].title == "Judge"


def test_nothing_is_asked_for_before_submitting(own):
    own.add()
    assert own.client.get(f"{own.url}/changes/new").location == own.url


def test_a_request_is_taken_back_once(submitted):
    more = SECOND | {"given_names": "Noura", "document_number": "N1", "born_on": "1990-01-01"}
    submitted.send("/changes/new", **more, words="She speaks")
    submitted.send("/changes/1/take-back", page="")
    answer = submitted.send("/changes/1/take-back", page="")
    assert "Not possible while the state is" in submitted.client.get(answer.location).text
