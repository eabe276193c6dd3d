"""Who holds which post: a person is of a unit what consequences are addressed to, from a day until a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from targetrules.arguments import ArgumentError
from targetrules.data import frozen
from targetrules.register.error import refused
from targetrules.register.event import Event, EventKind
from targetrules.register.persons import known_as, names_of, person_known
from targetrules.register.recording import Recording
from targetrules.register.schema import posts
from targetrules.rules.tree import Rules
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

__all__ = ["Post", "note_appointment", "note_departure", "posts_at", "role_of", "take_back"]


@frozen(slots=True)
class Post:
    """A person holds a post.

    Attributes:
        number: The number of the event that says so.
        person: The person; by the digest, until names are put in.
        role: The id of the role.
        unit: The unit, as events know it, until names are put in.
        since: The first day.
        until: The last day; None: none is known.
    """

    number: int
    person: str
    role: str
    unit: str
    since: date
    until: date | None

    def is_held_on(self, day: date) -> bool:
        """Whether it is held on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def overlaps(self, since: date, until: date | None) -> bool:
        """Whether it is held on one of these days."""
        return (self.until is None or since <= self.until) and (until is None or self.since <= until)


def posts_at(
    connection: Connection, policy: str, number: int, *, unit: str | None = None, person: str | None = None
) -> list[Post]:
    """The posts as they were known after an event, by their first days: all, of a unit, of a person.

    Args:
        connection: A transaction.
        policy: The id of the policy whose roles they are.
        number: The number of the event.
        unit: The only unit, as events know it.
        person: The only person, by the digest.
    """
    known = posts.c
    query = select(posts).where(known.policy == policy, known.event <= number)
    query = query if unit is None else query.where(known.unit == unit)
    query = query if person is None else query.where(known.person == person)
    found: dict[int, Post | None] = {}
    for row in connection.execute(query.order_by(known.event)).all():
        until = None if row.until is None else date.fromisoformat(row.until)
        post = Post(row.appointment, row.person, row.role, row.unit, date.fromisoformat(row.since), until)
        found[row.appointment] = None if row.taken_back else post
    return sorted((each for each in found.values() if each is not None), key=lambda each: (each.since, each.number))


def role_of(texts: Sequence[Rules], asked: str) -> str:
    """A role of one of the texts of a policy by its id, or by its label where no other has it in the last text with it.

    A role that the last text has no more is known, for those before still judge their periods.

    Raises:
        ArgumentError: No text has such a role.
    """
    newest = texts[::-1]
    known = dict.fromkeys(
        role for rules in newest for role in (*rules.roles, *(to for rule in rules.consequences for to in rule.to))
    )
    if asked in known:
        return asked
    labelled = ([id_ for id_, role in rules.roles.items() if asked in role.label.values()] for rules in newest)
    found = next(filter(None, labelled), [])
    if len(found) == 1:
        return found[0]
    near = nearest(asked, known)
    key = "posts.no-roles" if not known else "posts.no-role" if near is None else "posts.no-role-but"
    said = {"role": asked, "near": near or "", "policy": newest[0].id, "known": Listing(tuple(known))}
    raise ArgumentError("role", Word(key, said))


# ---- what is recorded ------------------------------------------------------------------------------------------------


def note_appointment(
    recording: Recording, texts: Sequence[Rules], person: str, role: str, unit: str, since: date, until: date | None
) -> Event:
    """Record that a person holds a post from a day on.

    Args:
        recording: The transaction.
        texts: The texts of the policy.
        person: The person, by the digest.
        role: The id of the role.
        unit: The unit, as events know it.
        since: The first day.
        until: The last day; None: none is known.

    Raises:
        RegisterError: The person holds another post on one of these days, or somebody else holds one that only one
            person holds by one of the texts.
    """
    connection, number, policy = recording.connection, recording.now().number, texts[-1].id
    for each in posts_at(connection, policy, number, person=person):
        if each.overlaps(since, until):
            key = "two-posts-elsewhere" if recording.is_foreign(each.unit) else "two-posts"
            raise refused(key, **_said(connection, each))
    is_of_one = any(role in rules.roles and rules.roles[role].one_person for rules in texts)
    for each in posts_at(connection, policy, number, unit=unit) if is_of_one else ():
        if each.role == role and each.overlaps(since, until):
            raise refused("post-taken", **_said(connection, each))
    content = {"person": person, "role": role, "unit": unit, "since": since.isoformat(), "until": _iso(until)}
    return recording.add(EventKind.APPOINTMENT, content, policy)


def note_departure(recording: Recording, rules: Rules, named: str, until: date) -> Event:
    """Record until which day a person holds the post that is held on that day.

    To an office for its own units a person who is unknown is as one who holds a post elsewhere.

    Args:
        recording: The transaction.
        rules: The policy.
        named: The person, by the name.
        until: The last day.

    Raises:
        RegisterError: No post of the person is known on that day, or this very day is known as its last.
    """
    connection, number = recording.connection, recording.now().number
    own = recording.keeps_to_own()
    person = known_as(connection, [named]).get(named, "") if own else person_known(connection, named)
    there = posts_at(connection, rules.id, number, person=person)
    post = next((each for each in there if each.is_held_on(until)), None)
    if post is None or recording.is_foreign(post.unit):
        raise refused("no-own-post" if own else "no-post", person=named, day=until.isoformat())
    if post.until == until:
        raise refused("departed-already", **_said(connection, post))
    content = {"appointment": post.number, "person": person, "unit": post.unit, "until": until.isoformat()}
    return recording.add(EventKind.DEPARTURE, content, rules.id)


def take_back(recording: Recording, rules: Rules, number: int, reason: str) -> Event:
    """Record that an appointment never was: it was recorded by mistake.

    Args:
        recording: The transaction.
        rules: The policy.
        number: The number of the event that records it.
        reason: Why it is taken back.

    Raises:
        RegisterError: No event of that number says that somebody holds a post, or it was taken back already.
    """
    there = posts_at(recording.connection, rules.id, recording.now().number)
    post = next((each for each in there if each.number == number), None)
    if post is None or recording.is_foreign(post.unit):
        own = recording.keeps_to_own()
        raise refused("no-own-appointment" if own else "no-appointment", number=number)
    content = {"appointment": number, "person": post.person, "unit": post.unit, "until": None, "reason": reason}
    return recording.add(EventKind.DEPARTURE, content, rules.id)


def _said(connection: Connection, post: Post) -> dict[str, object]:
    """A post in words, with the event that says so, and the person who holds it."""
    names = names_of(connection, [post.person, post.unit])
    said = {"role": post.role, "unit": names.get(post.unit, post.unit), "number": post.number}
    days = {"since": post.since.isoformat(), "until": _iso(post.until) or ""}
    told = Word("posts.post" if post.until is None else "posts.post-until", {**said, **days})
    return {"post": told, "person": names.get(post.person, post.person)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
