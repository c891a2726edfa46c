"""The pages under /desk/settings, by subject."""

from ceremony.settings.views import access, facts, file, lists, windows
from ceremony.settings.views.blueprint import bp

__all__ = ["access", "bp", "facts", "file", "lists", "windows"]
