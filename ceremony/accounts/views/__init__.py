"""Pages of accounts: signing in, one's own account, and everybody's for the administrator."""

from ceremony.accounts.views import own, signing, users
from ceremony.accounts.views.blueprint import bp

__all__ = ["bp", "own", "signing", "users"]
