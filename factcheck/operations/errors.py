"""What operations refuse, each with the line that the person at the terminal reads."""


class OperationRefused(Exception):
    """Nothing was changed; the text says why and what to do."""


class BadArchive(OperationRefused):
    """The file is no backup of ours, or not as it was written."""


class WouldOverwrite(OperationRefused):
    """Something is there already that the act would replace."""


class ToolFailed(OperationRefused):
    """PostgreSQL's own program is missing, or ended with an error."""
