"""CMS families: what many sites share in how they list and name their articles."""

from crawlers.families import doclib, gd_platform, rednet_content, trs_wcm, yii_portal
from crawlers.families.base import Family, ListPage, Row

FAMILIES: dict[str, Family] = {
    module.FAMILY.id: module.FAMILY for module in (doclib, gd_platform, rednet_content, trs_wcm, yii_portal)
}

__all__ = ["FAMILIES", "Family", "ListPage", "Row"]
