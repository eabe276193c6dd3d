"""The words of the pages in both languages; sentences about the register are the register's own."""

from __future__ import annotations

from typing import Final

from ..language import LANGUAGES

__all__ = ["say"]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "service": ("Register of assessments", "考核台账"),
    "language": ("English", "中文"),
    "skip": ("To the content", "跳到正文"),
    "languages": ("Language", "语言"),
    "pages": ("Pages", "页面"),
    "status": ("Status", "进展"),
    "signed-in": ("{by}, {office}", "{by}（{office}）"),
    "own-units": ("Shown is what is of {units}, and of units below", "只显示{units}及其下级单位的内容"),
    "own-unit-separator": (", ", "、"),
    "sign-in": ("Sign in", "登录"),
    "sign-out": ("Sign out", "退出"),
    "token": ("Token", "令牌"),
    "token-hint": (
        "Who runs the service has given it to you; it says who you are and for which office you act.",
        "由服务的管理人员发给本人，表明您是谁、代表哪个机构；不要转交他人。",
    ),
    "signed-out-how": (
        "A session ends when nothing was done for half an hour, and after eight hours in any case.",
        "半小时没有操作，或者登录满八小时，即自动退出。",
    ),
    "lost": (
        "What you had filled in was not recorded. Once signed in, open the page and fill it in again.",
        "刚才填写的内容没有登记。登录以后，请打开页面重新填写。",
    ),
    "not-done": ("This was not done", "没有办理"),
    "to-status": ("To the status", "查看进展"),
    "back-how": ("Or go back in the browser.", "也可以用浏览器返回上一页。"),
    "recorded": ("Recorded as event {number}", "已登记为第 {number} 号事项"),
    "policy": ("Policy", "办法"),
    "period": ("Period", "考核期"),
    "show": ("Show", "查看"),
    "stands": ("Where it stands", "总体情况"),
    "procedure": ("Procedure", "考核程序"),
    "step": ("Step", "步骤"),
    "state": ("State", "进度"),
    "day": ("Day", "日期"),
    "by-offices": ("Recorded by", "登记机构"),
    "any-office": ("any office that may record steps", "有权登记步骤的各机构"),
    "lacking": ("Not yet for", "尚未进行的单位"),
    "comes-next": ("What comes next", "下一步"),
    "nothing-next": ("Nothing: all is done", "没有：各项均已完成"),
    "to-do-it": ("Go there", "前往办理"),
    "overdue": ("Overdue", "已逾期"),
    "nothing-overdue": ("Nothing is overdue", "没有逾期事项"),
    "unable": (
        "Offices that the policy names and that may not record what it says: {offices}",
        "办法所写的机构，机构权限表中没有，或者无权登记所写的事项：{offices}",
    ),
    "as-of": ("As of {day}", "以 {day} 计"),
    "unit": ("Unit", "单位"),
    "consequence": ("What follows", "处理结果"),
    "due": ("Until", "期限"),
    "no-deadline": ("no deadline", "没有期限"),
    "decisions": ("Decisions", "决定"),
    "grade": ("Grade", "等次"),
    "place": ("Place", "位次"),
    "place-of": ("{rank} of {size}", "第 {rank} 名（共 {size} 个）"),
    "approval": ("Approval", "批准"),
    "all": ("all", "全部"),
    "so-many": ("{count} of {all} units", "{all} 个单位中的 {count} 个"),
    "nothing-decided": ("Nothing is decided", "尚未作出决定"),
    "overridden": ("(decided in place of the rules)", "（特别决定）"),
    "until-day": ("until {day}", "期限 {day}"),
    "undetermined": ("not known: {rule}", "待定：{rule}"),
    "turning": ("Further pages", "翻页"),
    "page-before": ("← Units before", "← 上一页"),
    "page-after": ("Units after →", "下一页 →"),
    "open": ("What is open", "待办事项"),
    "nothing-open": ("Nothing is open", "没有待办事项"),
    "history": ("What was decided", "历次决定"),
    "decided-by": ("Decided by", "决定与批准"),
    "event": ("event {number}", "第 {number} 号事项"),
    "why": ("Why it was decided so in {period}", "决定的理由（{period}）"),
    "follows": ("What follows in {period}", "处理结果（{period}）"),
    "override-because": (
        "By event {number} something is decided in place of what the rules find: {reason}",
        "第 {number} 号事项作出特别决定，取代按规则评定的结果；理由：{reason}",
    ),
    "kind": ("Kind", "性质"),
    "addressee": ("For whom", "对象"),
    "in-force-until": ("In force until", "影响期至"),
    "source": ("Source", "依据"),
    "comma": (", ", "、"),
    "what-would-change": (
        "And what would have changed it (this may take a while)",
        "再列出怎样才会改变这一决定（可能需要一些时间）",
    ),
    "results": ("Results", "成绩"),
    "nothing-posted": ("There are no results", "没有成绩"),
    "served": ("Served", "送达"),
    "more": ("and {count} more", "另有 {count} 项"),
}


def say(key: str, language: str, **values: object) -> str:
    """A sentence or a word of the pages."""
    return _WORDS[key][LANGUAGES.index(language)].format(**values)
