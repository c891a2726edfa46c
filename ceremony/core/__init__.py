"""What every slice stands on: the database, the audit trail, permissions, jobs, pages."""
