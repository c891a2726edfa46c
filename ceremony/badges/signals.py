"""What higher slices are told, in the same transaction: gates keep their list by it."""

from blinker import Namespace

changed = Namespace().signal("credentials-changed")  # ids: of accreditations
