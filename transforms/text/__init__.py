"""Text restoration: any Chinese page, however damaged, becomes the text its author wrote.

`decode` turns the bytes of a page into text, `restore` undoes what mirror sites did to it and brings it to Simplified
Chinese, `normalise` gives article text one form of punctuation. Each result maps its offsets back to what it was
made from; nothing here reads or writes anything but its own data files, and those only when they are needed.
"""

from transforms.text.decoding import Decoded, UndecodableError, decode
from transforms.text.punctuation import Normalised, normalise
from transforms.text.restoration import Restored, restore

__all__ = ["Decoded", "Normalised", "Restored", "UndecodableError", "decode", "normalise", "restore"]
