"""A classifier that follows what is in force, and a model trained once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from services.triage.learning import Example
from services.triage.learning.trainer import train
from tests.fixtures.learning import Desk
from tests.fixtures.triage_service import Triage

TAUGHT = {
    "complaint": ["空调滴水滴到头上", "停车场太小停不下", "打包盒漏了一地", "地板黏脚没人擦"],
    "praise": ["前台小姑娘特别贴心", "味道真不错还会再来", "装修漂亮坐着舒服", "出餐飞快"],
    "inquiry": ["请问周末几点开门", "可以带宠物进去吗", "会员生日有优惠吗", "有没有包间"],
}


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a small model that knows kinds alone."""
    place = tmp_path_factory.mktemp("model") / "small.model"
    examples = [
        Example(f"{text}{ending}", kind=kind)
        for kind, texts in TAUGHT.items()
        for text in texts
        for ending in ("", "。", "！", "呢", "啊", "哦")
    ]
    train(examples, base=None).save(place)
    return place


@pytest.fixture(scope="session")
def model_content(model_file: Path) -> bytes:
    return model_file.read_bytes()


@pytest_asyncio.fixture
async def desk(triage: Triage, tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(triage, tmp_path / "models")
    yield made
    await made.classifier.close()


@pytest_asyncio.fixture
async def other(triage: Triage, tmp_path: Path) -> AsyncIterator[Desk]:
    """Yield another process's classifier, on another host."""
    made = Desk(triage, tmp_path / "elsewhere")
    yield made
    await made.classifier.close()
