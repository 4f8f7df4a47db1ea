"""Runs the command line with ``python -m sadar``."""

from sadar.cli import main

main()
