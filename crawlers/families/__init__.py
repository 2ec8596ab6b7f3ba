"""CMS families: what many sites share in how they list and name their articles."""

from crawlers.families import (
    boda_vsb,
    doclib,
    epaper,
    feeds,
    gd_platform,
    generic,
    gkmlpt,
    hanweb,
    lonsun_num,
    rednet_content,
    siteserver,
    trs_wcm,
    ucap_hex,
    webplus,
    yii_portal,
)
from crawlers.families.base import Family, ListPage, Row
from crawlers.families.dialects import dialects

_OWN = (
    gd_platform.FAMILY,
    trs_wcm.FAMILY,
    hanweb.FAMILY,
    boda_vsb.FAMILY,
    ucap_hex.FAMILY,
    lonsun_num.FAMILY,
    siteserver.FAMILY,
    webplus.FAMILY,
    gkmlpt.FAMILY,
    rednet_content.FAMILY,
    yii_portal.FAMILY,
    doclib.FAMILY,
    epaper.OLD,
    epaper.NEW,
    epaper.OTHER,
    feeds.FAMILY,
    generic.FAMILY,
)

FAMILIES: dict[str, Family] = {family.id: family for family in (*_OWN, *dialects())}

__all__ = ["FAMILIES", "Family", "ListPage", "Row"]
