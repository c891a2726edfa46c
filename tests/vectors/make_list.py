"""Make ``list.json`` beside this script: rows of the database, the bytes of the list, verdicts.

Run it from the root of the project: ``python -m tests.vectors.make_list``. The bytes of the first
rows are written out here by hand; the others are what the program wrote when this was made, so
that no later version, in no language, writes or reads them in another way.
"""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from ceremony.gates import facts, lines
from ceremony.gates.given import Badge
from ceremony.gates.reading import EPOCH
from ceremony.gates.verdict import judge

FILE = Path(__file__).with_name("list.json")
FROM, UNTIL, AT = 1761354000, 1761469200, 1761361200
CATEGORIES = [
    {"code": "head", "position": 1, "kind": "personal"},
    {"code": "delegate", "position": 2, "kind": "personal"},
    {"code": "floater", "position": 3, "kind": "floater"},
    {"code": "pool", "position": 100, "kind": "pool"},
    {"code": "vehicle", "position": 255, "kind": "vehicle"},
]
ZONES = [
    {"code": "1", "position": 0},
    {"code": "2", "position": 1},
    {"code": "10", "position": 2},
    {"code": "A", "position": 30},
    {"code": "Z", "position": 31},
]
USUAL = {
    "name": "Amina Al-Kuwari",
    "body_id": 7,
    "category_code": "delegate",
    "function": "adviser",
    "revoked": None,
    "revoked_at": None,
    "valid_from": FROM,
    "valid_until": UNTIL,
    "zones": ["1", "2"],
    "supervisor": False,
    "by_protocol": False,
    "photograph": None,
}
# What stands in a name, and what JSON.stringify makes of it.
NAMES = {
    "in Vietnamese": ("Nguyễn Thị Ễ", "Nguyễn Thị Ễ"),
    "in Vietnamese, decomposed": ("Nguye\u0302\u0303n", "Nguye\u0302\u0303n"),
    "in Chinese": ("阮氏玄 𠮷", "阮氏玄 𠮷"),
    "in Arabic, with its marks": ("أَمِينَة\u200f", "أَمِينَة\u200f"),
    "in Khmer, with joiners": ("ក្រុម\u200b\u200d", "ក្រុម\u200b\u200d"),
    "with quotes": ('Ann "Annie" O’Neill', 'Ann \\"Annie\\" O’Neill'),
    "with slashes": ("back\\slash/slash", "back\\\\slash/slash"),
    "with emoji": ("Dove 🕊️ 👩‍⚖️", "Dove 🕊️ 👩‍⚖️"),
    "with the separators of JavaScript": ("a\u2028b\u2029c", "a\u2028b\u2029c"),
    "with short escapes": ("\b\t\n\f\r", "\\b\\t\\n\\f\\r"),
    "with control characters": ("\x01\x1f\x7f\x85", "\\u0001\\u001f\x7f\x85"),
    "with NUL": ("a\x00b", "a\\u0000b"),
    "with characters beyond the first plane": ("\U0001f1fb\U0001f1f3\U0010fffd",) * 2,
    "as markup": ("<b>&amp;</b>", "<b>&amp;</b>"),
    "empty": ("", ""),
}
BY_CHANCE, SEED = 40, "list"

Case = dict[str, Any]


def vectors() -> str:
    cases = [*by_hand(), *made()]
    for serial, case in enumerate(cases, 1):
        complete(case, serial)
    whole = {
        "categories": CATEGORIES,
        "zones": ZONES,
        "size": len(cases),
        "digest": sum(case["digest"] for case in cases),
    }
    head = json.dumps(whole, ensure_ascii=False)[1:-1]
    rows = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    return f'{{{head}, "cases": [\n{rows}\n]}}\n'


def by_hand() -> Iterator[Case]:
    """Their bytes are written out; ``N`` stands for the serial."""
    usual = '"adviser","",0,1761354000,1761469200,3,0,0]'
    for what, (name, written) in NAMES.items():
        yield case(f"a name {what}", {"name": name}, line=f'[N,"{written}",7,2,{usual}')
    start = '[N,"Amina Al-Kuwari",7,2,"adviser",'
    yield case(
        "revoked",
        {"revoked": "lost", "revoked_at": AT},
        line=f'{start}"lost",1761361200,1761354000,1761469200,3,0,0]',
    )
    yield case(
        "every flag, and zones beyond what 31 bits hold",
        {"supervisor": True, "by_protocol": True, "zones": ["A", "Z"]},
        line=f'{start}"",0,1761354000,1761469200,3221225472,3,0]',
    )
    yield case(
        "a photograph",
        {"photograph": "face.jpg"},
        line=f'{start}"",0,1761354000,1761469200,3,0,2022813499]',
    )
    yield case(
        "an instant in the middle of a second counts as its beginning",
        {"valid_from": FROM + 0.999999},
        line=f'{start}"",0,1761354000,1761469200,3,0,0]',
    )
    yield case(
        "a vehicle, which has no function",
        {"name": "29A-123.45", "function": "", "category_code": "vehicle"},
        line='[N,"29A-123.45",7,255,"","",0,1761354000,1761469200,3,0,0]',
    )


