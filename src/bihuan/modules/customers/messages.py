"""Customers have no commands of their own: they are masters, saved by `SaveRecord` (kernel/masters)."""

CUSTOMER = "customer"
CONTACT = "contact"
SITE = "site"
CONTRACT = "contract"

EVENTS: tuple[type, ...] = ()
PERSONAL: dict[type, tuple[str, ...]] = {}
