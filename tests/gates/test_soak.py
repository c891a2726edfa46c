"""Six devices, a network that goes and a server that is killed: every scan once, counts right."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any

import pytest
from sqlalchemy import select

from ceremony import launcher
from ceremony.badges.models import Credential
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates.models import Passage, Presence, Scan
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.models import Accreditation
from tests import make
from tests.gates import place
from tests.server import ROOT, free_port

pytestmark = [pytest.mark.both_databases, pytest.mark.soak]

DEVICES = 6
PATIENCE_S = 0.4  # that a device gives the server before it decides alone
APART_S = 2  # nobody is at two gates sooner


def crowd(count: int) -> dict[str, int]:
    """So many people with badges in their hands: codes, and the right to pass of each."""
    make.category()
    common = {"family_name": "", "body_id": make.body().id, "function": "delegate"}
    rows = [common | {"given_names": f"Person {n}"} for n in range(count)]
    with transaction(SYSTEM) as session:
        known = people.register(actor=SYSTEM, people=rows)
        wanted = select(Accreditation.id).where(Accreditation.person_id.in_(known))
        rights = session.scalars(wanted).all()
        people.approve(actor=SYSTEM, accreditations=queries.accreditations(rights))
    ids = list(db.session.scalars(select(Credential.id)))
    place.collected(ids)
    held = db.session.execute(select(Credential.serial, Credential.accreditation_id)).all()
    return {place.code(serial): right for serial, right in held}


class Server:
    """The real one, on the database of the test; it can be killed with all its workers."""

    def __init__(self, app: Any) -> None:
        self.port = free_port()
        self.environment = os.environ | {
            "CEREMONY_INSTANCE": app.instance_path,
            "CEREMONY_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        }

    def start(self) -> None:
        command = [sys.executable, "-m", *launcher.server("127.0.0.1", self.port)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            process_group=0,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while not self.answers():
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)

    def answers(self) -> bool:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", "/gate/manifest.webmanifest")
                return connection.getresponse().read() != b""
            except (OSError, HTTPException):
                return False

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class People:
    """Who can be at a gate now: nobody is at two at once."""

    def __init__(self, codes: list[str]) -> None:
        self.lock, self.free = threading.Lock(), [(0.0, code) for code in codes]

    def next(self) -> str:
        while True:
            with self.lock:
                if self.free and self.free[0][0] <= time.monotonic():
                    _at, code = self.free.pop(0)
                    return code
            time.sleep(0.02)

    def back(self, code: str) -> None:
        with self.lock:
            self.free.append((time.monotonic() + APART_S, code))


class Device(threading.Thread):
    """Reads badges, asks while it has a network, else decides alone and tells later."""

    def __init__(self, port: int, token: str, people: People, count: int, seed: int) -> None:
        super().__init__()
        self.port, self.token, self.people, self.count = port, token, people, count
        self.chance, self.online = random.Random(seed), True
        self.unsent: dict[str, dict[str, Any]] = {}
        self.made: set[str] = set()
        self.shown: dict[str, tuple[str, bool]] = {}  # as a confirmed scan must be kept
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            for _ in range(self.count):
                if self.chance.random() < 0.02:
                    self.online = not self.online
                code = self.people.next()
                self.scan(code)
                self.people.back(code)
                if self.chance.random() < 0.05:
                    self.flush()
        except BaseException as failure:
            self.failure = failure

    def scan(self, code: str) -> None:
        way = self.chance.choice(["in", "out"])
        event = place.shown(code, direction=way)
        self.made.add(event["id"])
        asked = {x: event[x] for x in ("id", "method", "code", "direction", "at", "sequence")}
        answer = self.post("/gate/scans", asked, PATIENCE_S) if self.online else None
        if answer is None:
            self.unsent[event["id"]] = event
        elif answer["verdict"]["repeats"]:
            self.made.discard(event["id"])
        else:
            self.shown[event["id"]] = answer["verdict"]["code"], answer["verdict"]["admits"]

    def flush(self) -> None:
        """Send what waits; the answer may get lost as well."""
        if not self.online:
            return
        some = list(self.unsent.values())[:200]
        answer = self.post("/gate/events", {"events": some}, 30)
        if answer is None or self.chance.random() < 0.1:
            return
        for event in some:
            assert answer["results"][event["id"]] in {"kept", "known"}, answer
            verdict = self.unsent.pop(event["id"])["shown"]
            self.shown[event["id"]] = verdict["code"], verdict["admits"]

    def post(self, path: str, body: dict[str, Any], patience_s: float) -> dict[str, Any] | None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=patience_s)) as connection:
            try:
                connection.request("POST", path, json.dumps(body), headers)
                answer = connection.getresponse()
                told = answer.read()
            except (OSError, HTTPException):
                return None
        assert answer.status == 200, told
        found: dict[str, Any] = json.loads(told)
        return found


def test_every_scan_is_there_once_and_who_is_inside_follows_from_them(app, soaking):
    count, badges, kills = (20_000, 2_000, 12) if soaking else (240, 120, 1)
    make.zone("1", exits_scanned=True)
    halls = [place.checkpoint(x, direction=Passage.BOTH, walk_s=0) for x in ("P1", "P2")]
    rights = crowd(badges)
    tokens = [place.device(halls[x % 2]) for x in range(DEVICES)]
    db.session.rollback()
    server, chance = Server(app), random.Random(5)
    server.start()
    everybody = People(list(rights))
    devices = [
        Device(server.port, token, everybody, count // DEVICES, seed)
        for seed, token in enumerate(tokens)
    ]
    try:
        for device in devices:
            device.start()
        for _ in range(kills):
            time.sleep(chance.uniform(0.5, 5 if soaking else 1))
            server.kill()
            time.sleep(chance.uniform(0, 2 if soaking else 0.2))
            server.start()
        for device in devices:
            device.join(1_800)
            device.online = True
            while device.unsent and not device.failure:
                device.flush()
    finally:
        server.kill()
    assert [x.failure for x in devices] == [None] * DEVICES

    scans = db.session.scalars(select(Scan)).all()
    kept = {str(x.id): (str(x.verdict), x.admitted) for x in scans}
    assert set(kept) == set().union(*(x.made for x in devices))
    assert len(scans) > count * 0.9
    for device in devices:
        assert {x: kept[x] for x in device.shown} == device.shown
    assert inside_by_presence() == inside_by_scans(scans)


def inside_by_presence() -> dict[int, bool]:
    rows = db.session.execute(select(Presence.accreditation_id, Presence.is_inside))
    return {right: inside for right, inside in rows if inside}


def inside_by_scans(scans: Any) -> dict[int, bool]:
    """Whoever was admitted in after they were admitted out."""
    whose = dict(db.session.execute(select(Credential.id, Credential.accreditation_id)).all())
    last: dict[int, bool] = defaultdict(bool)
    for scan in sorted(scans, key=lambda x: (x.scanned_at, x.device_id, x.sequence or 0, x.id)):
        if scan.admitted:
            last[whose[scan.credential_id]] = scan.direction == "in"
    return {right: inside for right, inside in last.items() if inside}
