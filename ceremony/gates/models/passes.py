"""The list of passes: what gates know of badges, and what devices keep of it."""

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.db import Moment, Translated, Working, one_of
from ceremony.people.kinds import PassKind
from ceremony.people.labels import pass_name


class GatePass(Working):
    """What gates know of one credential: the very row that devices are sent.

    Written in the transaction that changes what it copies; see gates.receivers.
    """

    __tablename__ = "gate_pass"

    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), unique=True)
    accreditation_id: Mapped[int] = mapped_column(ForeignKey("accreditation.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    serial: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(comment="As printed")
    original_name: Mapped[str]
    body_name: Mapped[str]
    function: Mapped[str] = mapped_column(comment="Code")
    category_code: Mapped[str]
    category_letter: Mapped[str]
    category_name: Mapped[Translated]
    pass_kind: Mapped[PassKind] = mapped_column(one_of(PassKind))
    zones: Mapped[list[str]] = mapped_column(JSON)
    supervisor: Mapped[bool] = mapped_column(comment="Call the supervisor; why is not kept here")
    revoked: Mapped[str | None] = mapped_column(comment="Why it does not count any more")
    revoked_at: Mapped[Moment | None]
    valid_from: Mapped[Moment]
    valid_until: Mapped[Moment] = mapped_column(comment="Not part of the validity")
    photograph: Mapped[str | None] = mapped_column(index=True, comment="Name of the stored file")
    by_protocol: Mapped[bool] = mapped_column(comment="No photograph is asked of this person")
    version: Mapped[int] = mapped_column(
        BigInteger, index=True, comment="Of the list, when this row changed last"
    )
    line: Mapped[str] = mapped_column(Text, default="", comment="The row as devices are sent it")
    digest: Mapped[int] = mapped_column(BigInteger, default=0, comment="CRC-32 of the line")

    @property
    def called(self) -> str:
        """The person, the plate, or which of the floaters of its body it is."""
        return pass_name(self.name, self.pass_kind, self.category_name)


class GateList(Working):
    """The list as a whole: one row, locked by whoever changes a pass."""

    __tablename__ = "gate_list"

    epoch: Mapped[str] = mapped_column(String(32), comment="Of this database, random")
    version: Mapped[int] = mapped_column(BigInteger, comment="One more with every transaction")
    digest: Mapped[int] = mapped_column(BigInteger, comment="Sum of the digests of all rows")
    size: Mapped[int] = mapped_column(comment="Rows")
