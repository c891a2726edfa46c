"""The application as a WSGI server wants it."""

import gc

from ceremony import create_app
from ceremony.badges.warming import warm
from ceremony.core.db import db
from ceremony.core.patience import TURNS, Patient

_ceremony = create_app(MIGRATES=False)
with _ceremony.app_context():
    _turns = TURNS[db.engine.dialect.name]
    warm()
app = Patient(_ceremony, turns=_turns, longest=_ceremony.config["MAX_CONTENT_LENGTH"])
# All this stays: a full collection would go through it, and a request wait 120 ms for that.
gc.freeze()
