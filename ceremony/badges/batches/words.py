"""What a batch was asked for, in the words of the desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import format_decimal
from sqlalchemy import select

from ceremony.badges.models import Batch
from ceremony.badges.words import STATES
from ceremony.core.db import db
from ceremony.core.i18n import _, ngettext, said
from ceremony.people.models import Body, Category


def asked(batches: Sequence[Batch]) -> dict[int, str]:
    """By id of the batch; the names come in two statements, however many batches there are."""
    bodies = {x.asked.get("delegation") for x in batches}
    categories = {x.asked.get("category") for x in batches}
    named = select(Body.code, Body.name).where(Body.code.in_(bodies - {None}))
    called = select(Category.code, Category.name).where(Category.code.in_(categories - {None}))
    names = {x.code: x.name for x in db.session.execute(named)}
    kinds = {x.code: said(x.name) for x in db.session.execute(called)}
    return {x.id: _told(x.asked, names, kinds) for x in batches}


def _told(asked: Mapping[str, Any], names: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    if number := asked.get("batch"):
        return _("Part of batch %(number)d", number=number)
    if count := asked.get("chosen"):
        return ngettext("%(count)s chosen", "%(count)s chosen", count, count=format_decimal(count))
    body, category = asked.get("delegation", ""), asked.get("category", "")
    state = STATES.get(asked.get("state", ""), "")
    parts = (names.get(body, body), kinds.get(category, category), str(state))
    return " · ".join(filter(None, parts)) or _("All")
