"""``python -m targetrules``."""

from targetrules.cli import main

if __name__ == "__main__":
    main()
