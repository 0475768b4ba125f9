"""`python -m services.intake`: the command line of an image that holds this service alone."""

from services.intake.cli import app

if __name__ == "__main__":
    app(prog_name="huiyin intake")
