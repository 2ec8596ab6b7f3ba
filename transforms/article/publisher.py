"""Who publishes the page: facts of the foot, the head and the info line."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from transforms.article.fold import fold
from transforms.record import Publisher
from transforms.remembering import remembered

_ID_CODE = re.compile(r"(?:网站)?标识码\s*[:：]?\s*((?:bm\d{8})|\d{10})(?!\d)", re.IGNORECASE)
VALID_ID_CODE = re.compile(r"^(?:bm\d{8}|[1-9]\d{9})$")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼陇秦黔滇蜀"
# A mirror reads the last byte of 皖 and the I behind it as 領, and annotates it: 皖I(lǐng)CP备.
_ICP = re.compile(
    rf"([{_PROVINCES}])\s*I(?:\([^()\s]{{1,6}}\))?CP\s*[备证]\s*(?:案)?\s*(?:号\s*)?[（(]?"
    r"(\d{6,10})\s*号?(\s*-\s*\d{1,3})?(?!\d)",
    re.IGNORECASE,
)
_POLICE = re.compile(rf"([{_PROVINCES}])\s*公\s*网\s*安\s*备\s*[:]?\s*(\d{{11,14}})\s*号?")
_NEXT = (
    r"(?=\s{2,}|\s*(?:(?:主办|承办|协办|联系|咨询|举报|办公|值班|监督|技术|维护)[\u3400-\u9fff]{0,4}\s*[:：]|网站标识码|标识码|备案|版权|地址|电话\s*[:：]|邮编|邮箱|E-?mail|传真|网址|ICP|["
    + _PROVINCES
    + r"]ICP|["
    + _PROVINCES
    + r"]公网|Copyright|©|建议|技术支持|\|)|[\s|;；。]*$)"
)
_HOST = re.compile(
    r"主\s*办\s*(?:单\s*位|方)?\s*[:：]\s*([\u3400-\u9fffA-Za-z()（）·、 ]{3,60}?)" + _NEXT, re.IGNORECASE
)
_PHONE = re.compile(
    r"(?:电\s{0,4}话|热\s?线|Tel|TEL|联系方式|总机|座机|手机)\s*(?:号码)?\s*[(（]?[^\d:：]{0,8}[)）]?\s*[:：]?\s*"
    r"((?:\+?86[- ]?)?[(（]?0?\d{2,4}[)）]?\s?[-—–－~ ]{0,2}\s?\d{3,8}(?:[-—–]\d{1,4})?"
    r"(?:\s*[/、,，]\s*[(（]?\d{3,4}[)）]?[-—–]?\d{4,8}|\s*[/、,，]\s*\d{7,8})*|\d{7,12})",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])(?<!\d )((?:\d{2,4} ){1,4}\d{2,4}|[A-Za-z0-9][A-Za-z0-9._%+-]{0,63})"
    r"\s?(?:@|#|\(at\)|\[at\]|（at）)\s?((?:[A-Za-z0-9-]{1,40}\.){1,4}[A-Za-z]{2,6})(?![A-Za-z])"
)
_ADDRESS = re.compile(
    r"(?:学校|单位|办公|通讯|通信|联系|公司|报社|编辑部|详细|机关)?\s{0,4}地\s{0,4}址\s*[:：]\s*"
    r"([\u3400-\u9fffA-Za-z0-9()（）\-—、·#号路街 ]{4,60}?)"
    r"(?=\s{2,}|\s*(?:电\s{0,2}话|联系|邮\s{0,2}编|邮政|邮箱|传真|E-?mail|Tel|TEL|备案|["
    + _PROVINCES
    + r"]ICP|版权|主办|技术|网站|网址|\(邮编|（邮编|ICP|Copyright|咨询|举报|办公|值班|服务|监督|\|)|[\s|;；,，。]*$)",
)
_BLANK = re.compile(r"\s")
# Asked of lines before they are folded. Every alternative begins with a plain character: the engine skips to those.
_HINT = re.compile(
    r":|：|∶|﹕|ː|@|＠|©|备|标识码|版权|欢迎|登录|电话|热线|\([aａ][tｔ][)）]|（[aａ][tｔ][)）]",
)
_WELCOME = re.compile(
    r"(?:欢迎(?:您|你)?(?:来到|访问|光临|浏览|进入))\s*([\u3400-\u9fffA-Za-z0-9]{2,24}?)(?:网站首页|的?官方网站)?(?:[!！,，。\s]|$)|^([\u3400-\u9fff]{2,24}?)(?:欢迎您|欢迎你)|登录([\u3400-\u9fff]{2,12})账号"
)
_RIGHTS = re.compile(
    r"版权所有\s*[:：©@ ]+\s*([\u3400-\u9fffA-Za-z()（）·]{3,40})"
    r"|©\s*(?:\d{4}(?:-\d{4})?)?\s*([\u3400-\u9fff][\u3400-\u9fffA-Za-z]{2,40})|(?:^|[\s|])([\u3400-\u9fff]{3,30})\s*版权所有(?![:：])"
)


def read_foot(rows: Iterable[str], into: Publisher) -> Publisher:
    """Read the facts that stand outside the article; what is known already stays."""
    for row in _hinted([row for row in rows if len(row) <= 3000]):
        found = _facts(row)
        into["site_id_code"] = into["site_id_code"] or found.site_id_code
        into["icp"] = into["icp"] or found.icp
        into["police_record"] = into["police_record"] or found.police_record
        into["host_unit"] = into["host_unit"] or found.host_unit
        into["address"] = into["address"] or found.address
        into["phones"] += [phone for phone in found.phones if phone not in into["phones"]]
        into["emails"] += [email for email in found.emails if email not in into["emails"]]
        into["site_name"] = into["site_name"] or found.site_name
    return into


class _Facts(NamedTuple):
    """What one row says of the publisher: the fields of `Publisher` by their names."""

    site_id_code: str | None
    icp: str | None
    police_record: str | None
    host_unit: str | None
    address: str | None
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    site_name: str | None


@remembered(256)  # the foot is the same on all pages of a site
def _facts(row: str) -> _Facts:
    text = fold(row)
    code = _ID_CODE.search(text) if "标识码" in text else None
    icp = _ICP.search(text) if "备" in text or "证" in text else None
    police = _POLICE.search(text) if "备" in text else None
    host = _HOST.search(text) if "办" in text else None
    address = _ADDRESS.search(text) if "址" in text else None
    phones: list[str] = []
    for phone in _PHONE.finditer(text):
        if "传真" in text[max(0, phone.start() - 4) : phone.start()]:
            continue
        for number in re.split(r"[/、,]", phone[1]):
            clean = re.sub(r"\s+", "", re.sub(r"[—–－~]+", "-", number)).strip("-")
            if 5 <= len(re.sub(r"\D", "", clean)) <= 16:
                phones.append(clean)
    mails = _EMAIL.finditer(text) if "." in text else ()
    return _Facts(
        code[1].lower() if code and VALID_ID_CODE.match(code[1].lower()) else None,
        f"{icp[1]}ICP备{icp[2]}号{_BLANK.sub('', icp[3] or '')}" if icp else None,
        f"{police[1]}公网安备{police[2]}号" if police else None,
        host[1].strip(" 、") if host else None,
        address[1].strip() if address else None,
        tuple(dict.fromkeys(phones)),
        tuple(dict.fromkeys(f"{mail[1].replace(' ', '')}@{mail[2]}" for mail in mails)),
        _site_name(text),
    )


def _hinted(rows: list[str]) -> Iterator[str]:
    """The rows that may hold a fact; hundreds of links are passed over in one search."""
    whole = "\n".join(rows)
    hint = _HINT.search(whole)
    end = 0
    for row in rows:
        if hint is None:
            return
        end += len(row) + 1
        if hint.start() < end:
            yield row
            hint = _HINT.search(whole, end)


def _site_name(text: str) -> str | None:
    welcome = _WELCOME.search(text)
    if welcome:
        return next(g for g in welcome.groups() if g)
    rights = _RIGHTS.search(text)
    if rights:
        name = next(g for g in rights.groups() if g)
        name = re.split(r"主办|承办|未经|地址|电话|备案|技术|Copyright|ICP", name)[0].strip()
        return name if len(name) >= 3 else None
    return None


def division_of(site_id_code: str | None, registry: str | None) -> str | None:
    """The division of a local site id code (its first six digits, as at registration), else of the registry."""
    if site_id_code and VALID_ID_CODE.match(site_id_code) and site_id_code.isdigit():
        return site_id_code[:6]
    return registry
