"""What the ceremony knows of the words in a workbook: States, senders, nationalities."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from ceremony.core import settings
from ceremony.core.db import db
from ceremony.delegations.workbook.closeness import Guesser
from ceremony.delegations.workbook.records import Body as Sender
from ceremony.people.hosting import OF_REGISTER, kind_of
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Body
from ceremony.register import queries as register
from ceremony.register.models import Participant
from ceremony.register.names import fold_country
from ceremony.register.queries import Index

NOT_DELEGATIONS = frozenset({BodyKind.OUTLET, BodyKind.WORKFORCE})


@dataclass
class Lookup:
    """Everything prefetched in four statements; asking it costs none."""

    participants: Index[Participant]
    nationalities: Index[str]
    bodies: dict[str, list[Sender]]
    host: str | None

    def nationality(self, text: str) -> str | None:
        return self.nationalities.find(text)

    def body(self, text: str, kind: str) -> Sender | None:
        """A State by any of its names; else a body we have; else a new one if *kind* is said."""
        wanted = BodyKind(kind) if kind else None
        if participant := self.participants.find(text):
            return self._participant(participant)
        for sender in self.bodies.get(fold_country(text), []):
            if wanted in (None, sender.kind):
                return sender
        if wanted is None or wanted in OF_REGISTER or wanted in NOT_DELEGATIONS:
            return None
        return Sender(None, text, wanted, None)

    def _participant(self, participant: Participant) -> Sender:
        """What it is, the register and the ceremony say, whatever kind somebody wrote."""
        namesakes = self.bodies.get(fold_country(participant.name), [])
        known = next((x for x in namesakes if x.kind in OF_REGISTER), None)
        kind = kind_of(participant, self.host)
        return known or Sender(None, participant.name, kind, participant.iso3)

    def close_nationality(self, text: str) -> str:
        return self._nationality_guesser.close(text)

    def close_body(self, text: str) -> str:
        return self._body_guesser.close(text)

    @cached_property
    def _nationality_guesser(self) -> Guesser:
        states = self.participants.codes
        names = self.nationalities.names.items()
        shown = {key: states[code].name if code in states else code for key, code in names}
        return Guesser(shown, fold_country)

    @cached_property
    def _body_guesser(self) -> Guesser:
        names = {key: x.name for key, x in self.participants.names.items()}
        return Guesser(names | {key: x[0].name for key, x in self.bodies.items()}, fold_country)


@dataclass
class OwnLookup:
    """The same for one body: no other is known here, and none is guessed."""

    known: Lookup
    own: Sender

    def nationality(self, text: str) -> str | None:
        return self.known.nationality(text)

    def close_nationality(self, text: str) -> str:
        return self.known.close_nationality(text)

    def body(self, text: str, _kind: str) -> Sender | None:
        """The own one, by any of its names; nothing for every other."""
        participant = self.known.participants.find(text)
        is_own_state = participant is not None and participant.iso3 == self.own.participant
        is_own = is_own_state or fold_country(text) == fold_country(self.own.name)
        return self.own if is_own else None

    def close_body(self, _text: str) -> str:
        return ""


def prefetch_own(body_id: int) -> OwnLookup:
    """What a workbook of this body may know."""
    known = prefetch()
    [own] = [x for senders in known.bodies.values() for x in senders if x.id == body_id]
    return OwnLookup(known, own)


def prefetch() -> Lookup:
    """The register and the bodies as they are now."""
    participants = register.index()
    bodies: dict[str, list[Sender]] = {}
    for id_, name, kind, iso3 in db.session.execute(
        select(Body.id, Body.name, Body.kind, Participant.iso3)
        .outerjoin(Participant, Participant.id == Body.participant_id)
        .where(Body.kind.not_in(NOT_DELEGATIONS))
        .order_by(Body.id)
    ):
        bodies.setdefault(fold_country(name), []).append(Sender(id_, name, kind, iso3))
    nationalities = register.nationality_index(participants)
    return Lookup(participants, nationalities, bodies, settings.current().host)
