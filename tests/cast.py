"""The named people of the tests, one per role. All of them are invented."""

from ceremony.accounts import operations, queries
from ceremony.accounts.actors import SignedIn
from ceremony.accounts.models import User
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Grant, Role

PASSWORD = "harbour-lantern-47"
NAMES = {
    Role.ADMINISTRATOR: "Adaeze Okonjo",
    Role.REGISTRAR: "Ravi Menon",
    Role.CHIEF_OF_PROTOCOL: "Cosima Varga",
    Role.PROTOCOL_OFFICER: "Pilar Quispe",
    Role.VETTING_OFFICER: "Veikko Salo",
    Role.LIAISON_OFFICER: "Lindiwe Moyo",
    Role.BADGE_OFFICER: "Bjørn Aasen",
    Role.PICKUP_OFFICER: "Petra Novák",
    Role.GATE_SUPERVISOR: "Giang Đỗ",
    Role.DATA_PROTECTION_OFFICER: "Dagny Lund",
}


def officer(*roles: Role) -> User:
    """The officer who holds *roles*, named after the first; without roles, one who holds none."""
    name = NAMES[roles[0]] if roles else "Nobody Inparticular"
    email = f"{'-'.join(roles) or 'nobody'}@ceremony.test"
    user = queries.find_user_by_email(email)
    if user is None:
        with transaction(SYSTEM):
            user = operations.create(actor=SYSTEM, email=email, name=name, roles=roles)
    user_id = user.id
    db.session.expunge(user)  # so that it comes with its roles
    return queries.user(user_id)


def actor(*roles: Role) -> SignedIn:
    """The same officer as operations and permissions see them."""
    user = officer(*roles)
    grants = frozenset(map(Grant, roles))
    return SignedIn(user.id, user.name, user.email, grants, session_id=0, token="")
