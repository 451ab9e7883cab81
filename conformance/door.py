"""The official Python SDK behind one face, so that one story is told through its blocking and its async calls."""

from typing import Any

from hub import Account
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client


class Door:
    """An SDK client pointed at our hub."""

    def __init__(self, account: Account, url: str, is_async: bool, key: tuple[str, str] | None = None):
        self.account = account
        self.is_async = is_async
        self.http = AsyncTwilioHttpClient() if is_async else None
        options = {"http_client": self.http} if is_async else {}
        user, password = key or (account.sid, account.token)
        self.client = Client(user, password, account_sid=account.sid, **options)
        for product in (self.client.trusthub, self.client.api, self.client.accounts, self.client.messaging):
            product.base_url = url

    @property
    def trusthub(self) -> Any:
        return self.client.trusthub.v1

    @property
    def messaging(self) -> Any:
        return self.client.messaging.v1

    @property
    def core(self) -> Any:
        """The 2010-04-01 resources of the own account."""
        return self.client.api.v2010.accounts(self.account.sid)

    async def create(self, target: Any, **fields: Any) -> Any:
        return await self._call(target, "create", fields)

    async def fetch(self, target: Any) -> Any:
        return await self._call(target, "fetch", {})

    async def update(self, target: Any, **fields: Any) -> Any:
        return await self._call(target, "update", fields)

    async def delete(self, target: Any) -> Any:
        return await self._call(target, "delete", {})

    async def list(self, target: Any, **filters: Any) -> list:
        return await self._call(target, "list", filters)

    async def _call(self, target: Any, verb: str, fields: dict) -> Any:
        if self.is_async:
            return await getattr(target, f"{verb}_async")(**fields)
        return getattr(target, verb)(**fields)

    async def close(self) -> None:
        if self.http is not None:
            await self.http.close()
