"""The badges' part of the desk: its place, its search, its panels on others' pages."""

from flask import Blueprint, request, url_for
from flask_login import current_user

from ceremony.badges import queries
from ceremony.badges.documents.face import code_points, serial_text
from ceremony.badges.queries import Filter
from ceremony.badges.standing import WORDS
from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import Hit, Panel, Place, Search, registries
from ceremony.people.labels import pass_name
from ceremony.people.models import Person
from ceremony.people.states import State as RightToPass

bp = Blueprint("badges", __name__, url_prefix="/desk/badges")
bp.add_app_template_filter(serial_text, "serial")
bp.add_app_template_filter(pass_name)
bp.add_app_template_filter(lambda x: ", ".join(code_points(x)), "letters")

registries.places.append(
    Place(
        lazy("Badges"),
        "identification-card",
        "badges.index",
        Permission.BADGES_READ,
        lazy("Who comes"),
        40,
    )
)


def _found(words: str, most: int) -> list[Hit]:
    digits = words.replace(" ", "")
    known = queries.find_by_serial(int(digits)) if digits.isdecimal() and len(digits) < 10 else None
    if known is None or not most:
        return []
    name = queries.credential(known.id).accreditation.pass_name
    url = url_for("badges.show", credential_id=known.id)
    return [Hit(serial_text(known.serial), name, url)]


def _of_person(person: object) -> dict[str, object]:
    assert isinstance(person, Person)  # noqa: S101 - the page is about one
    credentials, right = queries.of_person(person.id), person.accreditation
    is_approved = right is not None and right.state is RightToPass.APPROVED
    has_none = not any(x.is_live for x in credentials)
    return {"credentials": credentials, "lacks_badge": is_approved and has_none}


registries.panels.append(
    Panel("person", Permission.BADGES_READ, "badges/of_person.html", _of_person, order=10)
)
registries.panels.append(
    Panel("people.acts", Permission.BADGES_PRINT, "badges/print_people.html", lambda _: {})
)
registries.panels.append(
    Panel("delegation.acts", Permission.BADGES_PRINT, "badges/print_delegation.html", lambda _: {})
)
registries.panels.append(
    Panel("workforce.acts", Permission.BADGES_PRINT, "badges/print_workforce.html", lambda _: {})
)
registries.searches.append(Search(lazy("Badges"), Permission.BADGES_READ, _found))


def page_of(credential_id: int) -> str:
    """The badge's page; for who sees none, that of its holder at the pick-up desk."""
    if may(current_user, Permission.BADGES_READ):
        return url_for("badges.show", credential_id=credential_id)
    right = queries.credential(credential_id).accreditation
    if right.body:
        return url_for("pickup.body", body_code=right.body.code)
    return url_for("pickup.show", person_id=right.person_id)


def asked() -> Filter:
    """What URL or form ask for; a state that does not exist asks for nothing."""
    asked = {x: request.values.get(x, "") for x in ("delegation", "category", "state")}
    if asked["state"] not in WORDS:
        asked["state"] = ""
    return Filter(**asked)
