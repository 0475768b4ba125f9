"""SMS by Aliyun (Dysmsapi 2017-05-25): SendSms with our OutId, QuerySendDetails to ask for it.

Signatures and templates are approved by the vendor; we name them and give the parameters.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

import httpx
import orjson
from pydantic import Field, SecretStr, StringConstraints

from services.intake.channels.account_sender import AccountSender, Opened
from services.intake.channels.protocol import ChannelKind, Strict, TestOutcome
from services.intake.models.channels import ChannelAccount
from services.intake.rules.acs3 import canonical_query, signed_headers
from services.intake.rules.fitting import text_at
from services.intake.rules.letters import Letter
from services.intake.rules.outcomes import LONGEST_VENDOR_ID, Outcome, Refused, Retry, Sent, Unknown
from services.intake.rules.tickets import CHINA
from shared.clock import Clock, SystemClock
from shared.database import Database
from shared.sealing import Sealer

ENDPOINT = "https://dysmsapi.aliyuncs.com"
VERSION = "2017-05-25"
LONGEST_VALUE = 35
"""Code points a template variable may have; links are approved with their template."""
LINKS = {"link", "survey_link"}
BUSY = (
    "Throttling",
    "ServiceUnavailable",
    "InternalError",
    "isp.SYSTEM_ERROR",
    "isp.UNKNOWN_ERROR",
)
RATE_LIMIT = "isv.BUSINESS_LIMIT_CONTROL"
LIMITS = {"分钟级": timedelta(minutes=1), "小时级": timedelta(hours=1), "天级": timedelta(days=1)}
"""Per number: one message a minute, five an hour, ten a day, unless the company changed it."""
FAILED_STATUS, NOT_LISTED = 2, "not listed by the vendor yet"
GATEWAY = {502, 504}
"""What stands before the vendor answers so when it lost sight of a request that had arrived."""
BEFORE_IT_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
TemplateCode = Annotated[str, StringConstraints(pattern=r"^SMS_[A-Za-z0-9]{1,40}$")]
TemplateKey = Annotated[
    str,
    StringConstraints(pattern=r"^(receipt|question|result|survey|reminder|notice)(\.(zh|en))?$"),
]


class AliyunSettings(Strict):
    """The approved signature, and the template approved for `result`, or only for `result.en`."""

    sign_name: Annotated[str, StringConstraints(min_length=2, max_length=20)]
    template_codes: dict[TemplateKey, TemplateCode] = Field(default_factory=dict)


class AliyunCredentials(Strict):
    """A RAM user's key that may send and query SMS and nothing else."""

    access_key_id: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    access_key_secret: SecretStr = Field(min_length=1, max_length=128)


class AliyunSms(ChannelKind):
    """An SMS account at Aliyun."""

    Settings: ClassVar = AliyunSettings
    Credentials: ClassVar = AliyunCredentials

    def __init__(self, endpoint: str = ENDPOINT, clock: Clock | None = None) -> None:
        self._endpoint = endpoint
        self._clock = clock or SystemClock()

    async def test(
        self, account: ChannelAccount, credentials: AliyunCredentials, http: httpx.AsyncClient
    ) -> TestOutcome:
        """Ask how the signature was judged; sends nothing."""
        settings = AliyunSettings.model_validate(account.settings)
        api = Api(http, self._endpoint, self._clock)
        try:
            status, found = await api.call(
                "QuerySmsSign", {"SignName": settings.sign_name}, credentials
            )
        except httpx.HTTPError as error:
            why = type(error).__name__
            return TestOutcome(ok=False, zh=f"无法连接阿里云：{why}。", en=f"No answer: {why}.")
        code = code_of(status, found)
        if code != "OK":
            return TestOutcome(ok=False, zh=f"阿里云拒绝：{code}。", en=f"Aliyun refuses: {code}.")
        return TestOutcome(ok=True, zh="密钥和签名可用。", en="The key and the signature work.")


