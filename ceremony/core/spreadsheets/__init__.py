"""Reading workbooks and tables that people send: only bytes and rows, whatever is in them."""
