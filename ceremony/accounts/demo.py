"""The sign-ins of a demonstration, which its sign-in page may show to everybody."""

import json
from pathlib import Path
from typing import TypedDict

from flask import current_app

from ceremony.core import settings

FILE = "demo-sign-ins.json"


class SignInOfDemo(TypedDict):
    role: str
    email: str
    password: str


def sign_ins() -> list[SignInOfDemo]:
    """What the demonstration wrote into the instance folder; nothing in a real ceremony."""
    file = Path(current_app.instance_path) / FILE
    if not settings.current().is_demo or not file.exists():
        return []
    listed: list[SignInOfDemo] = json.loads(file.read_text())
    return listed
