"""Prices of orders."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from .models import Line, Order, Price


async def price_line(session: AsyncSession, line: Line) -> int:
    found = await session.execute(select(Price.cents).where(Price.article == line.article))
    line.cents = found.scalar_one() * line.count
    return line.cents


async def price_order(session: AsyncSession, order_id: int) -> int:
    """Prices every line of an order and stores the result."""
    order = await session.get_one(Order, order_id)
    cents = await asyncio.gather(*(price_line(session, line) for line in order.lines))
    await session.commit()
    return sum(cents)


async def reprice(sessions: async_sessionmaker[AsyncSession], order_ids: Sequence[int], at_once: int = 8) -> dict[int, int]:
    """Prices many orders after the price list has changed."""
    gate = asyncio.Semaphore(at_once)
    results: dict[int, int] = {}

    async def one(order_id: int) -> None:
        async with gate, sessions() as session:
            total = 0
            order = await session.get_one(Order, order_id)
            for line in order.lines:
                total += await price_line(session, line)
            await session.commit()
        results[order_id] = total

    async with asyncio.TaskGroup() as group:
        for order_id in order_ids:
            group.create_task(one(order_id))
    return results
