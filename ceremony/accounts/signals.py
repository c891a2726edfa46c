"""What other slices hear of accounts, in the transaction in which it happens."""

from blinker import Signal

entered = Signal("somebody came in by a personal link")  # actor: with those roles, user
