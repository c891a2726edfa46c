"""The scanner as a program that a device keeps: its files, its version, its manifest."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

READER = "vendor/zxing-wasm-3.1.4"
FONT = "vendor/source-sans-3-5.3.0"
SCRIPTS = "js/gate"
STYLES = ("css/fonts.css", "css/tokens.css", "css/gate.css")


def modules(static: Path) -> list[str]:
    """The scripts of the scanner; they import each other by name, so they stay together."""
    return sorted(x.name for x in (static / SCRIPTS).glob("*.js") if x.name != "sw.js")


def third_parties(static: Path) -> Iterator[str]:
    """Files whose folder names their version."""
    yield from (f"{READER}/reader.js", f"{READER}/zxing_reader.wasm")
    yield from sorted(f"{FONT}/{path.name}" for path in (static / FONT).glob("*.woff2"))


def version(static: Path, templates: Path) -> str:
    """Changes when any file of the scanner does."""
    ours = [*(static / SCRIPTS).glob("*.js"), *(templates / "gate").glob("*.html")]
    content = sha256("\n".join(third_parties(static)).encode())
    for file in [*sorted(ours), *(static / name for name in STYLES)]:
        content.update(file.read_bytes())
    return content.hexdigest()[:16]


def service_worker(static: Path, facts: Mapping[str, object]) -> str:
    """The worker's program with its list of files in front."""
    program = (static / SCRIPTS / "sw.js").read_text(encoding="utf-8")
    return f"const SHELL = {json.dumps(facts)};\n{program}"


def manifest(name: str, page: str, icon: str) -> dict[str, Any]:
    """How a telephone installs the scanner: full screen, black, its own sign."""
    sign = {"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}
    return {
        "name": name,
        "id": page,
        "start_url": page,
        "scope": page,
        "display": "fullscreen",
        "orientation": "any",
        "background_color": "#000000",
        "theme_color": "#000000",
        "icons": [sign],
    }
