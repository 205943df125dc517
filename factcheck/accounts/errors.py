"""What the write path of people and desks answers when it will not do what was asked, in words for the person."""


class PeopleRefused(Exception):
    """The act was not done and nothing was changed. `field` names the form field at fault, if it is one field's."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotAdministrator(PeopleRefused):
    """The person administers neither this desk nor, where that is needed, every desk of whom it is about."""


class OwnAccount(PeopleRefused):
    """Nobody gives a role to themselves, ends their own membership or closes their own account."""


class BadPerson(PeopleRefused):
    """A name, an address or a role that cannot be used."""


class AddressTaken(BadPerson):
    """Another account has this address."""


class BadDesk(PeopleRefused):
    """A desk's name that cannot be used, or that another desk has."""


class AlreadySo(PeopleRefused):
    """What was asked for is so already, perhaps because somebody else did it a moment ago."""


class InvitationRefused(PeopleRefused):
    """A link that opens nothing: not ours, used, withdrawn or too old. Says nothing of whom it was meant for."""
