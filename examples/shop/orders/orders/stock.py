"""What is left in the warehouse, as this process knows it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class OutOfStock(Exception):
    pass


class Stock:
    def __init__(self, count: Callable[[str], Awaitable[int]]) -> None:
        self._count = count
        self._left: dict[str, int] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self.sold = 0

    async def take(self, article: str, wanted: int) -> None:
        """Takes articles off the shelf; never more than there are."""
        lock = self._locks.setdefault(article, asyncio.Lock())
        async with lock:
            left = self._left.get(article)
            if left is None:
                left = await self._count(article)
            if left < wanted:
                raise OutOfStock(article)
            self._left[article] = left - wanted
        self.sold += wanted

    async def audit(self, article: str) -> int:
        """How far the books are from the shelf."""
        counted = await self._count(article)
        return counted - self._left.get(article, counted)
