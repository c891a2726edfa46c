"""Pages made of many slices: overview, search, settings, the audit trail."""
