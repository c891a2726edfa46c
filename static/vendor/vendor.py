"""Remake static/vendor, static/css/fonts.css, static/icons.svg and tests/vendor from npm.

Run it with npm on the path: ``python static/vendor/vendor.py``. Every package is pinned by
version and by the SHA-256 of its archive; a different archive is refused.
"""

import hashlib
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parent
TESTS = STATIC.parent / "tests" / "vendor"

VARIABLE = r"-(latin|latin-ext|vietnamese|cyrillic|cyrillic-ext|greek)-(opsz|wght)-normal"
FONT_CSS = {  # package: (stylesheet, file names to keep)
    "@fontsource-variable/source-serif-4": ("opsz.css", VARIABLE),
    "@fontsource-variable/source-sans-3": ("wght.css", VARIABLE),
    "@fontsource/noto-sans-arabic": (("400.css", "600.css", "700.css"), r"-arabic-arabic-"),
    "@fontsource/noto-naskh-arabic": ("400.css", r"-arabic-arabic-"),
    "@fontsource/noto-sans-sc": ("400.css", r"-sc-\d+-"),
    "@fontsource/source-code-pro": ("400.css", r"-pro-latin-400"),
}
FILES = {  # package: what to copy, pattern of the path inside the archive
    "bootstrap": r"dist/css/bootstrap-(reboot|grid|utilities)(\.rtl)?\.min\.css",
    "htmx.org": r"dist/htmx\.min\.js",
    "idb": r"build/index\.js",
    "@noble/ed25519": r"index\.js",
    "@noble/hashes": r"(sha2|_md|_u64|utils)\.js",
    "axe-core": r"axe\.min\.js",
}
PINNED = {
    "bootstrap": ("5.3.9", "06bdf78289c3c12ea99d40df84eedf6278c724c73eebf38f11f3a65b44ec8c94"),
    "htmx.org": ("2.0.11", "165a2655073e9e6e55e307a7c74e8ebcdb76afb7701f9c16cfd106a13add408e"),
    "idb": ("8.0.4", "569a715333d656d77792476083647eaefeb27b23d18bff226ad42776efb8f08a"),
    "@noble/ed25519": (
        "3.2.0",
        "aaae5d6bc1aa92b798dc2017f2ff1f834f6d8a1e339fdc3e08915ec336006bd8",
    ),
    "@noble/hashes": (
        "2.4.0",
        "e1946149b780017b2564fcc092cb01c04e1d7f20627d0296c17da8868f4436dc",
    ),
    "axe-core": ("4.14.1", "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"),
    "@fontsource-variable/source-serif-4": (
        "5.3.1",
        "8c452853c74be1e43e9fbfe76321c26f4678a2d431e93209ff1d9faec03fd96f",
    ),
    "@fontsource-variable/source-sans-3": (
        "5.3.0",
        "115c2d5a38a05d52c77ba02e4d939644bae30585a30a2e4657a3be2c99d5c7dc",
    ),
    "@fontsource/noto-sans-arabic": (
        "5.3.0",
        "e0a81ade67ce507c9b91546ca3d91332d184a8277fc683440b00896b430856bb",
    ),
    "@fontsource/noto-naskh-arabic": (
        "5.3.0",
        "8e4d87d3ae28020665d61054e4262162797feee84f0f145502d15e769a5bbb73",
    ),
    "@fontsource/noto-sans-sc": (
        "5.3.0",
        "05a7abac78a6cac4bd1361e7b24c680ee820fcc2f22cf5cc92673f4cd12771c5",
    ),
    "@fontsource/source-code-pro": (
        "5.3.1",
        "52ff8925aa275d3d28b745760ab78e9ac11276a477c909f1a8e703e0902afcc4",
    ),
    "@phosphor-icons/core": (
        "2.1.1",
        "313332be6190b724da24107addd781799b48bf76b13963f24501112ffe1baadd",
    ),
}


def fetch(package: str, into: Path) -> dict[str, bytes]:
    """Download *package* at its pinned version; the files of its archive by path.

    :raises ValueError: the archive is not the one that was pinned.
    """
    version, expected = PINNED[package]
    command = ["npm", "pack", "--silent", f"{package}@{version}"]
    run = subprocess.run(command, cwd=into, check=True, capture_output=True, text=True)  # noqa: S603 – fixed words
    name = run.stdout
    archive = into / name.split()[-1]
    if hashlib.sha256(archive.read_bytes()).hexdigest() != expected:
        raise ValueError(f"{package} {version} is another archive than the pinned one")
    with tarfile.open(archive) as members:
        return {
            member.name.removeprefix("package/"): extracted.read()
            for member in members
            if (extracted := members.extractfile(member))
        }


def folder(package: str) -> Path:
    """Where *package* lives: ``<name>-<version>``; what only tests need is with the tests."""
    home = TESTS if package == "axe-core" else HERE
    named = package.replace("@noble/", "noble-").removesuffix("/core")
    name = named.split("/")[-1].removeprefix("@")
    return home / f"{name}-{PINNED[package][0]}"


def write(package: str, files: dict[str, bytes]) -> None:
    target = folder(package)
    target.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (target / Path(path).name).write_bytes(content)


def licences(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if path.startswith("LICENSE")}


def font_faces(package: str, files: dict[str, bytes]) -> str:
    """The @font-face rules of the kept subsets, pointing at the vendored files."""
    sheets, keep = FONT_CSS[package]
    css = "\n".join(files[x].decode() for x in ([sheets] if isinstance(sheets, str) else sheets))
    rules = []
    for rule in re.findall(r"@font-face \{.*?\n\}", css, re.DOTALL):
        source = re.search(r"url\(\./files/([^)]+\.woff2)\)", rule)
        if source is None or not re.search(keep, source[1]):
            continue
        write(package, {source[1]: files[f"files/{source[1]}"]})
        url = f"../vendor/{folder(package).name}/{source[1]}"
        rules.append(re.sub(r"src: [^;]+;", f'src: url("{url}") format("woff2");', rule))
    return "\n\n".join(rules)


def sprite(files: dict[str, bytes]) -> str:
    """One SVG whose symbols are the icons named in icons.txt."""
    symbols = []
    for name in (HERE / "icons.txt").read_text().split():
        weight = next((x for x in ("bold", "fill") if name.endswith(f"-{x}")), "regular")
        drawing = files[f"assets/{weight}/{name}.svg"].decode()
        shapes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if shapes is None:
            raise ValueError(f"{name} is not a drawing")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 256 256">{shapes[1]}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n{}\n</svg>\n'.format("\n".join(symbols))


def main() -> None:
    faces = ["/* Made by static/vendor/vendor.py: local files only, fetched by script range. */"]
    with tempfile.TemporaryDirectory() as temporary:
        for package in PINNED:
            files = fetch(package, Path(temporary))
            write(package, licences(files))
            if package in FILES:
                kept = [path for path in files if re.fullmatch(FILES[package], path)]
                write(package, {path: files[path] for path in kept})
            elif package in FONT_CSS:
                faces.append(font_faces(package, files))
            else:
                (STATIC / "icons.svg").write_text(sprite(files))
    (STATIC / "css" / "fonts.css").write_text("\n\n".join(faces) + "\n")


if __name__ == "__main__":
    main()
