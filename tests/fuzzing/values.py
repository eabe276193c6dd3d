"""Texts, numbers and cells that somebody might write, or do harm with."""

from __future__ import annotations

from random import Random
from typing import Final

__all__ = ["ENCODINGS", "ODD_CELLS", "ODD_TEXTS", "odd_text", "spoilt"]

ODD_TEXTS: Final = (
    *("", " ", "\u3000", "\t", "\n", "\r\n", "\x00", "\x1b[2J", "\x07", "\x85", "\u202e甲\u202c", "\ufeff", "\ufffe"),
    *("é", "e\u0301", "e" + "\u0301" * 40, "ﬃ", "İ", "ß", "Σσς", "😀", "👨\u200d👩\u200d👧", "\U0010ffff", "\u2028"),
    *(
        "１２",
        "٣",
        "Ⅷ",
        "½",
        "①",
        "十二",
        "〇",
        "二〇一一年",
        "優秀",
        "优秀",
        "合计",
        "Total",
        "总 计",
        "nan",
        "None",
        "-",
    ),
    *("/", "—", "无", "#REF!", "#DIV/0!", "=1+1", "@SUM(A1)", "+1", "'1", '"', "'", "\\", "%s", "{}", "{0}", "$(x)"),
    *(
        "<b>",
        "&amp;",
        "]]>",
        "--",
        "../../etc/passwd",
        "C:\\x",
        "a b",
        "a\tb",
        "a,b",
        "a;b",
        "a|b",
        "甲县",
        "甲 县",
        "Ａ",
    ),
    *(
        "unit",
        "period",
        "year",
        "单位",
        "年度",
        "grade",
        "score",
        "label",
        "all",
        "any",
        "number_of",
        "cases",
        "at_entry",
        "details",
        "schools.count(low, among = rated)",
        "schools.min(",
        "cuts",
        "published",
        "every",
        "otherwise",
        "indicators",
        "categories",
        "ballots",
        "answers",
        "voters",
        "follow_up",
        "above",
        "not_carried",
        "pace",
        "last-year",
        "kept",
        "points",
        "scale",
        "method",
        "values",
        "not",
        "known",
        "rank",
        "x.rank",
        "first_period",
        "extends",
        "may",
        "jincheng-2010",
        "decided",
        "decided.grade",
        "decided.received",
        "continues",
        "merges",
        "决定.等次",
        "决定.处理结果",
        "received",
        "none",
        '["a", "b"]',
        "a；b",
    ),
)
ODD_CELLS: Final = (
    *("0", "-0", "00", "1", "-1", "+1", "01", "1.", ".5", "1.0", "1.10", "60", "59.995", "100", "100.0000001", "1e2"),
    *(
        "1E400",
        "1e-400",
        "9" * 15,
        "9" * 16,
        "9" * 400,
        "9" * 5000,
        "0." + "0" * 30 + "1",
        "1,234",
        "1 234",
        "1'234",
        "1.234,5",
    ),
    *("85%", "85 %", "８５％", "0.85%", "%", "100%%", "85‰", "inf", "-inf", "Infinity", "NaN", "1_000", "0x10", "1/2"),
    *("true", "TRUE", "false", "yes", "no", "是", "否", "√", "×", "Y", "N", "y", "t", "on", "2", "有", "无"),
    *(
        "2011",
        "2011.0",
        "2011年",
        "二〇一一",
        "2011-01",
        "2011Q1",
        "2011 Q4",
        "2011H2",
        "2011年上半年",
        "0999",
        "10000",
    ),
    *("2011-01-01", "2011/1/1", "01/02/2011", "4-Mar", "3月4日", "40544", "2011-02-30", "1.10101E+17", "1900-02-29"),
    *("2011-01-01T00:00:00Z", "2011-01-01 00:00:00", "12:00", "１２：００", "99999-01-01", "0000-00-00"),
)
ENCODINGS: Final = (
    *("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "gb2312", "big5"),
    *("shift_jis", "euc_jp", "cp1252", "cp1251", "latin-1", "utf-7", "cp437"),
)

_PLANES: Final = ((32, 127), (128, 0x500), (0x2000, 0x2100), (0x3000, 0xA000), (0xF900, 0x10000), (0x1F300, 0x1F700))


def odd_text(random: Random) -> str:
    """A text; a long one from time to time."""
    way = random.random()
    if way < 0.6:
        return random.choice(ODD_TEXTS)
    if way < 0.9:
        ends = random.choice(_PLANES)
        return "".join(chr(random.randrange(*ends)) for _ in range(random.randrange(1, 8)))
    if way < 0.99:
        return random.choice(ODD_TEXTS) + random.choice(ODD_TEXTS)
    return random.choice(ODD_TEXTS) * random.choice((50, 500, 5000))


def spoilt(random: Random, data: bytes) -> bytes:
    """Bytes lost, doubled, turned over, moved or cut off."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        start = random.randrange(len(data) + 1)
        end = min(len(data), start + random.choice((1, 1, 2, 4, 16, 256)))
        match random.randrange(6):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:end] + data[start:]
            case 2:
                data = data[:start]
            case 3:
                data = data[:start] + random.randbytes(end - start) + data[end:]
            case 4:
                other = random.randrange(len(data) + 1)
                data = data[:other] + data[start:end] + data[other:]
            case _:
                flipped = bytes(each ^ 1 << random.randrange(8) for each in data[start : start + 1])
                data = data[:start] + flipped + data[start + 1 :]
    return data
