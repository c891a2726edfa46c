"""A Chromium that trusts an authority as a person's does: its certificate is installed.

On Linux Chromium reads the database of NSS in the home folder. The library that writes it comes
with Chromium itself.
"""

import ctypes
from pathlib import Path

VALID_CA, TRUSTED_CA, TRUSTED_CLIENT_CA = 1 << 3, 1 << 4, 1 << 7
Pointer = ctypes.c_void_p


class Item(ctypes.Structure):
    _fields_ = (("type", ctypes.c_int), ("data", ctypes.c_char_p), ("length", ctypes.c_uint))


class Trust(ctypes.Structure):
    _fields_ = (("tls", ctypes.c_uint), ("mail", ctypes.c_uint), ("code", ctypes.c_uint))


def install(certificate: bytes, home: Path) -> None:
    """Let whoever has *home* trust the authority whose *certificate* (DER) this is."""
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    nss = ctypes.CDLL("libnss3.so")
    for made in (
        nss.PK11_GetInternalKeySlot,
        nss.CERT_GetDefaultCertDB,
        nss.CERT_NewTempCertificate,
    ):
        made.restype = Pointer
    assert nss.NSS_InitReadWrite(f"sql:{folder}".encode()) == 0
    slot, known = Pointer(nss.PK11_GetInternalKeySlot()), Pointer(nss.CERT_GetDefaultCertDB())
    assert nss.PK11_InitPin(slot, None, b"") == 0
    item = Item(0, certificate, len(certificate))
    found = Pointer(nss.CERT_NewTempCertificate(known, ctypes.byref(item), None, 0, 1))
    assert nss.PK11_ImportCert(slot, found, ctypes.c_ulong(0), b"authority", 0) == 0
    trust = Trust(VALID_CA | TRUSTED_CA | TRUSTED_CLIENT_CA, 0, 0)
    assert nss.CERT_ChangeCertTrust(known, found, ctypes.byref(trust)) == 0
    nss.CERT_DestroyCertificate(found)
    nss.PK11_FreeSlot(slot)
    assert nss.NSS_Shutdown() == 0
