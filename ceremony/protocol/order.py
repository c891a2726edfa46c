"""Protocol order, pure: who comes before whom, by rule, by hand, and from a drawn letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from ceremony.core.i18n import lazy
from ceremony.people.kinds import BodyKind, Rank
from ceremony.register.names import fold_country


class Alphabet(StrEnum):
    """In which language the names of States are put in order; they are shown in English."""

    ENGLISH = "english"
    FRENCH = "french"

    @property
    def label(self) -> str:
        return str(_ALPHABETS[self])


_ALPHABETS = {Alphabet.ENGLISH: lazy("English"), Alphabet.FRENCH: lazy("French")}

# Source: DOMAIN, delegations (kinds); United Nations lists of participants: States, observers,
# regional economic integration organisations, then organisations. The host is a State; those
# whom it invites as its guests come behind everybody else, never beside it.
GROUPS: tuple[frozenset[BodyKind], ...] = (
    frozenset({BodyKind.STATE, BodyKind.HOST}),
    frozenset({BodyKind.OBSERVER_STATE}),
    frozenset({BodyKind.REIO}),
    frozenset({BodyKind.UN_ENTITY}),
    frozenset({BodyKind.ORGANISATION}),
    frozenset({BodyKind.NGO}),
    frozenset({BodyKind.PRIVATE_SECTOR}),
    frozenset({BodyKind.RESEARCH_INSTITUTION}),
    frozenset({BodyKind.GUESTS}),
)
STATES = 0
# Whose heads stand in the family photograph unless somebody asks for all.
REPRESENTED = GROUPS[0] | GROUPS[1] | GROUPS[2]
_GROUP = {kind: place for place, kinds in enumerate(GROUPS) for kind in kinds}
_RANK = {rank: place for place, rank in enumerate(Rank)}

# Formal French names that begin otherwise than the everyday ones of the register. They give a
# place in the alphabet and are never shown. Source: UNTERM, French short names of States.
FRENCH = {
    "BLR": "Bélarus",
    "BRN": "Brunéi Darussalam",
    "COD": "République démocratique du Congo",
    "COG": "Congo",
    "CPV": "Cabo Verde",
    "IRQ": "Iraq",
    "KGZ": "Kirghizistan",
    "KNA": "Saint-Kitts-et-Nevis",
    "KOR": "République de Corée",
    "LAO": "République démocratique populaire lao",
    "MDA": "République de Moldova",
    "MMR": "Myanmar",
    "PRK": "République populaire démocratique de Corée",
    "PSE": "État de Palestine",
    "RUS": "Fédération de Russie",
    "SLV": "El Salvador",
    "SYR": "République arabe syrienne",
    "TLS": "Timor-Leste",
    "TUR": "Türkiye",
    "TZA": "République-Unie de Tanzanie",
    "VAT": "Saint-Siège",
}


@dataclass(frozen=True)
class Sender:
    """A delegation as the orders see it.

    :ivar name: formal, the only one ever shown.
    :ivar code: of the register, ISO 3166 in three letters; of organisations our own.
    :ivar french: the everyday French name of the register, for its place in the alphabet only.
    """

    body_id: int
    name: str
    kind: BodyKind
    code: str = ""
    french: str = ""

    @property
    def group(self) -> int:
        """Which of GROUPS; what is none of them stands last."""
        return _GROUP.get(self.kind, len(GROUPS))

    @property
    def is_host(self) -> bool:
        return self.kind is BodyKind.HOST


class Headed(Protocol):
    """Somebody of a rank who stands for a delegation."""

    @property
    def sender(self) -> Sender: ...
    @property
    def rank(self) -> Rank: ...


H = TypeVar("H", bound=Headed)


class Change(NamedTuple):
    """By hand: *body_id* directly before *before_id*, wherever that then stands; None: last."""

    body_id: int
    before_id: int | None


def alphabetical(sender: Sender, alphabet: Alphabet) -> tuple[str, str, int]:
    """The key by which names stand in the order of *alphabet*: no diacritics, and in French
    letter by letter, so that neither a space nor a hyphen counts.

    What stands in brackets counts only where the rest is equal: "Iran (Islamic Republic of)"
    stands before "Iraq", "Côte d'Ivoire" between "Costa Rica" and "Croatia". In French
    "Sainte-Lucie" stands before "Saint-Marin", "République démocratique populaire lao" before
    "République de Moldova".
    Source: United Nations, list of Member States; press release ORG/1469 of 3 July 2006, the same
    in French; DOMAIN, delegations (names of States).
    """
    name, gap = sender.name, " "
    if alphabet is Alphabet.FRENCH:
        name, gap = FRENCH.get(sender.code) or sender.french or name, ""
    before, _bracket, inside = (fold_country(x).replace(" ", gap) for x in name.partition("("))
    return before, inside, sender.body_id


def by_name(senders: Iterable[Sender], alphabet: Alphabet) -> list[Sender]:
    """States, then observers, organisations …, each group in the order of its names."""
    return sorted(senders, key=lambda x: (x.group, alphabetical(x, alphabet)))


def precedence(
    heads: Iterable[H], alphabet: Alphabet = Alphabet.ENGLISH, *, is_host_first: bool = False
) -> list[H]:
    """Heads of delegation by kind of delegation, then rank, then the name of the State.

    :param is_host_first: the host before everybody, else where its rank and name put it.

    Source: DOMAIN, delegations (rank order for precedence) and treaty signing (the host first).
    """

    def key(head: Headed) -> tuple[object, ...]:
        sender = head.sender
        comes_first = is_host_first and sender.is_host
        return not comes_first, sender.group, _RANK[head.rank], alphabetical(sender, alphabet)

    return sorted(heads, key=key)


def rearranged(heads: Sequence[H], changes: Sequence[Change]) -> tuple[list[H], frozenset[int]]:
    """*heads* with *changes* made one after the other.

    The hand outranks the rule: whoever was moved keeps the place before their neighbour even if
    the rank of either changes. A change whose delegation or neighbour is not in the list waits
    until both are.

    :returns: the new order, and the indexes of the changes that wait.
    """
    order, waiting = list(heads), set()
    for number, (body_id, before_id) in enumerate(changes):
        places = {x.sender.body_id: place for place, x in enumerate(order)}
        has_neighbour = before_id is None or before_id in places
        if body_id not in places or not has_neighbour or body_id == before_id:
            waiting.add(number)
            continue
        moved = order.pop(places[body_id])
        ids = [x.sender.body_id for x in order]
        order.insert(len(order) if before_id is None else ids.index(before_id), moved)
    return order, frozenset(waiting)


def initial(sender: Sender, alphabet: Alphabet) -> str:
    """The letter A to Z with which the name begins; empty if it begins otherwise."""
    first = alphabetical(sender, alphabet)[0][:1].upper()
    return first if first.isascii() and first.isalpha() else ""


def letters(senders: Iterable[Sender], alphabet: Alphabet) -> list[str]:
    """The letters with which the name of some State begins: what a draw chooses from."""
    found = {initial(x, alphabet) for x in senders if x.group == STATES}
    return sorted(found - {""})


def from_letter(senders: Iterable[Sender], alphabet: Alphabet, letter: str) -> list[Sender]:
    """States in the order of *alphabet* beginning with *letter* and wrapping round; then the rest.

    If no name begins with *letter* the next one that does begins. The other groups are not
    turned: observers and organisations follow in the order of their names.
    Source: United Nations General Assembly, seating by the drawing of lots (rules of procedure,
    practice of the Secretariat); DOMAIN, papers that protocol lives on.
    """
    order = by_name(senders, alphabet)
    states = [x for x in order if x.group == STATES]
    start = next((i for i, x in enumerate(states) if initial(x, alphabet) >= letter), 0)
    return [*states[start:], *states[:start], *order[len(states) :]]
