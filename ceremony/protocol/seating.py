"""Seats along the tables: which are whose. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from ceremony.protocol.order import Sender


class Seats(NamedTuple):
    """The seats of one delegation, counted from the drawn letter on; *first* to *last*."""

    number: int
    sender: Sender
    first: int
    last: int

    @property
    def text(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def seats(senders: Iterable[Sender], each: int) -> list[Seats]:
    """*each* seats side by side for every delegation, in the order given."""
    return [
        Seats(number, sender, (number - 1) * each + 1, number * each)
        for number, sender in enumerate(senders, 1)
    ]
