"""Pages of accounts: signing in, one's own account, and everybody's for the administrator."""

from ceremony.accounts.views import entry, own, signing, users
from ceremony.accounts.views.blueprint import bp

__all__ = ["bp", "entry", "own", "signing", "users"]
