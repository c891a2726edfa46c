"""Changing delegations: who is invited, who comes, what is decided, and their workbooks."""
