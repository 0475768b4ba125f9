"""What every browser test needs: patience with a machine that is busy."""

from playwright.sync_api import expect

expect.set_options(timeout=30_000)
