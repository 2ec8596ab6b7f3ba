"""What a user did wrong, or what stands in the way: said in one line, with an exit code."""


class UserError(Exception):
    """A mistake that the user can mend; the message says what is wrong and what to do."""

    exit_code = 2


class RunFailed(Exception):
    """The run ended, and its result must not be taken for good: sources failed, or a blocking check did."""

    exit_code = 1
