"""Writes the reference results for the C# tests: python3 parity.py --help."""
import sys

from p2ikt_live.export.parity import main

if __name__ == "__main__":
    sys.exit(main())
