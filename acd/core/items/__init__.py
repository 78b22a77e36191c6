"""What the floor does with chats and tickets. They are offered where nothing hinders (`fit`), at the end of whatever changed (`deal`).

`coming` hears of them, `taking` and `giving` grant wishes, `timing` lets happen what is due, `promising` keeps their clocks.
"""
