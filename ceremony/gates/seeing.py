"""What of an online scan is to be noticed: what the database knows, as ``noticing`` takes it."""

from ceremony.gates import noticing
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import IncidentKind
from ceremony.gates.noticing import Notice, Sighting
from ceremony.gates.reading import Elsewhere, Pass, Reading, Standing
from ceremony.gates.rules import Rules
from ceremony.gates.standing import find_elsewhere
from ceremony.gates.verdict import Code, Direction, Verdict
from ceremony.people.vetting import queries as vetting

FORGED = "forged"


def may_be_noticed(
    device: GateDevice, reading: Reading, known: Standing, verdict: Verdict, rules: Rules
) -> bool:
    """Whether an online scan is anything but usual: nothing is asked for that."""
    if known.badge is None:
        return verdict.reason == FORGED
    return _is_watched(known.badge) or bool(_notices(device, reading, known, verdict, rules))


def _is_watched(badge: Pass) -> bool:
    """A badge that counts says by itself that nobody is looked for; a revoked one does not."""
    if not badge.supervisor and badge.revoked is None:
        return False
    return badge.accreditation_id in vetting.watched([badge.accreditation_id])


def online(
    device: GateDevice, reading: Reading, known: Standing, verdict: Verdict, rules: Rules
) -> list[Notice]:
    found = _notices(device, reading, known, verdict, rules)
    if known.badge and _is_watched(known.badge):
        found.append(noticing.watched(_sighting(device, reading, known, verdict)))
    return found


def _notices(
    device: GateDevice, reading: Reading, known: Standing, verdict: Verdict, rules: Rules
) -> list[Notice]:
    scan = _sighting(device, reading, known, verdict)
    if known.badge is None:
        return [noticing.not_genuine(scan)] if verdict.reason == FORGED else []
    if not verdict.admits:
        return noticing.old_badge(scan, known.badge.revoked, known.badge.revoked_at)
    is_inside = verdict.code == Code.ALREADY_INSIDE
    if not is_inside and not known.was_elsewhere:
        return []
    if (other := find_elsewhere(device, known.badge.credential_id)) is None:
        return []
    before = _before(other, scan, rules)
    if is_inside and _is_of_this_stay(before, scan, known) and noticing.were_apart(before, scan):
        return [Notice(IncidentKind.ADMITTED_TWICE, (before, scan))]
    if noticing.is_too_soon(before, scan, rules.walks):
        return [Notice(IncidentKind.TOO_SOON, (before, scan))]
    return []


def _is_of_this_stay(before: Sighting, scan: Sighting, known: Standing) -> bool:
    since, inward = known.inside_since, before.direction is Direction.IN
    same = inward and before.zone_id == scan.zone_id
    return same and since is not None and since <= before.at


def _sighting(device: GateDevice, reading: Reading, known: Standing, verdict: Verdict) -> Sighting:
    badge = known.badge
    return Sighting(
        id=reading.id,
        run_id=device.run_id or 0,
        at=reading.at,
        device_id=device.id,
        checkpoint_id=device.checkpoint_id,
        zone_id=device.zone_id,
        exits_scanned=device.exits_scanned,
        direction=reading.direction,
        right=badge and badge.accreditation_id,
        serial=reading.serial,
        code_hash=reading.code_hash,
        credential_id=badge and badge.credential_id,
        admitted=verdict.admits,
        offline=False,
    )


def _before(other: Elsewhere, scan: Sighting, rules: Rules) -> Sighting:
    return scan._replace(
        id=other.id,
        at=other.scanned_at,
        device_id=other.device_id,
        checkpoint_id=other.checkpoint_id,
        zone_id=rules.zone_of[other.checkpoint_id],
        direction=other.direction,
        admitted=True,
        offline=other.offline,
    )
