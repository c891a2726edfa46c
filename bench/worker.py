"""``python -m bench.worker``: a worker by itself makes its first page, and says what it weighs.

It imports what a server imports, and nothing of the bench that would weigh with it.
"""

import json

from werkzeug.test import Client

from bench.counting import megabytes
from ceremony.wsgi import app  # the very module that a server imports

assert Client(app).get("/sign-in").status_code == 200
print(json.dumps({"megabytes": megabytes("VmRSS")}))
