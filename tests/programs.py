"""Programs that Python cannot bring: without them a test is skipped, in CI it fails."""

import os
import shutil
from ctypes.util import find_library
from pathlib import Path

import pytest

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None
)


def need(missing: str | None) -> None:
    """Skip the test because of *missing*; with ``CI=true`` fail instead. None is fine."""
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing, pytrace=False)
    if missing:
        pytest.skip(missing)


def no_chromium() -> str | None:
    if CHROMIUM is None or not Path(CHROMIUM).exists():
        return "Chromium is not installed: apt install chromium"
    return None


def no_zbar() -> str | None:
    return None if find_library("zbar") else "ZBar is not installed: apt install libzbar0"
