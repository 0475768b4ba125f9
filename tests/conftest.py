"""Fixtures every level shares: real servers on demand, fresh databases, an empty broker."""

pytest_plugins = ["tests.fixtures.databases", "tests.fixtures.servers", "tests.fixtures.systems"]
