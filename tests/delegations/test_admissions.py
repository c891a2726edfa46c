"""An organisation that was not invited asks to come; it is decided on before its persons."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from ceremony.core import clock, mail, uploads
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed, TooManyTries
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.states import WrongState
from ceremony.delegations.models import AdmissionRequest, Delegation, FocalPoint
from ceremony.delegations.operations import admissions, opening
from ceremony.delegations.queries import admissions as queries
from ceremony.delegations.states.changes import Admission
from ceremony.delegations.states.delegations import State
from ceremony.people.kinds import BodyKind
from tests import cast, make
from tests.client import parse, words

NAME = "Beacon Trust for Open Networks"
IS_STATE = (
    "This is the name of a State or of a union that may sign. It announces its delegation by note"
    " verbale, not here. Give the full name of your organisation."
)
TOO_OFTEN = (
    "Many requests came from here or with this address within the last hour. What you wrote stays"
    " in this form: send it again later."
)
FORM = {
    "name": NAME,
    "kind": "ngo",
    "persons": "3",
    "words": "We teach prosecutors.\nSince 2011.",
    "contact_name": "Ilse Okafor",
    "email": "ilse@beacon.example",
    "phone": "+43 1 000000",
    "language": "en",
    "is_informed": "y",
}


def letter(text="We nominate three persons."):
    written = BytesIO()
    page = Canvas(written, invariant=1)
    page.drawString(72, 700, text)
    page.save()
    return written.getvalue()


@pytest.fixture
def open_(session):
    """A ceremony that takes requests today."""
    return make.ceremony(
        requests_until=clock.now().date() + timedelta(days=1), contact="protocol@host.example"
    )


@pytest.fixture
def visitor(open_, client):
    return client


@pytest.fixture
def officer(open_, signed_in):
    return signed_in(Role.PROTOCOL_OFFICER)


def ask(**values):
    """A request, made as the public page makes it."""
    known = {
        "client": "192.0.2.1",
        "name": NAME,
        "kind": BodyKind.NGO,
        "contact_name": "Ilse Okafor",
        "email": "ilse@beacon.example",
        "phone": "",
        "persons": 3,
        "words": "We teach prosecutors.",
        "language": "en",
        "letter": "0" * 64 + ".pdf",
        "letter_name": "letter.pdf",
    }
    with transaction(SYSTEM):
        return admissions.ask(actor=SYSTEM, **known | values).id


def send(client, **values):
    """Post the public form; a value of None leaves its field out."""
    given = FORM | {"letter": (BytesIO(letter()), "letter.pdf")} | values
    return client.send("/request", **{x: y for x, y in given.items() if y is not None})


def errors(response):
    items = parse(response.text).findall(".//div[@class='summary']//li")
    return [words(x) for x in items]


def outbox():
    return list(db.session.scalars(select(mail.Message).order_by(mail.Message.id)))


def kept():
    return list(db.session.scalars(select(AdmissionRequest).order_by(AdmissionRequest.id)))


AGAIN = "Choose the letter again when the rest is right."


class TestAsking:
    @pytest.mark.both_databases
    def test_it_is_kept_mailed_and_shown_with_its_reference(self, visitor):
        response = send(visitor)
        [asked] = kept()
        assert response.status_code == 303
        assert response.location == f"/request/{asked.reference}/{queries.seal(asked)}"
        assert (asked.name, asked.kind, asked.persons, asked.state) == (
            NAME,
            BodyKind.NGO,
            3,
            Admission.ASKED,
        )
        assert (asked.letter_name, asked.letter[-4:]) == ("letter.pdf", ".pdf")
        [sent] = outbox()
        assert (sent.address, sent.subject) == (
            "ilse@beacon.example",
            f"Your request to take part: {asked.reference}",
        )
        assert sent.link == f"http://localhost{response.location}"
        page = visitor.get(response.location).text
        assert f"Request {asked.reference}" in page
        assert "The organisers read it and write to you." in page

    def test_a_photograph_of_the_letter_is_as_good(self, visitor):
        scan = BytesIO()
        Image.new("RGB", (800, 1000), "white").save(scan, "JPEG")
        assert send(visitor, letter=(BytesIO(scan.getvalue()), "IMG_1.jpg")).status_code == 303
        assert kept()[0].letter.endswith(".jpg")

    def test_what_is_missing_is_said_at_its_field(self, visitor):
        blank = dict.fromkeys([*FORM, "letter"])
        assert errors(send(visitor, **blank)) == [
            "Give the name of the organisation.",
            "Choose what it is.",
            "Give your name.",
            "Give your email address.",
            "Give a number.",
            "Say why, in a few sentences.",
            "Choose the letter of nomination.",
            "Read who receives the data, then tick this.",
        ]
        assert (kept(), outbox()) == ([], [])

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"name": "x" * 201}, "Field cannot be longer than 200 characters."),
            ({"kind": "state"}, "Choose what it is."),
            ({"kind": "host"}, "Choose what it is."),
            ({"email": "ilse@"}, "This is no email address such as name@organisation.example."),
            (
                {"email": "a@b.example\r\nBcc: all@b.example"},
                "This is no email address such as name@organisation.example.",
            ),
            ({"persons": "0"}, "Give a number from 1 to 100."),
            ({"persons": "1e9"}, "Give a number from 1 to 100."),
            ({"language": "xx"}, "Not a valid choice."),
            ({"letter": (BytesIO(b"MZ\x90"), "letter.pdf")}, "Send a PDF, JPEG or PNG file."),
            (
                {"letter": (BytesIO(letter()[:300]), "letter.pdf")},
                "This PDF was not sent completely. Send it again.",
            ),
        ],
    )
    def test_wrong_input_is_refused_with_a_sentence(self, visitor, wrong, sentence):
        response = send(visitor, **wrong)
        again = [] if "letter" in wrong else [AGAIN]
        assert (response.status_code, errors(response)) == (422, [sentence, *again])
        assert kept() == []

    @pytest.mark.parametrize("name", ["France", "Viet Nam", "vietnam", "European Union"])
    def test_a_state_is_told_to_write_a_note_verbale(self, visitor, name):
        assert errors(send(visitor, name=name)) == [IS_STATE, AGAIN]

    def test_a_letter_is_looked_into_once_the_rest_is_right(self, visitor, app):
        bad = (BytesIO(b"MZ\x90"), "letter.pdf")
        assert errors(send(visitor, name="x" * 201, letter=bad))[1:] == [AGAIN]
        assert "Kept:" not in send(visitor, name="").text

    def test_every_try_counts_also_a_good_one(self, visitor):
        for _number in range(20):
            assert send(visitor).status_code == 303
        late = send(visitor)
        assert (late.status_code, errors(late)) == (429, [TOO_OFTEN])
        assert "We teach prosecutors." in late.text

    def test_who_asks_too_often_keeps_what_was_typed(self, visitor):
        for number in range(admissions.MOST_OF_ADDRESS):
            send(visitor, letter=(BytesIO(letter(f"{number} persons.")), "letter.pdf"))
        late = send(visitor, words="One more.", letter=(BytesIO(letter("More.")), "more.pdf"))
        assert (late.status_code, errors(late)) == (429, [TOO_OFTEN])
        assert "One more." in late.text

    def test_nobody_makes_up_a_letter_that_was_kept(self, visitor):
        assert errors(send(visitor, letter=None, kept='["../../etc/passwd","x"].forged')) == [
            "Choose the letter of nomination."
        ]

    def test_the_same_form_sent_twice_is_one_request(self, visitor):
        assert send(visitor).location == send(visitor).location
        assert (len(kept()), len(outbox())) == (1, 1)

    def test_the_same_address_may_ask_again_with_another_letter(self, visitor):
        send(visitor)
        send(visitor, letter=(BytesIO(letter("Four persons.")), "letter.pdf"))
        first, second = kept()
        assert queries.beside(second) == [first]

    def test_an_address_asks_a_few_times_an_hour(self, open_):
        for number in range(admissions.MOST_OF_ADDRESS):
            ask(letter=f"{number:064}.pdf")
        with pytest.raises(TooManyTries):
            ask(letter="f" * 64 + ".pdf")
        assert len(outbox()) == admissions.MOST_OF_ADDRESS

    def test_a_client_asks_some_times_an_hour(self, open_):
        for number in range(admissions.MOST_OF_CLIENT):
            ask(email=f"{number}@beacon.example")
        with pytest.raises(TooManyTries):
            ask(email="one.more@beacon.example")

    def test_a_client_fails_some_times_an_hour(self, visitor):
        for _number in range(20):
            send(visitor, letter=None)
        assert send(visitor).status_code == 429

    def test_two_languages_write_in_their_own(self, visitor):
        send(visitor, language="fr")
        assert kept()[0].language == "fr"


class TestClosed:
    @pytest.mark.parametrize("until", [None, date(2020, 1, 1)])
    def test_the_page_says_how_to_reach_the_organisers(self, client, until):
        make.ceremony(requests_until=until, contact="protocol@host.example")
        page = client.get("/request")
        assert "Write to the organisers: protocol@host.example" in words(parse(page.text))
        assert "<form" not in page.text

    def test_without_a_contact_the_place_is_said(self, client):
        make.ceremony()
        assert (
            "Write to the host secretariat: Convention Hall, Hanoi." in client.get("/request").text
        )

    def test_a_form_that_was_open_when_it_closed_asks_for_nothing(self, visitor):
        token = visitor.token("/request")
        make.ceremony(requests_until=date(2020, 1, 1))
        sent = visitor.post("/request", data=FORM | {"csrf_token": token})
        assert (sent.status_code, kept()) == (410, [])
        with pytest.raises(admissions.Closed):
            ask()

    def test_the_last_day_counts_in_the_zone_of_the_ceremony(self, session):
        today = make.ceremony().local_now.date()
        make.ceremony(requests_until=today)
        assert ask()


class TestStatus:
    def test_reference_and_address_open_it(self, visitor):
        location = send(visitor).location
        [asked] = kept()
        found = visitor.send(
            "/request/status", reference=asked.reference.lower(), email="ILSE@beacon.example"
        )
        assert found.location == location

    def test_a_reference_alone_opens_nothing(self, visitor):
        send(visitor)
        [asked] = kept()
        wrong = visitor.send("/request/status", reference=asked.reference, email="x@y.example")
        assert errors(wrong) == ["There is no request with this reference and this address."]
        assert visitor.get(f"/request/{asked.reference}/{'0' * 24}").status_code == 404
        assert visitor.get(f"/request/R-AAAAAA/{queries.seal(asked)}").status_code == 404
        assert visitor.get(f"/request/{asked.reference}/é").status_code == 404

    def test_guessing_ends(self, visitor):
        for _number in range(20):
            visitor.send("/request/status", reference="R-AAAAAA", email="x@y.example")
        token = visitor.token("/request/status")
        sent = {"csrf_token": token, "reference": "R-AAAAAA", "email": "x@y.example"}
        assert visitor.post("/request/status", data=sent).status_code == 429

    def test_each_decision_is_seen(self, visitor, open_):
        location = send(visitor).location
        with transaction(SYSTEM):
            admissions.refuse(actor=SYSTEM, request=kept()[0], reason="The hall is full.")
        page = words(parse(visitor.get(location).text))
        assert "We regret that the request cannot be accepted. The hall is full." in page


class TestDeciding:
    @pytest.mark.both_databases
    def test_accepting_makes_a_draft_and_a_focal_point(self, open_):
        asked = queries.request(ask(language="fr"))
        with transaction(SYSTEM):
            made = admissions.accept(actor=SYSTEM, request=asked, name="Beacon Trust")
        asked = queries.request(asked.id)
        assert (asked.state, asked.delegation_id) == (Admission.ACCEPTED, made.id)
        [delegation] = db.session.scalars(select(Delegation))
        assert (delegation.body.name, delegation.body.kind, delegation.language) == (
            "Beacon Trust",
            BodyKind.NGO,
            "fr",
        )
        assert delegation.state is State.INVITED
        [point] = db.session.scalars(select(FocalPoint))
        assert (point.user.email, point.user.name) == ("ilse@beacon.example", "Ilse Okafor")
        assert [x.subject for x in outbox()][:2] == [
            f"Votre demande de participation : {asked.reference}",
            f"Votre demande {asked.reference} est acceptée",
        ]
        assert len(outbox()) == 3

    def test_accepting_into_a_delegation_that_is_here_adds_its_contact(self, open_):
        with transaction(SYSTEM):
            here = opening.open_body(actor=SYSTEM, name=NAME, kind="ngo")
        asked = queries.request(ask())
        with transaction(SYSTEM):
            admissions.accept(actor=SYSTEM, request=asked, delegation=here)
        [delegation] = db.session.scalars(select(Delegation))
        [point] = db.session.scalars(select(FocalPoint))
        assert point.delegation_id == delegation.id

    def test_an_organisation_that_is_here_is_not_opened_twice(self, open_):
        with transaction(SYSTEM):
            opening.open_body(actor=SYSTEM, name=NAME, kind="ngo")
        asked = queries.request(ask())
        with pytest.raises(opening.AlreadyOpen), transaction(SYSTEM):
            admissions.accept(actor=SYSTEM, request=asked)
        assert queries.request(asked.id).state is Admission.ASKED

    def test_no_new_delegation_has_the_name_of_a_state(self, open_):
        asked = queries.request(ask())
        with pytest.raises(admissions.IsState) as refused, transaction(SYSTEM):
            admissions.accept(actor=SYSTEM, request=asked, name="Thailand")
        assert (refused.value.field, db.session.scalars(select(Delegation)).all()) == ("name", [])

    def test_a_request_is_decided_once(self, open_):
        asked = queries.request(ask())
        with transaction(SYSTEM):
            admissions.refuse(actor=SYSTEM, request=asked, reason="Late.")
        with pytest.raises(WrongState), transaction(SYSTEM):
            admissions.accept(actor=SYSTEM, request=queries.request(asked.id))
        with pytest.raises(WrongState), transaction(SYSTEM):
            admissions.refuse(actor=SYSTEM, request=queries.request(asked.id), reason="Again.")
        assert len(outbox()) == 2

    def test_a_refusal_says_why(self, open_):
        asked = queries.request(ask())
        with pytest.raises(DomainError, match="Say why"), transaction(SYSTEM):
            admissions.refuse(actor=SYSTEM, request=asked, reason="  ")

    @pytest.mark.parametrize("role", [Role.BADGE_OFFICER, Role.ADMINISTRATOR])
    def test_others_decide_nothing(self, open_, role):
        asked = queries.request(ask())
        other = cast.actor(role)
        with pytest.raises(NotAllowed), transaction(other):
            admissions.accept(actor=other, request=asked)
        with pytest.raises(NotAllowed), transaction(other):
            admissions.refuse(actor=other, request=asked, reason="No.")


class TestSimilar:
    def test_names_that_share_most_words_are_near(self, open_):
        for name in ("Beacon Trust", "Open Networks Institute", "Harbour Light", "The Beacon Fund"):
            make.body(None, name=name, kind=BodyKind.NGO)
        with transaction(SYSTEM):
            opening.open_body(actor=SYSTEM, name=NAME.upper(), kind="ngo")
        found = queries.similar(queries.request(ask()))
        assert [(x.body.name, bool(x.delegation_id), x.is_same_name) for x in found] == [
            (NAME.upper(), True, True),
            ("Beacon Trust", False, False),
            ("Open Networks Institute", False, False),
        ]


class TestDesk:
    url = "/desk/delegations/requests"

    @pytest.mark.both_databases
    def test_the_queue_shows_the_longest_waiting_first(self, officer):
        ask(name="First Society")
        ask(name="Second Society")
        names = [words(x) for x in parse(officer.get(self.url).text).iterfind(".//tbody//th")]
        assert names == ["First Society", "Second Society"]
        assert "No request is in this state" in officer.get(f"{self.url}?state=refused").text
        assert officer.get(f"{self.url}?state=nonsense&after=x").status_code == 200

    def test_an_empty_queue_says_until_when_requests_come(self, officer):
        assert "No request waits" in officer.get(self.url).text
        make.ceremony(requests_until=None)
        assert "The public form is closed" in officer.get(self.url).text

    def test_the_letter_is_a_download_only(self, officer):
        stored = uploads.accept(letter()).store()
        got = officer.get(f"{self.url}/{ask(letter=stored)}/letter")
        assert got.data == letter()
        assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''letter.pdf"
        assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"

    def test_a_letter_that_is_gone_is_said(self, officer):
        id_ = ask()
        assert "not among the files any more" in officer.get(f"{self.url}/{id_}").text
        assert officer.get(f"{self.url}/{id_}/letter").status_code == 404

    @pytest.mark.both_databases
    def test_what_is_here_already_is_shown_to_the_officer(self, officer):
        with transaction(SYSTEM):
            opening.open_body(actor=SYSTEM, name=NAME, kind="ngo")
        ask(name="Other Society")
        page = words(parse(officer.get(f"{self.url}/{ask()}").text))
        assert "An organisation of this name is here already." in page
        assert "Other Society" in page

    def test_nothing_is_refused_before_the_mail_was_seen(self, officer):
        id_ = ask()
        url = f"{self.url}/{id_}/refuse"
        shown = officer.send(url, reason="The hall is full.", preview="yes")
        assert "The hall is full." in shown.text
        assert "Nothing is decided or sent yet." in words(parse(shown.text))
        assert queries.request(id_).state is Admission.ASKED
        changed = officer.send(url, reason="The hall is full.", change="yes")
        assert "The hall is full." in changed.text
        done = officer.send(url, reason="The hall is full.", sure="yes")
        assert (done.status_code, queries.request(id_).reason) == (303, "The hall is full.")
        assert [x.subject for x in outbox()][-1] == f"Your request {queries.request(id_).reference}"

    def test_accepting_shows_the_mail_first_too(self, officer):
        id_ = ask()
        url = f"{self.url}/{id_}/accept"
        shown = officer.send(url, into="new", name="Beacon Trust", preview="yes")
        assert "Beacon Trust may take part in: Convention on Something." in words(parse(shown.text))
        assert officer.send(url, into="new", name="Beacon Trust", sure="yes").status_code == 303
        assert queries.request(id_).state is Admission.ACCEPTED
        assert "Its delegation" in officer.get(f"{self.url}/{id_}").text

    def test_the_address_of_an_account_is_accepted_only_on_purpose(self, officer):
        make.focal_point(make.delegation("draft"), "ilse@beacon.example")
        id_ = ask()
        url = f"{self.url}/{id_}/accept"
        assert "ilse@beacon.example has an account here: Farida Point" in officer.get(url).text
        given = {"into": "new", "name": NAME, "preview": "yes"}
        unsure = "Make sure of it, then tick this: the request gave this address."
        assert errors(officer.send(url, **given)) == [unsure]
        shown = officer.send(url, **given, is_meant="y")
        assert "Nothing is decided or sent yet." in words(parse(shown.text))
        done = officer.send(url, into="new", name=NAME, is_meant="True", sure="yes")
        assert (done.status_code, queries.request(id_).state) == (303, Admission.ACCEPTED)

    def test_accepting_can_join_the_delegation_that_is_here(self, officer):
        with transaction(SYSTEM):
            here = opening.open_body(actor=SYSTEM, name=NAME, kind="ngo").id
        id_ = ask()
        url = f"{self.url}/{id_}/accept"
        refused = officer.send(url, into="new", name=NAME, sure="yes")
        assert errors(refused) == [f"{NAME} has a delegation already."]
        assert errors(officer.send(url, into="999", name=NAME, sure="yes")) == [
            "Not a valid choice."
        ]
        assert errors(officer.send(url, into="new", name="", preview="yes")) == [
            "Give the name of the organisation."
        ]
        shown = officer.send(url, into=str(here), name="", preview="yes")
        assert f"{NAME} may take part" in words(parse(shown.text))
        assert officer.send(url, into=str(here), name="", sure="yes").status_code == 303
        assert queries.request(id_).delegation_id == here

    def test_who_comes_too_late_is_told(self, officer):
        id_ = ask()
        with transaction(SYSTEM):
            admissions.refuse(actor=SYSTEM, request=queries.request(id_), reason="Late.")
        for act in ("accept", "refuse"):
            assert officer.get(f"{self.url}/{id_}/{act}").location == f"{self.url}/{id_}"
        assert "decided already: Refused" in officer.get(f"{self.url}/{id_}").text
