"""What a large policy may be large in: the pieces that it repeats. ``@`` is the number of the piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["ASKED_FOR", "GRADED", "HEAD", "MUCH_OF"]

HEAD: Final = 'format = 1\n[policy]\nid = "p"\ntitle = "P"\n'
GRADED: Final = (
    HEAD + '[[grades]]\nid = "A"\n[[grades]]\nid = "B"\n[inputs.x]\ntype = "number"\nmin = 0\nmax = 100\n'
    '[inputs.y]\ntype = "number"\nmin = 1\nmax = 100\n[grading]\nby = "x"\nbands = { A = 60, B = 0 }\n'
)


def _ring(index: int) -> str:
    before = f"if_missing(previous(m{index + 1}), 0) + if_missing(previous(m{index // 2}), x)"
    return f'[measures.m{index}]\nformula = "{before}"\n'


# Name, head, piece, tail.
MUCH_OF: Final[tuple[tuple[str, str, str | Callable[[int], str], str], ...]] = (
    ("tables", "", "[t@]\n", ""),
    ("lists of tables", "", "[[t]]\n", ""),
    ("dotted headers", "", "[@" + ".a" * 15 + "]\n", ""),
    ("dotted keys", "", "@" + ".a" * 15 + " = 1\n", ""),
    ("a list of numbers", HEAD + "x = [", "@,", "]"),
    ("a list of lists", HEAD + "x = [", "[[@]],", "]"),
    ("a table in place", HEAD + "x = { ", "a@ = 1, ", "b = 1 }"),
    ("an unknown key, often", GRADED, "k@ = 1\n", ""),
    ("quoted keys", GRADED, '"k\\u0041 @" = 1\n', ""),
    ("grades", HEAD, '[[grades]]\nid="g@"\n', ""),
    ("the same grade", HEAD, '[[grades]]\nid="g"\n', ""),
    ("inputs", HEAD, '[inputs.i@]\ntype="flag"\n', ""),
    ("options of a choice", HEAD + '[inputs.c]\ntype = "choice"\nof = [', '"o@",', "]"),
    ("the same option", HEAD + '[inputs.c]\ntype = "choice"\nof = [', '"o",', "]"),
    ("values of a parameter", HEAD + "[parameters]\np = [{value=0},", "{from=@,value=1},", "]"),
    (
        "measures in a chain",
        GRADED + '[measures.m0]\nformula="x"\n',
        lambda i: f'[measures.m{i + 1}]\nformula="m{i}+1"\n',
        "",
    ),
    ("measures in a circle", GRADED, lambda i: f'[measures.m{i}]\nformula="m{(i * 7 + 1) % 1500}"\n', ""),
    ("small circles", GRADED, lambda i: f'[measures.m{i}]\nformula="m{i ^ 1}"\n', ""),
    ("measures that look back", GRADED, _ring, ""),
    ("measures that grow", GRADED, '[measures.m@]\nformula="if_missing(previous(m@),0)+y/100"\ndecimals=6\n', ""),
    ("long formulas", GRADED, lambda i: f'[measures.m{i}]\nformula="{"+".join(["x*y"] * 90)}"\n', ""),
    ("formulas of unknown names", GRADED, lambda i: f'[measures.m{i}]\nformula="{"+".join(["z"] * 90)}"\n', ""),
    ("weights", GRADED + "[measures.m]\nweights = { ", "w@ = 1, ", "x = 1 }"),
    ("versions", GRADED + "[measures.m]\nversions=[", '{from=@,until=@,formula="x"},', "]"),
    ("rankings", GRADED, '[rankings.r@]\nby="x"\n', ""),
    ("keys of a ranking", GRADED + "[rankings.r]\nby=[", '"x",', "]"),
    ("bands", HEAD + '[[grades]]\nid="A"\n', '[[grading.bands]]\ngrade="A"\nat_least=@\n', ""),
    (
        "dated bands",
        HEAD + '[[grades]]\nid="A"\n[grading]\nby="x"\nbands=[',
        '{grade="A",at_least=0,from=@,until=@},',
        "]",
    ),
    ("caps", GRADED, '[[grading.caps]]\nat_most="B"\nwhen={x=@}\n', ""),
    ("quotas", GRADED + '[rankings.r]\nby="x"\n', '[[grading.quotas]]\ngrade="A"\nat_most=@\n', ""),
    (
        "conditions in a chain",
        GRADED + '[conditions.c0]\ngrade="A"\n',
        lambda i: f"[conditions.c{i + 1}]\nc{i}=true\n",
        "",
    ),
    ("conditions in a circle", GRADED, lambda i: f"[conditions.c{i}]\nc{(i + 1) % 1500}=true\n", ""),
    ("entries of a condition", GRADED + "[conditions.c]\nall=[", '{grade="A"},', "]"),
    ("empty conditions", GRADED + "[conditions.c]\nall=[", "{},", "]"),
    ("unknown entries", GRADED + "[conditions.c]\nany=[", "{z@=1},", "]"),
    ("history entries", GRADED + "[conditions.c]\nany=[", '{grade="A",times=@},', "]"),
    ("what was received", GRADED + '[[consequences]]\nid="k"\nwhen.any=[', '{received="k"},', "]"),
    ("places", GRADED + '[rankings.r]\nby="x"\n[conditions.c]\nany=[', "{place={top=@}},", "]"),
    ("ranks", GRADED + '[rankings.r]\nby="x"\n[conditions.c]\nany=[', "{r.rank=@},", "]"),
    ("consequences", GRADED, '[[consequences]]\nid="k@"\nwhen={grade="A"}\n', ""),
    (
        "consequences that replace",
        GRADED,
        lambda i: f'[[consequences]]\nid="k{i}"\nwhen={{x=1}}\nreplaces="k{i + 1}"\n',
        "",
    ),
    ("one that replaces all", GRADED + '[[consequences]]\nid="k"\nwhen={x=1}\nreplaces=[', '"k",', "]"),
    ("unknown roles", GRADED + '[roles.a]\nlabel="a"\n[[consequences]]\nid="k"\nwhen={x=1}\nto=[', '"b@",', "]"),
    ("claims", GRADED, '[[claims]]\nid="c@"\nnever={grade="A"}\n', ""),
    ("rows of an example", GRADED + '[[examples]]\nname="e"\nexpect={}\nhistory=[', "{period=@},", "]"),
    ("examples", GRADED, '[[examples]]\nname="e"\nhistory=[{period=1}]\nexpect={1=[]}\n', ""),
    ("expectations", GRADED + '[[examples]]\nname="e"\nhistory=[{period=2010}]\nexpect={', "a@=[],", "b=[]}"),
    ("languages", HEAD[:-1] + "\nlanguages=[", '"l@",', "]"),
    ("a title in many languages", 'format=1\n[policy]\nid="p"\nlanguages=["en"]\ntitle={', 'l@="t",', 'en="t"}'),
    ("comments", GRADED, "# 中文 [[[ \" ''' = @\n", ""),
    ("a long text", GRADED + '[sources.s]\ntitle="""', "第 @ 条 “文字” [a] \n", '"""'),
    ("names on one line", GRADED + "[conditions.c]\nnot={", "中@=1,", "b=1}"),
)

_CHOICE: Final = GRADED + '[inputs.c]\ntype="choice"\nof=['
_GIVEN: Final = HEAD + '[inputs.g]\ntype="grade"\n'
_ANY: Final = "[conditions.k]\nany=["
_ROWS: Final = ']\n[[examples]]\nname="e"\nexpect={2010=[]}\nhistory=['
_CONSEQUENCE: Final = '[[consequences]]\nid="k@"\nwhen={x=1}\n'
_ASKS: Final = '[[consequences]]\nid="k"\nwhen={x=1}\n'
_LOST: Final = HEAD + '[inputs.z]\ntype="nonsense"\n'
_RANKS: Final = '[rankings.r]\nby="i0"\n'
_ALIKE: Final = "n" * 50

# Half a file declares names, the other half asks for the last of them, or for one that is nearly so.
# Name, head, declared piece, between, piece that asks, tail.
ASKED_FOR: Final[tuple[tuple[str, str, str, str, str, str], ...]] = (
    ("the last word of a choice, in a list", _CHOICE, '"o@",', "]\n[conditions.k]\nc=[", '"o@",', "]"),
    ("the last word of a choice", _CHOICE, '"o@",', "]\n" + _ANY, '{c="o@"},', "]"),
    ("a word near those of a choice", _CHOICE, '"o@",', "]\n" + _ANY, '{c="x@"},', "]"),
    ("the last word of a choice, in rows", _CHOICE, '"o@",', _ROWS, '{period=2010,c="o@"},', "]"),
    ("the last grade", _GIVEN, '[[grades]]\nid="a@"\n', _ANY, '{g="a@"},', "]"),
    ("the last grade, in a list", _GIVEN, '[[grades]]\nid="a@"\n', "[conditions.k]\ng=[", '"a@",', "]"),
    ("the last parameter", GRADED + "[parameters]\n", "p@=[{value=1}]\n", _ANY, '{x={above="p@"}},', "]"),
    ("the last ranking", GRADED, '[rankings.r@]\nby="x"\n', _ANY, "{r@.rank=1},", "]"),
    ("the last condition", GRADED, "[conditions.c@]\nx=1\n", _ANY, "{c@=true},", "]"),
    ("the last status", GRADED, "[statuses.s@]\nenter={x=1}\n", _ANY, "{s@=true},", "]"),
    ("the last role", GRADED, '[roles.a@]\nlabel="a"\n', _ASKS + "to=[", '"a@",', "]"),
    ("the last consequence", GRADED, _CONSEQUENCE, _ASKS + "replaces=[", '"k@",', "]"),
    ("what was received last", GRADED, _CONSEQUENCE, _ASKS + "unless.any=[", '{received="k@"},', "]"),
    ("a name that could not be read", _LOST, '[inputs.i@]\ntype="number"\n', _RANKS + "within=[", '"z",', "]"),
    ("names much alike", GRADED, f"[conditions.{_ALIKE}@]\nx=1\n", _ANY, f"{{{_ALIKE}_@=true}},", "]"),
)
