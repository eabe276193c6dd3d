"""The chapter of a description on calculation: ballots, measures, cuts and rankings."""

from __future__ import annotations

from collections.abc import Iterator

from targetrules.description.ballots import ballot_draft, with_ballots
from targetrules.description.text import Basis, Told
from targetrules.description.words import Draft, Words
from targetrules.rules import number as numbers
from targetrules.rules import tree
from targetrules.rules.definition import ScoringRule
from targetrules.wording import say as say_of

__all__ = ["calculation", "measure_draft", "ranking_draft"]


def calculation(words: Words) -> Iterator[Draft]:
    """How numbers are computed and places given."""
    rules = words.rules
    for name, is_ballot in with_ballots(words, rules.measures):
        yield ballot_draft(words, name) if is_ballot else measure_draft(words, rules.measures[name])
    for ranking in rules.rankings.values():
        yield ranking_draft(words, ranking)


def measure_draft(words: Words, measure: tree.Measure) -> Draft:
    """How a number is computed."""
    cut = words.rules.cuts.get(measure.name)
    if cut is not None:
        return _cut(words, measure, cut)
    sentences: list[Told] = []
    dated = len(measure.versions) > 1 or any(each.in_force != tree.PeriodRange() for each in measure.versions)
    for version in measure.versions:
        sentences += _version(words, measure, version)
        if dated:
            sentences += _dated(words, version)
    rule = words.rules.scoring.get(measure.name)
    if rule is not None:
        sentences.append(Told(_scoring(words, rule)))
    return Draft(tuple(sentences), (_basis(words, measure.name),))


def _dated(words: Words, version: tree.Version) -> Iterator[Told]:
    if version.in_force == tree.PeriodRange():
        return
    yield Told(words.say("formula-in-force", span=words.names.span(version.in_force)))


def _basis(words: Words, name: str) -> Basis:
    """Where a measure comes from; the score of an indicator, a category or a ballot from where that does."""
    for section in ("measures", "cuts"):
        if name in (getattr(words.written, section) or {}):
            return words.basis_as_written(section, name)
    return words.basis(words.rules.origins.get(name, tree.Origin()))


def _version(words: Words, measure: tree.Measure, version: tree.Version) -> Iterator[Told]:
    """A formula, and how many decimals its number keeps."""
    say, names = words.say, words.names
    name = names.term(names.of_values[measure.name])
    formula = version.formula
    match formula:
        case numbers.Cases():
            yield _cases(words, name, formula)
        case numbers.Weighted():
            yield _weights(words, name, formula)
        case numbers.Piecewise():
            yield _points(words, name, formula)
        case _:
            told = words.numbers.told(formula)
            yield Told(say("formula-listed" if told.items else "formula", name=name, formula=told.text), told.items)
    yield Told(_decimals(words, measure.decimals, version.rounding))


def _decimals(words: Words, decimals: int, rounding: tree.Rounding) -> str:
    return words.say("kept", digits=words.names.digits(decimals), rounding=words.names.rounding(rounding))


def _cases(words: Words, name: str, cases: numbers.Cases) -> Told:
    """The first case that holds."""
    items = []
    for case in cases.of:
        told = words.numbers.told(case.formula)
        when = words.where(case.when, "case-is", formula=told.text)
        items.append(Told(when.text, (*when.items, *told.items)))
    if cases.otherwise is None:
        items.append(Told(words.say("case-missing")))
    else:
        told = words.numbers.told(cases.otherwise)
        items.append(Told(words.say("case-else", formula=told.text), told.items))
    return Told(words.say("cases", name=name), tuple(items))


def _weights(words: Words, name: str, weighted: numbers.Weighted) -> Told:
    items = [
        Told(words.say("weight", name=words.numbers.leaf(part), weight=words.names.number(weight)))
        for part, weight in weighted.parts
    ]
    return Told(words.say(f"weights-{weighted.missing}", name=name), tuple(items))


def _points(words: Words, name: str, scale: numbers.Piecewise) -> Told:
    pairs = ((words.names.number(at), words.names.number(gives)) for at, gives in scale.points)
    items = [Told(words.say("point", at=at, gives=gives)) for at, gives in pairs]
    key = f"scale-{scale.between}-{scale.outside}"
    return Told(words.say(key, name=name, of=words.numbers.leaf(scale.of)), tuple(items))


