"""The files of the local authority: kept for ever, while its server's certificate is renewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ceremony.core import keys
from ceremony.core.errors import Misconfigured
from ceremony.core.tls import certificates

FOLDER = "tls"
ANEW = "Move that folder away to have another made; every phone must then install it anew."


@dataclass(frozen=True)
class Papers:
    """What a server shows, and what its visitors compare with the terminal."""

    authority: Path
    certificate: Path
    key: Path
    fingerprint: str


def ensure(instance: Path, *, needed: Sequence[str], also: Sequence[str], at: datetime) -> Papers:
    """Make the authority if there is none, and the server's certificate if it is time for one.

    :param needed: names and addresses without which the server is of no use.
    :param also: others; those for which the authority may not vouch are left out.
    :param at: now, by the clock of the machine: phones do not know the ceremony's.
    :raises Misconfigured: files are damaged or open to others, or the authority may not vouch.
    """
    folder = instance / FOLDER
    wanted = list(dict.fromkeys([*needed, *also]))
    ca, ca_key = _authority(folder, wanted, at)
    names = [x for x in wanted if certificates.may_vouch(ca, x)]
    for name in needed:
        if name not in names:
            raise Misconfigured(
                f"The local authority in {folder} was made before, and may not vouch for {name}. "
                f"{ANEW}"
            )
    path, key = folder / "server.crt", _key(folder / "server.key")
    if not _goes_on(path, key, ca, names, at):
        _replace(path, _pem(certificates.server(key, by=(ca, ca_key), names=names, at=at)))
    found = certificates.fingerprint(ca)
    return Papers(folder / "ca.crt", path, folder / "server.key", found)


def find(instance: Path) -> x509.Certificate | None:
    """The certificate that phones install, if one was made."""
    path = instance / FOLDER / "ca.crt"
    return _read(path) if path.exists() else None


def names(instance: Path) -> set[str]:
    """Under which names and addresses the server can prove who it is."""
    return certificates.named(_read(instance / FOLDER / "server.crt"))


def _goes_on(
    path: Path,
    key: EllipticCurvePrivateKey,
    ca: x509.Certificate,
    names: Sequence[str],
    at: datetime,
) -> bool:
    """Whether the server's certificate may stay; none, or a damaged one, is made anew."""
    try:
        found = _read(path)
    except Misconfigured:
        return False
    return certificates.serves(found, key, by=ca, names=names, at=at)


def _authority(
    folder: Path, names: Sequence[str], at: datetime
) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    """The pair that phones trust: made once, and never again."""
    path, key_path = folder / "ca.crt", folder / "ca.key"
    if path.exists() and not key_path.exists():
        raise Misconfigured(f"{key_path} is missing: bring it back from a backup.")
    key = _key(key_path)
    if not path.exists():
        keys.write(path, _pem(certificates.authority(key, names=names, at=at)))
    found = _read(path)
    if found.public_key() != key.public_key():
        raise Misconfigured(f"{path} does not belong to {key_path}: bring both from one backup.")
    if found.not_valid_after_utc <= at:
        ended = found.not_valid_after_utc.date()
        raise Misconfigured(f"The local authority in {folder} ended on {ended}. {ANEW}")
    return found, key


def _key(path: Path) -> EllipticCurvePrivateKey:
    """The private key in *path*, made at its first use."""
    if not path.exists():
        new = generate_private_key(SECP256R1())
        keys.write(path, new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"Others may read {path}: chmod 600 {path}")
    try:
        found = load_pem_private_key(_content(path), password=None)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, EllipticCurvePrivateKey):
        raise _damaged(path)
    return found


def _read(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(_content(path))
    except ValueError:
        raise _damaged(path) from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from None


def _damaged(path: Path) -> Misconfigured:
    return Misconfigured(f"{path} is damaged: bring it back from a backup.")


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    keys.write(draft, content)
    draft.replace(path)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)
