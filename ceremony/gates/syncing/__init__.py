"""What devices are sent so that they can decide alone; ``docs/gate-sync.md`` tells the bytes."""
