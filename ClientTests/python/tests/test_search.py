# SPDX-License-Identifier: Apache-2.0
"""Finding conversations again."""

import uuid

import pytest

from cordboard_client import Refused


def found(client, **query):
    return [conversation["id"] for conversation in client.get("/conversations/search", **query)["conversations"]]


def test_open_and_closed_conversations_are_found_by_those_who_may(centre, people, ready, start):
    word = "w" + uuid.uuid4().hex
    alice = ready("alice")
    conversation = start(f"Where is my order {word}?")
    [offer] = alice.get("/offers")["offers"]
    alice.post(f"/offers/{offer['id']}/accept")
    secret = "s" + uuid.uuid4().hex
    alice.post(
        f"/conversations/{conversation['id']}/messages",
        {"body": {"text": f"{secret} he called before"}, "audience": "agentsAndManagers"},
    )
    here = [conversation["id"]]
    assert found(centre, text=word) == here
    assert found(centre, text=word.upper()) == here
    assert found(centre, text=word, state="closed") == []
    assert found(alice, text=secret) == here
    assert found(people("sam"), text=secret) == here
    assert found(people("bob"), text=secret) == []
    assert found(people("bob"), customer=conversation["customer"]["id"]) == []
    centre.post(f"/conversations/{conversation['id']}/close", {"reason": "system"})
    for item in alice.get("/work-items")["workItems"]:
        alice.post(f"/work-items/{item['id']}/wrap-up", {})
    assert found(centre, text=word, state="closed", agent="alice", channel="web") == here
    assert found(alice, customer=conversation["customer"]["id"]) == here


def test_pages_go_on(centre, start):
    ids = [start(f"page {number}")["id"] for number in range(3)]
    seen, after = [], {}
    while len(seen) < 3:
        page = centre.get("/conversations/search", limit=1, state="open", **after)
        seen += [conversation["id"] for conversation in page["conversations"]]
        if "next" not in page:
            break
        after = {"after": page["next"]}
    assert len(set(seen)) == len(seen) and set(ids[:1]) <= set(seen)


@pytest.mark.parametrize("query", [{"text": "?!"}, {"from": "now"}, {"after": "1"}, {"limit": 0}])
def test_what_cannot_be_searched_for_is_refused(centre, query):
    with pytest.raises(Refused) as refused:
        centre.get("/conversations/search", **query)
    assert refused.value.code == "invalidQuery"
