"""Bihuan 闭环: a self-hosted work-order platform. See docs/life-of-a-command.md for the way in."""
