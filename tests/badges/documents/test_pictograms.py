import re

from ceremony.badges.documents.pictograms import PATHS, SIDE
from ceremony.people.pictograms import Pictogram


def test_every_pictogram_is_drawn():
    assert set(PATHS) == set(Pictogram)


def test_drawings_are_closed_paths_inside_their_square():
    for path in PATHS.values():
        assert set(re.findall(r"[a-z]", path)) <= set("mlch")
        assert path.count("m") == path.count("h")
        numbers = [float(x) for x in re.findall(r"-?[\d.]+", path)]
        assert min(numbers) >= -4  # what bends a curve may lie a little outside
        assert max(numbers) <= SIDE + 4
