"""Badges of approved people, issued as the application issues them."""

from typing import Any

from ceremony.badges import operations, queries
from ceremony.badges.models import Credential
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM
from tests import make


def credential(**person: Any) -> Credential:
    """The credential of somebody whose accreditation has just been approved."""
    approved = make.accreditation(**person)
    with transaction(SYSTEM):
        operations.issue(actor=SYSTEM, accreditation_ids=[approved.id])
    [live] = queries.live([approved.id])
    return queries.credential(live.id)