def made() -> Iterator[Case]:
    """Everything that a row can say, by turns, and by chance together."""
    for why, way in product(("lost", "stolen", "withdrawn", "replaced", "returned"), ("in", "out")):
        yield case(f"{why}, way {way}", {"revoked": why, "revoked_at": AT - 60}, direction=way)
    for code, zone in product([x["code"] for x in ZONES], [x["code"] for x in ZONES]):
        yield case(f"opens {code}, read at {zone}", {"zones": [code]}, zone=zone)
    for each in CATEGORIES:
        yield case(f"of the category {each['code']}", {"category_code": each["code"]})
    for at in (FROM - 1, FROM, UNTIL - 1, UNTIL):
        yield case(f"read at {at}", {}, at=at)
    yield case("to be called for", {"supervisor": True})
    yield case("to be called for, on the way out", {"supervisor": True}, direction="out")
    yield case("opens no zone", {"zones": []})
    yield case("opens a zone that there is no more", {"zones": ["9", "1"]})
    yield case("opens them in another order", {"zones": ["2", "1"]})
    chance = Random(SEED)
    for number in range(1, BY_CHANCE + 1):
        yield by_chance(chance, number)


def by_chance(chance: Random, number: int) -> Case:
    why = chance.choice([None, None, None, "lost", "stolen", "withdrawn", "replaced", "returned"])
    starts = FROM + chance.randrange(-3600, 3600)
    row = {
        "name": chance.choice(list(NAMES.values()))[0],
        "body_id": chance.randrange(1, 2**31),
        "category_code": chance.choice(CATEGORIES)["code"],
        "function": chance.choice(["", "head", "security_officer"]),
        "revoked": why,
        "revoked_at": AT - chance.randrange(7200) if why else None,
        "valid_from": starts,
        "valid_until": starts + chance.randrange(1, 200_000),
        "zones": [x["code"] for x in ZONES if chance.random() < 0.5],
        "supervisor": chance.random() < 0.1,
        "by_protocol": chance.random() < 0.2,
        "photograph": chance.choice([None, f"{chance.getrandbits(256):064x}.jpg"]),
    }
    zone, way = chance.choice(ZONES)["code"], chance.choice(("in", "out"))
    at = AT + chance.randrange(-10_000, 120_000)
    return case(f"by chance {number}", row, zone=zone, direction=way, at=at)


def case(
    name: str,
    changes: dict[str, Any],
    *,
    line: str = "",
    zone: str = "1",
    direction: str = "in",
    at: int = AT,
) -> Case:
    """One row, the gate where it is read, and when."""
    row = USUAL | changes
    return {"name": name, "row": row, "line": line, "zone": zone, "direction": direction, "at": at}


def complete(case: Case, serial: int) -> None:
    """Add what the program says of it; what was written by hand stands."""
    case["row"] = {"serial": serial} | case["row"]
    by_hand = case["line"].replace("N", str(serial), 1)
    case["line"] = by_hand or written(case["row"])
    case["digest"] = zlib.crc32(case["line"].encode())
    case["verdict"] = verdict(case)


def written(row: dict[str, Any]) -> str:
    """The line that the program writes of *row*."""
    return lines.line(stored(row), positions(CATEGORIES), positions(ZONES))


def verdict(case: Case) -> dict[str, Any]:
    """What a device says that knows of the badge what its line says, and of nothing else."""
    place = facts.NOTHING_KNOWN["checkpoint"] | {"zone": case["zone"]}
    return judge(
        {
            **facts.NOTHING_KNOWN,
            "badge": badge(case["line"]),
            "list": {"newest_serial": 999_999, "age": 0},
            "checkpoint": place,
            "direction": case["direction"],
            "at": case["at"],
            "online": False,
        }
    )._asdict()


def badge(line: str) -> Badge:
    """What a device reads in *line*."""
    row = json.loads(line)
    category = next(x for x in CATEGORIES if x["position"] == row[3])
    return Badge(
        kind=str(category["kind"]),
        category=str(category["code"]),
        group=row[2],
        supervisor=bool(row[10] & 1),
        revoked=row[5] or None,
        revoked_at=row[6] or None,
        valid_from=row[7],
        valid_until=row[8],
        zones=[str(x["code"]) for x in ZONES if row[9] >> int(x["position"]) & 1],
    )


def stored(row: dict[str, Any]) -> SimpleNamespace:
    """*row* as the database gives it."""
    return SimpleNamespace(**row | {x: instant(row[x]) for x in TIMES})


TIMES = ("revoked_at", "valid_from", "valid_until")


def instant(at: float | None) -> datetime | None:
    return None if at is None else EPOCH + timedelta(seconds=at)


def positions(things: list[dict[str, Any]]) -> dict[str, int]:
    return {x["code"]: x["position"] for x in things}


if __name__ == "__main__":
    FILE.write_text(vectors(), "utf-8")
