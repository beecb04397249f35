# SPDX-License-Identifier: Apache-2.0
"""Two accounts with the same people in one server: desks are those of the one, and learn nothing of the other."""

import json

import httpx
import pytest

from cordboard_client import Cordboard
from expertflow import floor, pull_list, serve  # noqa: F401
from expertflow_client import BARGE_IN, MONITOR, WHISPER, DeskRefused
from own_server import needs_binary

pytestmark = needs_binary

NOWHERE = "00000000-0000-7000-8000-000000000000"
SECRET = "nobody else is to know"


class OtherAccount:
    def __init__(self, url):
        self.integration = Cordboard(url, account="NORDCO", realm="nordco").log_in_client("integration", "demo")
        self.alice = Cordboard(url, account="NORDCO", realm="nordco").log_in("alice", "demo")

    def start(self, channel="web"):
        """A conversation with a customer of the other account."""
        customer = {"identifier": "somebody-there", "displayName": SECRET}
        body = {"channel": channel, "customer": customer, "message": {"body": {"text": SECRET}}}
        return self.integration.post("/conversations", body)["conversation"]

    def facts(self, conversation):
        events = self.integration.get(f"/conversations/{conversation}/events", limit=1000)["events"]
        return [event["type"] for event in events]


@pytest.fixture(scope="module")
def expertflow_server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("accounts"), other_account="NORDCO", account="DEMOCO") as server:
        yield server


@pytest.fixture
def other(expertflow_server):
    return OtherAccount(expertflow_server.url)


def elsewhere(chat, conversation):
    """The same chat under the id of another conversation, everywhere."""
    return type(chat)(chat.desk, json.loads(json.dumps(chat.payload).replace(chat.id, conversation)))


def acts(chat, list_id):
    """Everything that a desk can do to a conversation."""
    desk = chat.desk
    return {
        "say": lambda: chat.say("mine now"),
        "read": lambda: chat.read("m"),
        "leave": chat.leave,
        "wrap up": chat.close_wrap_up,
        "pause": lambda: chat.pause(60),
        "resume": chat.resume,
        "transfer": lambda: chat.to_queue("directTransferRequest", "Sales"),
        "ask": lambda: chat.to_agent("directConferenceRequest", desk.id),
        "consult": lambda: chat.to_agent("consultRequest", "bob"),
        "complete": lambda: chat.consult_transfer("bob"),
        "join": lambda: chat.consult_conference("bob"),
        "listen": lambda: desk.emit(MONITOR, {
            "topicParticipant": desk.participant(chat.id, "SILENT_MONITOR"), "agentId": desk.id, "channelSession": chat.session,
        }),
        "whisper": lambda: chat.supervise(WHISPER),
        "barge in": lambda: chat.supervise(BARGE_IN),
        "accept": lambda: desk.emit("topicSubscription", {
            "topicParticipant": desk.participant(chat.id), "agentId": desk.id, "conversationId": chat.id,
            "roomInfo": chat.room, "taskId": f"{chat.id}:{chat.id}",
        }),
        "pull": lambda: desk.emit("joinPullModeRequest", {
            "topicParticipant": desk.participant(chat.id), "agentId": desk.id, "channelSession": chat.session,
            "requestId": list_id,
        }),
    }


@pytest.mark.parametrize("name", ["alice", "sam"])
def test_a_conversation_of_another_account_is_none(floor, other, name):
    theirs, waiting = other.start(), other.start("web-pull")
    [item] = other.integration.get("/pull-lists/callbacks/items", limit=1)["workItems"][:1]
    before = other.facts(theirs["id"]), other.facts(waiting["id"])
    alice = floor.ready("alice")
    chat = floor.serve(alice)
    if name == "sam":
        sam = floor.desk("sam")
        chat = sam.monitor(chat.session, chat.id)
    desk = chat.desk
    stolen = acts(elsewhere(chat, theirs["id"]), item["id"])
    absent = acts(elsewhere(chat, NOWHERE), NOWHERE)
    for number, act in enumerate(stolen):
        # A foreign conversation is refused in the words in which one is that there is not.
        answers = []
        for acting, id in [(stolen, theirs["id"]), (absent, NOWHERE)]:
            acting[act]()
            answers.append(desk.hear("errors")["msg"].replace(id, "ID").replace(item["id"], "ID"))
        assert answers[0] == answers[1], act
        assert desk.count("errors") == 2 * number + 2, act
    elsewhere(chat, theirs["id"]).typing()
    desk.change_state("READY")
    desk.presence()
    assert (other.facts(theirs["id"]), other.facts(waiting["id"])) == before
    told = json.dumps([event.payload for event in desk.events])
    assert SECRET not in told and theirs["customer"]["id"] not in told


def test_what_happens_in_another_account_is_not_told(floor, other):
    alice = floor.ready("alice")
    callbacks = pull_list(alice)
    alice.subscribe_list(callbacks)
    alice.hear("onPullModeSubscribedList", lambda lists: lists != [])
    chat = floor.serve(alice)
    # The same agent of the other account works, on the same list and queue.
    other.alice.post("/agents/alice/login")
    other.alice.put("/agents/alice/state", {"state": "READY"})
    other.alice.put("/agents/alice/media/chat", {"state": "READY"})
    other.start("web-pull")
    theirs = other.start()
    other.integration.post(f"/conversations/{theirs['id']}/messages", {"body": {"text": SECRET}})
    heard = len(alice.events)
    chat.said("anything new?")
    new = [event.name for event in alice.events[heard:] if event.name != "onCimEvent"]
    assert new == [] and SECRET not in json.dumps([event.payload for event in alice.events])
    alice.unsubscribe_list(callbacks)
    alice.hear("removePullModeSubscribedListRequests")
    other.alice.post("/agents/alice/logout")
    assert floor.integration.get("/agents/alice")["agent"]["state"] == "READY"


def test_customers_of_another_account(floor, other):
    theirs = other.start()
    alice = floor.new_desk("alice").log_in()
    path = "/conversation-manager/customer-topics/customer/{}/activities?limit=50&offset=0&activity-type=ALL"
    answers = [alice.get(path.format(id)) for id in [theirs["customer"]["id"], NOWHERE]]
    assert SECRET not in answers[0].text
    assert (answers[0].status_code, answers[0].text) == (answers[1].status_code, answers[1].text)


def test_a_token_of_another_account(floor, other):
    """One is a desk of the account of one's token; whoever says a desk is somebody else's is refused."""
    desk = floor.new_desk("alice").log_in()
    desk.http.cookies.clear()
    tokens = [other.integration.token, other.alice.token[:-4] + "AAAA"]
    for token in tokens:
        with pytest.raises(DeskRefused) as refused:
            desk.connect(auth={"agent": json.dumps(desk.user), "fcm": "", "token": token})
        assert refused.value.data["message"] == "login-failed"
        found = httpx.get(f"{floor.url}/unified-admin/reasons", headers={"Authorization": f"Bearer {token}"})
        assert found.status_code in (401, 403)
