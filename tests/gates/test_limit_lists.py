"""Limits of delegations in zones, read from a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ceremony.core.db import db
from ceremony.gates.models import ZoneQuota
from ceremony.people.models import Body, Zone
from tests import make

Run = Callable[..., Any]


def counted() -> Zone:
    return make.zone("3", exits_scanned=True)


def limits() -> list[tuple[str, str, int]]:
    db.session.rollback()
    rows = db.session.execute(
        select(Zone.code, Body.code, ZoneQuota.most)
        .join(Zone, Zone.id == ZoneQuota.zone_id)
        .join(Body, Body.id == ZoneQuota.body_id)
        .order_by(Zone.code, Body.code)
    )
    return [(zone, body, most) for zone, body, most in rows]


LIST = "Delegation;Most;Zone\nQatar;4;3\n\nfrance;0;3\n"


def test_a_list_sets_many_limits_and_keeps_the_others(run: Run, tmp_path: Path) -> None:
    zone = counted()
    bodies = [make.body(x) for x in ("QAT", "FRA", "VNM")]
    make.save(ZoneQuota(zone_id=zone.id, body_id=bodies[2].id, most=9))
    file = tmp_path / "limits.csv"
    file.write_text(LIST)
    dry = run("gates", "quotas", "import", str(file), "--dry-run")
    assert (dry.exit_code, dry.output) == (0, "2 limits would be set.\n")
    assert limits() == [("3", "VNM", 9)]
    done = run("gates", "quotas", "import", str(file))
    assert (done.exit_code, done.output) == (0, "2 limits are set.\n"), done.exception
    assert limits() == [("3", "FRA", 0), ("3", "QAT", 4), ("3", "VNM", 9)]


def test_a_wrong_list_sets_none_and_says_every_error(run: Run, tmp_path: Path) -> None:
    counted()
    make.zone("1")
    make.body()
    file = tmp_path / "limits.csv"
    lines = ("3,Qatr,4", "3,QAT,many", "1,QAT,4", "9,QAT,4", "3,QAT,4", "3,QAT,5", "3,,-1")
    file.write_text("\n".join(lines))
    refused = run("gates", "quotas", "import", str(file))
    assert refused.exit_code == 1
    assert refused.output.splitlines() == [
        "Line 1: “Qatr” is no delegation that comes. Did you mean “Qatar”?",
        "Line 2: Write a number from 0 to 100000.",
        "Line 3: Zone 1: heads are not counted there.",
        "Line 4: “9” is not among: 3, 1.",
        "Line 5: The same as in line 2.",
        "Line 6: The same as in line 2.",
        "Line 7: “” is no delegation that comes.",
        "Line 7: Write a number from 0 to 100000.",
        "Error: No limit was set.",
    ]
    assert limits() == []


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04nonsense"])
def test_what_is_no_list_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "limits.csv"
    file.write_bytes(content)
    refused = run("gates", "quotas", "import", str(file))
    assert (refused.exit_code, "Traceback" in refused.output) == (1, False)
