import pytest

from ceremony.core.colours import INK, WHITE, contrast, readable_on


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#8a1a1f", "#ffffff", 9.3),
        ("#767676", "#ffffff", 4.5),
        ("#0a0a0a", "#000000", 1.1),
    ],
)
def test_contrast_is_that_of_the_accessibility_guidelines(
    one: str, other: str, ratio: float
) -> None:
    assert round(contrast(one, other), 1) == ratio
    assert contrast(one, other) == contrast(other, one)


@pytest.mark.parametrize(
    ("colour", "text"), [("#17395f", WHITE), ("#f2b300", INK), ("#ffffff", INK)]
)
def test_what_stands_on_a_colour_can_be_read(colour: str, text: str) -> None:
    assert readable_on(colour) == text
    assert contrast(colour, text) >= 4.5
