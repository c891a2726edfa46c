"""The field's terms for who comes and as what. Source: DOMAIN, delegations."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.people.labels import DOCUMENT_TYPES, FUNCTIONS


class BodyKind(StrEnum):
    """What a body that sends persons is."""

    STATE = "state"
    OBSERVER_STATE = "observer_state"
    REIO = "reio"
    UN_ENTITY = "un_entity"
    ORGANISATION = "organisation"
    NGO = "ngo"
    PRIVATE_SECTOR = "private_sector"
    RESEARCH_INSTITUTION = "research_institution"
    HOST = "host"
    GUESTS = "guests"
    OUTLET = "outlet"
    WORKFORCE = "workforce"

    @property
    def label(self) -> str:
        return str(_BODY_KINDS[self])


class Function(StrEnum):
    """What a person does in the body that sends them."""

    HEAD = "head"
    DEPUTY_HEAD = "deputy_head"
    DELEGATE = "delegate"
    ADVISER = "adviser"
    INTERPRETER = "interpreter"
    SECURITY_OFFICER = "security_officer"
    PROTOCOL = "protocol"
    MEDICAL = "medical"
    MEDIA = "media"
    SPOUSE = "spouse"
    DRIVER = "driver"
    JOURNALIST = "journalist"
    STAFF = "staff"

    @property
    def label(self) -> str:
        return str(FUNCTIONS[self])


class Rank(StrEnum):
    """Rank for precedence, the highest first."""

    HEAD_OF_STATE = "head_of_state"
    VICE_PRESIDENT = "vice_president"
    HEAD_OF_GOVERNMENT = "head_of_government"
    DEPUTY_PRIME_MINISTER = "deputy_prime_minister"
    FOREIGN_MINISTER = "foreign_minister"
    MINISTER = "minister"
    VICE_MINISTER = "vice_minister"
    AMBASSADOR = "ambassador"
    OTHER = "other"

    @property
    def label(self) -> str:
        return str(_RANKS[self])


class Sex(StrEnum):
    """As in the passport."""

    FEMALE = "F"
    MALE = "M"
    UNSPECIFIED = "X"

    @property
    def label(self) -> str:
        return str(_SEXES[self])


class DocumentType(StrEnum):
    """The travel document."""

    PASSPORT = "passport"
    DIPLOMATIC_PASSPORT = "diplomatic_passport"
    SERVICE_PASSPORT = "service_passport"
    LAISSEZ_PASSER = "laissez_passer"
    IDENTITY_CARD = "identity_card"
    TRAVEL_DOCUMENT = "travel_document"

    @property
    def label(self) -> str:
        return str(DOCUMENT_TYPES[self])


class PassKind(StrEnum):
    """Who holds a pass of a category."""

    PERSONAL = "personal"
    FLOATER = "floater"
    POOL = "pool"
    VEHICLE = "vehicle"

    @property
    def label(self) -> str:
        return str(_PASS_KINDS[self])


class Band(StrEnum):
    """How the band of a badge tells its category apart without colour."""

    PLAIN = "plain"
    GOLD = "gold"
    BROKEN = "broken"
    WOVEN = "woven"
    FRAMED = "framed"

    @property
    def label(self) -> str:
        return str(_BANDS[self])


# Whose members represent a State.
STATES = frozenset({BodyKind.STATE, BodyKind.OBSERVER_STATE, BodyKind.HOST})

RANKS_WITHOUT_PHOTOGRAPH = frozenset(
    {Rank.HEAD_OF_STATE, Rank.VICE_PRESIDENT, Rank.HEAD_OF_GOVERNMENT}
)
FUNCTIONS_WITHOUT_PHOTOGRAPH = frozenset({Function.SPOUSE})
UNVETTED_RANKS = frozenset({Rank.HEAD_OF_STATE, Rank.HEAD_OF_GOVERNMENT, Rank.FOREIGN_MINISTER})

# Who speaks for the delegation; the others serve or accompany them, and no rank spares them.
PRINCIPALS = frozenset({Function.HEAD, Function.DEPUTY_HEAD, Function.DELEGATE})


def is_plausible(function: str, rank: str) -> bool:
    """Whether somebody of this rank takes part like this: no Head of State comes as a driver."""
    spares = rank in RANKS_WITHOUT_PHOTOGRAPH | UNVETTED_RANKS
    return function in PRINCIPALS or not spares


def is_without_photograph(function: str, rank: str) -> bool:
    """No photograph is asked of who takes part like this, and the gate says so.

    Source: DOMAIN, delegations. ``Participation.is_without_photograph`` says it in SQL too.
    """
    if function in FUNCTIONS_WITHOUT_PHOTOGRAPH:
        return True
    return function in PRINCIPALS and rank in RANKS_WITHOUT_PHOTOGRAPH


def is_unvetted(function: str, rank: str) -> bool:
    """Whoever takes part like this in the first place is not vetted.

    Source: DOMAIN, delegations.
    """
    return function in PRINCIPALS and rank in UNVETTED_RANKS


_BODY_KINDS = {
    BodyKind.STATE: lazy("State"),
    BodyKind.OBSERVER_STATE: lazy("Observer State"),
    BodyKind.REIO: lazy("Regional economic integration organisation"),
    BodyKind.UN_ENTITY: lazy("United Nations entity"),
    BodyKind.ORGANISATION: lazy("International or regional organisation"),
    BodyKind.NGO: lazy("Non-governmental organisation"),
    BodyKind.PRIVATE_SECTOR: lazy("Private sector"),
    BodyKind.RESEARCH_INSTITUTION: lazy("Research institution"),
    BodyKind.HOST: lazy("Host"),
    BodyKind.GUESTS: lazy("Guests of the host"),
    BodyKind.OUTLET: lazy("News outlet"),
    BodyKind.WORKFORCE: lazy("Workforce"),
}
_RANKS = {
    Rank.HEAD_OF_STATE: lazy("Head of State"),
    Rank.VICE_PRESIDENT: lazy("Vice-President or Crown Prince"),
    Rank.HEAD_OF_GOVERNMENT: lazy("Head of Government"),
    Rank.DEPUTY_PRIME_MINISTER: lazy("Deputy Prime Minister"),
    Rank.FOREIGN_MINISTER: lazy("Minister for Foreign Affairs"),
    Rank.MINISTER: lazy("Minister"),
    Rank.VICE_MINISTER: lazy("Vice-Minister"),
    Rank.AMBASSADOR: lazy("Ambassador"),
    Rank.OTHER: lazy("Other"),
}
_SEXES = {Sex.FEMALE: lazy("Female"), Sex.MALE: lazy("Male"), Sex.UNSPECIFIED: lazy("Unspecified")}
_PASS_KINDS = {
    PassKind.PERSONAL: lazy("Personal"),
    PassKind.FLOATER: lazy("Floater of a delegation"),
    PassKind.POOL: lazy("Pool card of a news outlet"),
    PassKind.VEHICLE: lazy("Vehicle"),
}
_BANDS = {
    Band.PLAIN: lazy("Plain"),
    Band.GOLD: lazy("Golden foot"),
    Band.BROKEN: lazy("Notched foot"),
    Band.WOVEN: lazy("Stripes"),
    Band.FRAMED: lazy("White in a frame"),
}
