"""The keys that sign badges, as the administrator sees them."""
