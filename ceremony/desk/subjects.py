"""What the subjects of the audit trail are called, and where each can be seen."""

from collections.abc import Iterable

from flask import url_for
from flask_login import current_user
from sqlalchemy import select

from ceremony.accounts.models import User
from ceremony.badges.models import Credential
from ceremony.core.db import db
from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission, may
from ceremony.desk.queries.audit import Line
from ceremony.people.models import Accreditation, Participation

WORDS = {
    "access_rule": lazy("line of the table of categories"),
    "accreditation": lazy("accreditation"),
    "body": lazy("sending body"),
    "category": lazy("category"),
    "checkpoint": lazy("checkpoint"),
    "credential": lazy("badge"),
    "credential_key": lazy("signing key"),
    "delegation": lazy("delegation"),
    "device": lazy("device"),
    "participation": lazy("participation"),
    "person": lazy("person"),
    "role_grant": lazy("role"),
    "run": lazy("run"),
    "settings": lazy("settings"),
    "user": lazy("account"),
    "workbook": lazy("workbook"),
    "zone": lazy("zone"),
}

# Rows that are seen on the page of a person.
_OF_PERSON = {
    "accreditation": select(Accreditation.id, Accreditation.person_id),
    "participation": select(Participation.id, Participation.person_id),
    "credential": select(Credential.id, Accreditation.person_id).join(Credential.accreditation),
}


def say(table: str) -> str:
    return str(WORDS.get(table, table.replace("_", " ")))


def labels(lines: Iterable[Line]) -> dict[tuple[str, int], str]:
    """What single subjects are called: officers by their names, all others by their ids."""
    single = {(x.subject_type, x.subject_id) for x in lines if x.count == 1}
    called = {(table, id_): f"{say(table)} {id_}" for table, id_ in single}
    users = [id_ for table, id_ in single if table == "user"]
    if users:
        rows = db.session.execute(select(User.id, User.name).where(User.id.in_(users)))
        called |= {("user", id_): name for id_, name in rows}
    return called


def links(lines: Iterable[Line]) -> dict[tuple[str, int], str]:
    """Addresses of those subjects that the reader may look at, by table and id."""
    single = {(x.subject_type, x.subject_id) for x in lines if x.count == 1}
    found = {}
    if may(current_user, Permission.ACCOUNTS_MANAGE):
        users = (id_ for table, id_ in single if table == "user")
        found = {("user", id_): url_for("accounts.user", user_id=id_) for id_ in users}
    if may(current_user, Permission.PEOPLE_READ):
        for subject, person_id in _persons(single):
            found[subject] = url_for("people.show", person_id=person_id)
    return found


def _persons(subjects: set[tuple[str, int]]) -> Iterable[tuple[tuple[str, int], int]]:
    """Each of *subjects* that belongs to a person, with that person's id."""
    for table, id_ in subjects:
        if table == "person":
            yield (table, id_), id_
    for table, statement in _OF_PERSON.items():
        ids = [id_ for kind, id_ in subjects if kind == table]
        if ids:
            column = statement.selected_columns[0]
            for id_, person_id in db.session.execute(statement.where(column.in_(ids))):
                yield (table, id_), person_id
