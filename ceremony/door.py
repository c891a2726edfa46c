"""The plain port as a WSGI server wants it: see ``ceremony.core.tls.door``."""

from pathlib import Path

from ceremony import create_app
from ceremony.core import address
from ceremony.core.tls import authority
from ceremony.core.tls.door import Door

_ceremony = create_app(MIGRATES=False)
with _ceremony.app_context():
    app = Door(
        _ceremony,
        names=authority.names(Path(_ceremony.instance_path)),
        port=int(address.listening()[1]),
        base=address.base(),
    )
