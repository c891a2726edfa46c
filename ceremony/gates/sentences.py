"""What the scanner says besides verdicts; ``{gaps}`` are filled on the device."""

from ceremony.core.i18n import _


def sentences() -> dict[str, str]:
    return (
        _screens()
        | _shift()
        | _asking()
        | _override()
        | _incidents()
        | _menu()
        | _troubles()
        | _network()
    )


def _screens() -> dict[str, str]:
    """Scanning, and the head of every screen."""
    return {
        "gate": _("Gate"),
        "moment": _("One moment"),
        "hold_in": _("Hold the code in the frame"),
        "hold_out": _("Way out: hold the code in the frame"),
        "hold_guard": _("Hold the guard's badge in the frame"),
        "asking": _("Asking the server"),
        "online": _("Online"),
        "offline": _("Offline"),
        "age_of_list": _("Age of the list"),
        "no_list": _("No list"),
        "unsent": _("Not sent yet"),
        "battery": _("Battery"),
        "direction_in": _("Way in"),
        "direction_out": _("Way out"),
        "inside_zone": _("Inside the zone"),
        "inside": "{count}",
        "inside_of": _("{count} of {capacity}"),
        "light": _("Light"),
        "tool_number": _("Number"),
        "tool_name": _("Name"),
        "tool_pin": _("Pin"),
        "tool_incident": _("Incident"),
        "touch_for_sound": _("Touch the screen once for sound"),
        "last_admitted": _("{clock} Admitted, {name}"),
        "last_left": _("{clock} Left, {name}"),
        "last_refused": _("{clock} {word}, {name}"),
        "latest_title": _("The last twelve"),
        "next_scan": _("Next scan"),
        "supervisor": _("Supervisor"),
        "photograph": _("Photograph"),
        "no_photograph": _("No photograph"),
        "by_protocol": _("No photograph, by protocol"),
        "no_name": _("No name known"),
    }


def _shift() -> dict[str, str]:
    """Who stands here."""
    return {
        "start_title": _("Start the shift"),
        "start_how": _("Scan your own staff badge. Then type your PIN."),
        "locked_title": _("Locked"),
        "locked_by": _("{name} is on duty here."),
        "unlock": _("Unlock with the PIN"),
        "take_over": _("Somebody else takes over"),
        "waiting_title": _("Waiting for the server"),
        "waiting_line": _("This device has no list yet. Take it where there is a network."),
        "waiting_insecure": _("Without HTTPS no PIN can be checked. Open the gate over HTTPS."),
        "leave_title": _("Hand over"),
        "leave_how": _("{name}, or a supervisor: scan your badge, then type your PIN."),
        "leave_unfit": _("This badge is neither that guard's nor a supervisor's."),
        "come_title": _("Take over"),
        "come_how": _("{name} has signed. Now scan the badge of the one who takes over."),
        "come_unfit": _("This guard is on duty here already."),
        "end_title": _("End the shift"),
        "end_how": _("{name}, or a supervisor: scan your badge, then type your PIN."),
        "supervisor_title": _("Supervisor decides"),
        "supervisor_how": _("Scan the supervisor's badge. The PIN comes next."),
        "supervisor_unfit": _("This guard is not a supervisor."),
        "type_number": _("Type the number"),
        "choose_name": _("Choose the name"),
        "no_badge": _("This is no badge of this ceremony. Try again."),
        "no_guard": _("No guard has this badge. Ask the gate supervisor."),
        "pin_of": _("PIN of {name}"),
        "pin_wrong": _("Wrong PIN. Tries left before the list is erased: {left}"),
    }


def _asking() -> dict[str, str]:
    """Dialogs with keys and lists."""
    return {
        "number_title": _("Number of the badge"),
        "check": _("Check"),
        "go_on": _("Go on"),
        "cancel": _("Cancel"),
        "close": _("Close"),
        "erase_digit": _("Erase the last digit"),
        "search_title": _("Name of the person"),
        "search_how": _("Type two letters or more. That somebody was looked for is recorded."),
        "nothing_found": _("Nobody and nothing here is called “{text}”."),
        "found": _("Found: {found}"),
        "pin_title": _("Delegation of the pin"),
        "pin_heads": _("How many people, the wearer included?"),
        "pin_act": _("Let in"),
        "pin_most": _("From 1 to {most} people."),
        "pin_people": _("Lapel pin, people: {heads}"),
    }


