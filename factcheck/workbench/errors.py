"""What a stage function answers when it will not do what was asked, in words for the person who asked."""


class Refused(Exception):
    """The act was not done and nothing was changed."""

    status = 422


class BadInput(Refused):
    """What came in cannot be used; the message says why and what to do. `field` names the form field at fault."""

    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Conflict(Refused):
    """Somebody else changed it meanwhile; the message says what happened."""

    status = 409


class TooMany(Refused):
    """The person did this very often just now; the message says when to try again, `seconds` from now."""

    status = 429

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class NotPermitted(Refused):
    """The person may see the thing but may not do this; the message says why."""

    status = 403


class IllegalMove(Refused):
    """The thing is in a state from which this act does not lead anywhere."""

    status = 409
