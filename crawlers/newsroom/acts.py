"""What was done at the meeting: conveyed, reported, awarded, signed, exchanged, deployed, visited."""

from crawlers.newsroom.draft import Draft, Span
from crawlers.newsroom.event import Event
from crawlers.newsroom.opening import fill
from crawlers.newsroom.presence import again, upto, who
from crawlers.newsroom.speech import plan, words


def named(topic: str) -> str:
    """A topic with its programme marked: 义务教育优质均衡创建工作 names what is created, 优质均衡发展 is in general."""
    return topic.replace("义务教育优质均衡创建", "〔义务教育优质均衡〕创建")


def convey(draft: Draft, event: Event) -> None:
    """What was read out of higher meetings."""
    style, up = draft.rng, event.place.up
    meetings = {
        "全市": [
            "全市教育工作会议",
            "全省、全市教育工作会议",
            "全国、全省、全市教育工作会议",
            "市委教育工作领导小组会议",
        ],
        "全省": ["全省教育工作会议", "全国、全省教育工作会议", "省委教育工作领导小组会议"],
        "全国": ["全国教育工作会议"],
    }[up]
    if event.level in ("town", "school"):
        meetings = [f"全{event.place.letter}教育工作会议"]
    name = style.choice(meetings)
    form = style.random()
    if form < 0.2 and event.level in ("county", "city") and event.leader.title != event.absent.title:
        draft.write("会议传达了")
        start = draft.length
        who(draft, event.absent)
        draft.write("对教育工作的批示")
        text = f"{event.absent.title}{event.absent.name}对教育工作的批示"
        draft.act("convey", "会议", text, Span(start - 3, draft.length))
        draft.write("。")
        return
    if form < 0.45:
        span = who(draft, event.deputies[0], "reader")
        actor = event.deputies[0].name
        draft.write(style.choice(["传达了", "传达学习了"]))
    else:
        draft.write(style.choice(["会议", "会上，"]))
        start = draft.length
        draft.write(style.choice(["传达了", "传达学习了"]))
        span, actor = Span(start, draft.length), "会议"
    draft.write(f"⟪meeting|{name}⟫精神")
    draft.act("convey", actor, f"{name}精神", upto(span, draft))
    draft.write("。")


def report(draft: Draft, event: Event) -> None:
    """The bureau's report, and mostly what it plans."""
    style, person = draft.rng, event.reporter
    form = style.randint(1, 5)
    if form == 5:
        span = who(draft, person, "speaker")
        obj = f"{event.day.year}年教育工作报告"
        on_behalf = f"代表{event.bureau}" if event.level not in ("town", "school") else ""
        draft.write(f"{on_behalf}作{obj}")
        draft.act("report", person.name, obj, upto(span, draft))
    elif form == 1:
        span = who(draft, person, "speaker")
        obj = style.choice(["教育工作报告", "工作报告", "主题报告"])
        draft.write(style.choice(["作", "作了"]) + obj)
        draft.act("report", person.name, obj, upto(span, draft))
    elif form == 2:
        span = who(draft, person, "speaker")
        obj = event.place.fill(fill(event, style.choice(words()["report_titles"])))
        draft.write(f"作题为《{obj}》的工作报告")
        draft.act("report", person.name, obj, upto(span, draft))
    elif form == 3:
        draft.write(style.choice(["会上，", ""]))
        span = who(draft, person, "reporter")
        obj = f"{event.day.year - 1}年教育工作情况"
        draft.write("汇报了" + obj)
        draft.act("report", person.name, obj, upto(span, draft))
        draft.write("。")
        return
    else:
        span = who(draft, person, "speaker")
        obj = f"{event.day.year}年教育重点工作"
        draft.write(f"就{obj}作了部署")
        draft.act("deploy", person.name, obj, upto(span, draft))
    draft.write("。")
    plan(draft, event)


def hear(draft: Draft, event: Event) -> None:
    """A leading group hears reports and deliberates on a document."""
    style = draft.rng
    draft.write("会议")
    start = draft.length
    obj = style.choice(["教育工作情况", "义务教育优质均衡创建情况", "教育重点工作推进情况"])
    draft.write(f"听取了{named(obj)}汇报")
    draft.act("report", "会议", obj, Span(start, draft.length))
    if style.random() < 0.6:
        document = event.place.fill(style.choice(words()["documents"]))
        draft.write("，")
        start = draft.length
        draft.write(f"审议了《⟪document|{document}⟫》")
        draft.act("other", "会议", document, Span(start, draft.length))
    draft.write("。")


def award(draft: Draft, event: Event) -> None:
    """A decision is read, prizes are given."""
    style, what = draft.rng, event.awards[0]
    if style.random() < 0.5:
        reader = event.present[0] if event.level in ("county", "city", "province") else event.chair
        document = f"关于表彰{event.day.year}年{what}的决定"
        draft.write("会上，")
        span = who(draft, reader, "reader")
        draft.write(f"宣读了《⟪document|{document}⟫》")
        draft.act("read_decision", reader.name, document, upto(span, draft))
        draft.write("，")
        start = draft.length
        again(draft, event.leader, "awarder")
        draft.write("、")
        again(draft, event.chair, "awarder")
        draft.write("为获奖代表颁奖")
        actor = f"{event.leader.name}、{event.chair.name}"
        draft.act("award", actor, "获奖代表", Span(start, draft.length))
    elif style.random() < 0.35:
        draft.write(style.choice(["会上，", "会议期间，"]))
        start = draft.length
        unit = "个" if what.endswith(("学校", "单位")) else "名"
        draft.write(f"与会领导为⟨{what}代表|6-30/1|{unit}|=⟩{what}代表颁发了荣誉证书")
        draft.act("award", "与会领导", f"{what}代表", Span(start, draft.length))
    else:
        start = draft.length
        draft.write(f"会议对⟨{what}|8-96/1|{'个' if what.endswith(('学校', '单位')) else '名'}|=⟩{what}进行了表彰")
        draft.act("award", "会议", what, Span(start, draft.length))
    draft.write("。")


