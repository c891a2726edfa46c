"""The rules of the house, checked. `docs/structure.md` tells why."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from flask import url_for

from ceremony import SLICES
from ceremony.core.permissions import GRANTS, Permission

ROOT = Path(__file__).parent.parent
TOP = (
    "CHANGELOG.md LICENSE Makefile README.md bench ceremony docs examples instance migrations "
    "pyproject.toml requirements.txt static templates tests"
)
MODULES = sorted((ROOT / "ceremony").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [x for x in TEMPLATES if "mail" not in x.relative_to(ROOT).parts]
JINJA = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|\bjs:"
    r"|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(ld\+)?json\")",
    re.IGNORECASE,
)
UNESCAPED = re.compile(r"autoescape false|\|\s*safe\b")


def tracked() -> list[Path]:
    """Every text file of the project that is ours, whether or not it was added yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    ours = (ROOT / name for name in names.splitlines())
    suffixes = {".py", ".html", ".css", ".js", ".md", ".toml", ".yaml", ".yml", ".txt", ""}
    return [x for x in ours if x.suffix in suffixes and "vendor" not in x.parts and x.is_file()]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_top_level_is_the_agreed_one():
    seen = {x.name for x in ROOT.iterdir() if not x.name.startswith((".", "__"))}
    assert sorted(seen) == sorted(TOP.split())


def test_every_slice_has_its_layer():
    """A folder that create_app and the import contract do not know would be outside the house."""
    folders = {x.name for x in (ROOT / "ceremony").iterdir() if (x / "__init__.py").exists()}
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = {x for layer in contract["contracts"][0]["layers"] for x in layer.split(" | ")}
    assert folders == {*SLICES, "core"} == layers


def test_imports_go_down_only():
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_every_view_declares_its_permission(app):
    bare = [x for x, view in app.view_functions.items() if not hasattr(view, "permission")]
    assert bare == []


def test_every_permission_is_granted_to_somebody():
    assert sorted(GRANTS) == sorted(Permission)
    assert [x for x in Permission if not GRANTS[x]] == []


def test_a_visitor_sees_public_pages_only(app, client):
    """Every page that needs no value in its URL, asked for by somebody who is not signed in."""
    seen = {}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            with app.test_request_context():
                url = url_for(rule.endpoint)
            public = app.view_functions[rule.endpoint].permission is Permission.PUBLIC
            seen[rule.endpoint] = public, client.get(url).status_code
    wrong = {x: code for x, (public, code) in seen.items() if not public and code not in {303, 401}}
    broken = {x: code for x, (public, code) in seen.items() if public and code >= 500}
    assert (wrong, broken) == ({}, {})


def test_modules_stay_short():
    lengths = {name(x): len(x.read_text().splitlines()) for x in MODULES}
    assert {x: lines for x, lines in lengths.items() if lines > 300} == {}


def test_modules_say_what_they_are_for():
    written = [x for x in MODULES if x.read_text().strip()]
    assert [name(x) for x in written if not ast.get_docstring(ast.parse(x.read_text()))] == []


def test_everything_in_core_stands_in_the_picture_of_the_house():
    picture = (ROOT / "docs" / "structure.md").read_text().partition(" │ core ")[2]
    stands = picture.partition(" └")[0].replace("│", " ").split()
    parts = [x for x in (ROOT / "ceremony" / "core").iterdir() if not x.name.startswith("__")]
    assert stands == sorted(x.stem for x in parts)


def test_functions_fit_on_a_screen():
    long = [
        f"{name(path)}: {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []


def test_only_core_commits():
    others = [x for x in MODULES if x.parent.name != "core"]
    assert [name(x) for x in others if ".commit()" in x.read_text()] == []


def test_templates_stay_short():
    lengths = {name(x): len(x.read_text().splitlines()) for x in TEMPLATES}
    assert {x: lines for x, lines in lengths.items() if lines > 80} == {}


def test_templates_have_nothing_inline_and_escape_everything():
    sources = {name(x): x.read_text() for x in PAGES}
    assert [x for x, source in sources.items() if UNESCAPED.search(source)] == []
    assert [x for x, source in sources.items() if INLINE.search(JINJA.sub("", source))] == []


def test_every_setting_is_documented():
    readme = (ROOT / "README.md").read_text()
    code = "\n".join(x.read_text() for x in MODULES) + (ROOT / "Makefile").read_text()
    used = set(re.findall(r"\bCEREMONY_[A-Z_]+\b", code))
    assert sorted(used - set(re.findall(r"\bCEREMONY_[A-Z_]+\b", readme))) == []


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    left = [name(x) for x in tracked() if x != Path(__file__) and marks.search(x.read_text())]
    assert left == []


def test_flask_finds_the_application_from_the_root():
    plain = {x: os.environ[x] for x in ("PATH", "HOME") if x in os.environ}
    flask = [Path(sys.executable).parent / "flask", "--help"]
    shown = subprocess.run(flask, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "jobs" in shown.stdout


def test_every_library_is_listed_with_its_licence():
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.M)
    table = (ROOT / "docs" / "licences.md").read_text()
    listed = re.findall(r"^\| ([a-z0-9-]+) \| (\S+) \| \S[^|]+\| \S[^|]+\|$", table, re.M)
    assert [x for x in listed if "." in x[1]][: len(pinned)] == pinned
    vendored = {x.name for x in (ROOT / "static" / "vendor").iterdir() if x.is_dir()}
    unlicensed = [x for x in vendored if not list((ROOT / "static" / "vendor" / x).glob("LICEN*"))]
    assert unlicensed == []
