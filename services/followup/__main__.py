"""`python -m services.followup`: the command line of an image that holds this service alone."""

from services.followup.cli import app

if __name__ == "__main__":
    app(prog_name="huiyin followup")