def sign(draft: Draft, event: Event) -> None:
    """A pledge is signed."""
    style = draft.rng
    draft.write("会上，")
    start = draft.length
    if style.random() < 0.5 or event.level == "town":
        actor = f"{event.unit if event.level == 'town' else event.bureau}与{event.scope}学校"
        draft.write(actor)
    else:
        span = again(draft, event.leader, "signatory")
        group = "各镇（街道）负责人代表"
        draft.write("与")
        draft.note("attending_groups", {"text": group}, draft.write(group))
        actor = f"{event.leader.name}与{group}"
        start = span.start
    draft.write(f"签订了《⟪document|{event.pledge}⟫》")
    draft.act("sign", actor, event.pledge, Span(start, draft.length))
    draft.write("。")


def exchange(draft: Draft, event: Event) -> None:
    """Units or heads of schools tell of their work."""
    style = draft.rng
    start = draft.length
    if style.random() < 0.2:
        # Unnamed groups that speak have been there.
        speakers = style.sample(["教师代表", "校长代表", "学生代表", "家长代表"], 2)
        for number, group in enumerate(speakers):
            if number:
                draft.write("、")
            draft.note("attending_groups", {"text": group}, draft.write(group))
        draft.write(style.choice(["先后发言", "分别作了发言", "作交流发言"]))
        draft.act("exchange", "、".join(speakers), None, Span(start, draft.length))
        draft.write("。")
        return
    if style.random() < 0.4:
        for number, person in enumerate(event.principals):
            if number:
                draft.write("、")
            who(draft, person, "speaker")
        actor = "、".join(p.name for p in event.principals)
        obj = None
        if style.random() < 0.5:
            obj = "、".join(event.exchange_topics[:2])
            draft.write(f"分别围绕{obj}")
    else:
        count = style.choice([2, 3, 4])
        actor = "、".join(event.schools[:count])
        draft.write(actor)
        if count > 2 and style.random() < 0.7:
            draft.write(f"等⟨交流发言单位|{count}|个|=⟩单位")
        obj = None
        if style.random() < 0.5:
            obj = "、".join(event.exchange_topics)
            draft.write(f"围绕{obj}")
    draft.write(style.choice(["作交流发言", "作了交流发言", "作经验交流发言"]))
    draft.act("exchange", actor, obj, Span(start, draft.length))
    draft.write("。")


def inform(draft: Draft, event: Event) -> None:
    """A deputy tells how something stands (通报)."""
    person = event.deputies[-1]
    span = who(draft, person, "speaker")
    obj = draft.rng.choice(["教育工作考核情况", "校园安全检查情况", "教学质量监测情况", "督导评估情况"])
    draft.write(f"通报了{obj}")
    draft.act("report", person.name, obj, upto(span, draft))
    draft.write("。")


def deploy(draft: Draft, event: Event) -> None:
    """Deputies deploy their fields."""
    style = draft.rng
    if len(event.deputies) > 1 and style.random() < 0.6:
        first, second = event.deputies
        span = who(draft, first, "speaker")
        draft.write("、")
        end = draft.write(second.name)
        # One office before two names goes to both of them.
        draft.person(second.name, first.title, ["speaker"], Span(span.start, end.end))
        draft.write(f"分别就{named(event.deploy_topics[0])}、{named(event.deploy_topics[1])}作专题部署")
        for person, topic in zip(event.deputies, event.deploy_topics, strict=True):
            draft.act("deploy", person.name, topic, upto(span, draft))
    else:
        span = who(draft, event.deputies[0], "speaker")
        draft.write(f"就{named(event.deploy_topics[0])}作了具体部署")
        draft.act("deploy", event.deputies[0].name, event.deploy_topics[0], upto(span, draft))
    draft.write("。")


def tour(draft: Draft, event: Event) -> None:
    """A visit to schools, a film, a plaque."""
    style = draft.rng
    form = style.randint(1, 3)
    if form == 1:
        draft.write(style.choice(["会前，", "会议期间，"]))
        start = draft.length
        obj = f"{event.schools[2]}、{event.schools[3]}"
        draft.write(f"与会人员实地观摩了{obj}的办学成果")
        draft.act("tour", "与会人员", obj, Span(start, draft.length))
    elif form == 2:
        start = draft.length
        draft.write("会议播放了教育工作专题片")
        draft.act("watch", "会议", "教育工作专题片", Span(start, draft.length))
    else:
        draft.write("会上，")
        start = draft.length
        obj = f"{event.schools[3]}教育集团"
        draft.write("与会领导")
        draft.write(f"为{obj}揭牌")
        draft.act("unveil", "与会领导", obj, Span(start, draft.length))
    draft.write("。")
