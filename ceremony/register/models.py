"""Who may take part at all, and what a travel document may name."""

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.db import Model, one_of
from ceremony.core.i18n import lazy


class ParticipantKind(StrEnum):
    """What may become a party to a treaty deposited with the Secretary-General."""

    MEMBER_STATE = "member_state"
    OBSERVER_STATE = "observer_state"
    OTHER_STATE = "other_state"
    REIO = "regional_economic_integration_organization"

    @property
    def label(self) -> str:
        return str(_KINDS[self])


_KINDS = {
    ParticipantKind.MEMBER_STATE: lazy("Member State"),
    ParticipantKind.OBSERVER_STATE: lazy("Observer State"),
    ParticipantKind.OTHER_STATE: lazy("Other State"),
    ParticipantKind.REIO: lazy("Regional economic integration organisation"),
}


class Participant(Model):
    """A State or organisation that may take part, under its formal name."""

    __tablename__ = "participant"

    iso3: Mapped[str] = mapped_column(String(3), unique=True)
    iso2: Mapped[str] = mapped_column(String(2), unique=True)
    name: Mapped[str] = mapped_column(unique=True, comment="Formal; the only one ever shown")
    kind: Mapped[ParticipantKind] = mapped_column(one_of(ParticipantKind, "kind"))
    un_regional_group: Mapped[str | None]
    is_eu_member: Mapped[bool]
    search_name_en: Mapped[str] = mapped_column(comment="Everyday name: to find, never to show")
    search_name_fr: Mapped[str]
    search_name_es: Mapped[str]
    search_name_ar: Mapped[str]
    search_name_zh: Mapped[str]
    search_name_ru: Mapped[str]
    search_name_vi: Mapped[str]
    aliases: Mapped[str] = mapped_column(comment="More everyday names, parted by semicolons")
    search_key: Mapped[str] = mapped_column(comment="All names and codes, folded")
    sort_key: Mapped[str] = mapped_column(index=True, comment="The folded formal name")

    @property
    def search_names(self) -> list[str]:
        """Every name by which somebody may look for it."""
        everyday = [
            getattr(self, f"search_name_{language}")
            for language in ("en", "fr", "es", "ar", "zh", "ru", "vi")
        ]
        return [self.name, *everyday, *filter(None, self.aliases.split(";"))]


class Nationality(Model):
    """What a travel document may name: a State, or one of the other codes of ICAO Doc 9303."""

    __tablename__ = "nationality"

    code: Mapped[str] = mapped_column(String(3), unique=True, comment="ICAO Doc 9303, part 3")
    name: Mapped[str] = mapped_column(comment="Formal")
    aliases: Mapped[str] = mapped_column(comment="More names, parted by semicolons")
    sort_key: Mapped[str] = mapped_column(index=True)
