"""A worker as the server starts it: light, and not looked through again and again."""

import json
import os
import subprocess
import sys

HEAVY = ("docx", "faker", "lxml", "openpyxl", "psycopg")
SAY = f"""
import gc, json, sys
import ceremony.wsgi
from ceremony.badges.documents.starters import starters
loaded = [x for x in {HEAVY} if x in sys.modules]
is_warm = starters.cache_info().misses > 0
print(json.dumps([loaded, gc.get_freeze_count() > len(gc.get_objects()), is_warm]))
"""


def test_a_worker_starts_without_what_few_of_its_requests_need(tmp_path):
    """Papers, workbooks, invented people and the other database come with their first use."""
    environment = os.environ | {"CEREMONY_INSTANCE": str(tmp_path)}
    environment.pop("CEREMONY_DATABASE_URL", None)
    command = [sys.executable, "-W", "error", "-c", SAY]

    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    loaded, is_most_frozen, is_warm = json.loads(said.stdout)
    assert loaded == []
    assert is_most_frozen  # a full collection has little left to go through
    assert is_warm  # nobody at the pick-up desk waits for layouts and fonts
