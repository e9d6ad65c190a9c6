"""fastpy-lint for Python: finds the binary that this package was installed with, and runs it."""
