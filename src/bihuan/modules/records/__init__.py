"""Custom tables beside tickets: contracts, rooms, visitors, vehicles (FRM-9), with the forms that tickets have."""
