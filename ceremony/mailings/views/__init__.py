"""The desk's pages of mail."""

from ceremony.mailings.views import choosing, mailings, messages
from ceremony.mailings.views.blueprint import bp

__all__ = ["bp", "choosing", "mailings", "messages"]
