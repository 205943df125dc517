"""The load command: `python -m tests.bench.load`. What it measures is told in __main__.py."""
