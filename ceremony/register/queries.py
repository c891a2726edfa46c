"""Finding participants and nationalities by whatever name people use."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func, select

from ceremony.core.db import db
from ceremony.register.models import Nationality, Participant, ParticipantKind
from ceremony.register.names import fold, fold_country

T = TypeVar("T")
CODE = 3

# Higher slices say here which participants send somebody: ids of participants.
senders: list[Callable[[], set[int]]] = []
_NONE: Set[int] = frozenset()


def sending() -> set[int]:
    """Ids of the participants that send people, or whatever else counts as coming."""
    return {id_ for ask in senders for id_ in ask()}


def total() -> int:
    return db.session.scalar(select(func.count(Participant.id))) or 0


def participants(
    *, words: str = "", kind: str = "", group: str = "", sends: str = "", sending: Set[int] = _NONE
) -> Sequence[Participant]:
    """The register, in the order of the formal names.

    :param words: each must occur in some name or code, however it is written.
    :param kind: a value of :class:`ParticipantKind`; empty or unknown means any.
    :param sends: ``yes`` or ``no``: only those in *sending*, or only the others.
    """
    rows = select(Participant).order_by(Participant.sort_key)
    for word in fold(words).split():
        rows = rows.where(Participant.search_key.contains(word, autoescape=True))
    if kind in set(ParticipantKind):
        rows = rows.where(Participant.kind == kind)
    if group:
        rows = rows.where(Participant.un_regional_group == group)
    found = db.session.scalars(rows).all()
    return [x for x in found if sends not in {"yes", "no"} or (x.id in sending) is (sends == "yes")]


def states() -> list[Participant]:
    """The States among the participants, in the order of their names."""
    return [x for x in participants() if x.kind is not ParticipantKind.REIO]


def participant(iso3: str) -> Participant:
    """:raises NoResultFound: the register has none."""
    return db.session.scalars(select(Participant).where(Participant.iso3 == iso3)).one()


def groups() -> Sequence[str]:
    """The regional groups that occur."""
    named = Participant.un_regional_group
    return db.session.scalars(
        select(named).where(named.is_not(None)).distinct().order_by(named)
    ).all()  # type: ignore[return-value]


@dataclass(frozen=True)
class Index(Generic[T]):
    """What people write, to what they mean. *names* are folded, *codes* are capitals."""

    names: Mapping[str, T]
    codes: Mapping[str, T]

    def find(self, text: str) -> T | None:
        """A code in capitals is a code: NGA is Nigeria, but Nga is Vietnamese for Russia."""
        code = text.strip().upper()
        if code in self.codes and code == text.strip():
            return self.codes[code]
        return self.names.get(fold_country(text)) or self.codes.get(code)


def find(text: str) -> Participant | None:
    """The one participant that *text* names exactly, in any language or as an ISO code."""
    return index().find(text)


def index() -> Index[Participant]:
    """All participants by all their names. A name that fits two of them fits none."""
    everybody = db.session.scalars(select(Participant)).all()
    names: dict[str, Participant] = {}
    shared = {""}
    for participant in everybody:
        for name in participant.search_names:
            key = fold_country(name)
            if names.setdefault(key, participant) is not participant:
                shared.add(key)
    names = {key: x for key, x in names.items() if key not in shared}
    names |= {fold_country(x.name): x for x in everybody}
    return Index(names, {code: x for x in everybody for code in (x.iso2, x.iso3)})


def nationalities() -> Sequence[Nationality]:
    """All of them, in the order of their names."""
    return db.session.scalars(select(Nationality).order_by(Nationality.sort_key)).all()


def nationality_index(states: Index[Participant] | None = None) -> Index[str]:
    """The codes of nationalities by all their names, those of their States among them.

    :param states: what :func:`index` gave, if it was asked already.
    """
    states = index() if states is None else states
    listed = nationalities()
    known = {x.code for x in listed}
    names = {key: x.iso3 for key, x in states.names.items() if x.iso3 in known}
    codes = {key: x.iso3 for key, x in states.codes.items() if x.iso3 in known}
    for nationality in listed:
        aliases = list(filter(None, nationality.aliases.split(";")))
        names |= {fold_country(x): nationality.code for x in (nationality.name, *aliases)}
        short = (x for x in aliases if len(x) <= CODE and x.isupper())
        codes |= dict.fromkeys((nationality.code, *short), nationality.code)
    return Index(names, codes)
