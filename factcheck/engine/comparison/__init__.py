"""Comparison: which numbers cannot all be true, and why."""
