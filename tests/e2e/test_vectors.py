"""The scanner's own reading and judging, in Chromium: the vectors, and by chance against Python."""

import json
import re
from pathlib import Path
from random import Random

import pytest

from ceremony.badges import token
from ceremony.gates.verdict import is_overridable, judge
from tests.vectors import make_credential
from tests.vectors.cases import by_chance

VECTORS = Path(__file__).parents[1] / "vectors"
IN_ONE_GO = 5_000

LOAD = """async (shell) => {
  const load = (name) => import(`${shell}/${name}.js`);
  const modules = await Promise.all(["verdict", "token", "signature"].map(load));
  window.gate = Object.assign({ shell }, ...modules);
}"""
JUDGE = """(cases) => JSON.stringify(JSON.parse(cases).map((given) => {
  const verdict = gate.judge(given);
  return [verdict, gate.isOverridable(verdict)];
}))"""
READ = """async ([codes, keys, by]) =>
  Promise.all(codes.map((code) => gate.read(code, keys, gate[by])))"""
COMPLAIN = """(cases) => cases.map((given) => {
  try { return gate.judge(given).code; } catch (error) { return error.message; }
})"""

LIST = """async ({categories, zones, size, digest, cases}) => {
  const load = (name) => import(`${gate.shell}/${name}.js`);
  const names = ["rules", "list", "facts", "crc32"];
  const [rules, list, facts, crc] = await Promise.all(names.map(load));
  const named = categories.map((each) => ({ ...each, name: { en: each.code } }));
  await rules.keep({ categories: named, zones, functions: {}, guards: [], groups: [] });
  const rows = cases.map(({ line }) => JSON.parse(line));
  const answer = { epoch: "x", version: 1, full: true, rows, size, digest, now: Date.now() };
  if (!(await list.apply(answer))) return "the list is another one";
  return cases.map(({ line, zone, direction, at }, i) => {
    const place = { zone, exits_scanned: false, escort_required: false, escorts: [], windows: [] };
    const verdict = gate.judge({
      refusal: null, claims: null, badge: facts.badgeOf(rows[i][0]),
      list: { newest_serial: 999999, age: 0 }, checkpoint: place, direction, at,
      online: false, clock_behind: false, inside_since: null,
      heads: { inside: null, capacity: null, share_left: null },
      quota: { inside: null, most: null }, partner_at: null, escort_at: null, last: null,
    });
    return { line: JSON.stringify(rows[i]), digest: crc.crc32(line), verdict };
  });
}"""


@pytest.fixture
def scanner(page, server):
    """A page in which the scanner's modules stand ready, without the scanner itself."""
    shown = page.request.get(f"{server.url}/gate").text()
    [version] = re.findall(r"/gate/shell/(\w+)/app\.js", shown)
    page.goto(server.url)
    page.evaluate(LOAD, f"/gate/shell/{version}")
    return page


def answers(scanner, cases):
    """What the browser says: verdicts, and whether a supervisor may override them."""
    return json.loads(scanner.evaluate(JUDGE, json.dumps(cases)))


def test_the_scanner_agrees_with_every_vector(scanner):
    vectors = json.loads((VECTORS / "verdict.json").read_text("utf-8"))
    said = answers(scanner, [each["given"] for each in vectors])
    wrong = [
        (each["name"], verdict)
        for each, (verdict, _) in zip(vectors, said, strict=True)
        if verdict != each["verdict"]
    ]
    assert wrong == []

    credentials = json.loads((VECTORS / "credential.json").read_text("utf-8"))
    keys = [{"id": int(x), "public": public} for x, public in credentials["keys"].items()]
    codes = [each["code"] for each in credentials["cases"]]
    wanted = [
        {name: each[name] for name in ("claims", "refusal") if name in each}
        for each in credentials["cases"]
    ]
    for by in ("verify", "verifyByBrowser", "verifyByLibrary"):
        assert scanner.evaluate(READ, [codes, keys, by]) == wanted, by
    scanner.evaluate("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    assert scanner.evaluate(READ, [codes, keys, "verify"]) == wanted, "a page without HTTPS"


def test_the_scanner_reads_the_list_as_the_server_writes_it(scanner):
    vectors = json.loads((VECTORS / "list.json").read_text("utf-8"))
    said = scanner.evaluate(LIST, vectors)
    names = ("line", "digest", "verdict")
    wanted = [{name: each[name] for name in names} for each in vectors["cases"]]
    assert said == wanted


def test_the_scanner_refuses_loudly_what_its_table_does_not_know(scanner):
    usual = json.loads((VECTORS / "verdict.json").read_text("utf-8"))[0]["given"]
    strange = [
        {**usual, "badge": {**usual["badge"], "kind": "drone"}},
        {**usual, "claims": {**usual["claims"], "kind": "constructor"}},
        {**usual, "direction": "sideways"},
        {**usual, "badge": {**usual["badge"], "revoked": "borrowed"}},
        usual,
    ]
    assert scanner.evaluate(COMPLAIN, strange) == [
        "no such kind of pass: drone",
        "no such kind of pass: constructor",
        "no such way: sideways",
        "no such reason of revoked: borrowed",
        "admit",
    ]


@pytest.mark.soak
def test_server_and_scanner_say_the_same_of_whatever_comes(scanner, soaking):
    count, seed = (100_000, Random().random()) if soaking else (2_000, 0)
    random = Random(seed)
    for _ in range(0, count, IN_ONE_GO):
        cases = [by_chance(random) for _ in range(min(count, IN_ONE_GO))]
        ours = [judge(case) for case in cases]
        wanted = [[verdict._asdict(), is_overridable(verdict)] for verdict in ours]
        said = answers(scanner, cases)
        differing = [x for x in zip(cases, wanted, said, strict=True) if x[1] != x[2]]
        assert differing[:3] == [], f"seed {seed}"


@pytest.mark.soak
def test_server_and_scanner_read_the_same_in_whatever_is_printed(scanner, soaking):
    count, seed = (5_000, Random().random()) if soaking else (200, 0)
    random = Random(seed)
    keys = [key.public_key() for key in (make_credential.OURS, make_credential.OLDER)]
    by_id = {token.key_id(key): key for key in keys}
    codes = [make_credential.spoilt(random) for _ in range(count)]
    found = [token.read(code, by_id) for code in codes]
    wanted = [
        {"refusal": x} if isinstance(x, token.Refusal) else {"claims": make_credential.as_json(x)}
        for x in found
    ]
    known = [{"id": x, "public": key.public_bytes_raw().hex()} for x, key in by_id.items()]
    for by in ("verifyByBrowser", "verifyByLibrary"):
        assert scanner.evaluate(READ, [codes, known, by]) == wanted, f"seed {seed}"
