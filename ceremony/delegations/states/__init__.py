"""The lifecycles of delegations, of what they ask for, and of their workbooks."""
