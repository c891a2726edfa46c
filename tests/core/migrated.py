"""Rows for a database at an older revision: written and read without the models."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, DateTime, Integer, MetaData, String, select
from sqlalchemy.sql.schema import Column

from ceremony.core.db import context, db, told_of
from ceremony.core.permissions import SYSTEM

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

THEN = datetime.fromisoformat("2025-09-01 09:00")  # without a zone, as columns hold it
ENDS = datetime.fromisoformat("2025-10-26 18:00")
ROLES = """administrator registrar protocol_officer badge_officer gate_supervisor
    data_protection_officer""".split()
STATES = "submitted approved refused revoked withdrawn".split()

# A database of the second version: every state and role of it, each thing that later changed.
SECOND: Rows = {
    "settings": [{"id": 1, "starts_on": date(2025, 10, 25), "ends_on": date(2025, 10, 26)}],
    "category": [
        {"id": 1, "code": "delegate", "position": 1, "band": "plain", "pass_kind": "personal"}
    ],
    "user": [{"id": number, "email": f"{x}@x.test"} for number, x in enumerate(ROLES, 1)],
    "device": [{"id": 1, "name": "Gate"}],
    "role_grant": [
        *({"id": number, "user_id": number, "role": x} for number, x in enumerate(ROLES, 1)),
        {"id": 8, "device_id": 1, "role": "gate", "scope_kind": "device", "scope_id": 1},
    ],
    "link": [
        {"id": 1, "purpose": "password", "token_hash": "1", "user_id": 1, "used_at": THEN},
        {"id": 2, "purpose": "pairing", "token_hash": "2", "device_id": 1},
    ],
    "user_session": [{"id": 1, "user_id": 2, "token_hash": "1"}],
    "body": [{"id": x, "code": f"O-{x}", "kind": "organisation"} for x in (1, 2)],
    "delegation": [{"id": 1, "body_id": 1}, {"id": 2, "body_id": 2}],
    "person": [
        {"id": 1, "family_name": "Nguyễn", "search_key": " nguyen thi hoa 阮氏花 "},
        *({"id": x, "family_name": "Point", "search_key": " point "} for x in (2, 3, 4, 5)),
        {"id": 6, "family_name": "Mansour", "search_key": " layla mansour "},
    ],
    "participation": [
        *({"id": x, "person_id": x, "body_id": 1, "is_primary": True} for x in (1, 2, 3, 4, 5)),
        {"id": 6, "person_id": 6, "body_id": 2, "is_primary": True, "rank": "head_of_state"},
        {"id": 7, "person_id": 1, "body_id": 2, "rank": "foreign_minister"},
    ],
    "accreditation": [
        *(
            {
                "id": id_,
                "person_id": id_,
                "state": state,
                "reason": "Because." if state in {"refused", "revoked"} else None,
            }
            for id_, state in enumerate(STATES, 1)
        ),
        {"id": 6, "person_id": 6, "state": "approved"},
    ],
    "state_change": [{"subject_type": "accreditation", "subject_id": 2, "state": "approved"}],
    "zone": [{"id": 1, "code": "1", "position": 0}],
    "credential_key": [{"id": 1, "key_id": 1, "public_key": b"k", "state": "active"}],
    "credential": [
        {"id": 1, "accreditation_id": 2, "serial": 1, "state": "issued"},
        {"id": 2, "accreditation_id": 6, "serial": 2, "state": "issued", "zones": ["1"]},
        {
            "id": 3,
            "accreditation_id": 6,
            "serial": 3,
            "state": "revoked",
            "reason": "lost",
            "zones": ["1"],
        },
    ],
    "workbook": [{"id": 1, "state": "imported"}, {"id": 2, "state": "examined", "owner_id": 2}],
    "workbook_content": [{"id": 1, "workbook_id": 2}],
    "workbook_row": [{"id": 1, "workbook_id": 2, "change": "new"}],
}

# What the third version says beyond the second: new states and roles, and a row of each new table.
_ANEW = {"takes_over": True, "reissued_because": "New title."}

THIRD: Rows = {
    "user": [{"id": x, "email": f"{x}@x.test"} for x in range(11, 16)],
    "role_grant": [
        {"id": 11, "user_id": 11, "role": "chief_of_protocol"},
        {"id": 12, "user_id": 12, "role": "chief_of_protocol"},
        {"id": 13, "user_id": 12, "role": "protocol_officer"},
        {"id": 14, "user_id": 13, "role": "vetting_officer"},
        {"id": 15, "user_id": 14, "role": "liaison_officer"},
        {"id": 16, "user_id": 15, "role": "focal_point", "scope_kind": "body", "scope_id": 1},
    ],
    "link": [{"id": 11, "purpose": "entry", "token_hash": "11", "user_id": 15, "revoked_at": THEN}],
    "user_session": [{"id": 11, "user_id": 15, "token_hash": "11", "link_id": 11}],
    "kept_form": [{"id": 11, "user_id": 15}],
    "message": [{"id": 11, "message_id": "<11@x.test>", "state": "queued"}],
    "mailing": [{"id": 11, "state": "draft"}],
    "person": [
        *({"id": x, "family_name": "Later", "access_needs": "x"} for x in (11, 12, 13)),
        {"id": 14, "family_name": "Gone", "merged_into_id": 11},
        {"id": 15, "family_name": "Gone before", "merged_into_id": 14},
    ],
    "participation": [
        {"id": x, "person_id": x, "body_id": 1, "is_primary": True, "is_listed": True}
        for x in (11, 12, 13)
    ],
    "accreditation": [
        {"id": 11, "person_id": 11, "state": "asked"},
        {"id": 12, "person_id": 12, "state": "draft"},
        {
            "id": 13,
            "person_id": 13,
            "state": "returned",
            "reason": "The photograph is blurred.",
            "collection_code": "23456789",
        },
        {"id": 14, "body_id": 1, "label": "1", "state": "approved"},
    ],
    "credential": [
        {"id": 11, "accreditation_id": 14, "serial": 11, "state": "collected"},
        {"id": 12, "accreditation_id": 2, "serial": 12, "state": "printed", **_ANEW},
        {"id": 13, "accreditation_id": 6, "serial": 13, "state": "returned"},
    ],
    "batch": [{"id": 11, "sorted_by": "rank"}],
    "impression": [{"id": 11, "credential_id": 11, "batch_id": 11}],
    "receipt": [{"id": 11, "body_id": 1, "bearer": "Somebody", "pins": 2}],
    "receipt_item": [{"id": 11, "receipt_id": 11, "credential_id": 11}],
    "person_word": [{"id": 111, "person_id": 11, "word": "later"}],
    "saved_filter": [{"id": 11, "owner_id": 2, "name": "Heads"}],
    "outdated": [{"id": 111, "credential_id": 1}],
    "vetting_batch": [{"id": 11, "number": 1}],
    "vetting": [
        {"id": 111, "person_id": 11, "state": "sent", "batch_id": 11},
        {"id": 112, "person_id": 12, "state": "objected", "held_at": THEN, "hold_note": "x"},
    ],
    "vetting_answers": [{"id": 11, "batch_id": 11, "state": "open"}],
    "vetting_answers_content": [{"id": 11, "answers_id": 11}],
    "vetting_sent": [{"id": 11, "batch_id": 11, "vetting_id": 111}],
    "body": [{"id": 3, "code": "O-3", "kind": "organisation"}],
    "delegation": [
        {"id": 11, "body_id": 3, "state": "returned", "reason": "Too many.", "liaison_id": 14}
    ],
    "run": [{"id": 11, "kind": "rehearsal", "ended_at": THEN}],
    "zone": [{"id": 11, "code": "Z", "position": 3, "escorts": ["delegate"]}],
    "access_window": [{"id": 11, "zone_id": 11, "opens_at": THEN, "closes_at": ENDS}],
    "zone_quota": [{"id": 11, "zone_id": 11, "body_id": 1, "most": 3}],
    "checkpoint": [{"id": 11, "code": "PZ", "zone_id": 11, "direction": "in", "share": 5}],
    "guard": [{"id": 11, "accreditation_id": 12}],
    "shift": [{"id": "1" * 32, "run_id": 11, "checkpoint_id": 11, "guard_id": 11}],
    "gate_list": [{"id": 1, "version": 1}],
    "device_report": [{"id": 11, "device_id": 1}],
    "incident": [
        {"id": 11, "event": "2" * 32, "run_id": 11}
        | {"kind": "medical", "severity": "low", "state": "open"}
    ],
    "incident_pass": [{"id": 11, "incident_id": 11, "serial": 11}],
    "delegation_terms": [{"id": 11, "kind": "state"}],
    "focal_point": [{"id": 11, "delegation_id": 11, "user_id": 15}],
    "delegation_document": [{"id": 11, "delegation_id": 11, "kind": "note_verbale"}],
    "change_request": [
        {"id": 11, "delegation_id": 11, "kind": "addition", "coming_id": 11, "state": "asked"}
    ],
    "admission_request": [
        {"id": 11, "reference": "R-1", "kind": "ngo", "state": "accepted", "delegation_id": 11}
    ],
    "loose_photograph": [{"id": 11, "delegation_id": 11}],
    "workbook": [
        {"id": 11, "state": "imported", "body_id": 1},
        {"id": 12, "state": "examined", "body_id": 1},
    ],
    "workbook_content": [{"id": 11, "workbook_id": 12}],
    "workbook_row": [{"id": 11, "workbook_id": 12, "change": "new"}],
    "protocol_arrangement": [{"id": 1, "alphabet": "french", "list_number": 2}],
    "layout": [{"id": 11, "code": "tall", "serves": "floater"}],
    "precedence_change": [{"id": 11, "body_id": 1, "before_id": 2, "reason": "Asked."}],
    "seating_draw": [{"id": 11, "letter": "K", "alphabet": "french"}],
}
# What gates knew before they knew kinds of passes: by the category, or where that is gone.
_GATES = {"delegate": True, "vehicle": False, "gone": True, "gone too": False}

PASSES: Rows = {
    "category": [
        {"id": 2, "code": "vehicle", "position": 2, "band": "plain", "pass_kind": "vehicle"}
    ],
    "credential": [
        {"id": 4, "accreditation_id": 2, "serial": 4, "state": "revoked", "reason": "lost"}
    ],
    "gate_pass": [
        {"id": x, "credential_id": x, "serial": x, "category_code": code, "personal": personal}
        | {"accreditation_id": 2}
        for x, (code, personal) in enumerate(_GATES.items(), 1)
    ],
}
_USUAL = {
    "valid_until": ENDS,
    "key_id": 1,
    "category_id": 1,
    "category_code": "delegate",
    "function": "delegate",
    "rank": "other",
    "zones": [],
}


def write(rows: Rows) -> None:
    """Insert *rows* as the trail's triggers want it; what they do not say is filled."""
    with _connection() as connection:
        known = _tables(connection)
        for name, some in rows.items():
            columns = known.tables[name].columns
            for row in some:
                lacking = (x for x in columns if x.name not in {"id", *row} and not x.nullable)
                values = {x.name: _usual(x) for x in lacking} | dict(row)
                connection.execute(known.tables[name].insert().values(values))


def read() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, in the order of their ids."""
    with _connection() as connection:
        found = {}
        for name, table in sorted(_tables(connection).tables.items()):
            if "id" in table.columns:
                asked = select(table).order_by(table.c.id)
                found[name] = [dict(x) for x in connection.execute(asked).mappings()]
        return found


@contextmanager
def _connection() -> Iterator[Connection]:
    token = context.set(told_of(SYSTEM))
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        context.reset(token)


def _tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def _usual(column: Column[Any]) -> Any:
    if column.name in _USUAL:
        return _USUAL[column.name]
    for kind, value in ((JSON, {}), (Boolean, False), (Integer, 1), (DateTime, THEN), (String, "")):
        if isinstance(column.type, kind):
            return value
    raise AssertionError(f"say {column}")
