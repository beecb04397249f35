# SPDX-License-Identifier: Apache-2.0
"""What happens on a floor, as three dialects tell it: each fact of the native stream is put into the words of Avaya's notifications
and of Expertflow's desks, and just those must have been told, in that order."""

import itertools
from contextlib import contextmanager

from avaya_client import AvayaClient
from dialect_words import AvayaWords, CimWords, DeskWords


@contextmanager
def watch(floor):
    """Watches a floor on which nobody works yet, through the native stream and Avaya's notifications; and its desks."""
    avaya = AvayaClient(floor.url).log_in()
    with avaya.socket(avaya.subscribe()) as notifications:
        start = floor.integration.get("/state", agent="alice")["position"]
        with floor.integration.web_socket(after=start) as native:
            yield Watch(floor, notifications, native, start)


class Watch:
    """What three dialects told until now, and whether it is the same."""

    def __init__(self, floor, notifications, native, start):
        self.floor, self.notifications, self.native, self.start = floor, notifications, native, start
        self.live = []

    def facts(self):
        """Every fact since the beginning: those that came live are those that are told to whoever asks later."""
        with self.floor.integration.web_socket(after=self.start) as later:
            facts = [fact for fact in later.caught_up() if "data" in fact]
        while not self.live or self.live[-1]["position"] != facts[-1]["position"]:
            self.live.append(self.native.receive())
        self.live = [fact for fact in self.live if "data" in fact]
        assert self.live == facts
        return [(fact["type"].removeprefix("cordboard."), fact["data"], fact["time"]) for fact in facts]

    def check(self, *kinds):
        """These facts happened in this order, and all dialects tell them and all others; every fact."""
        facts = self.facts()
        happened = iter(kind for kind, _, _ in facts)
        missed = [kind for kind in kinds if kind not in happened]
        assert not missed, f"{missed[0]} did not happen then: {[kind for kind, _, _ in facts]}"
        words = AvayaWords()
        expected = [word for kind, data, _ in facts for word in words.of(kind, data)]
        compare("Avaya", [AvayaWords.told(message) for message in self.notifications.settled()], expected)
        for desk in self.floor.desks:
            self.check_desk(desk, facts)
            for conversation in {e.payload["conversationId"] for e in desk.events if e.name == "onTopicData"}:
                self.check_conversation(desk, conversation, facts)
        return facts

    def check_desk(self, desk, facts):
        lists = {entry["id"] for e in desk.events if e.name == "onPullModeSubscribedList" for entry in e.payload}
        words = DeskWords(desk.id, lists)
        expected = {subject: [] for subject in ["presence", *DeskWords.DOMAINS, "work", "end"]}
        for kind, data, time in facts:
            same = {(other, its.get("agent"), its.get("conversation")) for other, its, moment in facts if moment == time}
            for subject, word in words.of(kind, data, same):
                expected[subject].append(word)

        def told(subject):
            return [word for event in desk.events for of, word in DeskWords.told(event) if of == subject]

        for subject, those in expected.items():
            desk.within(10, lambda: told(subject) == those)
            compare(f"{desk.username}'s desk, {subject}", told(subject), those)

    def check_conversation(self, desk, conversation, facts):
        """The conversation as a desk shows it: what was before it came, and what it was told until it left."""
        words, seat, expected, end = CimWords(), None, [], None
        for kind, data, _ in facts:
            if data.get("conversation") != conversation:
                continue
            expected += words.of(kind, data)
            if data.get("agent") == desk.id and kind in ("offerAccepted", "pullItemTaken", "supervisorJoined"):
                seat, end = seat or data["participant"], None
            elif kind == "participantLeft" and data["participant"] == seat:
                seat, end = None, len(expected)
        expected = expected[:end]

        def told():
            shown = []
            for event in desk.events:
                if event.name == "onTopicData" and event.payload["conversationId"] == conversation:
                    again = [CimWords.told(cim) for cim in event.payload["topicData"]["topicEvents"]]
                    assert again[:len(shown)] == shown, f"{desk.username} was shown {shown}, and then {again}"
                    shown = again
                elif event.name == "onCimEvent" and event.payload["conversationId"] == conversation:
                    shown.append(CimWords.told(event.cim))
            return [word for word in shown if word != "TYPING_INDICATOR"]

        desk.within(10, lambda: told() == expected)
        compare(f"{desk.username}'s desk", told(), expected)


def compare(who, told, facts):
    """That somebody was told the facts, in its words, and nothing else."""
    lines = [f"{'  ' if a == b else '! '}{a or '-':60} {b or '-'}" for a, b in itertools.zip_longest(told, facts)]
    assert told == facts, "\n".join([f"what {who} was told, and what the native stream tells:", *lines])
