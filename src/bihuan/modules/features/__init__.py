"""Modules 功能模块 that a company switches on and off: what is off is hidden and refused, and its data stays."""
