"""Nobody writes over what somebody else saved meanwhile."""

from ceremony.core.db import Model
from ceremony.core.errors import EditConflict


def demand(row: Model, version: int | None) -> None:
    """Refuse to write over what somebody else saved since *version* was read.

    :raises EditConflict: *row* is newer; None stands for whatever is there.
    """
    if version not in {None, row.version}:
        raise EditConflict
