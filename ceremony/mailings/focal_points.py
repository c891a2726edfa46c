"""The audience of focal points: whoever enters the members of a delegation."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from ceremony.accounts.models import User
from ceremony.core import mail
from ceremony.core.db import db
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Actor, Permission
from ceremony.delegations.lookup import NOT_DELEGATIONS
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.delegations.queries import delegations, lists
from ceremony.delegations.states.delegations import State
from ceremony.mailings.audiences import Audience, Choice, Given, Recipient, add
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Body


def _choices() -> list[Choice]:
    return [
        Choice("state", lazy("Status of the delegation"), [(x.value, x.label) for x in State]),
        Choice(
            "kind", lazy("Kind"), [(x.value, x.label) for x in BodyKind if x not in NOT_DELEGATIONS]
        ),
        Choice("silent", lazy("Answer"), [("yes", _("Silent"))]),
        Choice("asks", lazy("Changes"), [("yes", _("Ask for a change"))]),
        Choice("language", lazy("Language of mail"), [*mail.choices(), ("none", _("None said"))]),
        Choice("liaison", lazy("Liaison officer"), _liaison_officers()),
    ]


def _liaison_officers() -> list[tuple[str, str]]:
    return [(str(x.id), x.name) for x in delegations.liaison_officers()]


def _ids(given: Given, _actor: Actor) -> list[int]:
    """Of the delegations that their list shows; they can be parted by their language too."""
    found = lists.ids(**lists.Asked.read(given)._asdict())
    return _chosen(found, given.get("language", ""))


def _chosen(delegation_ids: Sequence[int], language: str = "") -> list[int]:
    rows = _of_delegations(select(FocalPoint.id)).where(Delegation.id.in_(delegation_ids))
    if language:
        rows = rows.where(Delegation.language == ("" if language == "none" else language))
    return list(db.session.scalars(rows))


def _recipients(ids: Sequence[int]) -> list[Recipient]:
    rows = _of_delegations(
        select(
            FocalPoint.id,
            User.name,
            User.email,
            Delegation.id.label("delegation_id"),
            Delegation.deadline,
            Delegation.language,
            Body.name.label("delegation"),
        )
    ).where(FocalPoint.id.in_(ids))
    return [
        Recipient(
            id=row.id,
            name=row.name,
            address=row.email,
            delegation=row.delegation,
            deadline=row.deadline,
            about=("delegation", row.delegation_id),
            language=row.language,
        )
        for row in db.session.execute(rows)
    ]


def _of_delegations(rows: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    """Those whose access was not taken away, by the names of their delegations."""
    return (
        rows.join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .join(Body, Body.id == Delegation.body_id)
        .join(User, User.id == FocalPoint.user_id)
        .where(FocalPoint.revoked_at.is_(None), User.disabled_at.is_(None))
        .order_by(Body.sort_key, Body.id, FocalPoint.id)
    )


add(
    Audience(
        code="focal-points",
        label=lazy("Focal points of delegations"),
        permission=Permission.DELEGATIONS_READ,
        choices=_choices,
        ids=_ids,
        chosen=_chosen,
        recipients=_recipients,
    )
)
