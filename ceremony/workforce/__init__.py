"""The staff of the host: services, and the people who work in them."""
