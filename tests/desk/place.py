"""A ceremony on its first day in which something of everything happened."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select

from ceremony.accounts.models import Device, UserSession
from ceremony.badges.models import Credential, CredentialKey, Receipt
from ceremony.core import audit, clock, files, jobs, mail, settings
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.spreadsheets import sheets
from ceremony.delegations import plans
from ceremony.delegations.models import (
    Delegation,
    Document,
    DocumentKind,
    LoosePhotograph,
    Workbook,
)
from ceremony.delegations.operations import admissions, changes
from ceremony.delegations.operations import workbooks as lists
from ceremony.delegations.queries import admissions as requests
from ceremony.delegations.workbook import header
from ceremony.gates import operations as gates
from ceremony.gates.models import AccessWindow, Guard, IncidentKind, Severity
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Body, Participation, Person, SavedFilter, Zone
from ceremony.people.vetting import answers
from ceremony.people.vetting.models import Vetting, VettingBatch
from ceremony.protocol import queries
from ceremony.workforce import operations as workforce
from ceremony.workforce.lines import Staff
from tests import cast, make, workbooks
from tests.accounts import outside, signing
from tests.badges import batches as prints
from tests.badges import passes
from tests.delegations.people import member
from tests.gates import place
from tests.mailings import outbox
from tests.people.vetting import vetted


def today(**facts: Any) -> Any:
    """Settings by which the ceremony goes on now."""
    day = clock.now().date()
    dates = {"starts_on": day, "ends_on": day + timedelta(days=1), "time_zone": "UTC"}
    return make.ceremony(**(dates | facts))


def scans(client: Any, count: int, *, refused: int = 0, **zone: Any) -> None:
    """Admit *count* persons at checkpoint P4, and refuse *refused* codes of somebody else."""
    secret = place.device(place.checkpoint(**zone))
    for number in range(count):
        badge = place.credential(make.accreditation(given_names=f"Guest {number}"))
        place.read(client, secret, place.code(badge.serial))
    for number in range(refused):
        place.read(client, secret, f"https://menu.example/{number}")


def receipt() -> dict[str, Any]:
    """A body that sends somebody, and a receipt of what was taken along for it."""
    body = db.session.get_one(Body, _one(Body.id))
    made = Receipt(body_id=body.id, bearer="Noor Haddad", given_at=clock.now())
    make.save(made)
    return {"body_code": body.code, "receipt_id": made.id}


def everything(client: Any, signed_in: Callable[..., Any]) -> dict[str, Any]:
    """Make one thing of every kind; values for URLs by the names that their rules give them."""
    today(is_demo=True)
    _import(signed_in(Role.REGISTRAR))
    scans(client, 1)
    someone = make.accreditation(given_names="Amina")
    batch = vetted.batch(someone)
    assert prints.start() == batch.id  # the first of both
    holder = signing.user("another@host.example")
    db.session.rollback()
    return {
        "person_id": someone.person_id,
        "participation_id": _one(Participation.id),
        "credential_id": _one(Credential.id),
        "accreditation_id": passes.floaters(1)[0].accreditation_id,
        "key_id": _one(CredentialKey.key_id),
        "device_id": _one(Device.id),
        **at_gates(),
        "serial": 1,
        "delegation_id": _one(Delegation.id),
        "change_id": _change(_one(Delegation.id)),
        "body_kind": "state",
        **of_a_delegation(_one(Delegation.id)),
        **admission(),
        **worker(),
        "body_id": _headed(),
        "suffix": "pdf",
        "size": "a6",
        "workbook_id": _one(Workbook.id),
        **mails(),
        "vetting_id": _one(Vetting.id),
        "batch_id": batch.id,
        "deed": "hold",
        "answers_id": _answers(batch),
        "user_id": holder.id,
        "session_id": _one(UserSession.id),
        "job_id": _job(),
        "deciding_id": _job("people.decide", move="approve"),
        "export_id": _job("people.export", kind="csv", asked={}),
        "filter_id": _filter(holder.id),
        "other_id": _other(someone.person_id),
        "token": signing.link(holder),
        "entry_token": outside.link(outside.focal_point()),
        "filename": "css/desk.css",
        "name": "app.js",
        "number": 1,
        "kind": "live",
        "key": "zones",
        "code": "1",
        "layout_code": "personal",
        **receipt(),
        "version": re.findall(r"/gate/shell/([^/]+)/app.js", client.get("/gate").text)[0],
    }


def at_gates() -> dict[str, Any]:
    """A guard, an incident told at the desk, a limit of a delegation, a window of a zone."""
    place.guard(given_names="Guard")
    zone = make.zone("9", exits_scanned=True)
    db.session.rollback()
    with transaction(SYSTEM):
        told = gates.tell_incident(
            actor=SYSTEM, kind=IncidentKind.MEDICAL, severity=Severity.LOW, words="Faint"
        )
        body = db.session.scalars(select(Body).order_by(Body.id)).first()
        assert body is not None
        quota = gates.set_quota(
            actor=SYSTEM, zone=db.session.get_one(Zone, zone.id), body=body, most=5
        )
        opens = clock.now()
        window = AccessWindow(zone_id=zone.id, categories=[], opens_at=opens)
        window.closes_at = opens + timedelta(days=2)
        db.session.add(window)
        audit.record(SYSTEM, "gates.window_changed", window)
        known = {"event": told.event, "quota_id": quota.id}
    return known | {"guard_id": _one(Guard.id), "move": "close"}


def of_a_delegation(delegation_id: int) -> dict[str, Any]:
    """What a focal point sent: a scan, a photograph that waits for a name, a list of people."""
    body_id = db.session.get_one(Delegation, delegation_id).body_id
    found = header.find(sheets.read(workbooks.workbook({})))
    with transaction(SYSTEM) as session:
        kept = lists.upload(
            actor=SYSTEM,
            name="people.xlsx",
            sha256="",
            header=found,
            records=plans.read(found, within=body_id),
            body_id=body_id,
        )
        scan = Document(delegation_id=delegation_id, kind=DocumentKind.OTHER, name="a.pdf", size=1)
        scan.is_ours = False
        scan.file = files.store(b"%PDF-1.7 %%EOF", ".pdf")
        loose = LoosePhotograph(delegation_id=delegation_id, name="a.jpg")
        loose.file = files.store(b"invented", ".jpg")
        session.add_all([scan, loose])
        audit.record(SYSTEM, "test.made", scan)
        session.flush()
        return {"list_id": kept.id, "document_id": scan.id, "loose_id": loose.id}


def mails() -> dict[str, Any]:
    """One mail with an attachment, and one mailing that nobody has sent yet."""
    note = mail.Attachment("note.txt", "text/plain", b"invented")
    with transaction(SYSTEM, working=True):
        sent = mail.write(to="amina@mfa.example", name="Amina", subject="Note", text="Dear Amina")
        sent.attachments = [mail.posting.kept(note)]
    [person] = outbox.people("joao@mfa.example")
    mailing = outbox.draft([person])
    return {
        "message_id": sent.id,
        "position": 0,
        "mailing_id": mailing.id,
        "audience_code": "people",
    }


def admission(number: int = 0) -> dict[str, Any]:
    """A request of an organisation that was not invited."""
    with transaction(SYSTEM):
        tomorrow = clock.now().date() + timedelta(days=1)
        settings.change(actor=SYSTEM, requests_until=tomorrow)
    with transaction(SYSTEM):
        asked = admissions.ask(
            actor=SYSTEM,
            client="test",
            name=f"Beacon Trust {number}",
            kind=BodyKind.NGO,
            contact_name="Ilse Okafor",
            email=f"ilse.{number}@beacon.example",
            phone="",
            persons=2,
            words="We teach prosecutors.",
            language="en",
            letter=files.store(b"%PDF-1.7 %%EOF", ".pdf"),
            letter_name="letter.pdf",
        )
        found = {"admission_id": asked.id, "reference": asked.reference}
        return found | {"seal": requests.seal(asked)}


def _change(delegation_id: int) -> int:
    """One more person, for whom a delegation asks."""
    with transaction(SYSTEM):
        delegation = db.session.get_one(Delegation, delegation_id)
        return changes.ask(actor=SYSTEM, delegation=delegation, words="", **member()).id


def worker(number: int = 0) -> dict[str, Any]:
    """Somebody in a service of the host."""
    with transaction(SYSTEM):
        service = workforce.add_service(actor=SYSTEM, name=f"Gate team {number}")
        staff = [Staff("Berg", f"Ana {number}", "Gate officer")]
        workforce.register(actor=SYSTEM, service=service, staff=staff)
        service_id = service.id
    part = select(Participation.id).where(Participation.body_id == service_id)
    return {"service_id": service_id, "worker_id": db.session.scalar(part)}


def _answers(batch: VettingBatch) -> int:
    officer = cast.actor(Role.VETTING_OFFICER)
    with transaction(officer):
        return answers.keep(actor=officer, batch=batch, name="answers.csv", rows=[]).id


def _one(column: Any) -> Any:
    return db.session.scalar(select(column).order_by(column).limit(1))


def _headed() -> int:
    """A body whose delegation has a head."""
    return queries.heads()[0].sender.body_id


def _job(name: str = "badges.print", **more: Any) -> int:
    officer = cast.actor(Role.BADGE_OFFICER)
    with transaction(officer):
        return jobs.start(name, actor=officer, total=1, **{"ids": [1]} | more).id


def _filter(owner_id: int) -> int:
    """Of somebody who is none of the officers: it is no page of theirs."""
    kept = SavedFilter(owner_id=owner_id, name="A", folded="a", arguments={"status": "draft"})
    make.save(kept)
    return kept.id


def _other(person_id: int) -> Any:
    """Another record, perhaps of the same person."""
    return db.session.scalar(select(Person.id).where(Person.id != person_id).limit(1))


def _import(registrar: Any) -> None:
    make.category()
    url = "/desk/delegations/import"
    page = registrar.send(url, file=(BytesIO(workbooks.sixty()), "people.xlsx")).location
    registrar.send(f"{page}/import", page=page)
