"""Random bytes fetched many at a time are never given out twice."""

import os
from concurrent.futures import ThreadPoolExecutor

from shared.randomness import FETCHED, random_bytes

SIZE = 12


def takes(count: int) -> list[bytes]:
    return [random_bytes(SIZE) for _ in range(count)]


def test_takes_differ_beyond_one_fetch() -> None:
    taken = takes(3 * FETCHED // SIZE)
    assert {len(one) for one in taken} == {SIZE}
    assert len(set(taken)) == len(taken)


def test_a_take_may_be_a_whole_fetch() -> None:
    assert len(random_bytes(FETCHED)) == FETCHED


def test_threads_share_nothing() -> None:
    with ThreadPoolExecutor(4) as pool:
        taken = [one for many in pool.map(takes, [2000] * 8) for one in many]
    assert len(set(taken)) == len(taken)


def test_a_forked_process_fetches_its_own() -> None:
    random_bytes(SIZE)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, random_bytes(SIZE))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, SIZE) != random_bytes(SIZE)
