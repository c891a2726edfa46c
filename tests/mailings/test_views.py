import pytest
from sqlalchemy import select

from ceremony.core import mail
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.mail import Message
from ceremony.core.mail import State as MailState
from ceremony.core.mail.delivery import Postman
from ceremony.core.permissions import SYSTEM, Role
from ceremony.mailings import audiences, phrases
from ceremony.mailings.models import Mailing
from ceremony.mailings.states import State
from tests import make
from tests.client import parse, words
from tests.mailings import outbox


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.REGISTRAR)


def rows(page) -> list[str]:
    return [words(x) for x in parse(page.text).iter("tr")][1:]


def the_mailing() -> Mailing:
    db.session.rollback()
    return db.session.scalars(select(Mailing)).one()


def deliver() -> None:
    postman = Postman("a worker")
    postman.deliver_some()
    postman.close()


# The outbox


def test_an_empty_outbox_says_what_will_be_there(desk):
    assert "No mail yet" in desk.get("/desk/mail").text


def test_the_outbox_shows_every_mail_with_what_became_of_it(desk, mail_server):
    mail_server.answers["RCPT", "gone@x.example"] = "550 5.1.1 Unknown"
    outbox.message("amina@x.example")
    outbox.message("gone@x.example", name="")
    deliver()
    assert rows(desk.get("/desk/mail")) == [
        "gone@x.example Failed 550 5.1.1 Unknown Plenary moved just now",
        "Amina amina@x.example Sent Plenary moved just now",
    ]


def test_failures_are_counted_in_the_side_bar(desk, mail_server):
    mail_server.answers["RCPT"] = "550 5.1.1 Unknown"
    outbox.message()
    deliver()
    places = [words(x) for x in parse(desk.get("/desk").text).iter("a")]
    assert [x for x in places if x.startswith("Mail1")] == ["Mail1", "Mail1"]  # bar and menu


def test_mail_is_found_by_state_and_words(desk, mail_server):
    outbox.message("amina@x.example", subject="100% sure")
    deliver()
    outbox.message("joao@y.example", name="João")
    assert len(rows(desk.get("/desk/mail?state=sent"))) == 1
    assert len(rows(desk.get("/desk/mail?q=100%25"))) == 1
    assert len(rows(desk.get("/desk/mail?q=y.example+plenary"))) == 1
    assert len(rows(desk.get("/desk/mail?state=nonsense&after=x"))) == 2
    assert "No mail fits" in desk.get("/desk/mail?q=nobody").text


def test_the_outbox_goes_on_over_the_page(desk):
    for number in range(51):
        outbox.message(f"p{number}@x.example", name="")
    first = desk.get("/desk/mail?q=x.example")
    [after] = [x.get("href") for x in parse(first.text).iter("a") if x.get("rel") == "next"]
    assert (len(rows(first)), len(rows(desk.get(after)))) == (50, 1)


def test_trouble_with_the_server_stands_above_the_list(desk, mail_server):
    mail_server.answers["RCPT"] = "451 4.7.1 Later"
    outbox.message()
    deliver()
    assert "451 4.7.1 Later" in desk.get("/desk/mail").text


def test_one_mail_is_shown_without_its_link_once_it_may_have_left(desk, mail_server):
    with transaction(SYSTEM, working=True):
        message = outbox_with_link()
    page = desk.get(f"/desk/mail/{message.id}").text
    assert "the secret: [the personal link]" in page
    assert "s3cret" not in page


def outbox_with_link() -> Message:
    made = mail.write(to="a@x.example", name="A", subject="s", text="the secret: ")
    made.text, made.link = f"the secret: {mail.models.LINK}", "https://c.example/s3cret"
    db.session.flush()
    return made


def test_the_link_of_a_kept_mail_is_shown_by_an_act_that_is_recorded(desk):
    with transaction(SYSTEM, working=True):
        message_id = outbox_with_link().id
    url = f"/desk/mail/{message_id}"
    early = desk.send(f"{url}/link", page=url)
    assert (early.status_code, early.location) == (303, url)
    deliver()
    page = desk.get(url).text
    assert "the secret: [the personal link]" in page
    assert "no mail server is set" in page
    shown = desk.send(f"{url}/link", page=url)
    assert "the secret: https://c.example/s3cret" in shown.text
    assert shown.headers["Cache-Control"] == "private, no-store"
    read = select(AuditEntry.subject_id).where(AuditEntry.event == "mail.link_shown")
    assert db.session.scalars(read).all() == [message_id]


