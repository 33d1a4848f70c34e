"""Customers: companies and private people, their contacts, sites and contracts (CRM-1)."""
