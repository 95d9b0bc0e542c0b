def counter():
    count = 0

    async def next():
        nonlocal count
        await pause()
        count = count + 1
        return count

    return next
