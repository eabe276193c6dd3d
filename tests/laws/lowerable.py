"""Random policies of what durable-rules is asked: temporal conditions that are lowered, of all that a row can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.county import county_text

__all__ = ["lowerable_text"]

_KIND = 'kind = { type = "choice", of = ["city", "town"], optional = true }\nflag = { type = "flag", optional = true }'


def lowerable_text(random: Random) -> str:
    """The text of a policy that the live engine on durable-rules serves."""
    return county_text("".join(_Text(random).parts()), inputs=_KIND)


class _Text:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.names: list[str] = []
        self.consequences: list[str] = []

    def parts(self) -> Iterator[str]:
        random = self.random
        if random.random() < 0.6:
            within = '\nwithin = "kind"' if random.random() < 0.7 else ""
            yield f'[rankings.overall]\nby = "score"{within}\n'
            self.names.append("place")
            if random.random() < 0.4:
                yield '[[grading.quotas]]\ngrade = "good"\nat_most = 1\n'
        for number in range(random.randint(0, 2)):
            yield f"[conditions.c{number}]\n{self.lines(self.temporal)}"
            self.names.append(f"c{number}")
        if random.random() < 0.3:
            yield f'[[grading.caps]]\nat_most = "poor"\nwhen = {self.inline(self.of_cap)}\n'
        for number in range(random.randint(1, 3)):
            yield f'[[consequences]]\nid = "s{number}"\nwhen = {self.inline(self.condition)}\n'
            self.consequences.append(f"s{number}")

    def inline(self, draw: Callable[[], list[str]]) -> str:
        return "{ " + ", ".join(draw()) + " }"

    def lines(self, draw: Callable[[], list[str]]) -> str:
        return "".join(f"{entry}\n" for entry in draw())

    def condition(self) -> list[str]:
        choice = self.random.random()
        if choice < 0.2:
            return [f"any = [{self.inline(self.temporal)}, {self.inline(self.row)}]"]
        if choice < 0.3:
            return [f"all = [{self.inline(self.temporal)}, {{ not = {self.inline(self.temporal)} }}]"]
        if choice < 0.4:
            return [
                f"grade = {{ {self.random.choice(['below', 'at_most'])} = {{ ago = {self.random.randint(1, 3)} }} }}"
            ]
        return self.temporal()

    def row(self) -> list[str]:
        """What a row tells of itself."""
        found = [
            'grade = "poor"',
            'grade = "good"',
            f"score = {{ at_least = {self.random.randint(1, 9)}0 }}",
            "flag = true",
        ]
        found += ['place = "last"' if name == "place" else f"{name} = true" for name in self.names]
        return [self.random.choice(found)]

    def temporal(self) -> list[str]:
        if self.consequences and self.random.random() < 0.25:
            return [f'received = "{self.random.choice(self.consequences)}"', *(self.counting() or ["ago = 1"])]
        entries = [*self.row(), *self.counting()]
        if self.random.random() < 0.3:
            entries.append(f"ago = {self.random.randint(1, 3)}")
        if len(entries) > 1 and self.random.random() < 0.2 and "consecutive" in "".join(entries) + "times":
            entries += [f"since = {self.random.randint(2008, 2012)}"] if self.is_counted(entries) else []
        return entries

    def of_cap(self) -> list[str]:
        """What a grade may rest on: its own past, and what is given."""
        if self.random.random() < 0.5:
            return ["flag = true", *self.counting()]
        return ['grade = "poor"', *self.counting(), f"ago = {self.random.randint(1, 2)}"]

    def is_counted(self, entries: list[str]) -> bool:
        return any(entry.startswith(("consecutive", "times")) for entry in entries)

    def counting(self) -> list[str]:
        choice = self.random.random()
        if choice < 0.4:
            return [f"consecutive = {self.random.randint(1, 3)}"]
        if choice < 0.8:
            of_last = self.random.randint(2, 4)
            return [f"times = {self.random.randint(1, of_last)}", f"of_last = {of_last}"]
        return []
