"""What changes, in words."""

from ceremony.core.ceremony_file.parts import Change, Verb
from ceremony.core.i18n import _


def sentence_of(change: Change) -> str:
    """``Zones: 5 is new.``"""
    facts = {"part": str(change.part.label), "name": change.name}
    if not change.part.is_list:
        return _("%(part)s changes.", **facts)
    match change.verb:
        case Verb.ADDED:
            return _("%(part)s: %(name)s is added.", **facts)
        case Verb.CHANGED:
            return _("%(part)s: %(name)s changes.", **facts)
        case Verb.MOVED:
            return _("%(part)s: %(name)s gets another place.", **facts)
        case Verb.REMOVED:
            return _("%(part)s: %(name)s is removed.", **facts)
