"""In which language somebody is answered, and the sentences that are the service's own."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["LANGUAGES", "has_words", "preferred", "say"]

LANGUAGES: Final = ("en", "zh")
_ASKED: Final = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,40})?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")
_MOST: Final = 20
"""Languages that are looked at; nobody asks for so many."""

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "no-token": (
        "say who you are: the header Authorization: Bearer TOKEN is missing",
        "请表明身份：缺少请求头 Authorization: Bearer 令牌",
    ),
    "unknown-token": (
        "this token is not known: it was mistyped, or taken back",
        "没有这个令牌：可能抄错，也可能已收回",
    ),
    "expired-token": (
        "this token was good until {expires}: ask for another one",
        "该令牌的有效期至 {expires}，请申请新的令牌",
    ),
    "no-offices": (
        "the register has no offices yet, so that nobody may do anything: adopt a table of offices first",
        "台账尚无机构权限表，任何人都不能办理；请先采用权限表",
    ),
    "not-yours": (
        "{unit} is none of the units of {office}, which reads what is of its own units and those below them",
        "{unit}不属于机构 {office}；该机构只能查阅本单位及下级单位的内容",
    ),
    "no-such-path": ("there is nothing here: look at /openapi.json", "此处没有内容；请见 /openapi.json"),
    "no-such-method": ("this cannot be done here: look at /openapi.json", "此处不能这样办理；请见 /openapi.json"),
    "no-such-event": ("there is no event {number}", "没有第 {number} 号事项"),
    "no-decision": (
        "nothing was decided of {unit} in {period}",
        "{period}没有{unit}的决定",
    ),
    "too-large": ("the body has more than {most} bytes: send less at once", "内容超过 {most} 字节，请分次发送"),
    "not-json": (
        "the body is no JSON object as the service takes it: {says}",
        "内容不是本服务所要求的 JSON 对象：{says}",
    ),
    "other-type": (
        "say that the body is JSON, by the header Content-Type: application/json",
        "请用请求头 Content-Type: application/json 说明内容为 JSON",
    ),
    "busy": ("others are writing: try again in a moment", "其他人正在登记，请稍后再试"),
    "too-many-streams": ("too many listen already: try again later", "收听者已满，请稍后再试"),
    "no-session": ("sign in first", "请先登录"),
    "session-unknown": (
        "the session is over, or the service was started again: sign in",
        "登录已经结束，或者服务已重新启动：请重新登录",
    ),
    "session-idle": (
        "the session ended, since nothing was done for half an hour: sign in again",
        "半小时没有操作，登录已经结束：请重新登录",
    ),
    "session-over": (
        "the session ended, since it was begun eight hours ago: sign in again",
        "登录已满八小时，已经结束：请重新登录",
    ),
    "other-session": (
        "this form was not made for the session that is open now: open the page anew. Nothing was recorded",
        "该表单不是为当前的登录打开的：请重新打开页面。本次没有登记任何内容",
    ),
    "foreign-form": (
        "this form does not come from {own}, or the browser does not say so: open the page anew. Nothing was recorded",
        "该表单不是从 {own} 的页面发出的，或者浏览器没有说明：请重新打开页面。本次没有登记任何内容",
    ),
    "no-form": (
        "this cannot be read as a form of these pages: open the page anew. Nothing was recorded",
        "发来的内容不是本服务页面的表单：请重新打开页面。本次没有登记任何内容",
    ),
    "not-guarded": (
        "the connection is not encrypted, so that others could read the token: open the page by https://",
        "连接没有加密，令牌可能被他人读取：请用 https:// 打开页面",
    ),
    "no-such-page": ("there is no such page", "没有这个页面"),
    "internal": (
        "something went wrong here; nothing was told of it but the number {number}, by which it stands in the log",
        "服务内部出错；请凭编号 {number} 到日志中查询",
    ),
    "missing": ("{place}: this is missing", "{place}：缺少这一项"),
    "extra_forbidden": ("{place}: there is no such thing here", "{place}：没有这一项"),
    "twice": ("{place}: this is given twice: leave one out", "{place}：写了两次，请去掉一个"),
    "wrong": ("{place}: this cannot be used ({says})", "{place}：不能使用（{says}）"),
    "too_short": ("{place}: there is nothing in it", "{place}：其中没有内容"),
    "string_too_short": ("{place}: nothing stands in it", "{place}：其中没有内容"),
    "too_long": ("{place}: there is too much in it: at most {limit}", "{place}：内容过多，最多 {limit} 项"),
    "string_too_long": (
        "{place}: the text is too long: at most {limit} characters",
        "{place}：文字过长，最多 {limit} 个字符",
    ),
    "string_type": ("{place}: expected: a text", "{place}：应为文字"),
    "list_type": ("{place}: expected: a list", "{place}：应为列表"),
    "dict_type": ("{place}: expected: an object", "{place}：应为对象"),
    "model_attributes_type": ("{place}: expected: an object", "{place}：应为对象"),
    "bool_type": ("{place}: expected: true or false", "{place}：应为 true 或 false"),
    "bool_parsing": ("{place}: expected: true or false", "{place}：应为 true 或 false"),
    "int_parsing": ("{place}: expected: a whole number", "{place}：应为整数"),
    "int_parsing_size": ("{place}: expected: a whole number that is not as long", "{place}：应为整数，位数过多"),
    "greater_than_equal": ("{place}: this number is too small: at least {limit}", "{place}：数字过小，最小为 {limit}"),
    "less_than_equal": ("{place}: this number is too large: at most {limit}", "{place}：数字过大，最大为 {limit}"),
    "literal_error": ("{place}: expected: one of {known}", "{place}：应为以下之一：{known}"),
    "digest": (
        "{place}: expected: 64 hexadecimal digits, such as sha256sum prints",
        "{place}：应为 64 位十六进制数字，如 sha256sum 的输出",
    ),
    "cell": (
        "{place}: expected: a text, a number, true, false or null",
        "{place}：应为文字、数字、true、false 或 null",
    ),
    "text": ("{place}: expected: characters that can be written", "{place}：应为可以书写的文字"),
    "period": ("{place}: expected: a period as in results, such as 2026", "{place}：应为成绩中的周期，如 2026"),
    "when": (
        "{place}: expected: a day such as 2027-03-01, or an instant with its zone such as 2027-03-01T09:30:00+08:00",
        "{place}：应为日期，如 2027-03-01，或带时区的时刻，如 2027-03-01T09:30:00+08:00",
    ),
    "day": ("{place}: expected: a day such as 2027-03-01", "{place}：应为日期，如 2027-03-01"),
}


def preferred(header: str | None) -> str:
    """The language that the header Accept-Language asks for: Chinese, or else English."""
    best, found = 0.0, "en"
    for part in (header or "").split(",")[:_MOST]:
        asked = _ASKED.fullmatch(part)
        if asked is None:
            continue
        language, weight = asked[1].lower(), float(asked[2] or 1)
        if language in LANGUAGES and weight > best:
            best, found = weight, language
    return found


def has_words(key: str) -> bool:
    """Whether there is a sentence of this key."""
    return key in _SENTENCES


def say(key: str, language: str, **values: object) -> str:
    """A sentence of the service."""
    return _SENTENCES[key][LANGUAGES.index(language)].format(**values)
