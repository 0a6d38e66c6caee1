"""Compares the statistics of real and synthetic pairs: python3 traces.py --help."""
import sys

from p2ikt_live.evaluation.traces import main

if __name__ == "__main__":
    sys.exit(main())
