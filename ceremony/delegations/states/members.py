"""What the states of its members mean to a delegation."""

from ceremony.people.states import State

# Nobody decided about them yet: their focal points may still change them.
CHANGEABLE = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED})
