"""Who comes: delegations, their members, and the workbooks in which they arrive."""
