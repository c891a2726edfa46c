"""Puts the audiences of this slice, and the words for its events, into their registries."""

from ceremony.mailings import focal_points as focal_points
from ceremony.mailings import members as members
from ceremony.mailings import words as words
