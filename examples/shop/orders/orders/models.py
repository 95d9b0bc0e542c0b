"""Tables of the order service."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str]
    lines: Mapped[list[Line]] = relationship(back_populates="order", lazy="selectin")


class Line(Base):
    __tablename__ = "lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    article: Mapped[str]
    count: Mapped[int]
    cents: Mapped[int | None]
    order: Mapped[Order] = relationship(back_populates="lines")


class Price(Base):
    __tablename__ = "prices"

    article: Mapped[str] = mapped_column(primary_key=True)
    cents: Mapped[int]
