"""Draws a contact sheet of synthetic pairs: python3 contact_sheet.py --help."""
import sys

from p2ikt_live.data.contact_sheet import main

if __name__ == "__main__":
    sys.exit(main())
