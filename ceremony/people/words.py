"""What the pages say of decisions and of what has happened to somebody."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ceremony.core.i18n import _, lazy, ngettext, said
from ceremony.core.registries import registries
from ceremony.people.kinds import Function, Rank, Sex
from ceremony.people.models import Accreditation
from ceremony.people.states import State

# Name of a move -> icon, word on a button, what will happen.
MOVES = {
    "submit": (
        "tray-arrow-down-bold",
        lazy("Submit"),
        lazy("They wait for a decision. Whoever sends them can change them no more."),
    ),
    "approve": (
        "check-bold",
        lazy("Approve"),
        lazy("They may come in once they hold a badge. A badge is issued for each of them."),
    ),
    "return": (
        "arrow-u-up-left-bold",
        lazy("Return"),
        lazy("Whoever sends them reads the reason, mends what it says and submits them again."),
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
    "restore": (
        "arrow-counter-clockwise-bold",
        lazy("Put back"),
        lazy("They are a draft again, which must be submitted."),
    ),
    "reopen": (
        "arrow-clockwise-bold",
        lazy("Decide again"),
        lazy("They wait for a decision again. Badges that were revoked stay revoked."),
    ),
}

# The same for those who are chosen in the list: the browser fills in how many.
COUNTED = {
    "submit": lazy("Submit {count}"),
    "approve": lazy("Approve {count}"),
    "return": lazy("Return {count}"),
    "refuse": lazy("Refuse {count}"),
    "revoke": lazy("Revoke {count}"),
    "withdraw": lazy("Withdraw {count}"),
    "restore": lazy("Put back {count}"),
    "reopen": lazy("Decide again on {count}"),
}

EVENTS = {
    "people.registered": lazy("Registered"),
    "people.admitted": lazy("Request accepted: waits for a decision"),
    "people.asked_for": lazy("Asked for by the delegation"),
    "people.dropped": lazy("Request not accepted, or taken back"),
    "people.drafted": lazy("Entered as a draft"),
    "people.returned": lazy("Returned"),
    "people.restored": lazy("Put back"),
    "people.submitted": lazy("Submitted for accreditation"),
    "people.changed": lazy("Details changed"),
    "people.participation_added": lazy("Another participation added"),
    "people.participation_changed": lazy("Participation changed"),
    "people.participation_made_primary": lazy("Participation put on the badge"),
    "people.participation_made_secondary": lazy("Participation taken off the badge"),
    "people.participation_removed": lazy("Participation removed"),
    "people.pass_changed": lazy("Pass of a delegation changed"),
    "people.pass_made": lazy("Pass of a delegation made"),
    "people.overridden": lazy("Category or zones set by hand"),
    "people.reassessed": lazy("Category or zones changed"),
    "people.validity_changed": lazy("Validity changed"),
    "people.body_kind_changed": lazy("Kind of the delegation changed"),
    "people.approved": lazy("Approved"),
    "people.refused": lazy("Refused"),
    "people.revoked": lazy("Revoked"),
    "people.withdrawn": lazy("Withdrawn"),
    "people.reopened": lazy("Decision reopened"),
    "people.photograph_set": lazy("Photograph added"),
    "people.photograph_removed": lazy("Photograph removed"),
    "people.document_shown": lazy("Document number shown"),
    "people.decisions_started": lazy("Deciding about many people begun"),
    "people.decisions_stopped": lazy("Deciding about many people stopped"),
    "people.exported": lazy("List of people exported"),
    "people.export_started": lazy("Export of the list of people begun"),
    "people.export_stopped": lazy("Export of the list of people stopped"),
    "people.filter_saved": lazy("Filter of people saved"),
    "people.filter_changed": lazy("Filter of people changed"),
    "people.filter_deleted": lazy("Filter of people deleted"),
    "people.filter_restored": lazy("Filter of people put back"),
    "people.merged": lazy("Merged with another record of the same person"),
    "people.merged_away": lazy("Became part of another record of the same person"),
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
    "dietary_needs": lazy("dietary needs"),
    "medical_needs": lazy("medical needs"),
    "access_needs": lazy("access needs"),
    "is_listed": lazy("agreement to be listed"),
    "body_id": lazy("who sends them"),
    "details": lazy("driver and route"),
    "label": lazy("number or plate"),
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


# Of these the history says what stood there before, to whom may read it.
_SAID = frozenset(
    """family_name given_names badge_name original_name honorific sex born_on nationality_code
    document_expires_on email phone languages function rank title organisation""".split()
)
_CHOICES: dict[str, type[Function] | type[Rank] | type[Sex]] = {
    "function": Function,
    "rank": Rank,
    "sex": Sex,
}


def _value(name: str, raw: Any) -> str | None:
    if name not in _SAID:
        return None
    if raw and name in _CHOICES:
        return _CHOICES[name](raw).label
    return str(raw) if raw else _("nothing")


def changed(
    fields: Iterable[str],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    names: Mapping[str, object] = FIELDS,
    value: Callable[[str, Any], str | None] = _value,
) -> str:
    """The changed *fields* in words, with what they said *before* and say *after*, if given.

    :param names: what fields are called; those without a name are left out.
    :param value: a field's value in words; None where only that it changed is told.
    """
    parts = []
    for name in (x for x in fields if x in names):
        was, now = (value(name, x.get(name)) if x else None for x in (before, after))
        if was is None or now is None:
            parts.append(str(names[name]))
        else:
            said_so = {"field": names[name], "was": was, "now": now}
            parts.append(_("%(field)s: %(was)s → %(now)s", **said_so))
    return ", ".join(parts)


def what(event: str) -> str:
    """An audit event in words; one that nobody named shows its own."""
    known = registries.events.get(event)
    return str(known) if known else event.partition(".")[2].replace("_", " ").capitalize()


def act(move: str, count: int) -> str:
    """The words on the button that does it."""
    return {
        "submit": ngettext("Submit %(num)d person", "Submit %(num)d people", count),
        "return": ngettext("Return %(num)d person", "Return %(num)d people", count),
        "restore": ngettext("Put back %(num)d person", "Put back %(num)d people", count),
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
        "submit": ngettext("%(num)d person submitted.", "%(num)d people submitted.", count),
        "return": ngettext("%(num)d person returned.", "%(num)d people returned.", count),
        "restore": ngettext("%(num)d person put back.", "%(num)d people put back.", count),
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


def see(state: State) -> str:
    """The words of a link to those who are in *state*."""
    return {
        State.DRAFT: _("See the drafts"),
        State.SUBMITTED: _("See those who wait for a decision"),
        State.RETURNED: _("See those who were returned"),
        State.APPROVED: _("See those who are approved"),
        State.REFUSED: _("See those who were refused"),
        State.REVOKED: _("See those who were revoked"),
        State.WITHDRAWN: _("See those who were withdrawn"),
    }[state]


def skipped(count: int) -> str:
    return ngettext(
        "%(num)d person was left out and stays as before.",
        "%(num)d people were left out and stay as before.",
        count,
    )


def exported(count: int, file: str) -> str:
    return ngettext("%(num)d person in %(file)s.", "%(num)d people in %(file)s.", count, file=file)


def would_approve(count: int) -> str:
    return ngettext("%(num)d person would be approved.", "%(num)d people would be approved.", count)


def none_possible(move: str) -> str:
    return {
        "submit": _("Nobody of these is a draft, so nobody was submitted."),
        "return": _("Nobody of these waits for a decision, so nobody was returned."),
        "restore": _("Nobody of these is withdrawn, so nobody was put back."),
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
