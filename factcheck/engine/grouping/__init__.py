"""Grouping: which claims count the same thing."""
