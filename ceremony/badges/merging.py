"""Two records become one: the badge of the one that ends is revoked, then all go over."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from ceremony.badges import operations, queries, signals
from ceremony.badges.documents.face import serial_text
from ceremony.badges.models import Credential
from ceremony.badges.states import RevokedBecause
from ceremony.core import audit
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.registries import Merge, Merging, registries


def merge(merging: Merging) -> None:
    """Whoever is kept holds at most the one badge that counted before."""
    old, new = merging.gone.accreditation_id, merging.kept.accreditation_id
    if held := queries.live([old]):
        operations.revoke(actor=merging.actor, credentials=held, reason=RevokedBecause.REPLACED)
    moved = _of(old)
    for credential in moved:
        credential.accreditation_id = new
    audit.record(merging.actor, "people.merged", *moved)
    db.session.flush()
    signals.changed.send(None, ids=[new])


def say(merging: Merging) -> Iterator[str]:
    for x in queries.live([merging.gone.accreditation_id]):
        yield _("Badge %(serial)s is revoked: gates refuse it.", serial=serial_text(x.serial))
    for x in queries.live([merging.kept.accreditation_id]):
        yield _("Badge %(serial)s goes on counting.", serial=serial_text(x.serial))


def _of(accreditation_id: int) -> Sequence[Credential]:
    which = Credential.accreditation_id == accreditation_id
    return db.session.scalars(select(Credential).where(which).order_by(Credential.id)).all()


registries.merges.append(Merge(merge, frozenset({"credential"}), say))
