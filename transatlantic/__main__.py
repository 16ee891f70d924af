"""``python -m transatlantic`` is the command ``transatlantic``."""

from transatlantic.cli import main

main()
