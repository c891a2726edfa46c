"""The application as a WSGI server wants it."""

from ceremony import create_app
from ceremony.core.db import db
from ceremony.core.patience import TURNS, Patient

_ceremony = create_app()
with _ceremony.app_context():
    _turns = TURNS[db.engine.dialect.name]
app = Patient(_ceremony, turns=_turns, longest=_ceremony.config["MAX_CONTENT_LENGTH"])
