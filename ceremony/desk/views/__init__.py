"""Pages made of many slices, those to look things up, and the two that everybody may see."""

from ceremony.desk.views import audit, jobs, overview, public, reference, search
from ceremony.desk.views.blueprint import bp

__all__ = ["audit", "bp", "jobs", "overview", "public", "reference", "search"]
