"""`python -m demo --url … --password …`: the demo without the rest of the command line."""

import argparse
import os

from demo.driver import main


def arguments() -> argparse.Namespace:
    port = os.environ.get("HUIYIN_PORT", "8000")
    url = os.environ.get("HUIYIN_PUBLIC_URL", f"http://127.0.0.1:{port}")
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--url", default=url, help="where the system answers (%(default)s)")
    parser.add_argument("--password", default=os.environ.get("HUIYIN_SAMPLE_PASSWORD", ""))
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    main(given.url, given.password)
