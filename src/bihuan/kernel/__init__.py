"""The imperative shell: one path for every command, one place that commits (docs/life-of-a-command.md)."""
