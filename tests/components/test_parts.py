"""What the smaller macros promise: words beside colour, figures beside drawings."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import render_template_string

from ceremony.core.web import Application

STATIC = Path(__file__).parents[2] / "static"
Render = Callable[[str], str]


@pytest.fixture
def render(app: Application) -> Render:
    def rendered(source: str) -> str:
        with app.test_request_context():
            return " ".join(render_template_string(source).split())

    return rendered


def words(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_a_state_is_shown_by_sign_shape_and_word(render: Render) -> None:
    html = render('{% from "components/status.html" import st %}{{ st("revoked") }}')
    assert 'class="st bad"' in html
    assert "#prohibit-bold" in html
    assert words(html) == "Revoked"


def test_an_unknown_state_is_an_error_of_ours(render: Render) -> None:
    with pytest.raises(Exception, match="no attribute 'unheard_of'"):
        render('{% from "components/status.html" import st %}{{ st("unheard_of") }}')


def test_a_signing_line_counts_in_words_what_it_draws(render: Render) -> None:
    html = render(
        '{% from "components/signing_line.html" import signing_line %}'
        "{{ signing_line(2, 4, now=true) }}"
    )
    assert 'aria-label="2 of 4 signed"' in html
    assert re.findall("<span[^>]*>", html) == ['<span class="d">'] * 2 + [
        '<span class="n">',
        "<span>",
    ]


def test_zones_are_read_out_as_those_that_open(render: Render) -> None:
    html = render(
        '{% from "components/zones.html" import zones %}'
        '{{ zones([{"code": "1", "name": {"en": "Outer"}}, {"code": "2", "name": {"en": "Hall"}}],'
        ' ["2"]) }}'
    )
    assert 'aria-label="Zones 2"' in html
    assert re.findall('"(zone-chip[^"]*)"', html)[1:] == ["zone-chip no", "zone-chip"]


@pytest.mark.parametrize(
    ("inside", "limit", "kind"),
    [(89, 100, "meter"), (90, 100, "meter near"), (100, 100, "meter full"), (3, 0, "meter full")],
)
def test_a_meter_says_how_near_its_limit_is(
    render: Render, inside: int, limit: int, kind: str
) -> None:
    html = render(
        '{% from "components/progress.html" import meter %}'
        f'{{{{ meter({inside}, {limit}, "Hall") }}}}'
    )
    assert f'class="{kind}"' in html


def test_a_chart_has_its_figures_in_a_table_and_at_most_five_lines(render: Render) -> None:
    html = render(
        '{% from "components/chart.html" import columns %}'
        '{{ columns("Admitted", [("10:00", 7), ("10:01", 163)], "Minute", "Admitted", limit=150) }}'
    )
    assert words(html[html.index("<tbody>") :]) == "10:00 7 10:01 163"
    assert html.count('class="grid"') <= 5
    assert "style=" not in html


def test_a_chart_of_nothing_can_be_drawn(render: Render) -> None:
    html = render(
        '{% from "components/chart.html" import bars, columns %}'
        '{{ columns("Admitted", [], "Minute", "Admitted") }}{{ bars([("Africa", 0)]) }}'
    )
    assert "<rect" in html


def test_work_that_is_over_asks_no_more(render: Render) -> None:
    macro = '{% from "components/progress.html" import working %}'
    going = render(macro + '{{ working("/job", "Printing", 1, 2) }}')
    over = render(macro + '{{ working("/job", "Printing", 2, 2, is_over=true) }}')
    assert ('hx-trigger="every 1s"' in going, "hx-trigger" in over) == (True, False)


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    templates = STATIC.parent / "templates"
    sprite = set(re.findall('<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r'icon\("([a-z-]+)"', path.read_text())
    }
    assert named - sprite == set()


def test_the_sprite_holds_nothing_else() -> None:
    """Icons are named by templates, or by Python as data for one: a place of the menu, a move."""
    root = STATIC.parent
    sources = [*root.glob("templates/**/*.html"), *root.glob("ceremony/**/*.py")]
    named = set(re.findall(r"[\"']([a-z0-9-]+)[\"']", "".join(x.read_text() for x in sources)))
    drawn = re.findall('<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text())
    assert drawn == (STATIC / "vendor" / "icons.txt").read_text().split()
    assert set(drawn) - named == set()


def test_nothing_static_is_fetched_from_elsewhere() -> None:
    sheets = "".join(path.read_text() for path in (STATIC / "css").glob("*.css"))
    named = {x.strip("'\"") for x in re.findall(r"url\(([^)]+)\)", sheets)}
    missing = {x for x in named if not (STATIC / "css" / x).resolve().is_file()}
    assert missing == set()
