"""The portal of focal points: their own delegation, from the first member to the approval."""

from ceremony.delegations.portal import (
    changes,
    documents,
    members,
    overview,
    photographs,
    submission,
    workbooks,
)
from ceremony.delegations.portal.blueprint import bp

__all__ = [
    "bp",
    "changes",
    "documents",
    "members",
    "overview",
    "photographs",
    "submission",
    "workbooks",
]
