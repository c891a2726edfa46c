"""What was put on paper, of whom, when and how."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, case, insert, update

from ceremony.badges import queries
from ceremony.badges.models import Credential, Impression
from ceremony.badges.operations import comparing
from ceremony.badges.states import LIFECYCLE, State
from ceremony.core import audit, states
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, require


class ClaimLost(DomainError):
    """What a batch had claimed was released before it was made: others may print it."""

    status = 409


def mark_printed(
    *,
    actor: Actor,
    faces: Mapping[int, str],
    layouts: Mapping[int, tuple[str, int]],
    batch_id: int | None = None,
    reason: str = "",
) -> None:
    """Note that these badges are on paper now, in a few statements.

    :param faces: what was drawn: by id of the credential, the digest that was made of it
        when it was read.
    :param layouts: by the same id, code and version of the layout.
    :param reason: why on the spot again; a batch knows its own.
    :raises ClaimLost: the batch was stopped meanwhile.
    """
    move = LIFECYCLE.moves["print_now" if batch_id is None else "print"]
    require(actor, move.permission)
    if not faces:
        return
    lock("badges.faces")
    at = now()
    marked = queries.credentials(list(faces))
    fresh = [x.id for x in marked if x.state is State.ISSUED]
    db.session.connection().execute(
        _MARK, [{"given": x.id, "face": faces[x.id], "at": at} for x in marked]
    )
    for credential in marked:
        db.session.expire(credential)
    states.keep("credential", State.PRINTED, fresh, at)
    audit.record_ids(actor, "badges.printed", "credential", [x.id for x in marked])
    by = actor.id if actor.kind == "user" else None
    made = [(x.id, *layouts[x.id], at, by) for x in marked]
    if batch_id is None:
        _note(made, reason)
    else:
        _fulfil(made, batch_id)
    comparing.compare([x.accreditation_id for x in marked])


_is_new = Credential.state == State.ISSUED
_MARK = (
    update(Credential)
    .where(Credential.id == bindparam("given"))
    .values(
        face=bindparam("face"),
        state=case((_is_new, State.PRINTED), else_=Credential.state),
        state_since=case((_is_new, bindparam("at")), else_=Credential.state_since),
        version=Credential.version + 1,
    )
)
_CLAIM = update(Impression).where(
    Impression.batch_id == bindparam("batch"),
    Impression.credential_id == bindparam("given"),
    Impression.made_at.is_(None),
)
_MADE = ("layout_code", "layout_version", "made_at", "made_by_id")
_FULFIL = _CLAIM.values({name: bindparam(f"new_{name}") for name in _MADE})


def _note(made: Sequence[tuple[Any, ...]], reason: str) -> None:
    """Printed on the spot: there was no claim."""
    names, more = ("credential_id", *_MADE), {"reason": reason or None}
    rows = [dict(zip(names, x, strict=True)) | more for x in made]
    db.session.execute(insert(Impression), rows)


def _fulfil(made: Sequence[tuple[Any, ...]], batch_id: int) -> None:
    """The claims of a batch become impressions."""
    names = ("given", *(f"new_{name}" for name in _MADE))
    told = [dict(zip(names, x, strict=True)) | {"batch": batch_id} for x in made]
    if db.session.connection().execute(_FULFIL, told).rowcount != len(told):
        raise ClaimLost(_("Somebody stopped batch %(batch)s: nothing is marked.", batch=batch_id))
