"""Reading for pages made of many slices: figures, what waits, the audit trail."""
