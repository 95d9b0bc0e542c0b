"""A till that books each order before the bank has answered: the rule in .racelens/ knows better."""


class Till:
    def __init__(self, ledger, bank):
        self.ledger = ledger
        self.bank = bank

    async def refund(self, order):
        await self.bank.refund(order)
        self.ledger.begin()
        self.ledger.book(order)
        self.ledger.commit()

    async def pay(self, order):
        self.ledger.begin()
        await self.bank.charge(order)
        self.ledger.book(order)
        self.ledger.commit()
