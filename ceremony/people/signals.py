"""What higher slices are told, in the same transaction.

``ids`` are those of accreditations. Badges issue and revoke; gates keep their list.
"""

from blinker import Namespace

_signals = Namespace()

approved = _signals.signal("accreditations-approved")  # actor, ids
refused = _signals.signal("accreditations-refused")  # actor, ids
ended = _signals.signal("accreditations-ended")  # actor, ids: revoked or withdrawn
watched = _signals.signal("persons-watched")  # ids: put on the watch-list, or taken off
changed = _signals.signal("accreditations-changed")  # ids: anything a badge or a gate shows
# actor, body_ids: who takes part there, or as what; coming: ids of those persons among them who
# take a place in their category that they did not take before.
composed = _signals.signal("bodies-composed")
