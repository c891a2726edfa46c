"""The local authority is made once and kept; the certificate of its server follows the machine."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ceremony.core.errors import Misconfigured
from ceremony.core.tls import authority, certificates

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE = "gate.ceremony.test"
ALSO = ("localhost", "scanner", "scanner.local", "127.0.0.1", "::1", "192.168.7.20", "fd00::20")


@pytest.fixture(autouse=True)
def session() -> None:
    """No database: only files."""


def ensure(instance, *, needed=(HERE,), also=ALSO, at=NOW):
    return authority.ensure(instance, needed=needed, also=also, at=at)


def read(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def content(instance):
    return {x.name: x.read_bytes() for x in (instance / "tls").iterdir()}


def test_the_first_start_makes_two_pairs_for_their_owners_eyes_only(tmp_path):
    papers = ensure(tmp_path)

    modes = {x.name: oct(x.stat().st_mode & 0o777) for x in (tmp_path / "tls").iterdir()}
    assert modes == dict.fromkeys(("ca.crt", "ca.key", "server.crt", "server.key"), "0o600")
    assert authority.names(tmp_path) == {HERE, *ALSO}
    assert authority.find(tmp_path) == read(papers.authority)
    assert papers.fingerprint == certificates.fingerprint(read(papers.authority))
    assert len(papers.fingerprint.split(":")) == 32


def test_the_authority_may_sign_for_this_machine_and_local_networks_only(tmp_path):
    ca = read(ensure(tmp_path, also=(*ALSO, "203.0.113.9", "10.1.2.3")).authority)

    basic = ca.extensions.get_extension_for_class(x509.BasicConstraints)
    bounds = ca.extensions.get_extension_for_class(x509.NameConstraints)
    assert (basic.critical, basic.value) == (True, x509.BasicConstraints(True, 0))
    hosts = ["localhost", "local", HERE, "scanner", "scanner.local"]
    networks = [*certificates.LOCAL_NETWORKS, "203.0.113.9/32"]
    assert bounds.critical
    assert bounds.value.permitted_subtrees == [
        *map(x509.DNSName, hosts),
        *(x509.IPAddress(ip_network(x)) for x in networks),
    ]
    assert ca.not_valid_after_utc - ca.not_valid_before_utc <= timedelta(days=3650)


def test_the_certificate_of_the_server_is_one_that_phones_accept(tmp_path):
    papers = ensure(tmp_path)
    ca, server = read(papers.authority), read(papers.certificate)

    server.verify_directly_issued_by(ca)
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=397)
    assert server.not_valid_before_utc == NOW - timedelta(days=1)
    use = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(use) == [x509.ExtendedKeyUsageOID.SERVER_AUTH]


def test_another_start_changes_nothing(tmp_path):
    ensure(tmp_path)
    before = content(tmp_path)

    ensure(tmp_path, also=ALSO[:3], at=NOW + timedelta(days=300))

    assert content(tmp_path) == before


def ended_soon(_folder):
    return {"at": NOW + timedelta(days=396 - 1 - 30)}


def another_address(_folder):
    return {"also": (*ALSO, "192.168.8.1")}


def clock_was_ahead(_folder):
    return {"at": NOW - timedelta(days=20)}


def damaged(folder):
    (folder / "server.crt").write_bytes(b"nothing")
    return {}


def another_key(folder):
    (folder / "server.key").unlink()
    return {}


def of_another_authority(folder):
    other = ensure(folder.parent / "other")
    (folder / "server.crt").write_bytes(other.certificate.read_bytes())
    return {}


@pytest.mark.parametrize(
    "why",
    [ended_soon, another_address, clock_was_ahead, damaged, another_key, of_another_authority],
)
def test_a_certificate_that_serves_no_more_is_renewed_by_the_same_authority(tmp_path, why):
    papers = ensure(tmp_path)
    before = content(tmp_path)
    given = why(tmp_path / "tls")

    assert ensure(tmp_path, **given) == papers

    after = content(tmp_path)
    assert {x: after[x] for x in ("ca.crt", "ca.key")} == {
        x: before[x] for x in ("ca.crt", "ca.key")
    }
    assert after["server.crt"] != before["server.crt"]
    assert oct(papers.certificate.stat().st_mode & 0o777) == "0o600"
    server, at = read(papers.certificate), given.get("at", NOW)
    server.verify_directly_issued_by(read(papers.authority))
    assert server.not_valid_before_utc == at - timedelta(days=1)
    assert authority.names(tmp_path) == {HERE, *given.get("also", ALSO)}


def test_no_certificate_outlasts_the_authority(tmp_path):
    papers = ensure(tmp_path)
    ends = read(papers.authority).not_valid_after_utc

    ensure(tmp_path, at=ends - timedelta(days=10))

    assert read(papers.certificate).not_valid_after_utc == ends


def test_an_authority_that_ended_says_what_to_do(tmp_path):
    ends = read(ensure(tmp_path).authority).not_valid_after_utc
    with pytest.raises(Misconfigured, match=f"ended on {ends.date()}. Move that folder away"):
        ensure(tmp_path, at=ends)


@pytest.mark.parametrize("name", ["other.test", "ceremony.test", "203.0.113.9", "2001:db8::9"])
def test_a_needed_name_beyond_its_bounds_is_refused_and_nothing_changes(tmp_path, name):
    ensure(tmp_path)
    before = content(tmp_path)

    with pytest.raises(Misconfigured, match=f"may not vouch for {name}. Move that folder away"):
        ensure(tmp_path, needed=(HERE, name))

    assert content(tmp_path) == before


def test_a_name_beyond_its_bounds_that_nobody_needs_is_left_out(tmp_path):
    ensure(tmp_path)
    ensure(tmp_path, also=("localhost", "other", "other.local", "203.0.113.9", "192.168.9.9"))
    assert authority.names(tmp_path) == {HERE, "localhost", "other.local", "192.168.9.9"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ca.key", "ca.key is damaged: bring it back from a backup."),
        ("ca.crt", "ca.crt is damaged: bring it back from a backup."),
        ("server.key", "server.key is damaged: bring it back from a backup."),
    ],
)
def test_a_damaged_file_is_named_and_stays(tmp_path, name, sentence):
    ensure(tmp_path)
    (tmp_path / "tls" / name).write_bytes(b"-----BEGIN nothing")
    before = content(tmp_path)

    with pytest.raises(Misconfigured, match=sentence):
        ensure(tmp_path)

    assert content(tmp_path) == before


def test_a_key_of_another_kind_is_damage_too(tmp_path):
    ensure(tmp_path)
    other = Ed25519PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "tls" / "ca.key").write_bytes(pem)
    with pytest.raises(Misconfigured, match=r"ca.key is damaged"):
        ensure(tmp_path)


def test_without_its_key_the_authority_is_not_made_anew(tmp_path):
    ensure(tmp_path)
    (tmp_path / "tls" / "ca.key").unlink()
    with pytest.raises(Misconfigured, match=r"ca.key is missing: bring it back from a backup."):
        ensure(tmp_path)


def test_two_halves_of_different_authorities_are_refused(tmp_path):
    papers, other = ensure(tmp_path), ensure(tmp_path / "other")
    papers.authority.write_bytes(other.authority.read_bytes())
    with pytest.raises(Misconfigured, match=r"ca.crt does not belong to .*ca.key"):
        ensure(tmp_path)


def test_a_key_that_others_may_read_is_refused(tmp_path):
    ensure(tmp_path)
    (tmp_path / "tls" / "ca.key").chmod(0o640)
    with pytest.raises(Misconfigured, match=r"Others may read .*ca.key: chmod 600 "):
        ensure(tmp_path)


def test_what_cannot_be_read_is_named(tmp_path):
    ensure(tmp_path)
    (tmp_path / "tls" / "ca.crt").unlink()
    (tmp_path / "tls" / "ca.crt").mkdir(mode=0o700)
    with pytest.raises(Misconfigured, match=r"ca.crt cannot be read: Is a directory."):
        ensure(tmp_path)


def test_where_none_was_made_there_is_none(tmp_path):
    assert authority.find(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
