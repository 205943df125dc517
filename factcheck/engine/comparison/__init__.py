"""Comparison: which numbers of a story cannot all be true, and why.

Comes in: a Story with its claims. Next: the JSON contract, the workbench's figures and discrepancies.
"""

from factcheck.engine.comparison.story import compare_story

__all__ = ["compare_story"]