def _scoring(words: Words, rule: ScoringRule) -> str:
    """By what rule an indicator scores, in the words of explanations."""
    names = words.names
    phrases = names.phrases
    ends = [names.value(each) for each in rule.target]
    if not ends:
        target = ""
    elif rule.reach == "at_most":
        target = phrases.say("at-most", high=ends[0])
    elif rule.reach == "between":
        target = phrases.say("from-to", low=ends[0], high=ends[1])
    else:
        target = phrases.say("at-least", low=ends[0])
    zeros = [names.number(each) for each in rule.zeros]
    if rule.reach == "at_most":
        zero = [phrases.say("at-least", low=each) for each in zeros]
    else:
        zero = [phrases.say("at-most", high=each) for each in zeros[:1]]
        zero += [phrases.say("at-least", low=each) for each in zeros[1:]]
    form = {"all-or-nothing": "all", "scale": "scale", "range": "range", "difference": "difference"}.get(rule.form)
    key = f"{rule.form}_{rule.reach}" if form is None else "kept" if rule.reach == "kept" else form
    values = {"full": rule.full, "target": target, "off": rule.off, "zero": names.listed(zero, "or")}
    return words.say("scored", how=names.closed(say_of(f"reasons.scoring.{key}", words.language, values)))


def _cut(words: Words, measure: tree.Measure, cut: numbers.Cut) -> Draft:
    """A number of a group, as it is published or computed now and then."""
    say, names = words.say, words.names
    name = names.term(names.of_values[measure.name])
    told = words.numbers.told(cut.of)
    sentences = [Told(say("cut-listed" if told.items else "cut", name=name, formula=told.text), told.items)]
    sentences.append(Told(_decimals(words, cut.decimals, cut.rounding)))
    if cut.within:
        within = names.listed([names.value(each) for each in cut.within])
        sentences.append(Told(say("cut-within", within=within)))
    if cut.every is not None:
        first, every = names.period(cut.start or 0), names.periods(cut.every)
        sentences.append(Told(say("cut-every", first=first, every=every)))
    elif cut.start is not None:
        sentences.append(Told(say("cut-from", first=names.period(cut.start))))
    if cut.smallest > 1 and cut.ranking is not None:
        sentences.append(Told(say("cut-smallest", count=cut.smallest, ranking=names.ranking(cut.ranking))))
    if cut.published:
        sentences.append(Told(say("published"), tuple(_published(words, each) for each in cut.published)))
    return Draft(tuple(sentences), (_basis(words, measure.name),))


def _published(words: Words, one: numbers.Published) -> Told:
    names = words.names
    period, value = names.period(one.period), names.number(one.value)
    if not one.group:
        return Told(words.say("published-for-all", period=period, value=value))
    group = names.listed([names.quoted(each) for each in one.group])
    return Told(words.say("published-for", period=period, group=group, value=value))


def ranking_draft(words: Words, ranking: tree.Ranking) -> Draft:
    """Places: by what, among whom, and how few are too few."""
    say, names = words.say, words.names
    by = [_key(words, ranking, each) for each in ranking.by]
    sentences = [Told(say("ranking", name=names.ranking(ranking.name), by=say("then-by").join(by)))]
    if ranking.within:
        within = names.listed([names.value(each) for each in ranking.within])
        sentences.append(Told(say("ranked-within", within=within)))
    if ranking.among is not None:
        sentences.append(words.where(ranking.among, "ranked-among"))
    sentences.append(Told(say("tied")))
    if ranking.smallest_group > 1:
        sentences.append(Told(say("smallest-group", count=ranking.smallest_group)))
    sentences += words.in_force(ranking.in_force)
    return Draft(tuple(sentences), (words.basis_as_written("rankings", ranking.name),))


def _key(words: Words, ranking: tree.Ranking, by: tree.RankingKey) -> str:
    if isinstance(by, tree.GradeKey):
        name = words.say("final-grade") if by.of is None else words.names.named(by.of)
        return words.say("by-grade", name=name)
    return words.say(f"by-{ranking.best}", name=words.names.named(by.name))
