"""Large files, each large in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

__all__ = ["large_files"]

_HEAD: Final = 'format = 1\n[policy]\nid = "p"\ntitle = "P"\n'
_GRADED: Final = (
    _HEAD + '[[grades]]\nid = "A"\n[[grades]]\nid = "B"\n[inputs.x]\ntype = "number"\nmin = 0\nmax = 100\n'
    '[inputs.y]\ntype = "number"\nmin = 1\nmax = 100\n[grading]\nby = "x"\nbands = { A = 60, B = 0 }\n'
)


def large_files(size: int) -> Iterator[tuple[str, bytes]]:
    """Files of about ``size`` bytes, each large in its own way, by what is large in them."""
    for name, head, piece, tail in _LARGE:
        count = max(1, (size - len(head.encode()) - len(tail.encode())) // len(_piece(piece, 10**4).encode()))
        body = "".join(_piece(piece, index) for index in range(count))
        yield name, (head + body + tail).encode()
    yield "one long key", b"a" * (size - 4) + b" = 1"
    yield "one long dotted key", b".".join([b"a"] * (size // 2 - 3)) + b" = 1"
    yield "nested lists", b"a = " + b"[" * (size // 2) + b"]" * (size // 2 - 4)
    yield "nested tables", b"a = " + b"{a=" * (size // 4) + b"1" + b"}" * (size // 4 - 4)
    yield "one long number", b"a = " + b"9" * (size - 4)
    yield "one long formula", (_HEAD + '[measures.m]\nformula = "' + "1+" * (size // 2) + '1"').encode()[:size]
    yield "one long name in a formula", (_HEAD + '[measures.m]\nformula = "' + "x" * (size - 200) + '"').encode()
    yield "open texts", b'a = """' + b'"" \\' * (size // 4)
    yield "blank lines", b"\n" * size
    yield "quotation marks", b'"' * size
    yield "backslashes", b'a = "' + b"\\" * (size - 5)
    yield "Chinese words", "中 ".encode() * (size // 4)
    yield "full-width signs", "＝ ".encode() * (size // 4)
    yield "GBK", "优秀 ".encode("gbk") * (size // 5)
    yield "bytes that are no text", b"\xff\xfe\x00\x80" * (size // 4)


def _piece(piece: str | Callable[[int], str], index: int) -> str:
    return piece.replace("@", str(index)) if isinstance(piece, str) else piece(index)


def _ring(index: int) -> str:
    before = f"if_missing(previous(m{index + 1}), 0) + if_missing(previous(m{index // 2}), x)"
    return f'[measures.m{index}]\nformula = "{before}"\n'


_LARGE: Final[tuple[tuple[str, str, str | Callable[[int], str], str], ...]] = (
    ("tables", "", "[t@]\n", ""),
    ("lists of tables", "", "[[t]]\n", ""),
    ("dotted headers", "", "[a@.b.c.d.e.f]\n", ""),
    ("a list of numbers", _HEAD + "x = [", "@,", "]"),
    ("a list of lists", _HEAD + "x = [", "[[@]],", "]"),
    ("a table in place", _HEAD + "x = { ", "a@ = 1, ", "b = 1 }"),
    ("an unknown key, often", _GRADED, "k@ = 1\n", ""),
    ("quoted keys", _GRADED, '"k\\u0041 @" = 1\n', ""),
    ("grades", _HEAD, '[[grades]]\nid="g@"\n', ""),
    ("the same grade", _HEAD, '[[grades]]\nid="g"\n', ""),
    ("inputs", _HEAD, '[inputs.i@]\ntype="flag"\n', ""),
    ("options of a choice", _HEAD + '[inputs.c]\ntype = "choice"\nof = [', '"o@",', "]"),
    ("the same option", _HEAD + '[inputs.c]\ntype = "choice"\nof = [', '"o",', "]"),
    ("values of a parameter", _HEAD + "[parameters]\np = [{value=0},", "{from=@,value=1},", "]"),
    (
        "measures in a chain",
        _GRADED + '[measures.m0]\nformula="x"\n',
        lambda i: f'[measures.m{i + 1}]\nformula="m{i}+1"\n',
        "",
    ),
    ("measures in a circle", _GRADED, lambda i: f'[measures.m{i}]\nformula="m{(i * 7 + 1) % 1500}"\n', ""),
    ("small circles", _GRADED, lambda i: f'[measures.m{i}]\nformula="m{i ^ 1}"\n', ""),
    ("measures that look back", _GRADED, _ring, ""),
    ("measures that grow", _GRADED, '[measures.m@]\nformula="if_missing(previous(m@),0)+y/100"\ndecimals=6\n', ""),
    ("long formulas", _GRADED, lambda i: f'[measures.m{i}]\nformula="{"+".join(["x*y"] * 90)}"\n', ""),
    ("formulas of unknown names", _GRADED, lambda i: f'[measures.m{i}]\nformula="{"+".join(["z"] * 90)}"\n', ""),
    ("weights", _GRADED + "[measures.m]\nweights = { ", "w@ = 1, ", "x = 1 }"),
    ("versions", _GRADED + "[measures.m]\nversions=[", '{from=@,until=@,formula="x"},', "]"),
    ("rankings", _GRADED, '[rankings.r@]\nby="x"\n', ""),
    ("keys of a ranking", _GRADED + "[rankings.r]\nby=[", '"x",', "]"),
    ("bands", _HEAD + '[[grades]]\nid="A"\n', '[[grading.bands]]\ngrade="A"\nat_least=@\n', ""),
    (
        "dated bands",
        _HEAD + '[[grades]]\nid="A"\n[grading]\nby="x"\nbands=[',
        '{grade="A",at_least=0,from=@,until=@},',
        "]",
    ),
    ("caps", _GRADED, '[[grading.caps]]\nat_most="B"\nwhen={x=@}\n', ""),
    ("quotas", _GRADED + '[rankings.r]\nby="x"\n', '[[grading.quotas]]\ngrade="A"\nat_most=@\n', ""),
    (
        "conditions in a chain",
        _GRADED + '[conditions.c0]\ngrade="A"\n',
        lambda i: f"[conditions.c{i + 1}]\nc{i}=true\n",
        "",
    ),
    ("conditions in a circle", _GRADED, lambda i: f"[conditions.c{i}]\nc{(i + 1) % 1500}=true\n", ""),
    ("entries of a condition", _GRADED + "[conditions.c]\nall=[", '{grade="A"},', "]"),
    ("empty conditions", _GRADED + "[conditions.c]\nall=[", "{},", "]"),
    ("unknown entries", _GRADED + "[conditions.c]\nany=[", "{z@=1},", "]"),
    ("history entries", _GRADED + "[conditions.c]\nany=[", '{grade="A",times=@},', "]"),
    ("what was received", _GRADED + '[[consequences]]\nid="k"\nwhen.any=[', '{received="k"},', "]"),
    ("places", _GRADED + '[rankings.r]\nby="x"\n[conditions.c]\nany=[', "{place={top=@}},", "]"),
    ("ranks", _GRADED + '[rankings.r]\nby="x"\n[conditions.c]\nany=[', "{r.rank=@},", "]"),
    ("consequences", _GRADED, '[[consequences]]\nid="k@"\nwhen={grade="A"}\n', ""),
    (
        "consequences that replace",
        _GRADED,
        lambda i: f'[[consequences]]\nid="k{i}"\nwhen={{x=1}}\nreplaces="k{i + 1}"\n',
        "",
    ),
    ("one that replaces all", _GRADED + '[[consequences]]\nid="k"\nwhen={x=1}\nreplaces=[', '"k",', "]"),
    ("unknown roles", _GRADED + '[roles.a]\nlabel="a"\n[[consequences]]\nid="k"\nwhen={x=1}\nto=[', '"b@",', "]"),
    ("claims", _GRADED, '[[claims]]\nid="c@"\nnever={grade="A"}\n', ""),
    ("rows of an example", _GRADED + '[[examples]]\nname="e"\nexpect={}\nhistory=[', "{period=@},", "]"),
    ("examples", _GRADED, '[[examples]]\nname="e"\nhistory=[{period=1}]\nexpect={1=[]}\n', ""),
    ("expectations", _GRADED + '[[examples]]\nname="e"\nhistory=[{period=2010}]\nexpect={', "a@=[],", "b=[]}"),
    ("languages", _HEAD[:-1] + "\nlanguages=[", '"l@",', "]"),
    ("a title in many languages", 'format=1\n[policy]\nid="p"\nlanguages=["en"]\ntitle={', 'l@="t",', 'en="t"}'),
    ("comments", _GRADED, "# 中文 [[[ \" ''' = @\n", ""),
    ("a long text", _GRADED + '[sources.s]\ntitle="""', "第 @ 条 “文字” [a] \n", '"""'),
    ("names on one line", _GRADED + "[conditions.c]\nnot={", "中@=1,", "b=1}"),
)
