"""How long ago something was, in words."""

from datetime import datetime

from ceremony.core.clock import now
from ceremony.core.i18n import _, ngettext


def age(since: datetime) -> str:
    """``just now``, ``18 min``, ``2 h 40 min``, ``3 days``."""
    minutes = int((now() - since).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(minutes)d min", minutes=minutes)
    hours = minutes // 60
    if hours < 24:
        return _("%(hours)d h %(minutes)d min", hours=hours, minutes=minutes % 60)
    return ngettext("%(num)d day", "%(num)d days", hours // 24)


def ago(since: datetime) -> str:
    """``just now``, ``18 min ago``, ``2 h ago``, ``3 days ago``."""
    minutes = int((now() - since).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(minutes)d min ago", minutes=minutes)
    if minutes < 24 * 60:
        return _("%(hours)d h ago", hours=minutes // 60)
    return ngettext("%(num)d day ago", "%(num)d days ago", minutes // (24 * 60))
