"""The scanner as a program that a device keeps: its files, its version, its manifest."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any

READER = "vendor/zxing-wasm-3.1.4"
SIGNATURES = ("vendor/noble-ed25519-3.2.0", "vendor/noble-hashes-2.4.0")
STORE = "vendor/idb-8.0.4"
FONT = "vendor/source-sans-3-5.3.0"
SCRIPTS = "js/gate"
CHECKS = "checks.js"
STYLES = ("css/fonts.css", "css/tokens.css", "css/gate.css")
ICONS = {"any": "img/gate.svg", "192x192": "img/gate-192.png", "512x512": "img/gate-512.png"}
_HERE = Path(__file__).parent
_TABLE = _HERE / "checks.json"
_WORDS = (_HERE / "words.py", _HERE / "sentences.py")
_TRANSLATIONS = _HERE.parent / "translations"


def modules(static: Path) -> list[str]:
    """The scripts of the scanner; they import each other by name, so they stay together."""
    ours = {x.name for x in (static / SCRIPTS).glob("*.js")}
    return sorted({*ours, CHECKS} - {"sw.js"})


def module(static: Path, name: str) -> str:
    """The program of one script; the order of the checks is the table that the server reads."""
    if name == CHECKS:
        return f"export default {_TABLE.read_text('utf-8').strip()};\n"
    return (static / SCRIPTS / name).read_text("utf-8")


def third_parties(static: Path) -> Iterator[str]:
    """Files whose folder names their version."""
    yield from (f"{READER}/reader.js", f"{READER}/zxing_reader.wasm")
    for folder in (STORE, *SIGNATURES):
        yield from sorted(f"{folder}/{path.name}" for path in (static / folder).glob("*.js"))
    yield from sorted(f"{FONT}/{path.name}" for path in (static / FONT).glob("*.woff2"))


def version(static: Path, templates: Path) -> str:
    """Changes when any file of the scanner does."""
    ours = [*(static / SCRIPTS).glob("*.js"), *(templates / "gate").glob("*.html")]
    words = [*_WORDS, *sorted(_TRANSLATIONS.glob("*/LC_MESSAGES/gate.po"))]
    content = sha256("\n".join(third_parties(static)).encode())
    for file in [*sorted(ours), _TABLE, *words, *(static / name for name in STYLES)]:
        content.update(file.read_bytes())
    return content.hexdigest()[:16]


def service_worker(static: Path, facts: Mapping[str, object]) -> str:
    """The worker's program with its list of files in front."""
    program = (static / SCRIPTS / "sw.js").read_text(encoding="utf-8")
    return f"const SHELL = {json.dumps(facts)};\n{program}"


def manifest(name: str, page: str, icons: Mapping[str, str]) -> dict[str, Any]:
    """How a telephone installs the scanner: full screen, black, its own sign.

    :param icons: where each of ICONS is, by size.
    """
    signs = [
        {"src": url, "sizes": size, "type": _type_of(url), "purpose": purpose}
        for size, url in icons.items()
        for purpose in ("any", "maskable")
    ]
    return {
        "name": name,
        "short_name": name,
        "id": page,
        "start_url": page,
        "scope": page,
        "display": "fullscreen",
        "orientation": "any",
        "background_color": "#000000",
        "theme_color": "#000000",
        "icons": signs,
    }


def _type_of(url: str) -> str:
    return guess_type(url.partition("?")[0])[0] or ""
