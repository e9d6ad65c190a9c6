"""The parts of `measure.py`: pages, interpreters, runs, tables, checks."""
