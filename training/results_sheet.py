"""A sheet of results on real pairs: python3 results_sheet.py CHECKPOINT ... --pairs FOLDER -o FILE."""
import sys

from p2ikt_live.evaluation.results_sheet import main

if __name__ == "__main__":
    sys.exit(main())
