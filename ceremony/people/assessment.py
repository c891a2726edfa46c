"""What the table of categories says now about somebody: category and zones."""

from collections.abc import Mapping, Sequence

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.people import queries
from ceremony.people.access import Part, rule_for, union
from ceremony.people.models import Category, Participation, Person


class NoCategory(DomainError):
    """The table of categories has no line for somebody."""


def assess(
    parts: Mapping[int, Sequence[Participation]], own: Mapping[int, int] | None = None
) -> dict[int, tuple[int, list[str]]]:
    """Category (of the primary participation) and zones (of all) by person.

    :param parts: the participations of each person, with their bodies.
    :param own: ids of the categories that stand for the primary one, by person: they open
        their own zones.
    :raises NoCategory: the table has no line for one of them.
    """
    rules = queries.access_rules()
    order = [zone.code for zone in queries.zones()]
    categories = {x.id: x for x in queries.categories()} if own else {}
    assessed = {}
    for person_id, participations in parts.items():
        fitting = []
        for x in sorted(participations, key=lambda x: not x.is_primary):
            rule = rule_for(rules, Part(x.body.kind, x.function, x.rank))
            if rule is None:
                raise NoCategory(
                    _(
                        "The table of categories has no line for %(function)s of %(kind)s.",
                        function=x.function.label,
                        kind=x.body.kind.label,
                    ),
                    field="function",
                )
            fitting.append(rule)
        opened = [x.category.zones if x.zones is None else x.zones for x in fitting]
        category_id = fitting[0].category_id
        if own and person_id in own:
            category_id = own[person_id]
            opened[0] = categories[category_id].zones
        assessed[person_id] = (category_id, union(opened, order))
    return assessed


def by_the_table(person: Person) -> tuple[Category | None, list[str]]:
    """What *person* gets unless somebody decides otherwise; nothing where no line fits."""
    try:
        [(category_id, zones)] = assess({person.id: person.participations}).values()
    except NoCategory:
        return None, []
    return queries.category_of(category_id), zones
