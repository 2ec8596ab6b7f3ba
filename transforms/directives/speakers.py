"""Who speaks: the nearest named person before a verb of saying."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

MEETING = "会议"
_MEETING_SUBJECT = re.compile(
    r"(?:会议|大会|推进会|座谈会|部署会|动员会|例会|工作会|调度会|培训会|全会|研讨会|交流会)$"
)
_FOREIGN = re.compile(r"总书记|习近平|毛泽东|邓小平|党中央|国务院|中央领导|《[^》]*》$|决定$|文件$|规划$|通知$|纲要$")


class Mention(NamedTuple):
    """A named person at a place of the text."""

    start: int
    end: int
    name: str


class Cast:
    """The named persons of a text, by place."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.mentions = sorted(set(mentions))
        self._starts = [mention.start for mention in self.mentions]

    def last_in(self, start: int, end: int) -> Mention | None:
        """The last person named within the span."""
        index = bisect_left(self._starts, end) - 1
        while index >= 0 and self.mentions[index].start >= start:
            if self.mentions[index].end <= end:
                return self.mentions[index]
            index -= 1
        return None


def is_meeting(subject: str) -> bool:
    """The subject is the meeting itself (会议, 大会, 推进会)."""
    return _MEETING_SUBJECT.search(subject) is not None


def is_foreign(subject: str) -> bool:
    """The subject speaks elsewhere: a national leader quoted, a document."""
    return _FOREIGN.search(subject) is not None


_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄曲封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖付闫覃邸佘代涂阳"
_TITLE = r"(?:书记|市长|县长|区长|旗长|州长|镇长|乡长|局长|部长|主任|主席|校长|园长|厅长|处长|科长|股长|会长|秘书长|委员|常委|组长|督学|站长|院长|所长|调研员|司长|省长|同志|主管|区委领导|县领导|市领导)"
_AFTER_NAME = r"(?=出席|主持|强调|指出|要求|希望|作|就|在|对|代表|提出|宣读|传达|通报|汇报|表示|说|、|，|。|；|：|围绕|同志|参加|总结|部署|安排|发表|分别|从|向|充分|结合|介绍|讲话|首先|—|认为|勉励|明确|为|还|也|再次|特别|最后|并|（|简要|详细|介绍)"
_TITLED = re.compile(rf"{_TITLE}(?P<name>[{_SURNAMES}][一-鿿]{{1,2}}?){_AFTER_NAME}")
_BEFORE_TITLE = re.compile(rf"(?:^|[。，；、：\n“])(?P<name>[{_SURNAMES}][一-鿿]{{1,2}})(?:副|总|常务)*{_TITLE}")


def guess_cast(text: str) -> Cast:
    """Persons by their titles alone (副市长杭成, 王雨晨副区长), for a text nobody has read for persons yet."""
    names = {match.group("name") for pattern in (_TITLED, _BEFORE_TITLE) for match in pattern.finditer(text)}
    found: list[Mention] = []
    for name in names:
        at = text.find(name)
        while at >= 0:
            found.append(Mention(at, at + len(name), name))
            at = text.find(name, at + 1)
    return Cast(found)
