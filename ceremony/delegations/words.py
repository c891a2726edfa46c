"""What the pages say of delegations: their events, their columns."""

from ceremony.core.i18n import lazy
from ceremony.core.registries import registries

EVENTS = {
    "delegations.admission_accepted": lazy("Request to take part accepted"),
    "delegations.admission_asked": lazy("Request to take part received"),
    "delegations.admission_refused": lazy("Request to take part refused"),
    "delegations.approved": lazy("Delegation approved"),
    "delegations.begun": lazy("Delegation begun"),
    "delegations.body_created": lazy("Sending body added"),
    "delegations.change_accepted": lazy("Change of members accepted"),
    "delegations.change_asked": lazy("Change of members asked for"),
    "delegations.change_declined": lazy("Change of members declined"),
    "delegations.change_lapsed": lazy("Change of members lapsed with the delegation"),
    "delegations.change_taken_back": lazy("Change of members taken back"),
    "delegations.changed": lazy("Delegation changed"),
    "delegations.confirmation_mailed": lazy("Confirmation mailed by hand"),
    "delegations.created": lazy("Delegation opened"),
    "delegations.discarded": lazy("Workbook discarded"),
    "delegations.document_added": lazy("Document added"),
    "delegations.document_removed": lazy("Document removed"),
    "delegations.entered": lazy("Focal point came for the first time"),
    "delegations.examined": lazy("Workbook examined"),
    "delegations.focal_point_named": lazy("Focal point named"),
    "delegations.focal_point_revoked": lazy("Focal point revoked"),
    "delegations.imported": lazy("Workbook imported"),
    "delegations.invited": lazy("Invitation mailed"),
    "delegations.list_exported": lazy("List of members exported"),
    "delegations.needs_shown": lazy("Needs shown"),
    "delegations.refused": lazy("Delegation refused"),
    "delegations.reminded": lazy("Reminder mailed"),
    "delegations.renamed": lazy("Delegation renamed"),
    "delegations.reopened": lazy("Delegation opened again"),
    "delegations.returned": lazy("Delegation returned"),
    "delegations.submitted": lazy("Delegation submitted"),
    "delegations.terms_set": lazy("Terms of a kind of delegation set"),
    "delegations.uploaded": lazy("Workbook uploaded"),
    "delegations.withdrawn": lazy("Delegation withdrawn"),
}
registries.events.update(EVENTS)

FIELDS = {
    "answer": lazy("answer"),
    "deadline": lazy("deadline"),
    "entered_at": lazy("first here"),
    "invited_at": lazy("invited"),
    "language": lazy("language"),
    "liaison_id": lazy("liaison officer"),
    "note_number": lazy("number of the note verbale"),
    "note_on": lazy("date of the note verbale"),
    "notes": lazy("notes"),
    "quota": lazy("quota"),
    "reminded_at": lazy("reminded"),
    "submitted_at": lazy("submitted"),
}
