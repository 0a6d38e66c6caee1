"""Writes the averaged weights of a run to one small file: python3 keep.py --help."""
import sys

from p2ikt_live.export.keep import main

if __name__ == "__main__":
    sys.exit(main())
