"""Writes small random networks for the C# tests: python3 fixtures.py --help."""
import sys

from p2ikt_live.export.fixtures import main

if __name__ == "__main__":
    sys.exit(main())
