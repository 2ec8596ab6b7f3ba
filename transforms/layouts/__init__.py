"""Layouts of CMS families: where title, date, source, breadcrumb and body sit, by epoch.

A family's selectors are data (`data/FAMILY.toml`, one `[[epoch]]` a layout, newest first, an older one with the last
day of its use in `valid_until`). A page object has one small method a field; a family that needs more than selectors
has a class of its own. Archived pages are read with the layout of the day they were fetched.
"""

from transforms.layouts.choose import page_objects
from transforms.layouts.page_object import PageObject

__all__ = ["PageObject", "page_objects"]
