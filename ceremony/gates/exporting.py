"""Lists of the gates as files, for Excel or as CSV: what the pages show, all of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from ceremony.badges.documents.face import serial_text
from ceremony.core import settings
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor
from ceremony.gates import saying, words
from ceremony.gates.queries import Asked, every_scan
from ceremony.gates.queries.muster import Muster
from ceremony.people.exporting import KINDS, WRITERS, Sheet, about
from ceremony.people.labels import pass_name

__all__ = ["KINDS", "muster", "scans"]


def scans(actor: Actor, kind: str, asked: Asked, *, by: str) -> tuple[bytes, int]:
    """Every scan that is *asked* for and known to *actor*, the newest first; how many these are."""
    heads = [
        _("Scanned at"),
        _("Verdict"),
        _("Reason"),
        _("Let in"),
        _("Name"),
        _("Delegation"),
        _("Badge"),
        _("Heads"),
        _("Checkpoint"),
        _("Direction"),
        _("Device"),
        _("Read by"),
        _("Offline"),
        _("Overridden by"),
        _("Received at"),
    ]
    sheet = Sheet(_("Scans"), heads, about([saying.asked(asked)], by))
    return _made(kind, sheet, (_rows(x) for x in every_scan(actor, asked)))


def muster(kind: str, found: Muster, *, by: str) -> tuple[bytes, int]:
    """Everybody on the muster list."""
    heads = [_("Delegation"), _("Name"), _("In its own script"), _("Badge"), _("Zone"), _("Gate")]
    sheet = Sheet(_("Muster list"), [*heads, _("Since")], about([_("Last seen going in")], by))
    codes = {zone.id: zone.code for zone, _count in found.zones}
    rows = [
        [
            x.body,
            x.name,
            x.original_name,
            serial_text(x.serial),
            codes[x.zone_id],
            x.checkpoint,
            _local(x.since, settings.current().zone),
        ]
        for group in found.groups
        for x in group.people
    ]
    return _made(kind, sheet, iter([rows]))


def _made(kind: str, sheet: Sheet, parts: Iterator[list[list[Any]]]) -> tuple[bytes, int]:
    with TemporaryDirectory() as folder:
        file, count = Path(folder) / "list", 0
        writer = WRITERS[kind](file, sheet)
        for rows in parts:
            writer.add(rows)
            count += len(rows)
        writer.close()
        return file.read_bytes(), count


def _rows(found: Sequence[Any]) -> list[list[Any]]:
    zone, yes = settings.current().zone, _("yes")
    return [
        [
            _local(row.Scan.scanned_at, zone),
            words.short(row.Scan.verdict),
            saying.of_scan(row.Scan),
            yes if row.Scan.admitted else "",
            pass_name(row.name, row.GatePass.pass_kind, row.GatePass.category_name)
            if row.name
            else "",
            row.body_name or "",
            "" if row.Scan.serial is None else serial_text(row.Scan.serial),
            row.Scan.heads,
            row.code,
            saying.direction(row.Scan.direction),
            row.device,
            row.Scan.method.label,
            yes if row.Scan.offline else "",
            row.supervisor or "",
            _local(row.Scan.received_at, zone),
        ]
        for row in found
    ]


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, microsecond=0)
