"""What a scanner shows and a desk lists for each verdict, in the reader's language."""

from ceremony.core.i18n import _
from ceremony.gates.verdict import Code

# How a verdict looks and sounds (see the look of the verdict screens) and its sign.
TONES = {
    Code.ADMIT: ("admit", "tick"),
    Code.WRONG_ZONE: ("wrong", "turn"),
    Code.NOT_YET: ("wrong", "clock"),
    Code.NO_LONGER_VALID: ("wrong", "over"),
    Code.ALREADY_INSIDE: ("wrong", "heads"),
    Code.REVOKED: ("revoked", "cross"),
    Code.NOT_GENUINE: ("revoked", "cross"),
    Code.UNKNOWN: ("revoked", "cross"),
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
    }[code]


def reasons() -> dict[Code, dict[str, str]]:
    """One line per reason; ``{gaps}`` are filled on the device from the verdict's facts."""
    return {
        Code.ADMIT: {"in": _("{place}, zone {zone}"), "out": _("Leaves {place}, zone {zone}")},
        Code.WRONG_ZONE: {
            "other_zones": _("This badge opens {opens}, not {zone}"),
            "no_zones": _("This badge opens no zone"),
        },
        Code.NOT_YET: {"starts_later": _("Valid from {from}")},
        Code.NO_LONGER_VALID: {"ended": _("Valid until {until}")},
        Code.REVOKED: {
            "lost": _("Lost since {since}. Keep the badge"),
            "stolen": _("Stolen since {since}. Keep the badge"),
            "withdrawn": _("Withdrawn since {since}. Keep the badge"),
            "replaced": _("Replaced since {since}. Keep the old badge"),
            "returned": _("Given back at {since}. Keep the badge"),
        },
        Code.ALREADY_INSIDE: {
            "person": _("Inside since {since}. Compare the photograph"),
            "transferable": _("Inside since {since}. Do not let in"),
        },
        Code.NOT_GENUINE: {
            "foreign": _("This is no badge of this ceremony"),
            "truncated": _("The code is damaged or cut off"),
            "forged": _("The signature is wrong. Keep the badge"),
            "unknown_key": _("Signed with a key that is not ours"),
            "unsupported_version": _("Made for another version of the gate"),
        },
        Code.UNKNOWN: {"not_listed": _("This badge is not on the list")},
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
    }


def _sentences() -> dict[str, str]:
    return {
        "hold": _("Hold the code in the frame"),
        "asking": _("Asking the server"),
        "online": _("Online"),
        "offline": _("Offline"),
        "direction_in": _("Way in"),
        "direction_out": _("Way out"),
        "inside": "{count}",
        "inside_of": _("{count} of {capacity}"),
        "last_admitted": _("{time} Admitted, {name}"),
        "last_left": _("{time} Left, {name}"),
        "no_photograph": _("No photograph"),
        "by_protocol": _("No photograph, by protocol"),
        "camera_refused": _("The camera is not allowed. Allow it in the settings of the browser."),
        "camera_absent": _("This device shows no camera."),
        "camera_insecure": _("The browser gives its camera only over HTTPS."),
        "camera_broken": _("The camera stopped. Another program may be using it."),
        "unreachable_word": _("NO ANSWER"),
        "unreachable_line": _("The server cannot be reached. The badge was not judged."),
        "refused_word": _("NOT READ"),
        "device_revoked": _("This device was revoked or paired anew. Pair it again."),
    }


def for_devices() -> dict[str, object]:
    """All words of the scanner, as its page carries them."""
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
    return {"verdicts": verdicts, "sentences": _sentences()}
