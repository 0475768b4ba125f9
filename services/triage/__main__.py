"""`python -m services.triage`: the command line of an image that holds this service alone."""

from services.triage.cli import app

if __name__ == "__main__":
    app(prog_name="huiyin triage")
