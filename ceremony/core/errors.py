"""Errors that a person can understand and act on."""

import click

from ceremony.core.i18n import _


class Misconfigured(click.ClickException):
    """The surroundings are wrong: nothing starts, and the sentence says what to put right.

    It is English, since languages are not known yet.
    """


class DomainError(Exception):
    """A rule of the ceremony said no. ``str(error)`` is shown to the user."""

    field: str | None = None
    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(DomainError):
    """The actor lacks the permission."""

    status = 403


class ReasonNeeded(DomainError):
    """What is done here is not done without saying why."""


def demand_reason(given: str, otherwise: str = "", *, field: str = "reason") -> str:
    """*given* without the space around it.

    :param otherwise: the sentence if nothing was said; empty: the usual one.
    :raises ReasonNeeded: nothing was.
    """
    if not given.strip():
        raise ReasonNeeded(otherwise or _("Say why."), field=field)
    return given.strip()


class TooManyTries(DomainError):
    """The same thing was tried too often; waiting helps."""

    status = 429


class EditConflict(DomainError):
    """Two people changed the same row; the second is asked to look again."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this a moment ago. Look again, then repeat."))
