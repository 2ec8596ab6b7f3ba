"""Input, output and error output of a command: there, and able to take whatever is said."""

import os
import select
import sys
from io import TextIOWrapper

_NAMES = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def prepare_streams() -> None:
    """Open what the caller has closed, and let no terminal end a command.

    Where output is closed (`>&-`, some daemons), the next file that is opened takes its number: a child that prints
    would print into the warehouse. Where the terminal knows no Chinese (LANG=C), it is shown as escapes (\\u6559),
    which in JSON say the same.
    """
    for number, (name, mode) in enumerate(_NAMES):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(errors="backslashreplace")


def nobody_reads() -> bool:
    """Whether a broken pipe is that of the output (`edumeet sql … | head -1`)."""
    looked = select.poll()
    looked.register(sys.stdout, 0)
    return bool(looked.poll(0))


def drop_unwritten() -> None:
    """Let what the output does not take (a full disk, a closed pipe) go nowhere: Python would try again at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
