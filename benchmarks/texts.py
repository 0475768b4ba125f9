"""The texts the bench posts and classifies: the demo's feedback, joined and cut to one length."""

import random
from pathlib import Path

import orjson

from demo.corpus import scenes

COUNT = 2_000
LENGTH = 60
SEED = 20261122


def prepared(count: int = COUNT, length: int = LENGTH) -> list[str]:
    """Return `count` Chinese texts of exactly `length` characters, the same every time."""
    chance = random.Random(SEED)  # noqa: S311 - the same texts every time, no secret
    known = [scene.text.replace(" ", "，") for scene in scenes()]
    return [exactly(length, known, chance) for _ in range(count)]


def exactly(length: int, known: list[str], chance: random.Random) -> str:
    text = chance.choice(known)
    while len(text) < length:
        text += "。" + chance.choice(known)
    return text[:length]


def write_bodies(path: Path) -> Path:
    """Write one JSON body a line, its closing brace left to whoever adds the ids."""
    lines = (orjson.dumps({"text": text})[:-1] for text in prepared())
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path
