"""Converts an exported model to half precision: python3 half_precision.py --help."""
import sys

from p2ikt_live.export.half_precision import main

if __name__ == "__main__":
    sys.exit(main())