def _override() -> dict[str, str]:
    return {
        "override_title": _("Why let in?"),
        "override_who": _("{name} decides, and is recorded."),
        "override_known": _("Known to the supervisor"),
        "override_escorted": _("Escorted from here"),
        "override_replacing": _("Badge is being replaced"),
        "override_protocol": _("Protocol asks for it"),
        "override_checked": _("Passport and invitation were checked"),
        "override_words": _("Another reason"),
        "override_missing": _("Choose a reason, or write one."),
        "override_act": _("Let in for this reason"),
    }


def _incidents() -> dict[str, str]:
    return {
        "incident_title": _("What happened?"),
        "incident_refused_person": _("Refuses to go"),
        "incident_medical": _("Medical"),
        "incident_security": _("Security"),
        "incident_crowd": _("Crowd"),
        "incident_equipment": _("Equipment"),
        "incident_other": _("Something else"),
        "incident_done": _("{kind}: reported at {time}"),
        "incident_words": _("In your words, if there is time"),
        "incident_close": _("Done"),
    }


def _menu() -> dict[str, str]:
    """Everything that is not scanning."""
    return {
        "menu": _("Menu"),
        "lock": _("Lock"),
        "hand_over": _("Hand over"),
        "end_shift": _("End the shift"),
        "full_screen": _("Full screen"),
        "install": _("Install on this device"),
        "install_ios": _("To install it: Share, then Add to Home Screen."),
        "camera_choice": _("Camera"),
        "camera_number": _("Camera {number}"),
        "language": _("Language"),
        "device_title": _("This device"),
        "fact_name": _("Name"),
        "fact_contact": _("Last contact"),
        "fact_list": _("Badges on the list"),
        "fact_photographs": _("Photographs here"),
        "fact_unsent": _("Not sent yet"),
        "fact_release": _("Version"),
        "never": _("Never"),
        "refused_title": _("Not taken by the server"),
        "refused_how": _("Tell the gate supervisor what stands here, then mark it as seen."),
        "refused_seen": _("Seen"),
        "event_scan": _("Scan"),
        "event_override": _("Decision of a supervisor"),
        "event_pin": _("Lapel pin"),
        "event_search": _("Search by name"),
        "event_incident": _("Incident"),
        "event_shift_started": _("Start of a shift"),
        "event_shift_ended": _("End of a shift"),
        "error_other_device": _("Recorded when this device was paired otherwise."),
    }


def _troubles() -> dict[str, str]:
    """What is wrong, and what to do."""
    return {
        "pair_title": _("Pair this device"),
        "pair_how": _(
            "Scan the code that the desk shows with the camera of this device, or type it here."
            " It works once, for ten minutes."
        ),
        "pairing_code": _("Pairing code"),
        "pair": _("Pair"),
        "try_again": _("Try again"),
        "device_revoked": _("This device was revoked or paired anew. Pair it again."),
        "erased_pins": _(
            "Ten wrong PINs: the list was erased. Scans that were not sent are kept."
            " Ask the desk for a new code."
        ),
        "erased_contact": _(
            "No contact for 12 hours: the list was erased. Scans that were not sent are kept."
            " Take the device where there is a network."
        ),
    }


def _network() -> dict[str, str]:
    """What is not as it should be while the gate goes on."""
    return {
        "offline_title": _("OFFLINE. Go on scanning"),
        "kept_here": _("Scans kept on this device"),
        "offline_then": _("After {age} the list counts as old. Scanning goes on."),
        "offline_old": _(
            "The list is old. Go on scanning; a pass that changes hands may need a check by hand."
        ),
        "list_old": _("The list is {age} old. Go on scanning, and tell the gate supervisor."),
        "disk_full": _("The storage is nearly full. Take the device where there is a network."),
        "not_kept": _("The storage is full: write this scan on paper. Do not close this page."),
        "clock_wrong": _("The clock of this device is wrong. Set its date and time."),
        "events_wait": _("The server takes no scans yet: {why}"),
        "events_refused": _("Not taken by the server: {count}. Look into the menu."),
        "update_waits": _("A new version is here. It starts when you lock the device."),
        "camera_refused": _("The camera is not allowed. Allow it in the settings of the browser."),
        "camera_absent": _("This device shows no camera."),
        "camera_insecure": _("The browser gives its camera only over HTTPS."),
        "camera_broken": _("The camera stopped. Another program may be using it."),
        "camera_again": _("Try the camera again"),
        "without_camera": _("Type the number of the badge, or use a USB scanner."),
        "unreachable_word": _("NO ANSWER"),
        "unreachable_line": _("The server cannot be reached. The badge was not judged."),
        "refused_word": _("NOT READ"),
        "refused_line": _("The server did not take this scan."),
        "pair_unreachable": _("The server cannot be reached. Try again where there is a network."),
    }
