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
    "recorded": ("Recorded as event {number}", "已登记为第{number}号事项"),
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
    "as-of": ("As of {day}", "以{day}计"),
    "unit": ("Unit", "单位"),
    "consequence": ("What follows", "处理结果"),
    "due": ("Until", "期限"),
    "no-deadline": ("no deadline", "没有期限"),
    "more": ("and {count} more", "另有 {count} 项"),
}


def say(key: str, language: str, **values: object) -> str:
    """A sentence or a word of the pages."""
    return _WORDS[key][LANGUAGES.index(language)].format(**values)
