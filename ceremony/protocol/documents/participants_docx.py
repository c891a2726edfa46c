"""The provisional list of participants as DOCX: real headings, and fields that Word fills in."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ceremony.core.clock import now
from ceremony.core.i18n import _
from ceremony.protocol import words
from ceremony.protocol.documents.ceremony import Facts, facts, in_its_language
from ceremony.protocol.documents.said import counted, named, not_named, number_and_date
from ceremony.protocol.participants import Entry, Listing

FONT = "Noto Sans"
INK, GREY, GOLD = RGBColor(0x15, 0x19, 0x1E), RGBColor(0x47, 0x4F, 0x58), "A5853B"
STYLES: dict[str, dict[str, Any]] = {
    "Title": {"size": 20, "before": 6, "after": 2},
    "Heading 1": {"size": 13, "before": 20, "after": 4, "keeps": True},
    "Heading 2": {"size": 11, "before": 12, "after": 0, "keeps": True, "bold": True},
    "Function": {"size": 8.5, "before": 2, "after": 0, "keeps": True, "left": 8, "colour": GREY},
    "Participant": {"size": 10, "before": 0, "after": 0, "left": 14, "first": -6},
    "Facts": {"size": 10, "before": 0, "after": 0, "colour": GREY},
    "Mark": {"size": 11, "before": 0, "after": 0, "bold": True},
}


def docx(listing: Listing, number: int) -> bytes:
    """The list with its *number*, for the protocol office to go on with."""
    with in_its_language():
        here = facts()
        document = Document()
        _set_up(document, here)
        _head(document, here, listing, number)
        for group in listing.groups:
            document.add_paragraph(words.heading(group.number), "Heading 1")
            for entry in group.entries:
                _entry(document, entry)
        for place, sentence in enumerate(not_named(listing)):
            note = document.add_paragraph(sentence, "Facts")
            note.paragraph_format.space_before = Pt(16 if place == 0 else 4)
        _foot(document, number_and_date(number, here), here.foot)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: Any, here: Facts) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    properties = document.core_properties
    properties.title = _("Provisional list of participants")
    properties.subject, properties.author = here.title, here.subtitle
    properties.comments, properties.language = here.foot, "en-GB"
    properties.created = properties.modified = now().replace(tzinfo=None)
    for name, look in STYLES.items():
        _style(document, name, **look)


def _style(
    document: Any,
    name: str,
    *,
    size: float,
    before: float,
    after: float,
    keeps: bool = False,
    bold: bool = False,
    left: float = 0,
    first: float = 0,
    colour: RGBColor = INK,
) -> None:
    known = [x.name for x in document.styles]
    style = document.styles[name] if name in known else document.styles.add_style(name, 1)
    font, paragraph = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(size), bold, False
    font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    fonts.set(qn("w:eastAsia"), "Noto Sans SC")
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    paragraph.keep_with_next = keeps
    paragraph.left_indent, paragraph.first_line_indent = Mm(left), Mm(first)
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _head(document: Any, here: Facts, listing: Listing, number: int) -> None:
    mark = document.add_paragraph(_("PROVISIONAL"), "Mark")
    mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(_("Provisional list of participants"), "Title")
    convention = _("%(subtitle)s: %(title)s", subtitle=here.subtitle, title=here.title)
    document.add_paragraph(convention, "Facts")
    document.add_paragraph(f"{here.place}, {here.dates}", "Facts")
    last = document.add_paragraph(f"{number_and_date(number, here)}. {counted(listing)}", "Facts")
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": "12", "space": "6", "color": GOLD}.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    last._p.get_or_add_pPr().append(borders)


def _entry(document: Any, entry: Entry) -> None:
    document.add_paragraph(entry.sender.name, "Heading 2")
    if not entry.parts:
        document.add_paragraph(named(entry), "Participant")
    for part in entry.parts:
        document.add_paragraph(words.together(part.function, len(part.lines)), "Function")
        for line in part.lines:
            document.add_paragraph(line.text, "Participant")


def _foot(document: Any, mark: str, foot: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Facts"]
    paragraph.add_run(f"{mark} · {foot} · ")
    before, between, after = _("Page %(number)s of %(pages)s", number="\0", pages="\0").split("\0")
    paragraph.add_run(before)
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _field(paragraph: Any, instruction: str) -> None:
    """A field that the reader's program fills in: the page, or how many there are."""
    field, run = OxmlElement("w:fldSimple"), OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    field.set(qn("w:instr"), instruction)
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
