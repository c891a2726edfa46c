"""Badges at the desk."""

from ceremony.badges.keys.views import bp as keys
from ceremony.badges.layouts.views import bp as layouts
from ceremony.badges.passes.views import bp as passes
from ceremony.badges.pickup.views import bp as pickup
from ceremony.badges.views import badges as badges
from ceremony.badges.views import prints as prints
from ceremony.badges.views.blueprint import bp as bp

blueprints = (bp, keys, layouts, passes, pickup)