def test_a_mail_names_what_it_is_about(desk):
    person, delegation = make.person(), make.delegation(sender=make.body("FRA"))
    one = outbox.message(about=person)
    other = outbox.message(about=delegation)
    assert "Amina" in desk.get(f"/desk/mail/{one.id}").text
    page = desk.get(f"/desk/mail/{other.id}").text
    assert f'href="/desk/delegations/{delegation.id}"' in page


def test_attachments_can_be_taken_away(desk, app):
    with transaction(SYSTEM, working=True):
        message = outbox_with_link()
        enclosed = mail.posting.kept(mail.Attachment("Ü.pdf", "application/pdf", b"%PDF"))
        message.attachments = [enclosed]
    got = desk.get(f"/desk/mail/{message.id}/files/0")
    assert (got.data, got.mimetype, got.headers["Cache-Control"]) == (
        b"%PDF",
        "application/pdf",
        "private, no-store",
    )
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert desk.get(f"/desk/mail/{message.id}/files/1").status_code == 404


def test_an_attachment_that_was_removed_is_not_there(desk):
    with transaction(SYSTEM, working=True):
        message = outbox_with_link()
        message.attachments = [{"name": "a", "mimetype": "text/plain", "file": "0" * 64}]
    assert desk.get(f"/desk/mail/{message.id}/files/0").status_code == 404


def test_an_officer_decides_about_what_failed(desk, mail_server):
    mail_server.answers["RCPT"] = "550 5.1.1 Unknown"
    again, never = outbox.message("a@x.example").id, outbox.message("b@x.example").id
    deliver()
    for message_id, act in ((again, "again"), (never, "give-up")):
        page = f"/desk/mail/{message_id}"
        assert desk.send(f"{page}/{act}", page).location == page
    db.session.rollback()
    assert [db.session.get_one(Message, x).state for x in (again, never)] == [
        MailState.QUEUED,
        MailState.CANCELLED,
    ]
    page = f"/desk/mail/{never}"
    desk.send(f"{page}/again", "/desk/mail/mailings/new")
    assert "Meanwhile the state of this mail has changed" in desk.get(page).text


# Writing to many


def test_from_a_list_to_the_sent_log(desk, mail_server):
    outbox.people("amina@x.example", "joao@x.example", "")
    given = {"all": "yes", "status": "submitted", "back": "/desk/people"}

    begun = desk.send("/desk/mail/mailings/to/people", "/desk/mail/mailings/new", **given)
    mailing_id = the_mailing().id
    assert begun.location == f"/desk/mail/mailings/{mailing_id}/write"

    form = {"subject": "Plenary", "text": "Dear {name}", "version": str(the_mailing().version)}
    page = f"/desk/mail/mailings/{mailing_id}"
    assert desk.send(f"{page}/write", **form).location == page
    preview = desk.get(page).text
    assert "Send to 2" in preview
    assert "Dear Guest 0 Reader" in preview
    assert "1 is left out: No address" in preview

    assert desk.send(f"{page}/release", page, count="2").location == page
    assert "Nothing leaves before" in desk.get(page).text
    outbox.work()
    log = desk.get(page)
    assert rows(log) == [
        "Guest 1 Reader joao@x.example Sent Plenary just now",
        "Guest 0 Reader amina@x.example Sent Plenary just now",
    ]
    assert "2 of 2" in log.text
    assert "Plenary" in rows(desk.get("/desk/mail/mailings"))[0]


def test_ticked_rows_are_written_to(desk):
    ids = outbox.people("amina@x.example", "joao@x.example")
    desk.send("/desk/mail/mailings/to/people", "/desk/mail/mailings/new", id=str(ids[1]))
    assert (the_mailing().chosen_ids, the_mailing().chosen) == (
        [ids[1]],
        "People, chosen one by one",
    )


def test_the_lists_offer_to_write_to_those_they_show(desk):
    outbox.people("amina@x.example")
    make.delegation(sender=make.body())
    assert 'formaction="/desk/mail/mailings/to/people"' in desk.get("/desk/people").text
    focal_points = 'formaction="/desk/mail/mailings/to/focal-points"'
    assert focal_points in desk.get("/desk/delegations").text


