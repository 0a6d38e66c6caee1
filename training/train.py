"""Trains a network: python3 train.py --help."""
import sys

from p2ikt_live.train import main

if __name__ == "__main__":
    sys.exit(main())
