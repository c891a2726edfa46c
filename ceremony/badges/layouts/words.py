"""What the elements of a layout and their keys are called."""

from ceremony.badges.documents.face import Problem
from ceremony.core.i18n import lazy
from ceremony.core.registries import registries

KINDS = {
    "band": lazy("Band of the category"),
    "slot": lazy("Slot for the lanyard"),
    "text": lazy("Text"),
    "stack": lazy("Stack of lines"),
    "photo": lazy("Photograph"),
    "qr": lazy("QR code"),
    "zones": lazy("Zones"),
    "legend": lazy("Legend of zones"),
    "list": lazy("List"),
    "picture": lazy("Picture"),
    "pictogram": lazy("Pictogram"),
    "box": lazy("Box or rule"),
}
FIELDS = {
    "title": lazy("Short title of the ceremony"),
    "dates": lazy("Dates of the ceremony"),
    "category": lazy("Category"),
    "words": lazy("Words of your own"),
    "honorific": lazy("Honorific"),
    "name": lazy("Name"),
    "original_name": lazy("Name in its own script"),
    "function": lazy("Function"),
    "body": lazy("Delegation, outlet or service"),
    "label": lazy("Label of a pass: plate or number"),
    "details": lazy("Details of a pass"),
    "serial": lazy("Serial"),
    "valid": lazy("Validity"),
    "day": lazy("Days of a day badge"),
    "mark": lazy("Mark: serial, batch, layout"),
    "rule": lazy("Rule"),
    "space": lazy("Space that grows"),
    "rules": lazy("Rules for those who wear a badge"),
    "emergency": lazy("Emergency numbers"),
    "logo": lazy("Logo"),
}
KEYS = {
    "x": lazy("Left, mm"),
    "y": lazy("Top, mm"),
    "width": lazy("Width, mm"),
    "height": lazy("Height, mm"),
    "box": lazy("Place"),
    "kind": lazy("Kind"),
    "field": lazy("Shows"),
    "words": lazy("Words"),
    "name": lazy("Which"),
    "size": lazy("Size, mm"),
    "minimum": lazy("At least, mm"),
    "lines": lazy("Lines"),
    "font": lazy("Weight"),
    "colour": lazy("Colour"),
    "fill": lazy("Ground"),
    "align": lazy("Aligned"),
    "vertical": lazy("In its height"),
    "leading": lazy("Leading"),
    "gap": lazy("White above, mm"),
    "letter": lazy("Square of the letter"),
    "word": lazy("Place of the word: left, top, width, height"),
    "margin": lazy("Margin"),
    "term": lazy("Column of terms"),
    "frame": lazy("Line of a frame"),
    "rows": lazy("Lines of its own"),
    "per_sheet": lazy("Badges on a sheet"),
    "text": lazy("Text"),
}
CHOICES = {
    "regular": lazy("Regular"),
    "bold": lazy("Bold"),
    "serif": lazy("Serif"),
    "left": lazy("Left"),
    "centre": lazy("Centre"),
    "right": lazy("Right"),
    "top": lazy("Top"),
    "middle": lazy("Middle"),
    "bottom": lazy("Bottom"),
}
PROBLEMS = {
    Problem.LONG: lazy("It does not fit at a size that is read."),
    Problem.LETTERS: lazy("No font has these letters:"),
    Problem.EMPTY: lazy("There is nothing to show."),
    Problem.ABSENT: lazy("It is missing."),
    Problem.BROKEN: lazy("The picture cannot be read."),
    Problem.FAILED: lazy("It cannot be made."),
}
SIDES = {"front": lazy("Front"), "back": lazy("Back")}
EVENTS = {
    "badges.layout_added": lazy("Layout added"),
    "badges.layout_changed": lazy("Layout changed"),
    "badges.layout_removed": lazy("Layout removed"),
    "badges.logo_changed": lazy("Logo changed"),
}
registries.events.update(EVENTS)
registries.fields.update({"definition": lazy("what stands where"), "serves": lazy("serves")})


def choice(name: str, value: str) -> str:
    """*value* of the key *name*, for people; what has no word is a word itself."""
    known = FIELDS if name in {"field", "name"} else CHOICES
    return str(known.get(value, value))
