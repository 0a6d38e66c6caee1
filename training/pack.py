"""Packs the training data for a machine with a GPU: python3 pack.py --help."""
import sys

from p2ikt_live.data.pack import main

if __name__ == "__main__":
    sys.exit(main())
