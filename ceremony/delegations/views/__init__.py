"""Pages of delegations: the desk's, the focal points' portal, and for those not invited."""

from ceremony.delegations import portal
from ceremony.delegations.portal.blueprint import bp as portal_bp
from ceremony.delegations.views import (
    admissions,
    confirmations,
    delegations,
    invitations,
    opening,
    public,
    review,
    workbooks,
)
from ceremony.delegations.views.blueprint import bp

blueprints = (bp, public.bp, portal_bp)

__all__ = [
    "admissions",
    "blueprints",
    "bp",
    "confirmations",
    "delegations",
    "invitations",
    "opening",
    "portal",
    "public",
    "review",
    "workbooks",
]
