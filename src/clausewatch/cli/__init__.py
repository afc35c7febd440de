"""The command line: thin commands that parse options, call the conductor and print."""