class AliyunSmsSender(AccountSender):
    """The rung `sms`."""

    rung: ClassVar = "sms"
    needs: ClassVar = "phone"
    channel: ClassVar = "sms_aliyun"
    kind: ClassVar = AliyunSms

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        http: httpx.AsyncClient,
        clock: Clock,
        endpoint: str = ENDPOINT,
    ) -> None:
        super().__init__(database, sealer)
        self._api = Api(http, endpoint, clock)

    def unfit(self, settings: Any, letter: Letter) -> str | None:
        return no_template(letter) if template_code(settings, letter) is None else None

    async def send_by(self, opened: Opened, letter: Letter) -> Outcome:
        template = template_code(opened.settings, letter)
        if template is None:
            return Refused(no_template(letter))
        parameters = {
            "PhoneNumbers": letter.address,
            "SignName": opened.settings.sign_name,
            "TemplateCode": template,
            "TemplateParam": json.dumps(variables(letter), ensure_ascii=False),
            "OutId": letter.id,
        }
        try:
            status, found = await self._api.call("SendSms", parameters, opened.credentials)
        except BEFORE_IT_LEFT as error:
            return Retry(type(error).__name__)
        except httpx.HTTPError as error:
            return Unknown(type(error).__name__)
        return outcome_of(status, found)

    async def ask_by(self, opened: Opened, letter: Letter, since: datetime) -> Outcome:
        """Look for our OutId among what the number was sent that day."""
        parameters = {
            "PhoneNumber": letter.address,
            "SendDate": since.astimezone(CHINA).strftime("%Y%m%d"),
            "PageSize": "50",
            "CurrentPage": "1",
        }
        try:
            status, found = await self._api.call("QuerySendDetails", parameters, opened.credentials)
        except httpx.HTTPError as error:
            return Retry(type(error).__name__)
        if code_of(status, found) != "OK":
            return Retry(code_of(status, found))
        return listed(found, letter.id)


class Api:
    """Calls of one endpoint, signed."""

    def __init__(self, http: httpx.AsyncClient, endpoint: str, clock: Clock) -> None:
        self._http = http
        self._endpoint = httpx.URL(endpoint)
        self._clock = clock

    async def call(
        self, action: str, parameters: Mapping[str, str], credentials: AliyunCredentials
    ) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the answer, empty when it is no JSON. Raises httpx.HTTPError."""
        query = canonical_query(parameters)
        headers = signed_headers(
            action=action,
            version=VERSION,
            host=self._endpoint.netloc.decode(),
            query=query,
            nonce=secrets.token_hex(16),
            at=self._clock.now(),
            key_id=credentials.access_key_id,
            secret=credentials.access_key_secret.get_secret_value(),
        )
        url = self._endpoint.copy_with(path="/", query=query.encode())
        answer = await self._http.post(url, headers=headers)
        try:
            found = orjson.loads(answer.content)
        except orjson.JSONDecodeError:
            found = {}
        return answer.status_code, found if isinstance(found, dict) else {}


def template_code(settings: AliyunSettings, letter: Letter) -> str | None:
    codes: Mapping[str, str] = settings.template_codes
    exact = letter.vendor_template or codes.get(f"{letter.purpose}.{letter.language}")
    return exact or codes.get(letter.purpose)


def no_template(letter: Letter) -> str:
    return f"no approved SMS template for {letter.purpose}.{letter.language}"


def variables(letter: Letter) -> dict[str, str]:
    """Return what our template names, as short as the vendor takes it."""
    return {
        name: value if name in LINKS else value[:LONGEST_VALUE]
        for name, value in letter.values.items()
    }


def code_of(status: int, found: Mapping[str, Any]) -> str:
    """Return the vendor's code, or the status when there is none."""
    return text_at(found, "Code")[:80] or f"HTTP {status}"


def outcome_of(status: int, found: Mapping[str, Any]) -> Outcome:
    """Return what an answer to SendSms means."""
    code = code_of(status, found)
    if code == "OK":
        return Sent(text_at(found, "BizId")[:LONGEST_VENDOR_ID] or None)
    if code == RATE_LIMIT:
        message = text_at(found, "Message")
        return Retry(code, next((after for sign, after in LIMITS.items() if sign in message), None))
    if status in GATEWAY and "Code" not in found:
        return Unknown(code)
    is_busy = status >= 500 or status == 429 or code.startswith(BUSY)  # noqa: PLR2004
    return Retry(code) if is_busy else Refused(code)


def listed(found: Mapping[str, Any], letter_id: str) -> Outcome:
    """Return what the vendor lists under our id; what is not listed may still come."""
    details = found.get("SmsSendDetailDTOs")
    rows = details.get("SmsSendDetailDTO") if isinstance(details, dict) else None
    listed = rows if isinstance(rows, list) else []
    ours = [row for row in listed if isinstance(row, dict) and row.get("OutId") == letter_id]
    if not ours:
        return Retry(NOT_LISTED)
    if all(row.get("SendStatus") == FAILED_STATUS for row in ours):
        return Refused(text_at(ours[0], "ErrCode")[:80] or "failed")
    return Sent()
