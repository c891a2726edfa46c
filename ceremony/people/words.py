"""What the pages say of decisions and of what has happened to somebody."""

from ceremony.core.i18n import _, lazy, ngettext, said
from ceremony.core.registries import registries
from ceremony.people.models import Accreditation

# Name of a move -> icon, word on a button, what will happen.
MOVES = {
    "approve": (
        "check-bold",
        lazy("Approve"),
        lazy("They may come in once they hold a badge. A badge is issued for each of them."),
    ),
    "refuse": (
        "x-bold",
        lazy("Refuse"),
        lazy("They get no badge. The reason is kept with the decision; nobody is told by itself."),
    ),
    "revoke": (
        "prohibit-bold",
        lazy("Revoke"),
        lazy("Their badges stop opening gates at once. Other badges need a new decision."),
    ),
    "withdraw": (
        "minus-bold",
        lazy("Withdraw"),
        lazy("Whoever sent them takes them back. Badges they hold stop opening gates at once."),
    ),
    "reopen": (
        "arrow-clockwise-bold",
        lazy("Decide again"),
        lazy("They wait for a decision again. Badges that were revoked stay revoked."),
    ),
}

# The same for those who are chosen in the list: the browser fills in how many.
COUNTED = {
    "approve": lazy("Approve {count}"),
    "refuse": lazy("Refuse {count}"),
    "revoke": lazy("Revoke {count}"),
    "withdraw": lazy("Withdraw {count}"),
    "reopen": lazy("Decide again on {count}"),
}

EVENTS = {
    "people.registered": lazy("Registered"),
    "people.submitted": lazy("Submitted for accreditation"),
    "people.changed": lazy("Details changed"),
    "people.participation_added": lazy("Another participation added"),
    "people.participation_changed": lazy("Participation changed"),
    "people.participation_made_primary": lazy("Participation put on the badge"),
    "people.participation_made_secondary": lazy("Participation taken off the badge"),
    "people.participation_removed": lazy("Participation removed"),
    "people.overridden": lazy("Category or zones set by hand"),
    "people.reassessed": lazy("Category or zones changed"),
    "people.validity_changed": lazy("Validity changed"),
    "people.approved": lazy("Approved"),
    "people.refused": lazy("Refused"),
    "people.revoked": lazy("Revoked"),
    "people.withdrawn": lazy("Withdrawn"),
    "people.reopened": lazy("Decision reopened"),
    "people.photograph_set": lazy("Photograph added"),
    "people.photograph_removed": lazy("Photograph removed"),
    "people.document_shown": lazy("Document number shown"),
}
registries.events.update(EVENTS)

FIELDS = {
    "family_name": lazy("family name"),
    "given_names": lazy("given names"),
    "badge_name": lazy("name on the badge"),
    "original_name": lazy("name in its own script"),
    "honorific": lazy("honorific"),
    "sex": lazy("sex"),
    "born_on": lazy("date of birth"),
    "nationality_code": lazy("nationality"),
    "document_type": lazy("travel document"),
    "document_number": lazy("document number"),
    "document_expires_on": lazy("expiry of the document"),
    "email": lazy("email"),
    "phone": lazy("telephone"),
    "languages": lazy("languages"),
    "body_id": lazy("who sends them"),
    "function": lazy("function"),
    "rank": lazy("rank"),
    "title": lazy("position"),
    "organisation": lazy("organisation"),
    "category_id": lazy("category"),
    "zones": lazy("zones"),
    "own_category_id": lazy("own category"),
    "own_zones": lazy("own zones"),
    "valid_from": lazy("valid from"),
    "valid_until": lazy("valid until"),
    "validity_reason": lazy("why its validity is not the usual one"),
}


def what(event: str) -> str:
    """An audit event in words; one that nobody named shows its own."""
    known = registries.events.get(event)
    return str(known) if known else event.partition(".")[2].replace("_", " ").capitalize()


def act(move: str, count: int) -> str:
    """The words on the button that does it."""
    return {
        "approve": ngettext("Approve %(num)d person", "Approve %(num)d people", count),
        "refuse": ngettext("Refuse %(num)d person", "Refuse %(num)d people", count),
        "revoke": ngettext("Revoke %(num)d person", "Revoke %(num)d people", count),
        "withdraw": ngettext("Withdraw %(num)d person", "Withdraw %(num)d people", count),
        "reopen": ngettext(
            "Decide again on %(num)d person", "Decide again on %(num)d people", count
        ),
    }[move]


def done(move: str, count: int) -> str:
    """What the page says after it."""
    return {
        "approve": ngettext("%(num)d person approved.", "%(num)d people approved.", count),
        "refuse": ngettext("%(num)d person refused.", "%(num)d people refused.", count),
        "revoke": ngettext("%(num)d person revoked.", "%(num)d people revoked.", count),
        "withdraw": ngettext("%(num)d person withdrawn.", "%(num)d people withdrawn.", count),
        "reopen": ngettext(
            "%(num)d person waits for a decision again.",
            "%(num)d people wait for a decision again.",
            count,
        ),
    }[move]


def would_approve(count: int) -> str:
    return ngettext("%(num)d person would be approved.", "%(num)d people would be approved.", count)


def none_possible(move: str) -> str:
    return {
        "approve": _("Nobody of these waits for a decision, so nobody was approved."),
        "refuse": _("Nobody of these waits for a decision, so nobody was refused."),
        "revoke": _("Nobody of these is approved, so nobody was revoked."),
        "withdraw": _("Nobody of these is submitted or approved, so nobody was withdrawn."),
        "reopen": _("Nobody of these is refused, revoked or withdrawn, so nothing was reopened."),
    }[move]


def none_chosen() -> str:
    return _("Choose rows first.")


def opens(accreditation: Accreditation) -> str:
    """What the page says after category and zones were decided."""
    return _(
        "Saved: %(category)s, zones %(zones)s. Gates know at once; a badge keeps what was printed.",
        category=said(accreditation.category.name),
        zones=", ".join(accreditation.zones) or "–",
    )