@pytest.mark.parametrize(
    ("back", "where"),
    [
        ("/desk/people?q=x", "/desk/people?q=x"),
        ("https://evil.example/", "/desk/mail/mailings/new"),
        ("//evil.example/desk/", "/desk/mail/mailings/new"),
    ],
)
def test_where_nobody_fits_nothing_is_begun(desk, back, where):
    sent = desk.send("/desk/mail/mailings/to/people", "/desk/mail/mailings/new", id="x", back=back)
    assert sent.location == where
    assert "Nobody fits" in desk.get("/desk/mail/mailings/new").text


def test_an_audience_that_is_not_there_is_not_found(desk):
    sent = desk.send("/desk/mail/mailings/to/nobody", "/desk/mail/mailings/new", all="yes")
    assert sent.status_code == 404


def test_a_prepared_text_fills_the_form(desk):
    mailing = outbox.draft(outbox.people("amina@x.example"))
    page = desk.get(f"/desk/mail/mailings/{mailing.id}/write?phrase=deadline").text
    assert "Reminder: registration closes on {deadline}" in page
    assert "Plenary at 09:30" in desk.get(f"/desk/mail/mailings/{mailing.id}/write?phrase=x").text


def test_a_prepared_text_is_put_into_the_form_in_the_language_that_is_chosen(desk):
    mailing = outbox.draft(outbox.people("amina@x.example"))
    page = desk.get(f"/desk/mail/mailings/{mailing.id}/write?phrase=deadline&in=fr").text
    assert "Rappel – clôture des inscriptions : {deadline}" in page
    assert '<option selected value="fr">Français</option>' in page
    page = desk.get(f"/desk/mail/mailings/{mailing.id}/write?phrase=deadline&in=tlh").text
    assert "Reminder: registration closes on {deadline}" in page


def test_the_preview_says_in_which_languages_it_is_read(desk):
    french = make.delegation("draft", sender=make.body("FRA"), language="fr")
    make.focal_point(french, "fra@x.example")
    make.focal_point(make.delegation("draft"), "qat@x.example")
    ids = audiences.audience("focal-points").ids({}, SYSTEM)
    phrase = phrases.find_phrase("time_changed", "en")._asdict() | {"language": "en"}
    prepared = outbox.draft(ids, audience="focal-points", **phrase)
    text = words(parse(desk.get(f"/desk/mail/mailings/{prepared.id}").text))
    assert (
        "A prepared text: each delegation reads it in its own language, who has none in English."
        " Français 1, English 1." in text
    )
    assert ["Madame/Monsieur Farida Point" in text, "Dear Farida Point" in text] == [True] * 2

    changed = outbox.draft(ids, audience="focal-points", **phrase | {"text": "Dear {name}, hello"})
    text = words(parse(desk.get(f"/desk/mail/mailings/{changed.id}").text))
    assert "All read it as it is written, in English. 1 of them has another language." in text


def test_without_a_server_nothing_is_said_to_be_sent(desk):
    mailing = outbox.draft(outbox.people("amina@x.example", "joao@x.example"))
    page = f"/desk/mail/mailings/{mailing.id}"
    assert "No mail server is set: nothing leaves" in desk.get(page).text
    desk.send(f"{page}/release", page, count="2")
    assert "Kept 0 of 2" in desk.get(page).text
    outbox.work()

    shown = words(parse(desk.get(page).text))
    assert "Kept here Kept 2 of 2" in shown
    assert "2 were kept here and not sent: no mail server is set" in shown
    assert "Sent" not in shown
    [row] = rows(desk.get("/desk/mail/mailings"))
    assert row.startswith("Plenary at 09:30 People Kept here 0 2 0 2 –")
    assert "No mail server is set: nothing leaves" in desk.get("/desk/mail").text
    assert "2 mails are kept here." in desk.get("/desk/mail/server").text


def test_what_was_kept_is_sent_from_the_log_once_there_is_a_server(desk, request):
    mailing = outbox.released(outbox.people("amina@x.example", "joao@x.example"))
    outbox.work()
    server = request.getfixturevalue("mail_server")
    page = f"/desk/mail/mailings/{mailing.id}"
    assert "2 were kept here before a mail server was set" in desk.get(page).text
    [first] = desk.get("/desk/mail?q=amina").text.split('href="/desk/mail/')[-1:]
    message_id = first.partition('"')[0]
    assert "no mail server was set then" in desk.get(f"/desk/mail/{message_id}").text
    desk.send(f"/desk/mail/{message_id}/again", page)
    outbox.work()
    assert "Sent 1 and kept 1 of 2" in desk.get(page).text
    desk.send(f"{page}/again", page)
    outbox.work()
    assert "Sent 2 of 2" in desk.get(page).text
    assert server.addresses == ["amina@x.example", "joao@x.example"]


