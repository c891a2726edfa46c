"""Where the pages of mail hang, and what they share."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for

from ceremony.core.i18n import lazy
from ceremony.core.jobs import Job
from ceremony.core.mail import State, configuration
from ceremony.core.permissions import Permission
from ceremony.core.registries import JobKind, Panel, registries
from ceremony.core.registries import Place as Line
from ceremony.mailings import queries

bp = Blueprint("mailings", __name__)

registries.places.append(
    Line(
        lazy("Mail"),
        "envelope-simple",
        "mailings.messages",
        Permission.MAIL_READ,
        lazy("Who comes"),
        29,
        queries.trouble,
    )
)


@bp.context_processor
def _server() -> dict[str, object]:
    """What is said of sending is true only where there is a server."""
    return {"has_server": configuration.find_server() is not None}


def _page_of(job: Job) -> str:
    return url_for("mailings.mailing", mailing_id=job.arguments["mailing_id"])


registries.jobs["mailings.send"] = JobKind(lazy("Writing to many"), _page_of)


def _facts(audience: str, _subject: object) -> dict[str, object]:
    return {"audience": audience}


for page, audience in (("people.acts", "people"), ("delegations.list", "focal-points")):
    registries.panels.append(
        Panel(
            page,
            Permission.MAIL_WRITE,
            "mailings/write_to.html",
            partial(_facts, audience),
            order=20,
        )
    )


def beside(page: Any) -> dict[str, str]:
    """The addresses of the pages beside *page*, as the table of pages wants them."""
    kept = {x: y for x, y in request.args.items() if x not in {"after", "before"}}
    ends = {"back_url": ("before", page.before), "next_url": ("after", page.after)}
    return {
        name: f"{request.path}?{urlencode(kept | {word: key})}" if key is not None else ""
        for name, (word, key) in ends.items()
    }


def asked(mailing_id: int | None = None) -> queries.Asked:
    """What the address asks the list of mail for; what makes no sense asks for nothing."""
    state = request.args.get("state", "")
    words = "".join(x for x in request.args.get("q", "") if x.isprintable())
    return queries.Asked(words[:200], State(state) if state in set(State) else None, mailing_id)
