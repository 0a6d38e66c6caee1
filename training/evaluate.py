"""Measures checkpoints: python3 evaluate.py --help."""
import sys

from p2ikt_live.evaluation.evaluate import main

if __name__ == "__main__":
    sys.exit(main())
