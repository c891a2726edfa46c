import os
import signal
import ssl
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path

import jinja2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from ceremony import create_app
from ceremony.core import clock, files, mail
from ceremony.core.db import db, transaction
from ceremony.core.errors import Misconfigured, NotAllowed
from ceremony.core.mail import configuration, operations, outbox
from ceremony.core.mail.configuration import Server
from ceremony.core.mail.delivery import Postman
from ceremony.core.mail.models import Message, State
from ceremony.core.mail.smtp import Answer, Verdict
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.runs import Run
from tests import cast, make, smtp

TEXT = "Dear Amina,\n\nthe plenary begins at 09:30.\n\nYours"


def put(to: str = "amina@mfa.example", **values) -> int:
    """One message in the outbox; its id."""
    known = {"name": "Amina Yıldız", "subject": "Plenary moved", "text": TEXT}
    with transaction(SYSTEM, working=True):
        return saved(mail.write(to=to, **known | values))


def saved(message: Message) -> int:
    db.session.flush()
    return message.id


def found(message_id: int) -> Message:
    db.session.rollback()
    return db.session.get_one(Message, message_id, populate_existing=True)


def states() -> dict[str, State]:
    db.session.rollback()
    return dict(db.session.execute(select(Message.address, Message.state)).all())


@pytest.fixture
def postman():
    working = Postman("the worker")
    yield working
    working.close()