def test_how_mail_leaves_is_said_without_its_password(desk, app, mail_server):
    url = f"smtp://name:s3cret@127.0.0.1:{mail_server.port}"
    app.config |= {"SMTP_URL": url, "MAIL_FROM": "Registration <registration@mfa.example>"}
    page = desk.get("/desk/mail/server").text
    assert f"127.0.0.1:{mail_server.port}" in page
    assert "Registration &lt;registration@mfa.example&gt;" in page
    assert "s3cret" not in page


def test_what_cannot_be_filled_in_is_said_at_the_field_and_nothing_is_lost(desk):
    mailing = outbox.draft(outbox.people("amina@x.example"))
    page = desk.send(
        f"/desk/mail/mailings/{mailing.id}/write",
        subject="s",
        text="Dear {who},\n\nlong text",
        language="en",
        version=str(mailing.version),
    ).text
    assert "{who} cannot be filled in." in page
    assert "long text" in page


def test_a_draft_without_words_is_written_first(desk):
    desk.send(
        "/desk/mail/mailings/to/people",
        "/desk/mail/mailings/new",
        id=str(outbox.people("a@x.ex")[0]),
    )
    page = f"/desk/mail/mailings/{the_mailing().id}"
    assert desk.get(page).location == f"{page}/write"


def test_a_changed_count_is_shown_before_anything_is_sent(desk):
    mailing = outbox.draft(outbox.people("amina@x.example"))
    page = f"/desk/mail/mailings/{mailing.id}"
    again = desk.send(f"{page}/release", page, count="2")
    assert (again.status_code, the_mailing().state) == (200, State.DRAFT)
    assert "Meanwhile it is 1 mail." in again.text


def test_a_second_click_sends_nothing_twice(desk):
    mailing = outbox.draft(outbox.people("amina@x.example"))
    page = f"/desk/mail/mailings/{mailing.id}"
    token = desk.token(page)
    for _ in range(2):
        sent = desk.post(f"{page}/release", data={"csrf_token": token, "count": "1"})
        assert sent.location == page
    assert (the_mailing().state, the_mailing().total) == (State.RELEASED, 1)
    assert desk.get(f"{page}/write").location == page


def test_a_mailing_is_stopped_from_its_page(desk):
    mailing = outbox.released(outbox.people("amina@x.example"))
    page = f"/desk/mail/mailings/{mailing.id}"
    assert desk.send(f"{page}/stop", page).location == page
    shown = desk.get(page).text
    assert "0 mails were taken back." in shown
    assert "Stopped" in shown


def test_a_mailing_on_its_way_asks_for_itself(desk):
    mailing = outbox.released(outbox.people("amina@x.example"))
    part = desk.get(f"/desk/mail/mailings/{mailing.id}", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'hx-trigger="every 2s"' in part


def test_failures_are_sent_again_from_the_log(desk, mail_server):
    mail_server.answers["RCPT"] = "550 5.1.1 Unknown"
    mailing = outbox.released(outbox.people("amina@x.example"))
    outbox.work()
    page = f"/desk/mail/mailings/{mailing.id}"
    assert "1 failed" in desk.get(page).text
    desk.send(f"{page}/again", page)
    mail_server.answers.clear()
    outbox.work()
    assert mail_server.addresses == ["amina@x.example"]


def test_a_draft_is_discarded(desk):
    mailing = outbox.draft(outbox.people("amina@x.example"))
    page = f"/desk/mail/mailings/{mailing.id}"
    assert desk.send(f"{page}/discard", page).location == "/desk/mail/mailings"
    assert "This draft was discarded" in desk.get(page).text
    desk.send(f"{page}/discard", "/desk/mail/mailings/new")
    assert "Not possible while the state is Discarded" in desk.get("/desk/mail/mailings").text


def test_who_has_nothing_to_do_with_mail_sees_none(signed_in):
    message = outbox.message()
    mailing = outbox.draft(outbox.people("amina@x.example"))
    badge_office = signed_in(Role.BADGE_OFFICER)
    for page in (
        "/desk/mail",
        f"/desk/mail/{message.id}",
        "/desk/mail/mailings",
        "/desk/mail/mailings/new",
        f"/desk/mail/mailings/{mailing.id}",
    ):
        assert badge_office.get(page).status_code == 403
    assert "Write to them" not in badge_office.get("/desk/people").text
