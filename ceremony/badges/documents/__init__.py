"""The badge on paper."""
