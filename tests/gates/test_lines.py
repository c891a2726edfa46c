"""Rows of the list as bytes, by their vectors, which bind every implementation."""

import json
from typing import Any

from tests.vectors import make_list

VECTORS: dict[str, Any] = json.loads(make_list.FILE.read_text("utf-8"))


def test_the_vectors_are_those_of_the_generator() -> None:
    assert make_list.vectors() == make_list.FILE.read_text("utf-8")


def test_every_row_is_written_as_its_vector_says_and_judged_so() -> None:
    cases = VECTORS["cases"]
    wrong = [x["name"] for x in cases if make_list.written(x["row"]) != x["line"]]
    wrong += [x["name"] for x in cases if make_list.verdict(x) != x["verdict"]]
    assert wrong == []
    assert len({x["name"] for x in cases}) == len(cases) > 100
