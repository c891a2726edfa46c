"""What devices ask and tell; see docs/gate-sync.md."""

from ceremony.gates.api import events as events
from ceremony.gates.api import lists as lists
from ceremony.gates.api import pairing as pairing
from ceremony.gates.api import scanning as scanning
from ceremony.gates.api import shell as shell
from ceremony.gates.api.blueprint import bp as bp
