"""Imports: tables of customers and devices that people bring along, checked whole and taken over row by row."""
