"""Parent and child tickets (FLW-8): opened by people and flows, kept in step, rolled up, and guarded at the end."""
