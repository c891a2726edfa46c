"""What a delegation has to do next, in a sentence: the first thing its overview says."""

from collections.abc import Sequence
from typing import NamedTuple

from ceremony.core.i18n import _, ngettext
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations.composition import who_can_still
from ceremony.delegations.portal.blueprint import Rights
from ceremony.delegations.portal.rows import Row
from ceremony.delegations.states.delegations import State
from ceremony.people.kinds import Function


class Next(NamedTuple):
    """*act* is the main act of the page: ``add``, ``submit``, ``ask`` or none."""

    fact: str
    sentence: str
    act: str = ""


def of(delegation: Delegation, rows: Sequence[Row], rights: Rights) -> Next:
    if rights.is_late and not rights.is_open:
        return Next(
            _("The deadline has passed."),
            f"{_('Nothing is lost.')} {who_can_still()}",
        )
    if rights.is_open:
        return _composing(delegation, rows)
    return _decided(delegation)


def _composing(delegation: Delegation, rows: Sequence[Row]) -> Next:
    if delegation.state is State.RETURNED:
        fact = _("The organisers returned your delegation.")
        return Next(fact, _("Mend what they say, then submit it again."), "submit")
    if not rows:
        return Next(_("Nobody is in the delegation yet."), "", "add")
    lacking = [x for x in rows if x.is_coming and x.needed]
    if lacking:
        return Next(
            ngettext(
                "%(num)d member is not complete.", "%(num)d members are not complete.", len(lacking)
            ),
            _("Complete them, then submit the delegation."),
            "add",
        )
    if not any(x.part.function is Function.HEAD and x.is_coming for x in rows):
        return Next(_("Nobody is head of the delegation."), _("Say who it is."), "add")
    following = any(x.is_coming and x.wanted for x in rows)
    return Next(
        _("What is needed to submit is there."),
        _("Submit the delegation when everybody is entered. Photographs can come later.")
        if following
        else _("Submit the delegation when everybody is entered."),
        "submit",
    )


def _decided(delegation: Delegation) -> Next:
    if delegation.state is State.SUBMITTED:
        return Next(
            _("The organisers look at your delegation."),
            _("You hear from them by email. Members change by request now."),
            "ask",
        )
    if delegation.state is State.APPROVED:
        return Next(
            _("Your delegation is approved."),
            _("Badges are collected with the code in the confirmation. Members change by request."),
            "ask",
        )
    if delegation.state is State.REFUSED:
        return Next(_("The organisers refused your delegation."), delegation.reason or "")
    return Next(
        _("The delegation does not take part."), _("If that is wrong, tell the organisers.")
    )
