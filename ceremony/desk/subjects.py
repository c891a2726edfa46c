"""What the subjects of the audit trail are called, and where each can be seen."""

import json
from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import Select, Text, cast, func, literal, select, union_all

from ceremony.accounts.models import Device, RoleGrant, User
from ceremony.badges.documents.face import serial_text
from ceremony.badges.layouts.models import Layout
from ceremony.badges.models import Credential
from ceremony.core.db import db
from ceremony.core.i18n import _, lazy, said
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import registries
from ceremony.delegations import words as delegations
from ceremony.desk.queries.audit import Line
from ceremony.people import words as people
from ceremony.people.labels import pass_name
from ceremony.people.models import Accreditation, Body, Category, Participation, Person, Zone
from ceremony.people.vetting import secrecy

WORDS = {
    "access_rule": lazy("line of the table of categories"),
    "accreditation": lazy("accreditation"),
    "admission_request": lazy("request to come"),
    "batch": lazy("batch of badges"),
    "body": lazy("sending body"),
    "category": lazy("category"),
    "change_request": lazy("change of members"),
    "checkpoint": lazy("checkpoint"),
    "credential": lazy("badge"),
    "credential_key": lazy("signing key"),
    "delegation": lazy("delegation"),
    "delegation_document": lazy("document of a delegation"),
    "delegation_terms": lazy("terms of a kind of delegation"),
    "device": lazy("device"),
    "focal_point": lazy("focal point"),
    "gate_list": lazy("list of the gates"),
    "guard": lazy("guard"),
    "incident": lazy("incident"),
    "incident_pass": lazy("badge of an incident"),
    "layout": lazy("layout of badges"),
    "mailing": lazy("mailing"),
    "message": lazy("mail"),
    "participation": lazy("participation"),
    "precedence_change": lazy("change of precedence"),
    "protocol_arrangement": lazy("arrangement of papers"),
    "receipt": lazy("custody receipt"),
    "receipt_item": lazy("line of a custody receipt"),
    "seating_draw": lazy("drawn letter"),
    "person": lazy("person"),
    "role_grant": lazy("role"),
    "run": lazy("run"),
    "saved_filter": lazy("saved filter"),
    "settings": lazy("settings"),
    "user": lazy("account"),
    "vetting": lazy("vetting"),
    "vetting_answers": lazy("answers to vetting"),
    "vetting_batch": lazy("batch for vetting"),
    "workbook": lazy("workbook"),
    "zone": lazy("zone"),
    "zone_quota": lazy("limit of a delegation in a zone"),
}

# Columns of many tables, as people call them.
FIELDS = {
    "disabled_at": lazy("disabled"),
    "email": lazy("email"),
    "last_seen_at": lazy("last at work"),
    "locale": lazy("language"),
    "name": lazy("name"),
    "password_hash": lazy("password"),
    "reason": lazy("reason"),
    "revoked_at": lazy("revoked"),
    "audience": lazy("to whom"),
    "chosen": lazy("chosen by"),
    "chosen_ids": lazy("chosen"),
    "job_id": lazy("job"),
    "language": lazy("language"),
    "leaves_at": lazy("not before"),
    "subject": lazy("subject"),
    "text": lazy("text"),
    "total": lazy("how many"),
    "author_id": lazy("author"),
    "state": lazy("state"),
    "token_hash": lazy("pairing"),
    "capacity": lazy("places"),
    "alphabet": lazy("alphabet"),
    "before_id": lazy("before whom"),
    "code": lazy("code"),
    "drawn_at": lazy("drawn"),
    "is_by_hand": lazy("drawn in the hall"),
    "is_host_first": lazy("the host first"),
    "letter": lazy("letter"),
    "list_number": lazy("number of the list"),
    "officer_id": lazy("officer"),
    "colour": lazy("colour"),
    "position": lazy("place in the order"),
    "photo": lazy("photograph"),
    "bearer": lazy("bearer"),
    "bearer_id": lazy("bearer"),
    "face": lazy("what was printed"),
    "given_at": lazy("given"),
    "key_id": lazy("signing key"),
    "note": lazy("remark"),
    "pins": lazy("pins"),
    "pins_returned": lazy("pins given back"),
    "reissued_because": lazy("why it was made anew"),
    "returned_at": lazy("no longer out"),
    "takes_over": lazy("takes over from another"),
    "urgent_at": lazy("urgent"),
    "urgent_because": lazy("why it is urgent"),
    **people.FIELDS,
    **delegations.FIELDS,
}
registries.fields.update(FIELDS)
# Said by another field of the same row.
_SILENT = {
    "search_key",
    "sort_key",
    "document_hash",
    "photo_added_at",
    "paired_at",
    "version",
    "folded",
    "state_since",
}

