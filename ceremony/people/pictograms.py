"""Signs by which a zone is known without reading."""

from enum import StrEnum

from ceremony.core.i18n import lazy


class Pictogram(StrEnum):
    """What stands for a zone on badges; how each is drawn is the badges' own business."""

    AIRPLANE = "airplane"
    BANK = "bank"
    BED = "bed"
    BROADCAST = "broadcast"
    BUILDINGS = "buildings"
    BUS = "bus"
    CAMERA = "camera"
    CAR = "car"
    CHAIR = "chair"
    COFFEE = "coffee"
    CROWN = "crown"
    DOOR = "door"
    FIRST_AID = "first-aid"
    FLAG = "flag"
    FORK_KNIFE = "fork-knife"
    GARAGE = "garage"
    GLOBE = "globe"
    HANDSHAKE = "handshake"
    HEADPHONES = "headphones"
    HOUSE = "house"
    INFO = "info"
    KEY = "key"
    LOCK_KEY = "lock-key"
    MICROPHONE_STAGE = "microphone-stage"
    NEWSPAPER = "newspaper"
    PEN_NIB = "pen-nib"
    PRESENTATION = "presentation"
    SHIELD_CHECK = "shield-check"
    STAR = "star"
    SUITCASE = "suitcase"
    TRANSLATE = "translate"
    TREE = "tree"
    USERS_THREE = "users-three"
    VAN = "van"
    VIDEO_CAMERA = "video-camera"
    WRENCH = "wrench"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Pictogram.AIRPLANE: lazy("Aeroplane"),
    Pictogram.BANK: lazy("Public building"),
    Pictogram.BED: lazy("Bed"),
    Pictogram.BROADCAST: lazy("Broadcast"),
    Pictogram.BUILDINGS: lazy("Buildings"),
    Pictogram.BUS: lazy("Bus"),
    Pictogram.CAMERA: lazy("Camera"),
    Pictogram.CAR: lazy("Car"),
    Pictogram.CHAIR: lazy("Chair"),
    Pictogram.COFFEE: lazy("Cup"),
    Pictogram.CROWN: lazy("Crown"),
    Pictogram.DOOR: lazy("Door"),
    Pictogram.FIRST_AID: lazy("First aid"),
    Pictogram.FLAG: lazy("Flag"),
    Pictogram.FORK_KNIFE: lazy("Fork and knife"),
    Pictogram.GARAGE: lazy("Garage"),
    Pictogram.GLOBE: lazy("Globe"),
    Pictogram.HANDSHAKE: lazy("Handshake"),
    Pictogram.HEADPHONES: lazy("Headphones"),
    Pictogram.HOUSE: lazy("House"),
    Pictogram.INFO: lazy("Information"),
    Pictogram.KEY: lazy("Key"),
    Pictogram.LOCK_KEY: lazy("Lock"),
    Pictogram.MICROPHONE_STAGE: lazy("Microphone"),
    Pictogram.NEWSPAPER: lazy("Newspaper"),
    Pictogram.PEN_NIB: lazy("Pen"),
    Pictogram.PRESENTATION: lazy("Presentation"),
    Pictogram.SHIELD_CHECK: lazy("Shield"),
    Pictogram.STAR: lazy("Star"),
    Pictogram.SUITCASE: lazy("Suitcase"),
    Pictogram.TRANSLATE: lazy("Languages"),
    Pictogram.TREE: lazy("Tree"),
    Pictogram.USERS_THREE: lazy("People"),
    Pictogram.VAN: lazy("Van"),
    Pictogram.VIDEO_CAMERA: lazy("Film camera"),
    Pictogram.WRENCH: lazy("Wrench"),
}
