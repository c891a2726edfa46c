"""Reading delegations, their members, and their workbooks."""
