"""The parts of `prove_fixes.py` that run inside the interpreters."""
