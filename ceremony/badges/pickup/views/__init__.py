"""The pages of the pick-up desk."""

from ceremony.badges.pickup.views import bearers as bearers
from ceremony.badges.pickup.views import counter as counter
from ceremony.badges.pickup.views import receipts as receipts
from ceremony.badges.pickup.views import searching as searching
from ceremony.badges.pickup.views import walk_ins as walk_ins
from ceremony.badges.pickup.views.blueprint import bp as bp
