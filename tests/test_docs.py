"""What the documents promise is there: links, pictures, headings, commands."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from ceremony import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^(?: {4}| *```).*$|`[^`\n]*`", re.MULTILINE)
MOST_BYTES = 200_000


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """The relative links of *page*: the file that is meant, and the heading in it."""
    for target in LINK.findall(CODE.sub("", page.read_text())):
        if "://" not in target:
            path, _hash, anchor = unquote(target).partition("#")
            yield (page.parent / path if path else page), anchor


def anchors(page: Path) -> set[str]:
    """The names under which the headings of *page* can be reached."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", x.lower()).replace(" ", "-") for x in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    found = list(links(page))
    assert [str(file) for file, _anchor in found if not file.exists()] == []
    assert [
        f"{file.name}#{anchor}" for file, anchor in found if anchor and anchor not in anchors(file)
    ] == []


def test_every_picture_is_shown_and_small():
    shown = {file.resolve() for page in PAGES for file, _anchor in links(page)}
    pictures = {x.resolve(): x.stat().st_size for x in ROOT.glob("docs/pictures/*")}
    assert sorted(x.name for x in pictures.keys() - shown) == []
    assert {x.name: size for x, size in pictures.items() if size > MOST_BYTES} == {}


def test_the_commands_of_the_readme_are_those_of_the_application(app):
    told = {
        (group, command)
        for group, command in re.findall(
            r"^\| `flask ([\w-]+) ([\w-]+)", (ROOT / "README.md").read_text(), re.MULTILINE
        )
        if group != "db"
    }
    ours = {
        (name, command)
        for name, group in app.cli.commands.items()
        if isinstance(group, click.Group) and name not in {"db", "limiter"}
        for command in group.commands
    }
    assert told == ours


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_on_a_page_exists(app, page):
    flask = re.findall(r"\bflask ([a-z][\w-]*)(?: ([a-z][\w-]*))?", page.read_text())
    known = app.cli.commands
    unknown = []
    for group, command in flask:
        found = known.get(group)
        if found is None or (
            command and isinstance(found, click.Group) and command not in found.commands
        ):
            unknown.append(f"{group} {command}".strip())
    assert unknown == []
