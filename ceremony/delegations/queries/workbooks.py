"""Reading the workbooks that wait."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.delegations import keeping, plans
from ceremony.delegations.models import (
    Change,
    Workbook,
    WorkbookContent,
    WorkbookRow,
)
from ceremony.delegations.states.workbooks import State
from ceremony.delegations.workbook import dates
from ceremony.delegations.workbook.columns import Column
from ceremony.delegations.workbook.findings import Finding
from ceremony.delegations.workbook.records import Record, as_text
from ceremony.delegations.workbook.records import cells as beneath
from ceremony.people import listing
from ceremony.people import states as accreditations


class Examined(NamedTuple):
    """One row of a dry run; *written* has every column, empty where nothing stands."""

    row: int
    change: str
    written: Mapping[str, str]
    delegation: str
    findings: Sequence[Finding]
    differences: Sequence[Sequence[str]]


def workbook(workbook_id: int, body_id: int | None = None) -> Workbook:
    """A workbook of the desk, or of the body *body_id*.

    :raises NoResultFound: there is none.
    """
    rows = select(Workbook).where(Workbook.id == workbook_id, Workbook.body_id == body_id)
    return db.session.scalars(rows).one()


def waiting(body_id: int | None = None) -> Sequence[Workbook]:
    """Workbooks that were examined and neither imported nor discarded, the newest first.

    :param body_id: only those of this body; none: only those of the desk.
    """
    return db.session.scalars(
        select(Workbook)
        .where(Workbook.state == State.EXAMINED, Workbook.body_id == body_id)
        .order_by(Workbook.id.desc())
        .limit(paging.SIZE)
    ).all()


def read_again(
    kept: Workbook,
    *,
    mapping: Mapping[str, str] | None = None,
    orders: Mapping[str, str] | None = None,
    delegation: str | None = None,
) -> list[Record]:
    """The rows of a kept workbook, read with other answers or with those it has."""
    cells = db.session.scalars(
        select(WorkbookContent.cells).where(WorkbookContent.workbook_id == kept.id)
    ).one()
    return plans.read(
        keeping.unpack(cells),
        mapping=kept.mapping if mapping is None else mapping,
        orders=kept.orders if orders is None else orders,
        delegation=kept.delegation if delegation is None else delegation,
        within=kept.body_id,
    )


def doubtful_dates(kept: Workbook) -> dict[str, list[str]]:
    """What stands in the columns that are asked about and can be read in two ways."""
    if not kept.questions:
        return {}
    cells = db.session.scalars(
        select(WorkbookContent.cells).where(WorkbookContent.workbook_id == kept.id)
    ).one()
    found = keeping.unpack(cells)
    places = found.mapped(kept.mapping)
    return {
        column: [as_text(x) for x in beneath(found, places[Column(column)]) if dates.is_doubtful(x)]
        for column in kept.questions
        if Column(column) in places
    }


def waiting_for_decision(kept: Workbook) -> tuple[int, int | None]:
    """How many people wait where this workbook brought some, and the body if it was only one."""
    body_ids = kept.counts.get("body_ids", [])
    only = body_ids[0] if len(body_ids) == 1 else None
    waiting = listing.counts(listing.Filter(body=only)).get(accreditations.State.SUBMITTED, 0)
    return waiting, only


def examined(
    kept: Workbook, place: Place = FIRST, *, only: str = "", size: int = paging.SIZE
) -> Page:
    """One page of a dry run, in the order of the file.

    :param only: ``findings`` or ``changed``: rows of that sort; else every row.
    """
    rows = select(WorkbookRow).where(WorkbookRow.workbook_id == kept.id)
    if only == "findings":
        rows = rows.where(WorkbookRow.has_findings)
    elif only == "changed":
        rows = rows.where(WorkbookRow.change == Change.CHANGED)
    page = paging.page(rows, [WorkbookRow.row, WorkbookRow.id], place, size)
    found = [row[0] for row in page.rows]
    return page.showing([_examined(x) for x in found])


def _examined(row: WorkbookRow) -> Examined:
    content, findings = keeping.unpack_row(row.row, row.content)
    return Examined(
        row.row,
        row.change,
        dict.fromkeys(map(str, Column), "") | content["written"],
        content["delegation"],
        findings,
        content["differences"],
    )
