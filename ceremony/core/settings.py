"""The facts of this ceremony: one row, edited in the desk, loaded from the ceremony file."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import format_date
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import Model, Moment, Translated, db
from ceremony.core.i18n import _, day
from ceremony.core.permissions import Actor, Permission, require


class Settings(Model):
    """What the ceremony is called, where and when it is, and its two colours."""

    __tablename__ = "settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("starts_on <= ends_on", name="ends_after_start"),
        CheckConstraint("valid_from < valid_until", name="valid_for_a_while"),
        CheckConstraint("pins >= 0", name="pins_are_counted"),
    )

    subtitle: Mapped[str] = mapped_column(comment="Signing Ceremony and High-level Conference")
    title: Mapped[str] = mapped_column(comment="United Nations Convention against Cybercrime")
    short_title: Mapped[str] = mapped_column(comment="For badges and the head of a page")
    place: Mapped[str]
    city: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    time_zone: Mapped[str] = mapped_column(comment="IANA name")
    accent: Mapped[str] = mapped_column(comment="#rrggbb, at least 7:1 against white")
    gold: Mapped[str] = mapped_column(comment="#rrggbb")
    valid_from: Mapped[Moment] = mapped_column(comment="From when badges admit")
    valid_until: Mapped[Moment] = mapped_column(comment="Until when badges admit")
    contact: Mapped[str] = mapped_column(default="", comment="How the organisers are reached")
    requests_until: Mapped[date | None] = mapped_column(
        comment="Last day on which who was not invited may ask to come; none: never"
    )
    vetting_is_required: Mapped[bool] = mapped_column(
        default=False, comment="Approval waits for vetting"
    )
    collection_place: Mapped[Translated] = mapped_column(
        default=dict, comment="Where badges are collected"
    )
    collection_hours: Mapped[Translated] = mapped_column(
        default=dict, comment="When badges are collected"
    )
    emergency_numbers: Mapped[Translated] = mapped_column(
        default=dict, comment="On the back of badges, line by line"
    )
    badge_rules: Mapped[Translated] = mapped_column(
        default=dict, comment="On the back of badges, line by line"
    )
    pins: Mapped[int] = mapped_column(default=0, comment="Lapel pins of heads, in all")
    logo: Mapped[str | None] = mapped_column(comment="On badges; the name of a stored file")
    is_demo: Mapped[bool] = mapped_column(default=False)
    host: Mapped[str | None] = mapped_column(
        ForeignKey("participant.iso3"), comment="The host country, by its code of the register"
    )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def takes_requests(self) -> bool:
        """Whether those who were not invited may ask to come now."""
        return self.requests_until is not None and self.today <= self.requests_until

    @property
    def local_now(self) -> datetime:
        """The present instant in the ceremony's zone."""
        return now().astimezone(self.zone)

    @property
    def today(self) -> date:
        """The present day at the ceremony's place."""
        return self.local_now.date()

    @property
    def midnight(self) -> datetime:
        """When that day began there."""
        return datetime.combine(self.today, time.min, self.zone)


# What a new installation says until its ceremony file is loaded.
BLANK = {
    "subtitle": "Signing Ceremony",
    "title": "New ceremony",
    "short_title": "New ceremony",
    "place": "–",
    "city": "–",
    "time_zone": "UTC",
    "accent": "#8a1a1f",
    "gold": "#a5853b",
    "contact": "",
}


def current() -> Settings:
    """The settings of this ceremony; those of a new one where none were saved."""
    if saved := db.session.get(Settings, 1):
        db.session.info["settings"] = saved  # held there, it is read once in a request
        return saved
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    return Settings(
        id=1,
        starts_on=midnight.date(),
        ends_on=midnight.date(),
        valid_from=midnight,
        valid_until=midnight + timedelta(days=2),
        vetting_is_required=False,
        collection_place={},
        collection_hours={},
        emergency_numbers={},
        badge_rules={},
        pins=0,
        is_demo=False,
        host=None,
        **BLANK,
    )


def change(*, actor: Actor, **facts: object) -> Settings:
    """Save *facts*, by the names of the columns of :class:`Settings`."""
    require(actor, Permission.SETTINGS_EDIT)
    settings = current()
    for name, value in facts.items():
        setattr(settings, name, value)
    db.session.add(settings)
    audit.record(actor, "settings.changed", settings)
    return settings


def dates_text(settings: Settings) -> str:
    """``25–26 October 2025``, in the reader's language."""
    first, last = settings.starts_on, settings.ends_on
    begin, end = day(first), day(last)
    if first == last:
        return end
    is_day_first = end.startswith(f"{last.day} ")
    if is_day_first and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    short = str(format_date(first, "d MMMM"))
    if begin == f"{short} {last.year}":
        begin = short
    return _("%(first)s to %(last)s", first=begin, last=end)