# What a pass of a body is named by, a line each.
_PASS = (
    cast(Category.pass_kind, Text) + "\n" + Accreditation.label + "\n" + cast(Category.name, Text)
)
# The id and the name of a subject.
_NAMES: dict[str, Select[*tuple[Any, ...]]] = {
    "user": select(User.id, User.name),
    "role_grant": select(RoleGrant.id, User.name).join(User, User.id == RoleGrant.user_id),
    "device": select(Device.id, Device.name),
    "body": select(Body.id, Body.name),
    "category": select(Category.id, Category.name),
    "layout": select(Layout.id, Layout.name),
    "zone": select(Zone.id, Zone.name),
    "person": select(Person.id, Person.badge_name),
    "accreditation": select(Accreditation.id, func.coalesce(Person.badge_name, _PASS))
    .join(Category, Category.id == Accreditation.category_id)
    .outerjoin(Accreditation.person),
    "participation": select(Participation.id, Person.badge_name).join(Participation.person),
    "credential": select(Credential.id, Credential.serial),
}
_PERSONAL = {"person", "accreditation", "participation"}

# Rows that are seen on the page of a person.
_OF_PERSON = {
    "accreditation": select(Accreditation.id, Accreditation.person_id).where(
        Accreditation.person_id.is_not(None)
    ),
    "participation": select(Participation.id, Participation.person_id),
}


def say(table: str) -> str:
    return str(WORDS.get(table, table.replace("_", " ")))


def known() -> list[str]:
    """Every table that has a word and that the reader may know of."""
    all_ = may(current_user, Permission.PEOPLE_VET)
    return [x for x in WORDS if all_ or x not in secrecy.TABLES]


def fields(names: Iterable[str]) -> str:
    """Changed columns in words; the machinery among them is left out."""
    return ", ".join(str(FIELDS.get(x, x.replace("_", " "))) for x in names if x not in _SILENT)


def labels(lines: Iterable[Line]) -> dict[tuple[str, int], str]:
    """What single subjects are called: by name where the reader may know it, else by id."""
    single = {(x.subject_type, x.subject_id) for x in lines if x.count == 1}
    called = {
        (table, id_): _("%(thing)s %(number)d", thing=say(table), number=id_)
        for table, id_ in single
    }
    parts = []
    for table, statement in _NAMES.items():
        wanted = [id_ for kind, id_ in single if kind == table]
        if wanted and (table not in _PERSONAL or may(current_user, Permission.PEOPLE_READ)):
            key, name = statement.selected_columns
            named = statement.with_only_columns(literal(table), key, cast(name, Text))
            parts.append(named.where(key.in_(wanted)))
    rows = db.session.execute(union_all(*parts)) if parts else ()
    return called | {(table, id_): _name(table, name) for table, id_, name in rows}


def _name(table: str, name: str) -> str:
    """*name* in words: it comes as text, whatever the column holds."""
    if table == "credential":
        return _("badge %(serial)s", serial=serial_text(int(name)))
    if table == "accreditation" and "\n" in name:
        kind, rest = name.split("\n", 1)
        label, category = rest.rsplit("\n", 1)
        return pass_name(label, kind, json.loads(category))
    return said(json.loads(name)) if table in {"category", "layout", "zone"} else name


def links(lines: Iterable[Line]) -> dict[tuple[str, int], str]:
    """Addresses of those subjects that the reader may look at, by table and id."""
    single = {(x.subject_type, x.subject_id) for x in lines if x.count == 1}
    found = {}
    if may(current_user, Permission.ACCOUNTS_MANAGE):
        for subject, user_id in _users(single):
            found[subject] = url_for("accounts.user", user_id=user_id)
    if may(current_user, Permission.PEOPLE_READ):
        for subject, person_id in _persons(single):
            found[subject] = url_for("people.show", person_id=person_id)
    if may(current_user, Permission.BADGES_READ):
        badges = (id_ for table, id_ in single if table == "credential")
        found |= {("credential", x): url_for("badges.show", credential_id=x) for x in badges}
    if may(current_user, Permission.BADGES_HAND_OVER):
        receipts = (id_ for table, id_ in single if table == "receipt")
        found |= {("receipt", x): url_for("pickup.receipt", receipt_id=x) for x in receipts}
    return found


def _users(subjects: set[tuple[str, int]]) -> Iterable[tuple[tuple[str, int], int]]:
    """Accounts among *subjects*, and the accounts whose roles are among them."""
    for table, id_ in subjects:
        if table == "user":
            yield (table, id_), id_
    grants = [id_ for table, id_ in subjects if table == "role_grant"]
    rows = select(RoleGrant.id, RoleGrant.user_id).where(RoleGrant.id.in_(grants))
    for id_, user_id in db.session.execute(rows) if grants else ():
        if user_id is not None:
            yield ("role_grant", id_), user_id


def _persons(subjects: set[tuple[str, int]]) -> Iterable[tuple[tuple[str, int], int]]:
    """Each of *subjects* that belongs to a person, with that person's id."""
    for table, id_ in subjects:
        if table == "person":
            yield (table, id_), id_
    parts = [
        statement.add_columns(literal(table)).where(statement.selected_columns[0].in_(ids))
        for table, statement in _OF_PERSON.items()
        if (ids := [id_ for kind, id_ in subjects if kind == table])
    ]
    if parts:
        for id_, person_id, table in db.session.execute(union_all(*parts)):
            yield (table, id_), person_id
