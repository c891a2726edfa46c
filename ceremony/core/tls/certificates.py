"""The certificates of the local authority and of its server: what stands in them, and why.

Whoever installs the authority's lets it vouch for this machine and for the addresses of local
networks, and for nothing else: the certificate says so itself. (RFC 5280, 4.2.1.10)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from secrets import token_hex

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=396)  # phones refuse a server's that lasts for more than 397 days
RENEWED_BEFORE = timedelta(days=30)
EARLIER = timedelta(days=1)  # for phones whose clock is behind
LOCAL_NAMES = ("localhost", "local")
LOCAL_NETWORKS = (
    "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 169.254.0.0/16 127.0.0.0/8 "
    "fc00::/7 ::1/128"
).split()


def authority(
    key: EllipticCurvePrivateKey, *, names: Sequence[str], at: datetime
) -> x509.Certificate:
    """Of an authority that may vouch for local networks, and for *names* beside them."""
    called = _called(f"Ceremony local authority {at:%Y-%m-%d} {token_hex(2)}")
    signs = partial(x509.KeyUsage, False, False, False, False, False)
    return (
        _begun(called, called, key, at, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(signs(True, True, False, False), critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .sign(key, SHA256())
    )


def server(
    key: EllipticCurvePrivateKey,
    *,
    by: tuple[x509.Certificate, EllipticCurvePrivateKey],
    names: Sequence[str],
    at: datetime,
) -> x509.Certificate:
    """Of a server that is found under *names*; it never lasts longer than the authority *by*."""
    ca, ca_key = by
    lasts = min(SERVER_LASTS, ca.not_valid_after_utc - at + EARLIER)
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    proves = partial(x509.KeyUsage, True, False, False, False, False)
    return (
        _begun(_called("Ceremony"), ca.subject, key, at, lasts)
        .add_extension(x509.SubjectAlternativeName([_name(x) for x in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(proves(False, False, False, False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(signer, critical=False)
        .sign(ca_key, SHA256())
    )


def serves(
    certificate: x509.Certificate,
    key: EllipticCurvePrivateKey,
    *,
    by: x509.Certificate,
    names: Sequence[str],
    at: datetime,
) -> bool:
    """Whether a server with *key* can go on with *certificate* for a while."""
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    is_complete = certificate.public_key() == key.public_key() and set(names) <= named(certificate)
    return is_complete and begins <= at < ends - RENEWED_BEFORE


def named(certificate: x509.Certificate) -> set[str]:
    """The names and addresses under which a server may show *certificate*."""
    said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(x.value) for x in said}


def may_vouch(ca: x509.Certificate, text: str) -> bool:
    """Whether the constraints of *ca* let it sign for the name or address *text*."""
    name = _name(text)
    for permitted in _bounds(ca):
        within = permitted.value
        if isinstance(within, IPv4Network | IPv6Network):
            if isinstance(name, x509.IPAddress) and name.value in within:
                return True
        elif isinstance(name, x509.DNSName) and f".{name.value}".endswith(f".{within}"):
            return True
    return False


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 as phones show it: pairs of hexadecimal digits with colons."""
    return certificate.fingerprint(SHA256()).hex(":").upper()


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    at: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - EARLIER)
        .not_valid_after(at - EARLIER + lasts)
        .add_extension(own, critical=False)
    )


def _called(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _name(text: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _permitted(names: Sequence[str]) -> list[x509.GeneralName]:
    hosts, networks = list(LOCAL_NAMES), [ip_network(x) for x in LOCAL_NETWORKS]
    for name in map(_name, names):
        if isinstance(name, x509.DNSName):
            hosts.append(name.value)
        elif not any(name.value in x for x in networks):
            networks.append(ip_network(str(name.value)))
    return [*map(x509.DNSName, dict.fromkeys(hosts)), *map(x509.IPAddress, networks)]


def _bounds(ca: x509.Certificate) -> list[x509.GeneralName]:
    bounds = ca.extensions.get_extension_for_class(x509.NameConstraints).value
    return list(bounds.permitted_subtrees or ())
