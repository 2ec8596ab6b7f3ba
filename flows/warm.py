"""What the process that workers are forked from has done: the stages imported, every lexicon of the readers loaded.

That costs two seconds; a worker forked after it begins at once, and shares the memory with the others.
"""

import functools
import gc
import inspect
import sys

import flows.stages  # noqa: F401
import transforms.extract  # noqa: F401 - what the stages import at the first page


def load_lexicons() -> None:
    """Call every loader of the transforms that takes nothing and keeps what it loaded."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("transforms.")]
    for module in modules:
        for loader in list(vars(module).values()):
            if isinstance(loader, functools._lru_cache_wrapper) and not inspect.signature(loader).parameters:
                loader()


load_lexicons()
gc.collect()
# What was loaded stays: a collection in a worker would touch every object, and so copy the pages that hold them.
gc.freeze()
# A page makes tens of thousands of objects and hardly a cycle: looked for less often, they cost a twentieth less.
gc.set_threshold(20_000)
