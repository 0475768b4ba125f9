"""What managers enter for an account is refused all at once, in words, where it stands."""

from typing import ClassVar

import pytest
from pydantic import BaseModel

from services.intake.channels import KINDS
from services.intake.channels.protocol import ChannelKind
from services.intake.channels.wechat.accounts import OfficialCredentials, OfficialSettings
from services.intake.operations.accounts import checked
from shared.validation import InvalidFields


class Official(ChannelKind):
    Settings: ClassVar[type[BaseModel]] = OfficialSettings
    Credentials: ClassVar[type[BaseModel]] = OfficialCredentials


def test_credentials_and_settings_are_refused_together() -> None:
    with pytest.raises(InvalidFields) as refused:
        checked(Official(), {"app_secret": "a", "token": "b"}, {"app_id": "!"})
    said = {one.pointer: one.en for one in refused.value.errors}
    assert said["/credentials/token"] == "credentials.token needs at least 3 characters."
    assert "letters, digits" in said["/settings/app_id"]


def test_a_wrong_path_is_pointed_at() -> None:
    with pytest.raises(InvalidFields) as refused:
        checked(KINDS["tencent_survey"], {"path_token": "t"}, {"mapping": {"text": ["a..b", "ok"]}})
    assert [one.pointer for one in refused.value.errors] == ["/settings/mapping/text/0/path"]


def test_a_mapping_is_kept_as_it_was_entered() -> None:
    entered = {"text": ["q2", {"path": "q3", "label": "意见"}]}
    settings = checked(KINDS["jinshuju"], {"path_token": "t"}, {"mapping": entered})
    assert settings.model_dump(mode="json")["mapping"]["text"] == entered["text"]
