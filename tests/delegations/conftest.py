from datetime import date

import pytest

from ceremony.core import audit, settings
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.people.kinds import Band, Function, PassKind
from ceremony.people.models import AccessRule, Category, Zone


@pytest.fixture
def ceremony(session):
    """A ceremony of two days, with two categories: heads, and everybody else."""
    with transaction(SYSTEM):
        settings.change(
            actor=SYSTEM,
            **settings.BLANK,
            starts_on=date(2025, 10, 25),
            ends_on=date(2025, 10, 26),
            is_demo=False,
        )
        zones = [Zone(code=str(n), name={"en": f"Zone {n}"}, position=n) for n in (1, 2)]
        heads, others = (
            Category(
                code=code,
                name={"en": code.title()},
                letter=code[0].upper(),
                colour="#203040",
                band=Band.PLAIN,
                pass_kind=PassKind.PERSONAL,
                zones=zones_of,
                position=position,
            )
            for position, (code, zones_of) in enumerate(
                {"head": ["1", "2"], "delegate": ["1"]}.items(), start=1
            )
        )
        db.session.add_all([*zones, heads, others])
        db.session.flush()
        rules = [
            AccessRule(position=1, function=Function.HEAD, category_id=heads.id),
            AccessRule(position=2, category_id=others.id),
        ]
        db.session.add_all(rules)
        audit.record(SYSTEM, "test.made", *zones, heads, others, *rules)
