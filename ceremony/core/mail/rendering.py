"""From a template and facts to a subject and a text, in the recipient's language."""

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import jinja2
from flask import current_app

from ceremony.core import address, settings
from ceremony.core.i18n import day
from ceremony.core.mail.languages import speaking
from ceremony.core.mail.models import LINK
from ceremony.core.mail.wording import here

BEGINS = "Subject: "


class Letter(NamedTuple):
    """What a mail says; :data:`~ceremony.core.mail.models.LINK` stands where its link will."""

    language: str
    subject: str
    text: str


def letter(template: str, language: str, **facts: Any) -> Letter:
    """*template* (``delegations/invitation``) filled in; ``link`` is known to it."""
    subject, text = _parts(template)
    with speaking(language) as spoken:
        ours = {"ceremony": settings.current(), "link": LINK, "day": day, "here": here}
        known = ours | _plain(facts)
        return Letter(spoken, subject.render(known), _whole(text, known))


def plain_letter(language: str, subject: str, text: str) -> Letter:
    """The same of what somebody wrote by hand, with the same foot below it."""
    with speaking(language) as spoken:
        known = {"ceremony": settings.current()}
        return Letter(spoken, subject.replace(LINK, ""), _whole(text.replace(LINK, ""), known))


def url(endpoint: str, **values: Any) -> str:
    """The absolute address of a page, the same in requests, jobs and commands."""
    parts = urlsplit(address.base())
    adapter = current_app.url_map.bind(
        parts.netloc, script_name=parts.path or "/", url_scheme=parts.scheme
    )
    return adapter.build(endpoint, values, force_external=True)


def _whole(text: "jinja2.Template | str", known: dict[str, Any]) -> str:
    body = text if isinstance(text, str) else text.render(known)
    foot = current_app.jinja_env.get_template("mail/foot.txt").render(known)
    return f"{tidied(body)}\n\n-- \n{tidied(foot)}\n"


def tidied(text: str) -> str:
    """Without spaces at the ends of lines, empty lines around it, and other systems' line ends."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Nobody's name is taken for the place of a link."""
    return {
        name: value.replace(LINK, "") if isinstance(value, str) else value
        for name, value in facts.items()
    }


def _parts(name: str) -> tuple[jinja2.Template, jinja2.Template]:
    environment = current_app.jinja_env
    source, _file, _fresh = _loader(environment).get_source(environment, f"mail/{name}.txt")
    return _compiled(environment, name, source)


def _loader(environment: jinja2.Environment) -> jinja2.BaseLoader:
    if environment.loader is None:  # Flask gives it one
        raise RuntimeError("templates come from nowhere")
    return environment.loader


@lru_cache(maxsize=64)
def _compiled(
    environment: jinja2.Environment, name: str, source: str
) -> tuple[jinja2.Template, jinja2.Template]:
    """Subject and text apart, so that a fact cannot leave the one for the other."""
    head, _gap, text = source.partition("\n\n")
    if not head.startswith(BEGINS) or "\n" in head:
        raise RuntimeError(f"mail/{name}.txt begins with its subject and an empty line")
    return _template(environment, name, head.removeprefix(BEGINS)), _template(
        environment, name, text
    )


def _template(environment: jinja2.Environment, name: str, source: str) -> jinja2.Template:
    """Named like a text, so that nothing is escaped for HTML."""
    code = environment.compile(source, f"mail/{name}.txt")
    return jinja2.Template.from_code(environment, code, environment.make_globals(None))
