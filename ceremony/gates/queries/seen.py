"""Where a badge was seen: every scan of all badges of one right to pass."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from ceremony.accounts.models import Device
from ceremony.core.db import db
from ceremony.core.folding import fold
from ceremony.gates.models import Checkpoint, GatePass, Scan
from ceremony.people import finding, plates
from ceremony.people.kinds import PassKind
from ceremony.people.models import Accreditation, Person, Zone

MOST = 12  # whom a search offers
LATEST = 200  # scans that are shown of one badge
WORDS = 6  # of a name; more narrow nothing
# As people.plates tells plates apart, for what usually stands between their parts.
_PLATE = func.replace(func.replace(func.replace(GatePass.name, "-", ""), ".", ""), " ", "")


class Trace(NamedTuple):
    """The badges of one right to pass, the newest first, and its scans, the newest first."""

    badges: Sequence[GatePass]
    person_id: int | None
    scans: Sequence[Row[*tuple[Any, ...]]]

    @property
    def badge(self) -> GatePass:
        return self.badges[0]


def holders(words: str, *kinds: PassKind, live: bool = False) -> Sequence[Row[*tuple[Any, ...]]]:
    """Passes, with the person, whose serial or plate is *words*, or whose holder begins so.

    At most one more than MOST, by name.

    :param kinds: of passes; none: all of them.
    :param live: only those that count.
    """
    where: list[ColumnElement[bool]] = [_named(words)]
    if live:
        where.append(GatePass.revoked.is_(None))
    if kinds:
        where.append(GatePass.pass_kind.in_(kinds))
    return db.session.execute(
        select(GatePass, Accreditation.person_id)
        .join(Accreditation, Accreditation.id == GatePass.accreditation_id)
        .outerjoin(Person, Person.id == Accreditation.person_id)
        .where(*where)
        .order_by(Person.sort_key, GatePass.name, GatePass.serial.desc())
        .limit(MOST + 1)
    ).all()


def serial_in(words: str) -> int | None:
    """*words* as the number of a badge, if it can be one."""
    digits = "".join(words.split())
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 10
    return int(digits) if is_number else None


def _named(words: str) -> ColumnElement[bool]:
    serial = serial_in(words)
    if serial is not None:
        return GatePass.serial == serial
    plate = plates.key(words)
    begin = [Accreditation.person_id.in_(finding.beginning(x)) for x in fold(words).split()[:WORDS]]
    if not begin:
        return GatePass.id.is_(None)
    vehicle = and_(GatePass.pass_kind == PassKind.VEHICLE, _PLATE.contains(plate, autoescape=True))
    return or_(and_(*begin), vehicle)


def trace(accreditation_id: int, run_id: int | None) -> Trace | None:
    """What gates know of a right to pass in a run; None: no badge was ever made for it."""
    badges = db.session.execute(
        select(GatePass, Accreditation.person_id)
        .join(Accreditation, Accreditation.id == GatePass.accreditation_id)
        .where(GatePass.accreditation_id == accreditation_id)
        .order_by(GatePass.serial.desc())
    ).all()
    if not badges:
        return None
    ids = [x.GatePass.credential_id for x in badges]
    scans = db.session.execute(
        select(
            Scan,
            Checkpoint.code,
            Checkpoint.name.label("place"),
            Zone,
            Device.name.label("device"),
        )
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Zone, Zone.id == Checkpoint.zone_id)
        .join(Device, Device.id == Scan.device_id)
        .where(Scan.credential_id.in_(ids), Scan.run_id == run_id)
        .order_by(Scan.scanned_at.desc(), Scan.id.desc())
        .limit(LATEST + 1)
    ).all()
    return Trace([x.GatePass for x in badges], badges[0].person_id, scans)
