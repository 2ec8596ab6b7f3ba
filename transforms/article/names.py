"""Names of persons as bylines print them, and the offices that stand in their place."""

import re

from transforms.article.lexicon import generic_names, rare_surnames
from transforms.people.lexicon import lexicon
from transforms.people.names import name_at

_HAN = re.compile(r"^[\u3400-\u9fff]+$")
_MINORITY = re.compile(r"^[\u3400-\u9fff]{1,6}(?:·[\u3400-\u9fff]{1,6}){1,3}$")
# What an office ends in; 融媒体中心 and 教育局 sign pages as people do.
_OFFICE = re.compile(
    r"(?:局|办|办公室|委|委员会|部|科|股|处|室|站|台|社|(?<![汇通简])报|网|中心|[一二三四五六七八九十][中小]|实小|小学|中学|学校|大学|学院|幼儿园|校|园|组|团队|政府|公司|集团|协会|学会|媒体|融媒|客户端|频道|日报|晚报|电视台|记者站|工作室|新闻办|宣传办|教研室|街道|镇|乡|县|市|区|支部|工会|党委|院)$"
)
_PLAUSIBLE = 1.0
# Words of a byline that look like a name because their first character is a surname.
_NOT_NAMES = frozenset(
    [
        "报道",
        "文图",
        "图文",
        "整理",
        "摄影",
        "记者",
        "编辑",
        "来源",
        "新闻",
        "全文",
        "通讯",
        "文字",
        "图片",
        "时间",
        "日期",
        "本报",
        "本网",
        "本台",
        "综合",
        "供稿",
        "时讯",
        "时刻",
        "客户端",
        "云上",
        "党建",
        "国内",
        "花絮",
        "向上",
        "方面",
        "高清",
        "关注",
        "关闭",
        "文章",
        "成都",
        "武汉",
        "南京",
        "广州",
        "温州",
        "苏州",
        "常州",
        "连云",
        "安徽",
        "江苏",
        "江西",
        "云南",
        "贵州",
        "广东",
        "广西",
        "海南",
        "甘肃",
        "宁夏",
        "湖南",
        "解读",
        "时代",
        "巡视",
        "宣传",
        "干部",
        "通过",
        "高度",
        "全体",
        "文化",
        "党委",
        "党支部",
        "党员",
        "阅读",
        "项目",
        "易于",
        "平台",
        "计划",
        "简报",
        "简讯",
        "党校",
        "方案",
        "单位",
        "时事",
        "安全",
        "全市",
        "全县",
        "全区",
        "全省",
        "全国",
    ]
)
_SPLIT = re.compile(r"[\s、,，;；/|&。]+")


def is_name(token: str) -> bool:
    """Whether a token that stands where a byline has names can be one.

    How names look is known to the people room; a byline may besides hold surnames too rare for running text (皋 玲) and
    names of other languages without a dot (热依拉).
    """
    if token in _NOT_NAMES or token in generic_names() or token.endswith("们"):
        return False
    if _MINORITY.match(token):
        return True
    if not _HAN.match(token) or not 2 <= len(token) <= 6:
        return False
    found = name_at(token, 0, len(token))
    if found is not None and found.end == len(token) and found.score >= _PLAUSIBLE:
        return True
    known = lexicon()
    if len(token) >= 3 and all(char in known.transcribed for char in token) and not _OFFICE.search(token):
        return True
    if not 2 <= len(token) <= 3 or _OFFICE.search(token):
        return False
    if token[0] in known.surnames:
        # 方从明: a given name that running text would doubt.
        return token not in known.other and token not in known.never
    return token[0] in rare_surnames()


def is_office(token: str) -> bool:
    """Whether the token names an office or a medium rather than a person."""
    return 3 <= len(token) <= 30 and bool(_OFFICE.search(token)) and token not in generic_names()


def tokens(text: str) -> list[str]:
    """Split a list of names; a name set with a blank inside (皋 玲, 李 青) is closed."""
    rough = [t for t in _SPLIT.split(text) if t]
    closed: list[str] = []
    for token in rough:
        if len(token) == 1 and closed and len(closed[-1]) == 1 and "\u3400" <= token <= "\u9fff":
            closed[-1] += token
        else:
            closed.append(token)
    return closed
