"""The benchmark: commands that people run, no tests."""
