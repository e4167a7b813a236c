"""`python -m plugin_oauth` is the command plugin-oauth."""

from plugin_oauth.cli import main

if __name__ == "__main__":
    main(prog_name="plugin-oauth")
