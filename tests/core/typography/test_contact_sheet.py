"""Names in all scripts, set by us and by a real Chromium from the same files: the same picture."""

import pytest

from ceremony.core.typography.families import Han, Weight
from ceremony.core.typography.shaping import shape
from tests.core.typography.scripts import LINES
from tests.core.typography.sheets import Name, apart, ours, theirs

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST = 0.002  # of the ink; a lost dot of a vowel is three times as much
ZWNJ = "\u200c"  # keeps letters apart
WRONG = {  # a name, and what is drawn in its place
    "letters that do not join": (Name("ليلى الحارثي"), Name(ZWNJ.join("ليلى الحارثي"))),
    "brackets turned": (Name("ليلى (منصور) [عمان]"), Name("ليلى )منصور( ]عمان[")),
    "brackets apart": (Name("أحمد ABC (DE)"), Name("أحمد \u202aABC (DE\u202c)")),
    "words in the wrong order": (Name("Dr. سلمى כהן"), Name("Dr. כהן سلمى")),
    "a conjunct apart": (Name("श्रीकृष्ण"), Name(f"श्{ZWNJ}रीकृष्ण")),
    "a vowel behind": (Name("செல்வி"), Name("சலெ்வி")),
    "a tone lost": (Name("ณัฐพงศ์ น้ำผึ้ง"), Name("ณัฐพงศ์ น้ำผึง")),
    "a dot lost": (Name("ခင်မြင့်ကြည် သန္တာ"), Name("ခင်မြင်ကြည် သန္တာ")),
    "a foot lost": (Name("ស្រីពេជ្រ"), Name("ស្រីពេជរ")),
    "a hook lost": (Name("Nguyễn Thị Ễ Đặng Ộc"), Name("Nguyễn Thị Ê Đặng Ộc")),
    "another letter": (Name("阿卜杜拉·买买提欧阳诗雨"), Name("阿卜杜拉·买买提欧阳请雨")),
    "another country's forms": (Name("直角骨", Han.JP), Name("直角骨", Han.SC)),
    "a letter left out": (Name("김민지 박서연"), Name("김민지 박서 ")),
}


@pytest.fixture(scope="module")
def browser(launch):
    return launch("--font-render-hinting=none")


def drawn(names):
    return ours([shape(name.text, han=name.han) for name in names])


def alike(drawings, pictures):
    """The ways in which a drawing looks as its picture does."""
    pairs = zip(WRONG, drawings, pictures, strict=True)
    return [way for way, drawing, picture in pairs if apart(drawing, picture) <= MOST]


@pytest.mark.parametrize("weight", [Weight.REGULAR, Weight.BOLD])
def test_every_name_looks_as_in_a_browser(browser, weight):
    names = list(LINES.values())
    mine = ours([shape(name.text, weight, han=name.han) for name in names])
    pairs = zip(LINES, mine, theirs(browser, names, weight), strict=True)
    far = {script: apart(one, other) for script, one, other in pairs}
    assert {script: share for script, share in far.items() if share > MOST} == {}


def test_every_way_to_set_a_name_wrongly_is_seen(browser):
    right, wrong = zip(*WRONG.values(), strict=True)
    pictures = theirs(browser, list(right), Weight.REGULAR)
    assert alike(drawn(right), pictures) == list(WRONG)
    assert alike(drawn(wrong), pictures) == []
