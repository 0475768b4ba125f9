"""`python -m services.intake`: the command line of an image that holds this service alone."""

from shared.memory import kept

if __name__ == "__main__":
    with kept():
        from services.intake.cli import app
    app(prog_name="huiyin intake")
