"""Reading the workbooks that delegations send: no database, no web, only bytes and rows."""
