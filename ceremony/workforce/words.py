"""What the pages say of the host's staff."""

from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.jobs import Job
from ceremony.core.registries import registries
from ceremony.workforce.operations import Approving

registries.events.update(
    {
        "workforce.service_added": lazy("Service of the host added"),
        "workforce.service_renamed": lazy("Service of the host renamed"),
    }
)


def registered(count: int) -> str:
    return ngettext("%(num)d person registered.", "%(num)d people registered.", count)


def approved(count: int) -> str:
    if not count:
        return _("Nobody was approved.")
    return ngettext("%(num)d person approved.", "%(num)d people approved.", count)


def being_approved(count: int) -> str:
    return ngettext(
        "%(num)d person is being approved.", "%(num)d people are being approved.", count
    )


def approving(what: Approving) -> str:
    """What became of approving somebody: it is done, or it has begun."""
    return being_approved(what.total) if isinstance(what, Job) else approved(what.done)


def would_register(count: int) -> str:
    return ngettext(
        "%(num)d person would be registered.", "%(num)d people would be registered.", count
    )


def same_name(twin: str) -> str:
    return _("somebody of this name is there: %(known)s.", known=twin)
