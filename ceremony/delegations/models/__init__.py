"""The tables of delegations."""

from ceremony.delegations.models.delegations import (
    AdmissionRequest,
    ChangeRequest,
    Delegation,
    Document,
    DocumentKind,
    FocalPoint,
    Terms,
)
from ceremony.delegations.models.photographs import LoosePhotograph
from ceremony.delegations.models.workbooks import Change, Workbook, WorkbookContent, WorkbookRow

__all__ = [
    "AdmissionRequest",
    "Change",
    "ChangeRequest",
    "Delegation",
    "Document",
    "DocumentKind",
    "FocalPoint",
    "LoosePhotograph",
    "Terms",
    "Workbook",
    "WorkbookContent",
    "WorkbookRow",
]
