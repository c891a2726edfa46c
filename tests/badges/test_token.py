import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from ceremony.badges import token
from ceremony.badges.token import Claims, Refusal
from tests.vectors import make_credential

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "credential.json").read_text("utf-8"))
PUBLISHED = {
    int(number): Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    for number, public in VECTORS["keys"].items()
}
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {token.key_id(KEY.public_key()): KEY.public_key()}

instants = st.integers(0, 2**32 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
claims = st.builds(
    Claims,
    serial=st.integers(1, 2**32 - 1),
    category=st.integers(1, 255),
    zones=st.frozensets(st.integers(0, 31)),
    valid_from=instants,
    valid_until=instants,
)
CLAIMS = make_credential.GENUINE["a delegate"][1]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vectors(case):
    found = token.read(case["code"], PUBLISHED)
    if isinstance(found, Refusal):
        assert found == case["refusal"]
    else:
        assert make_credential.as_json(found) == case["claims"]


def test_the_vectors_are_those_of_the_generator():
    assert make_credential.vectors() == VECTORS


def test_the_program_in_the_document_reads_every_genuine_vector():
    document = Path(__file__).parents[2] / "docs" / "credential-format.md"
    _, _, rest = document.read_text("utf-8").partition("```python\n")
    program: dict[str, Any] = {}
    exec(rest.partition("```")[0], program)  # noqa: S102 - our own document
    for case in VECTORS["cases"]:
        if "claims" in case:
            number = str(token.decode(case["code"].strip()[4:])[1:3].hex())
            public = bytes.fromhex(VECTORS["keys"][str(int(number, 16))])
            names = ("serial", "category", "zones", "valid_from", "valid_until")
            found = dict(zip(names, program["check"](case["code"], public), strict=True))
            assert found == case["claims"]


def test_every_refusal_has_a_vector():
    assert {x["refusal"] for x in VECTORS["cases"] if "refusal" in x} == set(Refusal)


@given(claims)
def test_what_is_written_is_read(said):
    code = token.write(said, KEY)
    assert len(code) == 130
    assert token.read(code, KEYS) == said
    assert token.write(said, KEY) == code


@given(claims, st.integers(0, 129), st.sampled_from(token.ALPHABET))
def test_no_changed_character_passes(said, place, letter):
    code = token.write(said, KEY)
    changed = code[:place] + letter + code[place + 1 :]
    assert changed == code or isinstance(token.read(changed, KEYS), Refusal)


@given(claims, st.integers(0, 129))
def test_no_cut_code_passes(said, length):
    assert isinstance(token.read(token.write(said, KEY)[:length], KEYS), Refusal)


@given(st.text())
def test_whatever_is_scanned_gets_an_answer(text):
    assert token.read(text, KEYS) is Refusal.FOREIGN
    assert isinstance(token.read(token.PREFIX + text, KEYS), Refusal)


@given(st.binary().filter(lambda data: len(data) % 2 == 0))
def test_base45_goes_there_and_back(data):
    assert token.decode(token.encode(data)) == data


def test_base45_is_that_of_the_standard():
    """Source: RFC 9285, sections 4.3, 4.4 and 6."""
    assert (token.encode(b"AB"), token.encode(b"ietf")) == ("BB8", "QED8WE")
    assert token.encode(b"base-45!"[:6]) == "UJCLQE7W5"
    assert token.decode("QED8WEX0") is None  # "ietf!": its last pair stands for one byte
    assert (token.decode("FGW"), token.decode("GGW")) == (b"\xff\xff", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"serial": 0},
        {"serial": 2**32},
        {"category": 0},
        {"category": 256},
        {"zones": frozenset({32})},
        {"valid_from": datetime(2025, 10, 25, tzinfo=UTC).replace(tzinfo=None)},
        {"valid_from": datetime(2025, 10, 25, microsecond=1, tzinfo=UTC)},
        {"valid_until": datetime(1969, 12, 31, tzinfo=UTC)},
    ],
)
def test_nothing_out_of_range_is_signed(wrong):
    with pytest.raises(ValueError, match=r"not a|no such"):
        token.write(Claims(**(vars(CLAIMS) | wrong)), KEY)