def test_a_mail_arrives_as_it_was_written(postman, mail_server):
    make.ceremony()
    put(language="en")

    assert postman.deliver_some() == Counter({State.SENT: 1})

    [got] = mail_server.received
    assert smtp.text(got) == (
        "Dear Amina,\n\nthe plenary begins at 09:30.\n\nYours\n\n-- \n"
        "Signing Ceremony\nConvention on Something\nConvention Hall, Hanoi\n"
    )
    assert {x: got[x] for x in ("From", "To", "Subject", "Auto-Submitted", "Content-Language")} == {
        "From": "Registration <registration@mfa.example>",
        "To": "Amina Yıldız <amina@mfa.example>",
        "Subject": "Plenary moved",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    assert (got["Reply-To"], got["Message-ID"]) == (None, found(1).message_id)


def test_subjects_and_names_in_any_script_arrive(postman, mail_server):
    put(subject="Réunion plénière – 09:30 전체 회의", name="Võ Thị Ánh, Ms.")
    postman.deliver_some()
    [got] = mail_server.received
    assert got["Subject"] == "Réunion plénière – 09:30 전체 회의"
    assert got["To"].addresses[0].display_name == "Võ Thị Ánh, Ms."


def test_lines_that_begin_with_a_dot_arrive_whole(postman, mail_server):
    put(text=".\n..\n.hidden")
    postman.deliver_some()
    assert smtp.text(mail_server.received[0]).startswith(".\n..\n.hidden\n")


def test_answers_go_where_the_ceremony_wants_them(app, postman, mail_server, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_REPLY_TO", "Protocol <protocol@mfa.example>")
    put()
    postman.deliver_some()
    assert mail_server.received[0]["Reply-To"] == "Protocol <protocol@mfa.example>"


def test_attachments_are_stored_and_sent(postman, mail_server):
    pdf = mail.Attachment("Übersicht.pdf", "application/pdf", b"%PDF-1.7 invented")
    with transaction(SYSTEM, working=True):
        mail.post(template="tests/note", to="a@x.example", name="A", attachments=[pdf], when="noon")
    postman.deliver_some()
    [part] = mail_server.received[0].iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == pdf


def test_an_attachment_that_was_removed_fails_the_mail_and_says_so(postman, mail_server):
    gone = mail.Attachment("a.pdf", "application/pdf", b"gone")
    with transaction(SYSTEM, working=True):
        message = mail.post(
            template="tests/note", to="a@x.example", name="A", attachments=[gone], when="noon"
        )
        message_id = saved(message)
    files.path(found(message_id).attachments[0]["file"]).unlink()
    postman.deliver_some()
    message = found(message_id)
    assert (message.state, message.error) == (State.FAILED, "An attachment is no longer there.")


@pytest.fixture(autouse=True)
def template(app, tmp_path, monkeypatch):
    """``tests/note``: a template with a fact in its subject and a personal link."""
    source = (
        "Subject: {{ _('Accreditation') }} – {{ when }}\n\n"
        "Dear {{ name }},\n\nyour page, for you alone:\n\n    {{ link }}\n\nO'Neill & Sons\n"
    )
    ours = jinja2.DictLoader({"mail/tests/note.txt": source, "mail/tests/odd.txt": "Dear …\n"})
    with_ours = jinja2.ChoiceLoader([ours, app.jinja_env.loader])
    monkeypatch.setattr(app.jinja_env, "loader", with_ours)


def post_link(**values) -> int:
    known = {"to": "a@x.example", "name": "Amina", "when": "noon"}
    with transaction(SYSTEM, working=True):
        given = known | {"link": "https://c.example/s3cret"} | values
        return saved(mail.post(template="tests/note", **given))


def test_a_template_is_filled_in_and_not_escaped_for_html():
    said = mail.letter("tests/note", "", name="Zoë <b>", when="9 & 10")
    assert said.subject == "Accreditation – 9 & 10"
    assert said.text.startswith(
        "Dear Zoë <b>,\n\nyour page, for you alone:\n\n    \ufffc\n\nO'Neill & Sons\n\n-- \n"
    )


def test_a_template_must_begin_with_its_subject():
    with pytest.raises(RuntimeError, match=r"mail/tests/odd\.txt begins with its subject"):
        mail.letter("tests/odd", "")


@pytest.mark.parametrize("language", ["", "en-GB", "tlh", "../../etc"])
def test_an_unknown_language_is_english(language):
    assert mail.letter("tests/note", language, name="A", when="noon").language == "en"


def test_a_personal_link_is_encrypted_and_forgotten_when_it_was_sent(postman, mail_server):
    message_id = post_link()
    raw = db.session.connection().exec_driver_sql("SELECT link, text FROM message").one()
    assert "s3cret" not in f"{raw}"
    assert "Dear" not in f"{raw}"

    postman.deliver_some()

    assert "\n    https://c.example/s3cret\n" in smtp.text(mail_server.received[0])
    message = found(message_id)
    assert (message.state, message.link, message.has_link) == (State.SENT, None, True)


def test_nobodys_name_is_taken_for_the_place_of_the_link(postman, mail_server):
    post_link(name="Amina \ufffc")
    postman.deliver_some()
    assert smtp.text(mail_server.received[0]).startswith("Dear Amina ,\n")


def write_two(*addresses: str) -> None:
    with transaction(SYSTEM, working=True):
        for address in addresses:
            mail.write(to=address, name="", subject="s", text="t")


def test_a_rollback_sends_nothing(postman, mail_server):
    with pytest.raises(mail.BadAddress):
        write_two("a@x.example", "nowhere")
    assert postman.deliver_some() == Counter()


def test_mail_says_what_it_is_about():
    run = Run(kind="rehearsal", number=1)
    make.save(run)
    with transaction(SYSTEM, working=True):
        message_id = saved(mail.write(to="a@x.example", name="", subject="s", text="t", about=run))
    assert (found(message_id).subject_type, found(message_id).subject_id) == ("run", run.id)


@pytest.mark.parametrize("broken", ["a\nBcc: b@x.example", "a\r", "a\u2028b", "\x85"])
def test_line_breaks_in_the_head_are_refused(broken):
    for values in ({"subject": broken}, {"name": broken}):
        with pytest.raises(mail.LineBreak):
            put(**values)
    with pytest.raises(mail.LineBreak):
        post_link(when=broken)
    with pytest.raises(mail.LineBreak):
        post_link(attachments=[mail.Attachment(broken, "text/plain", b"")])
    assert states() == {}


@pytest.mark.parametrize(
    "address", ["", "amina", "a@b", "a@x.example\nBcc: c@x.example", "a@x.example, b@x.example"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(mail.BadAddress) as refused:
        put(to=address)
    assert refused.value.field == "email"


def test_long_lines_are_broken_softly_and_read_as_they_were_written(postman, mail_server):
    link = "https://ceremony.example/" + "x" * 90
    written = f"{'word ' * 20}end\n> quoted\nFrom here\n{link}\n    {'y ' * 50}z"
    put(text=written)
    postman.deliver_some()
    [got] = mail_server.received
    assert smtp.text(got).startswith(f"{written}\n\n-- \n")
    assert got.get_content().splitlines()[:5] == [
        "word " * 14,
        "word " * 6 + "end",
        " > quoted",
        " From here",
        link,
    ]
    assert got["Content-Type"].params["format"] == "flowed"


def test_addresses_of_pages_are_absolute(app, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "https://ceremony.example/2025")
    assert mail.url("accounts.set_password", token="t") == (
        "https://ceremony.example/2025/welcome/t"
    )
    monkeypatch.setitem(app.config, "BASE_URL", "")
    assert mail.url("accounts.set_password", token="t") == "http://127.0.0.1:8000/welcome/t"
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("PORT", "8080")
    assert mail.url("accounts.set_password", token="t") == "http://[::1]:8080/welcome/t"


@pytest.mark.parametrize("base", ["", "https://ceremony.example"])
def test_no_request_chooses_where_the_links_in_mails_lead(app, monkeypatch, base):
    monkeypatch.setitem(app.config, "BASE_URL", base)
    with app.test_request_context(
        base_url="http://evil.example", headers={"X-Forwarded-Host": "evil.example"}
    ):
        said = mail.url("accounts.set_password", token="t")
    assert said == f"{base or 'http://127.0.0.1:8000'}/welcome/t"


# Without a server


def test_without_a_server_mail_is_kept_in_files_for_its_owner(app, postman):
    message_id = post_link()

    assert postman.deliver_some() == Counter({State.KEPT: 1})

    [file] = (Path(app.instance_path) / "mail").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    kept = message_from_bytes(file.read_bytes(), policy=policy.SMTPUTF8)
    assert "    https://c.example/s3cret\n" in smtp.text(kept)
    assert kept["From"].addresses[0].addr_spec == "ceremony@localhost"
    message = found(message_id)
    assert (message.state, message.link) == (State.KEPT, "https://c.example/s3cret")


def test_what_was_kept_can_be_sent_when_there_is_a_server(app, postman, monkeypatch):
    message_id = post_link()
    postman.deliver_some()
    with pytest.raises(operations.Decided), transaction(SYSTEM):
        operations.send_again(actor=SYSTEM, message=found(message_id))
    with smtp.serving() as server:
        monkeypatch.setitem(app.config, "SMTP_URL", server.url)
        with transaction(SYSTEM):
            operations.send_again(actor=SYSTEM, message=found(message_id))
        postman.deliver_some()
        assert "s3cret" in smtp.text(server.received[0])
        postman.close()


# What servers say


def test_a_refused_address_fails_at_once_with_the_servers_words(postman, mail_server):
    mail_server.answers["RCPT", "amina@mfa.example"] = "550 5.1.1 <amina@mfa.example> unknown"
    refused, taken = put(), put("joao@mfa.example")

    assert postman.deliver_some() == Counter({State.FAILED: 1, State.SENT: 1})

    message = found(refused)
    assert (message.state, message.tries) == (State.FAILED, 1)
    assert message.error == "550 5.1.1 <amina@mfa.example> unknown"
    assert (found(taken).state, mail_server.connections) == (State.SENT, 1)


def test_what_the_server_says_of_the_mail_itself_is_not_kept(postman, mail_server):
    mail_server.answers["DATA"] = "554 5.7.1 Spam: https://c.example/s3cret"
    message_id = post_link()
    postman.deliver_some()
    assert (found(message_id).state, found(message_id).error) == (State.FAILED, "554 5.7.1")


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_temporary_refusal_is_tried_again_after_growing_pauses(postman, mail_server, verb):
    mail_server.answers[verb] = "451 4.7.1 Later"
    message_id, waited = put(), []
    for pause in outbox.PAUSES:
        assert postman.deliver_some() == Counter({State.QUEUED: 1})
        assert postman.deliver_some() == Counter()
        waited.append(found(message_id).next_try_at - clock.now() > pause - timedelta(seconds=9))
        clock.shift(found(message_id).next_try_at - clock.now() + clock._shift)
    assert (all(waited), found(message_id).error.split()[0]) == (True, "451")

    assert postman.deliver_some() == Counter({State.FAILED: 1})
    assert (found(message_id).tries, mail_server.received) == (len(outbox.PAUSES) + 1, [])


def test_a_later_try_that_succeeds_leaves_no_error(postman, mail_server):
    mail_server.answers["RCPT"] = "421 4.3.2 Closing"
    message_id = put()
    postman.deliver_some()
    mail_server.answers.clear()
    clock.shift(timedelta(minutes=2))
    assert postman.deliver_some() == Counter({State.SENT: 1})
    assert (found(message_id).error, found(message_id).tries) == (None, 2)
    assert mail_server.connections == 2


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_who_hangs_up_before_the_mail_is_asked_again(postman, mail_server, verb):
    mail_server.answers[verb] = smtp.HANG_UP
    message_id = put()
    assert postman.deliver_some() == Counter({State.QUEUED: 1})
    assert found(message_id).error == "The mail server hung up."


def test_who_hangs_up_in_the_middle_leaves_it_uncertain_and_it_is_never_sent_again_by_itself(
    postman, mail_server
):
    mail_server.answers["DATA", "amina@mfa.example"] = smtp.HANG_UP
    message_id, other = put(), put("joao@mfa.example")

    assert postman.deliver_some() == Counter({State.UNCERTAIN: 1, State.SENT: 1})

    mail_server.answers.clear()
    clock.shift(timedelta(days=30))
    assert postman.deliver_some() == Counter()
    message = found(message_id)
    assert (message.state, found(other).state) == (State.UNCERTAIN, State.SENT)
    assert message.error == "The connection broke while it was sent: it may have arrived."

    with transaction(SYSTEM):
        operations.send_again(actor=SYSTEM, message=message)
    assert postman.deliver_some() == Counter({State.SENT: 1})
    assert mail_server.received[-1]["Message-ID"] == found(message_id).message_id


def test_a_server_that_does_not_answer_costs_one_mail_one_try_and_is_left_in_peace(
    app, postman, monkeypatch
):
    with smtp.serving() as server:
        away = server.url
    monkeypatch.setitem(app.config, "SMTP_URL", away)
    first, second = put(), put("joao@mfa.example")

    assert postman.deliver_some() == Counter({State.QUEUED: 1})
    assert postman.deliver_some() == Counter()

    assert (found(first).tries, found(second).tries) == (1, 0)
    assert found(first).error == postman.trouble == "The mail server does not answer."


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_fails_no_mail(app, postman, monkeypatch):
    with smtp.serving(auth_required=True) as server:
        server.accounts["desk"] = "p@ss/word"
        wrong = server.url.replace("//", "//desk:wr0ng@")
        monkeypatch.setitem(app.config, "SMTP_URL", wrong)
        message_id = put()
        assert postman.deliver_some() == Counter({State.QUEUED: 1})
        assert found(message_id).error == "The mail server refused our name or password."

        right = server.url.replace("//", "//desk:p%40ss%2Fword@")
        monkeypatch.setitem(app.config, "SMTP_URL", right)
        clock.shift(timedelta(hours=1))
        again = Postman("another worker")
        assert again.deliver_some() == Counter({State.SENT: 1})
        again.close()


def test_a_connection_that_went_stale_is_made_anew(postman, mail_server, monkeypatch):
    monkeypatch.setattr("ceremony.core.mail.smtp.STALE_S", 0)
    put()
    postman.deliver_some()
    put()
    assert postman.deliver_some() == Counter({State.SENT: 1})


def test_many_mails_share_one_connection(postman, mail_server):
    for number in range(30):
        put(f"p{number}@mfa.example")
    assert postman.deliver_some() == Counter({State.SENT: 30})
    assert (mail_server.connections, len(set(mail_server.addresses))) == (1, 30)


def test_an_address_beyond_ascii_needs_a_server_that_can(app, postman, mail_server, monkeypatch):
    domain, person = put("amina@bücher.example"), put("josé@mfa.example")
    assert postman.deliver_some() == Counter({State.SENT: 2})
    assert mail_server.addresses == ["amina@xn--bcher-kva.example", "josé@mfa.example"]
    assert {found(domain).state, found(person).state} == {State.SENT}

    with smtp.serving(enable_SMTPUTF8=False) as old:
        monkeypatch.setitem(app.config, "SMTP_URL", old.url)
        message_id = put("josé@mfa.example")
        other = Postman("another worker")
        assert other.deliver_some() == Counter({State.FAILED: 1})
        assert found(message_id).error == "The mail server cannot write to such an address."
        other.close()


def test_a_server_that_speaks_tls_must_prove_who_it_is(app, postman, monkeypatch, certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with smtp.serving(tls_context=context, require_starttls=True) as server:
        monkeypatch.setitem(app.config, "SMTP_URL", f"{server.url}?starttls=1")
        message_id = put()
        assert postman.deliver_some() == Counter({State.QUEUED: 1})
        assert found(message_id).error == "The mail server cannot prove who it is."

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        clock.shift(timedelta(hours=1))
        trusting = Postman("another worker")
        assert trusting.deliver_some() == Counter({State.SENT: 1})
        trusting.close()


def test_a_server_that_takes_tls_only_is_not_told_the_mail_in_clear(app, postman, monkeypatch):
    with smtp.serving() as server:  # it offers no STARTTLS
        monkeypatch.setitem(app.config, "SMTP_URL", f"{server.url}?starttls=1")
        message_id = put()
        assert postman.deliver_some() == Counter({State.QUEUED: 1})
        assert (found(message_id).tries, server.received) == (1, [])


@pytest.fixture
def certificate(tmp_path):
    """Of 127.0.0.1, signed by itself: certificate and key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path / "server.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return file


# Settings


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 25)),
        ("smtps://a%40b:c%2Fd@mail.example", Server("mail.example", 465, "a@b", "c/d", True)),
        (
            "smtp://a:b@mail.example:587?starttls=1",
            Server("mail.example", 587, "a", "b", starttls=True),
        ),
        ("smtp://a:b@localhost:1025", Server("localhost", 1025, "a", "b")),
    ],
)
def test_a_mail_server_is_named_by_a_url(url, server):
    assert configuration.parse(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://mail.example/box",
        "smtp://mail.example?starttls=yes",
        "smtp://mail.example?tls=1",
        "smtp://mail.example?starttls",
        "smtp://desk:s3cret@mail.example:587",
    ],
)
def test_a_url_that_names_no_server_is_refused_without_its_password(url):
    with pytest.raises(Misconfigured) as refused:
        configuration.parse(url)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SMTP_URL": "smtp://mail.example"}, "CEREMONY_SMTP_URL needs CEREMONY_MAIL_FROM"),
        (
            {"SMTP_URL": "smtp://mail.example", "MAIL_FROM": "a@x.example"},
            "CEREMONY_SMTP_URL needs CEREMONY_BASE_URL: where the links in mails lead",
        ),
        ({"SMTP_URL": "nowhere"}, "CEREMONY_SMTP_URL should read like smtp://"),
        ({"MAIL_FROM": "Registration"}, "CEREMONY_MAIL_FROM should read like"),
        ({"MAIL_REPLY_TO": "a@x.example\nBcc: b@x.example"}, "CEREMONY_MAIL_REPLY_TO should read"),
    ],
)
def test_wrong_settings_are_said_at_the_start(tmp_path, settings, said):
    with pytest.raises(Misconfigured, match=said):
        create_app(INSTANCE=str(tmp_path), **settings)


# The command


def test_the_command_sends_what_waits_and_says_how_it_went(run, mail_server):
    mail_server.answers["RCPT", "gone@x.example"] = "550 5.1.1 Unknown"
    mail_server.answers["RCPT", "full@x.example"] = "452 4.2.2 Full"
    for address in ("amina@x.example", "joao@x.example", "gone@x.example", "full@x.example"):
        put(address)

    sent = run("mail", "send")

    assert (sent.exit_code, sent.output) == (
        0,
        "Sent: 2\nFailed: 1\nWaiting for a later try: 1\n",
    )
    assert run("mail", "send").output == "Waiting for a later try: 1\n"


def test_the_command_fails_when_the_server_does_not_answer(app, run, monkeypatch):
    with smtp.serving() as server:
        monkeypatch.setitem(app.config, "SMTP_URL", server.url)
    put()
    failed = run("mail", "send")
    assert (failed.exit_code, failed.output) == (
        1,
        "Waiting for a later try: 1\nError: The mail server does not answer.\n",
    )


def test_workers_deliver_mail_besides_their_jobs(run, mail_server):
    put()
    assert run("jobs", "work", "--until-empty").exit_code == 0
    assert mail_server.addresses == ["amina@mfa.example"]


# Decisions


def test_who_gives_up_forgets_the_link(mail_server, postman):
    message_id = post_link()
    with transaction(SYSTEM):
        operations.give_up(actor=SYSTEM, message=found(message_id))
    assert postman.deliver_some() == Counter()
    assert (found(message_id).state, found(message_id).link) == (State.CANCELLED, None)


def test_what_was_sent_is_neither_given_up_nor_sent_again(mail_server, postman):
    message_id = put()
    postman.deliver_some()
    for decide in (operations.give_up, operations.send_again):
        with pytest.raises(operations.Decided), transaction(SYSTEM):
            decide(actor=SYSTEM, message=found(message_id))


def test_only_who_may_write_mail_decides_about_it():
    message_id, officer = put(), cast.actor(Role.BADGE_OFFICER)
    for decide in (operations.give_up, operations.send_again):
        with pytest.raises(NotAllowed), transaction(officer):
            decide(actor=officer, message=found(message_id))


# Workers


@pytest.mark.both_databases
def test_two_workers_never_send_the_same_mail(app, mail_server):
    for number in range(12):
        put(f"p{number}@mfa.example")
    at_once, ended = threading.Barrier(4), []

    def work(name: str) -> None:
        at_once.wait()
        with app.app_context():
            postman = Postman(name)
            ended.append(postman.deliver_some(30))
            postman.close()
            db.session.remove()

    workers = [threading.Thread(target=work, args=(f"worker {x}",)) for x in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(ended, Counter()) == Counter({State.SENT: 12})
    assert sorted(mail_server.addresses) == sorted(f"p{x}@mfa.example" for x in range(12))


@pytest.mark.both_databases
def test_what_a_worker_left_before_the_mail_itself_is_sent_by_the_next(postman, mail_server):
    message_id = put()
    assert outbox.claim("the dead") == message_id
    assert postman.deliver_some() == Counter()
    clock.shift(outbox.LEASE + timedelta(seconds=1))
    assert postman.deliver_some() == Counter({State.SENT: 1})
    with pytest.raises(outbox.LostLease):
        outbox.begin_data(message_id, "the dead")


@pytest.mark.both_databases
def test_what_a_worker_left_after_the_mail_itself_is_uncertain(postman, mail_server):
    message_id = put()
    outbox.claim("the dead")
    outbox.begin_data(message_id, "the dead")
    clock.shift(outbox.LEASE + timedelta(seconds=1))
    assert postman.deliver_some() == Counter()
    message = found(message_id)
    assert (message.state, message.error) == (
        State.UNCERTAIN,
        "The worker was stopped while it was sent: it may have arrived.",
    )

    outbox.settle(message_id, "the dead", Answer(Verdict.TAKEN))  # it was only slow
    assert found(message_id).state is State.SENT


def test_what_stops_every_worker_is_given_up(postman, mail_server):
    message_id = put()
    for number in range(len(outbox.PAUSES) + 1):
        assert outbox.claim(f"mortal {number}") == message_id
        clock.shift((number + 1) * (outbox.LEASE + timedelta(seconds=1)))
        outbox.rescue()
    assert found(message_id).state is State.FAILED


def test_a_worker_killed_while_sending_doubles_nothing(app, database, postman, mail_server):
    mail_server.answers["DATA"] = smtp.HOLD
    message_id = put()
    environment = os.environ | {
        "CEREMONY_INSTANCE": app.instance_path,
        "CEREMONY_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "CEREMONY_SMTP_URL": mail_server.url,
        "CEREMONY_MAIL_FROM": smtp.SENDER,
        "CEREMONY_BASE_URL": "https://ceremony.example",
    }
    flask = [sys.executable, "-m", "flask", "--app", "ceremony", "jobs", "work"]
    with subprocess.Popen(flask, env=environment) as worker:
        try:
            assert mail_server.holds.wait(30)
        finally:
            worker.send_signal(signal.SIGKILL)
    mail_server.answers.clear()

    assert postman.deliver_some() == Counter()
    clock.shift(outbox.LEASE + timedelta(seconds=1))
    assert postman.deliver_some() == Counter()

    assert (found(message_id).state, mail_server.received) == (State.UNCERTAIN, [])
