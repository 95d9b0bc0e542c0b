"""Exchange rates, fetched now and then and kept on disk between restarts."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import threading
import time
from pathlib import Path

import httpx

STATE = Path("var/rates.json")
JOURNAL = Path("var/rates-journal.json")
MAX_AGE = 3600.0


class Rates:
    """Read by request handlers on the loop and by the report thread."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._refreshing = asyncio.Lock()
        self._rates: dict[str, float] = {}
        self._fetched = 0.0

    def get(self, currency: str) -> float | None:
        with self._lock:
            return self._rates.get(currency)

    async def fresh(self, currency: str) -> float | None:
        """The rate, no older than an hour. Many handlers may ask; one of them fetches."""
        if time.monotonic() - self._fetched > MAX_AGE:
            async with self._refreshing:
                if time.monotonic() - self._fetched > MAX_AGE:
                    await self._refresh()
        return self.get(currency)

    async def _refresh(self) -> None:
        response = await self._client.get("/latest")
        response.raise_for_status()
        rates = response.json()["rates"]
        with self._lock:
            self._rates = rates
            self._fetched = time.monotonic()

    async def override(self, currency: str) -> None:
        """Takes one rate from the bank of the day, as the back office asks."""
        with self._lock:
            response = await self._client.get(f"/bank/{currency}")
            self._rates[currency] = response.json()["rate"]

    def save(self) -> None:
        """Called by the loop's timer, and again when the service goes down."""
        with self._lock:
            snapshot = dict(self._rates)
        STATE.parent.mkdir(parents=True, exist_ok=True)
        STATE.write_text(json.dumps(snapshot))

    def load(self) -> None:
        try:
            rates = json.loads(STATE.read_text())
        except FileNotFoundError:
            return
        with self._lock:
            self._rates = rates

    def journal(self, entries: list[dict[str, object]]) -> None:
        """The accountants read this file while we run: they see the old journal or the new one."""
        handle, name = tempfile.mkstemp(dir=JOURNAL.parent, suffix=".json")
        with os.fdopen(handle, "w") as out:
            json.dump(entries, out)
        os.replace(name, JOURNAL)
