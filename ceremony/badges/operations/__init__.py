"""Changing credentials. Each function checks, changes, records."""

from ceremony.badges.operations.batches import ALIKE as ALIKE
from ceremony.badges.operations.batches import NothingToPrint as NothingToPrint
from ceremony.badges.operations.batches import Options as Options
from ceremony.badges.operations.batches import checked as checked
from ceremony.badges.operations.batches import go_on as go_on
from ceremony.badges.operations.batches import record_fetched as record_fetched
from ceremony.badges.operations.batches import release as release
from ceremony.badges.operations.batches import start_printing as start_printing
from ceremony.badges.operations.batches import stop_printing as stop_printing
from ceremony.badges.operations.batches import take_out as take_out
from ceremony.badges.operations.batches import unprintable as unprintable
from ceremony.badges.operations.comparing import compare as compare
from ceremony.badges.operations.custody import PinsShort as PinsShort
from ceremony.badges.operations.custody import return_pins as return_pins
from ceremony.badges.operations.handing import give_to_bearer as give_to_bearer
from ceremony.badges.operations.handing import hand_over as hand_over
from ceremony.badges.operations.handing import put_back as put_back
from ceremony.badges.operations.handing import take_back as take_back
from ceremony.badges.operations.issuing import NoRightToPass as NoRightToPass
from ceremony.badges.operations.issuing import issue as issue
from ceremony.badges.operations.issuing import reprint as reprint
from ceremony.badges.operations.keys import rotate_key as rotate_key
from ceremony.badges.operations.keys import withdraw_key as withdraw_key
from ceremony.badges.operations.printing import mark_printed as mark_printed
from ceremony.badges.operations.revoking import replace as replace
from ceremony.badges.operations.revoking import revoke as revoke
