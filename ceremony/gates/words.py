"""What a scanner shows and a desk lists for each verdict, in the reader's language."""

from functools import cache

from ceremony.core.catalogues import Catalogues
from ceremony.core.i18n import _
from ceremony.gates.sentences import sentences
from ceremony.gates.verdict import LIMITS, Code

LANGUAGES = ("en", "vi", "fr")  # that guards read, whatever the pages do
DOMAIN = Catalogues(domain="gate")

# How a verdict looks and sounds (see the look of the verdict screens) and its sign.
TONES = {
    Code.ADMIT: ("admit", "tick"),
    Code.WRONG_ZONE: ("wrong", "turn"),
    Code.NOT_YET: ("wrong", "clock"),
    Code.NO_LONGER_VALID: ("wrong", "over"),
    Code.ALREADY_INSIDE: ("wrong", "heads"),
    Code.ESCORT: ("wrong", "escort"),
    Code.ZONE_FULL: ("wrong", "full"),
    Code.QUOTA_REACHED: ("wrong", "quota"),
    Code.NEW_BADGE: ("wrong", "new"),
    Code.MANUAL_CHECK: ("wrong", "look"),
    Code.REVOKED: ("revoked", "cross"),
    Code.NOT_GENUINE: ("revoked", "cross"),
    Code.UNKNOWN: ("revoked", "cross"),
    Code.CALL_SUPERVISOR: ("supervisor", "person"),
}


def short(code: Code) -> str:
    """The verdict in a list at the desk."""
    return {
        Code.ADMIT: _("Admitted"),
        Code.WRONG_ZONE: _("Wrong zone"),
        Code.NOT_YET: _("Not yet valid"),
        Code.NO_LONGER_VALID: _("Expired"),
        Code.REVOKED: _("Revoked"),
        Code.ALREADY_INSIDE: _("Already inside"),
        Code.NOT_GENUINE: _("Not genuine"),
        Code.UNKNOWN: _("Unknown"),
        Code.CALL_SUPERVISOR: _("Supervisor called"),
        Code.MANUAL_CHECK: _("To be checked by hand"),
        Code.ESCORT: _("Without an escort"),
        Code.ZONE_FULL: _("Zone full"),
        Code.QUOTA_REACHED: _("Quota reached"),
        Code.NEW_BADGE: _("New badge"),
    }[code]


def reasons() -> dict[Code, dict[str, str]]:
    """One line per reason; ``{gaps}`` are filled on the device from the verdict's facts."""
    return _reasons_of_badges() | _reasons_of_zones()


def _reasons_of_badges() -> dict[Code, dict[str, str]]:
    """Why a badge does not count, or not now."""
    return {
        Code.NOT_GENUINE: {
            "foreign": _("This is no badge of this ceremony"),
            "truncated": _("The code is damaged or cut off"),
            "forged": _("The signature is wrong. Keep the badge"),
            "unknown_key": _("Signed with a key that is not ours"),
            "unsupported_version": _("Made for another version of the gate"),
        },
        Code.UNKNOWN: {
            "not_listed": _("This badge is not on the list"),
            "newer_pass": _("Newer than the list here, and no personal badge"),
        },
        Code.REVOKED: {
            "lost": _("Lost since {since}. Keep the badge"),
            "stolen": _("Stolen since {since}. Keep the badge"),
            "withdrawn": _("Withdrawn since {since}. Keep the badge"),
            "replaced": _("Replaced since {since}. Keep the old badge"),
            "returned": _("Given back at {since}. Keep the badge"),
        },
        Code.CALL_SUPERVISOR: {"ask": _("Say: “One moment, please.”")},
        Code.NOT_YET: {
            "starts_later": _("Valid from {from}"),
            "window_later": _("Let in here from {from}"),
        },
        Code.NO_LONGER_VALID: {
            "ended": _("Valid until {until}"),
            "window_over": _("Let in here until {until}"),
        },
    }


def _reasons_of_zones() -> dict[Code, dict[str, str]]:
    """Where a badge that counts leads, and what there is to see to."""
    seconds = LIMITS["partner_within"]
    return {
        Code.ADMIT: {"in": _("{place}, zone {zone}"), "out": _("Leaves {place}, zone {zone}")},
        Code.WRONG_ZONE: {
            "other_zones": _("This badge opens {opens}, not {zone}"),
            "no_zones": _("This badge opens no zone"),
        },
        Code.ALREADY_INSIDE: {
            "person": _("Inside since {since}. Compare the photograph"),
            "transferable": _("Inside since {since}. Do not let in"),
        },
        Code.ESCORT: {
            "guide": _(
                "Scan the escort's badge first, then this one within %(n)s seconds", n=seconds
            ),
            "partner": _(
                "Scan the holder's own badge first, then this one within %(n)s seconds", n=seconds
            ),
        },
        Code.ZONE_FULL: {
            "full": _("{inside} inside, room for {capacity}"),
            "full_offline": _("{inside} inside, room for {capacity}: {age} old. Let in"),
            "share": _("This gate has let in its share of {capacity}. Let in"),
        },
        Code.QUOTA_REACHED: {
            "quota": _("{inside} of this organisation inside, {most} allowed"),
            "quota_offline": _(
                "{inside} of this organisation inside, {most} allowed: {age} old. Let in"
            ),
        },
        Code.NEW_BADGE: {"compare": _("Newer than the list here. Compare the passport")},
        Code.MANUAL_CHECK: {
            "clock": _("The clock of this device is wrong. Check the dates on the badge"),
            "maybe_inside": _("Inside since {since}, by an old list. Ask inside first"),
        },
    }


def _advice() -> dict[Code, str]:
    return {
        Code.NOT_GENUINE: _("Do not let in. Call the supervisor."),
        Code.UNKNOWN: _("Do not let in. Compare the number, then call the supervisor."),
    }


def _words() -> dict[Code, str]:
    return {
        Code.ADMIT: _("ADMIT"),
        Code.WRONG_ZONE: _("WRONG ZONE"),
        Code.NOT_YET: _("NOT YET"),
        Code.NO_LONGER_VALID: _("EXPIRED"),
        Code.REVOKED: _("REVOKED"),
        Code.ALREADY_INSIDE: _("INSIDE ALREADY"),
        Code.NOT_GENUINE: _("NOT GENUINE"),
        Code.UNKNOWN: _("UNKNOWN"),
        Code.CALL_SUPERVISOR: _("CALL SUPERVISOR"),
        Code.MANUAL_CHECK: _("CHECK BY HAND"),
        Code.ESCORT: _("ESCORT"),
        Code.ZONE_FULL: _("ZONE FULL"),
        Code.QUOTA_REACHED: _("QUOTA REACHED"),
        Code.NEW_BADGE: _("NEW BADGE"),
    }


@cache
def for_devices() -> dict[str, dict[str, object]]:
    """All words of the scanner by language; they change with the program only."""
    found = {}
    for language in LANGUAGES:
        with DOMAIN.speaking(language):
            found[language] = _spoken()
    return found


def _spoken() -> dict[str, object]:
    words, lines, advice = _words(), reasons(), _advice()
    verdicts = {
        code: {
            "tone": tone,
            "sign": sign,
            "word": words[code],
            "reasons": lines[code],
            "advice": advice.get(code),
            "out": _("GOES OUT"),
        }
        for code, (tone, sign) in TONES.items()
    }
    return {"verdicts": verdicts, "sentences": sentences()}
