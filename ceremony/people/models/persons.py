"""Persons, how they take part, and their right to pass."""

from datetime import date
from functools import lru_cache

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from ceremony.core.crypto import EncryptedText
from ceremony.core.db import Model, Moment, one_of
from ceremony.people import kinds
from ceremony.people.kinds import BodyKind, DocumentType, Function, Rank, Sex
from ceremony.people.labels import pass_name
from ceremony.people.models.access import Category
from ceremony.people.states import State
from ceremony.register.models import Nationality, Participant


class Body(Model):
    """What sends persons: a delegation, a news outlet, a service of the host."""

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("kind", "participant_id"),)

    code: Mapped[str] = mapped_column(String(32), unique=True, comment="QAT, or O-0042")
    name: Mapped[str] = mapped_column(comment="Formal")
    kind: Mapped[BodyKind] = mapped_column(one_of(BodyKind))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    search_key: Mapped[str] = mapped_column(comment="The folded name, and a State's other names")
    sort_key: Mapped[str] = mapped_column(index=True)

    participant: Mapped[Participant | None] = relationship(lazy="raise_on_sql")


class Person(Model):
    """One human being, with names exactly as they were given."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("family_name <> '' OR given_names <> ''", name="has_a_name"),
        Index("ix_person_sort_key", "sort_key", "id"),
        Index("ix_person_document_hash", "document_hash"),
        Index(
            "ix_person_without_photograph",
            "id",
            sqlite_where=text("photo IS NULL"),
            postgresql_where=text("photo IS NULL"),
        ),
    )

    family_name: Mapped[str] = mapped_column(comment="As in the passport; may be empty")
    given_names: Mapped[str] = mapped_column(comment="As in the passport; may be empty")
    badge_name: Mapped[str] = mapped_column(comment="As printed and announced")
    original_name: Mapped[str] = mapped_column(default="", comment="In its own script")
    honorific: Mapped[str] = mapped_column(default="")
    sex: Mapped[Sex | None] = mapped_column(one_of(Sex))
    born_on: Mapped[date | None]
    nationality_code: Mapped[str | None] = mapped_column(ForeignKey("nationality.code"))
    document_type: Mapped[DocumentType | None] = mapped_column(one_of(DocumentType))
    document_number: Mapped[str | None] = mapped_column(EncryptedText)
    document_hash: Mapped[str | None] = mapped_column(String(64), comment="Finds the number")
    document_expires_on: Mapped[date | None]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    dietary_needs: Mapped[str | None] = mapped_column(EncryptedText)
    medical_needs: Mapped[str | None] = mapped_column(EncryptedText)
    access_needs: Mapped[str | None] = mapped_column(EncryptedText)
    photo: Mapped[str | None] = mapped_column(comment="Name of the stored file")
    photo_added_at: Mapped[Moment | None]
    search_key: Mapped[str] = mapped_column(comment="Folded words of all names")
    sort_key: Mapped[str] = mapped_column(comment="The folded badge name")
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True, comment="The record of the same person that counts"
    )

    nationality: Mapped[Nationality | None] = relationship(lazy="raise_on_sql")
    participations: Mapped[list["Participation"]] = relationship(
        lazy="raise_on_sql", back_populates="person", order_by="Participation.id"
    )
    accreditation: Mapped["Accreditation | None"] = relationship(
        lazy="raise_on_sql", back_populates="person"
    )

    @property
    def senders(self) -> frozenset[int]:
        """Ids of the bodies that send this person: all of them must let somebody change it."""
        return frozenset(x.body_id for x in self.participations)

    @hybrid_property
    def is_without_photograph(self) -> bool:
        """By protocol: none is asked of who takes part like this in the first place."""
        return any(x.is_primary and x.is_without_photograph for x in self.participations)

    @is_without_photograph.inplace.expression
    @classmethod
    @lru_cache(1)  # SQLAlchemy asks for it at every insertion
    def _is_without_photograph(cls) -> ColumnElement[bool]:
        part = aliased(Participation)
        asked_of_none = (part.person_id == cls.id, part.is_primary, part.is_without_photograph)
        # Made once, it may stand twice in a statement: *part* is always its own there.
        return select(part.id).where(*asked_of_none).correlate(cls).exists()

    @hybrid_property
    def lacks_photograph(self) -> bool:
        """There is none, and there should be one."""
        return self.photo is None and not self.is_without_photograph

    @lacks_photograph.inplace.expression
    @classmethod
    @lru_cache(1)  # SQLAlchemy asks for it at every insertion
    def _lacks_photograph(cls) -> ColumnElement[bool]:
        return and_(cls.photo.is_(None), not_(cls.is_without_photograph))


class Participation(Model):
    """One way in which a person takes part; exactly one of them is primary."""

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("person_id", "body_id"),
        Index("ix_participation_body", "body_id", "function", "person_id"),
        Index("ix_participation_function", "function", "person_id"),
        Index(
            "uq_participation_primary",
            "person_id",
            unique=True,
            sqlite_where=text("is_primary"),
            postgresql_where=text("is_primary"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    function: Mapped[Function] = mapped_column(one_of(Function))
    rank: Mapped[Rank] = mapped_column(one_of(Rank), default=Rank.OTHER)
    title: Mapped[str] = mapped_column(default="", comment="Position: Minister of Justice")
    organisation: Mapped[str] = mapped_column(default="")
    is_primary: Mapped[bool] = mapped_column(default=True)
    is_listed: Mapped[bool] = mapped_column(
        default=False, comment="Agrees to be named in the list of participants"
    )

    person: Mapped[Person] = relationship(lazy="raise_on_sql", back_populates="participations")
    body: Mapped[Body] = relationship(lazy="raise_on_sql")

    @property
    def senders(self) -> frozenset[int]:
        return frozenset({self.body_id})

    @hybrid_property
    def is_without_photograph(self) -> bool:
        """By protocol: none is asked of who takes part like this."""
        return kinds.is_without_photograph(self.function, self.rank)

    @is_without_photograph.inplace.expression
    @classmethod
    def _is_without_photograph(cls) -> ColumnElement[bool]:
        return or_(
            cls.function.in_(kinds.FUNCTIONS_WITHOUT_PHOTOGRAPH),
            and_(cls.function.in_(kinds.PRINCIPALS), cls.rank.in_(kinds.RANKS_WITHOUT_PHOTOGRAPH)),
        )


class Accreditation(Model):
    """A right to pass: category, zones, validity. Badges print it, gates judge it.

    It belongs to a person, or to a body whose members hand it on: a floater, a pool card,
    a vehicle. Whoever comes from persons never meets one of those.
    """

    __tablename__ = "accreditation"
    __table_args__ = (
        CheckConstraint("valid_from < valid_until", name="ends_after_start"),
        CheckConstraint(
            "(state IN ('returned', 'refused', 'revoked')) = (reason IS NOT NULL)",
            name="reason_if_ended",
        ),
        CheckConstraint(
            "(own_category_id IS NULL AND own_zones IS NULL) = (own_reason IS NULL)",
            name="reason_if_overridden",
        ),
        CheckConstraint("validity_reason <> ''", name="validity_reason_is_said"),
        CheckConstraint("(person_id IS NULL) <> (body_id IS NULL)", name="one_holder"),
        CheckConstraint("(label IS NULL) = (body_id IS NULL)", name="labelled_if_of_a_body"),
        UniqueConstraint("body_id", "category_id", "label"),
        Index("ix_accreditation_state", "state", "state_since", "person_id"),
        Index("ix_accreditation_category", "category_id", "person_id"),
        Index("ix_accreditation_since", "state_since", "person_id"),
        Index("ix_accreditation_person", "person_id", "state"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True, nullable=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    label: Mapped[str | None] = mapped_column(
        comment="Instead of a name: a plate, or which of a body's floaters"
    )
    details: Mapped[str] = mapped_column(default="", comment="Driver and route of a vehicle")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    zones: Mapped[list[str]] = mapped_column(JSON, comment="What it opens now, codes in order")
    own_category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    own_zones: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    own_reason: Mapped[str | None] = mapped_column(comment="Why not as the table says")
    valid_from: Mapped[Moment]
    valid_until: Mapped[Moment]
    validity_reason: Mapped[str | None] = mapped_column(
        comment="Why not as the settings say; None: as they say"
    )
    state: Mapped[State] = mapped_column(one_of(State))
    state_since: Mapped[Moment]
    reason: Mapped[str | None] = mapped_column(comment="Why returned, refused or revoked")
    collection_code: Mapped[str | None] = mapped_column(
        String(8), unique=True, comment="With it and a document the badge is collected"
    )

    person: Mapped[Person] = relationship(lazy="raise_on_sql", back_populates="accreditation")
    body: Mapped[Body | None] = relationship(lazy="raise_on_sql")
    category: Mapped[Category] = relationship(lazy="raise_on_sql", foreign_keys=[category_id])

    @property
    def senders(self) -> frozenset[int]:
        return self.person.senders if self.body_id is None else frozenset({self.body_id})

    @property
    def represents_state(self) -> bool:
        """A pass that changes hands stands for nobody: taking it back refuses no State."""
        if self.body_id is not None:
            return False
        return any(x.body.kind in kinds.STATES for x in self.person.participations)

    @property
    def holder(self) -> str:
        """The person's name as printed, or what tells this pass of a body from its others."""
        return self.person.badge_name if self.label is None else self.label

    @property
    def pass_name(self) -> str:
        """The holder as lists have it: of a floater with the word of its category."""
        return pass_name(self.holder, self.category.pass_kind, self.category.name)
