# SPDX-License-Identifier: Apache-2.0
"""What the tests of LivePerson's dialect share: servers of their own, whoever installs applications, connectors with their
consumers, and a receiver as an application of LivePerson's would have one. It is written from LivePerson's documents alone."""

import base64
import hmac
import json
import uuid
from contextlib import ExitStack, contextmanager

import httpx
import standardwebhooks

from avaya import eventually
from cordboard_client import Cordboard
from liveperson_shapes import check_notification
from own_server import CONFIG, OwnServer, free_port
from webhook_receiver import Receiver

EVENTS = ["ContentEvent", "RichContentEvent", "AcceptStatusEvent", "ChatStateEvent"]
CHANGE = "cqm.ExConversationChangeNotification"
TYPES = {name: f"ms.MessagingEventNotification.{name}" for name in EVENTS} | {"ExConversationChange": CHANGE}

#: Another account, whose programs may install applications too.
OTHERS = """
  OTHERS:
    name: Another contact centre
    realm: others
    clients:
      integration: {name: Integration, scopes: [events, configuration, conversations], secret: demo}
"""

SURVEY = """
      web:
        type: chat
        serviceIdentifier: "1212"
        queue: support
        response: {first: 2m, each: 5m}
        survey:
          limit: 10m
          questions:
            satisfaction: {text: "How satisfied are you, from 1 to 5?", kind: rating}
            solved: {text: "Is your question answered?", kind: yesNo}
"""


def configuration(folder):
    """The demo centre whose customers are asked afterwards, and another one."""
    text = CONFIG.read_text()
    place = '      web: {type: chat, serviceIdentifier: "1212", queue: support}\n'
    assert place in text
    path = folder / "liveperson.yaml"
    path.write_text(text.replace(place, SURVEY.lstrip("\n")).rstrip() + OTHERS)
    return path


@contextmanager
def brand_of(folder, port=None, config=None, **settings):
    """A server of one's own, and whoever runs it. Settings are those of the dialect."""
    names = {f"CORDBOARD_LIVE_PERSON_{name}": value for name, value in settings.items()}
    server = OwnServer(folder, port or free_port(), config=config or configuration(folder), **names).wait_until_ready()
    brand = Brand(server)
    try:
        yield brand
    except BaseException:
        server.kill()
        raise
    finally:
        brand.stack.close()
    # Some tests kill it.
    if server.process.returncode is None:
        server.stop()


class Failed(Exception):
    """What LivePerson's error form says: {"kind":"resp","code":…,"body":{title,details,errorCode},"type":…}."""

    def __init__(self, response):
        self.status = response.status_code
        assert response.headers["content-type"].startswith("application/json"), response.headers
        answer = response.json()
        assert answer.keys() == {"kind", "code", "body", "type"}, answer
        assert (answer["kind"], answer["code"], answer["type"]) == ("resp", self.status, ".ReqBody$ErrorResp"), answer
        assert answer["body"].keys() == {"title", "details", "errorCode"}, answer
        self.code, self.details, self.title = (answer["body"][name] for name in ("errorCode", "details", "title"))
        assert isinstance(self.code, int) and self.details and self.title
        super().__init__(f"{self.status} {self.code}: {self.details}")


class Web:
    def __init__(self, url):
        self.http = httpx.Client(base_url=url, timeout=30)

    def ask(self, method, path, **options):
        response = self.http.request(method, path, **options)
        if response.status_code >= 400:
            raise Failed(response)
        return response.json()


class Brand(Web):
    """Who runs the server and installs applications."""

    def __init__(self, server, account="DEMOCO", realm="democo"):
        super().__init__(server.url)
        self.server, self.account, self.realm = server, account, realm
        self.operator = Cordboard(server.url, account, realm).log_in_client("integration", "demo")
        self.agents, self.stack = {}, ExitStack()

    def receiver(self, *arguments, **more):
        return self.stack.enter_context(Receiver(*arguments, **more))

    # Installations

    def configure(self, method, id=None, body=None, token=None, **options):
        path = f"/api/account/{self.account}/configuration/app-install/installations" + (f"/{id}" if id else "")
        headers = {"Authorization": f"Bearer {token or self.operator.token}"}
        if body is not None:
            options["content"] = body if isinstance(body, (str, bytes)) else json.dumps(body)
            headers["Content-Type"] = "application/json"
        return self.ask(method, path, params={"v": "1.0"}, headers=headers, **options)

    def install(self, receiver, **more):
        return self.configure("POST", body=manifest(receiver, **more))

    def uninstall_all(self):
        for installation in self.configure("GET"):
            self.configure("DELETE", installation["id"])

    # People

    def agent(self, name):
        if name not in self.agents:
            agent = self.agents[name] = Cordboard(self.server.url).log_in(name, "demo")
            agent.post(f"/agents/{name}/login")
            agent.put(f"/agents/{name}/state", {"state": "READY"})
        return self.agents[name]

    def accept(self, name, conversation):
        """Takes work until it is that of the conversation: one is offered after the other."""
        agent = self.agent(name)

        def is_taken():
            offers = agent.get("/offers")["offers"]
            for offer in offers:
                agent.post(f"/offers/{offer['id']}/accept")
            return any(offer["conversation"] == conversation for offer in offers)

        eventually(f"{name} is offered it", is_taken)
        return agent

    def connector(self, installation):
        return Connector(self, installation)

    def consumer(self, installation, name=None):
        return self.connector(installation).consumer(name or f"consumer-{uuid.uuid4()}")


def manifest(receiver, name=None, events=tuple(TYPES), retention=None, max_retries=None, headers=None, **more):
    """What an application asks for; receivers are one for all types of events, or one by each."""
    webhooks = {} if retention is None else {"retry": {"retention_time": retention}}
    for event in events:
        target = receiver[event] if isinstance(receiver, dict) else receiver
        webhooks[TYPES[event]] = {"endpoint": target if isinstance(target, str) else target.url}
        if max_retries is not None:
            count = max_retries.get(event) if isinstance(max_retries, dict) else max_retries
            webhooks[TYPES[event]] |= {} if count is None else {"max_retries": count}
        if headers:
            webhooks[TYPES[event]]["headers"] = [{"header_name": key, "header_value": value} for key, value in headers.items()]
    known = {"client_name": name or f"app {uuid.uuid4()}", "grant_types": ["client_credentials"], "scope": "msg.consumer"}
    return known | {"capabilities": {"webhooks": webhooks}} | more


class Connector(Web):
    """An application with its own token, which brings consumers."""

    def __init__(self, brand, installation):
        super().__init__(brand.server.url)
        self.brand, self.account, self.installation = brand, brand.account, installation
        form = {"client_id": installation["client_id"], "client_secret": installation["client_secret"], "grant_type": "client_credentials"}
        answer = self.ask("POST", f"/sentinel/api/account/{self.account}/app/token", data=form)
        self.token = answer["access_token"]

    def consumer_token(self, name):
        path, headers = f"/api/account/{self.account}/consumer", {"Authorization": self.token}
        return self.ask("POST", path, json={"ext_consumer_id": name}, headers=headers)["token"]

    def consumer(self, name):
        return Consumer(self, name, self.consumer_token(name))


class Consumer:
    """Somebody whom a connector speaks for."""

    def __init__(self, connector, name, token):
        self.connector, self.name, self.token, self.conversation = connector, name, token, None
        self.calls = 0

    def post(self, path, body, **headers):
        base = f"/api/account/{self.connector.account}/messaging/consumer/conversation"
        known = {"Authorization": self.connector.token, "X-LP-ON-BEHALF": self.token} | headers
        return self.connector.ask("POST", base + path, params={"v": "3"}, json=body, headers={k: v for k, v in known.items() if v is not None})

    def start(self, profile=None, **wanted):
        body = [
            {"kind": "req", "id": "1", "type": "userprofile.SetUserProfile", "body": profile or {"firstName": "Chris", "lastName": "Cole"}},
            {"kind": "req", "id": "2", "type": "cm.ConsumerRequestConversation", "body": {"channelType": "MESSAGING", **wanted}},
        ]
        answers = self.post("", body)
        assert [(answer["kind"], answer["reqId"], answer["code"]) for answer in answers] == [("resp", "1", "OK"), ("resp", "2", "OK")]
        self.conversation = answers[1]["body"]["conversationId"]
        return self.conversation

    def send(self, kind, body, **headers):
        self.calls += 1
        answer = self.post("/send", {"kind": "req", "id": str(self.calls), "type": kind, "body": body}, **headers)
        assert (answer["kind"], answer["reqId"], answer["code"]) == ("resp", str(self.calls), "OK"), answer
        return answer

    def publish(self, event, dialog=None):
        place = {"dialogId": dialog or self.conversation, "conversationId": self.conversation}
        answer = self.send("ms.PublishEvent", place | {"event": event})
        assert answer["type"] == "ms.PublishEventResponse"
        return answer["body"]["sequence"]

    def say(self, text, **more):
        return self.publish({"type": "ContentEvent", "contentType": "text/plain", "message": text}, **more)

    def report(self, status, *sequences):
        return self.publish({"type": "AcceptStatusEvent", "status": status, "sequenceList": list(sequences)})

    def state(self, state):
        return self.publish({"type": "ChatStateEvent", "chatState": state})

    def update(self, **field):
        answer = self.send("cm.UpdateConversationField", {"conversationId": self.conversation, "conversationField": field})
        assert answer["type"] == "StringResponse" and answer["body"].startswith("OK"), answer


# What a receiver does with a request


def is_signed(request, secret, digest="sha1", form="base64"):
    """A receiver's own check of X-Liveperson-Signature."""
    code = hmac.new(secret.encode(), request.body, digest).digest()
    text = base64.b64encode(code).decode() if form == "base64" else code.hex()
    return hmac.compare_digest(f"{digest}={text}", request.headers["x-liveperson-signature"])


def is_standard(request, secret):
    """A check of the headers of Standard Webhooks with a public library."""
    try:
        standardwebhooks.Webhook("whsec_" + base64.b64encode(secret.encode()).decode()).verify(request.body, request.headers)
        return True
    except standardwebhooks.WebhookVerificationError:
        return False


def changes(requests):
    """Every change that was told, each once and checked."""
    known = {}
    for request in requests:
        body = check_notification(request.body)
        assert known.setdefault(request.id, (body["type"], body["body"]["changes"][0])) == (body["type"], body["body"]["changes"][0])
    return list(known.values())


def told(receiver, event=None, conversation=None):
    """What was told of one type of event, or of all messaging events; of one conversation or all."""
    found = []
    for kind, change in changes(list(receiver.requests)):
        name = "ExConversationChange" if kind == CHANGE else change["event"]["type"]
        place = change["result"]["convId"] if kind == CHANGE else change["conversationId"]
        if event in (None, name) and conversation in (None, place):
            found.append(change["result"]["conversationDetails"] if name == "ExConversationChange" else change)
    return found


def wait(receiver, event, holds, conversation=None):
    """The first that was told of a type of event which is so."""
    found = []

    def look():
        found[:] = [change for change in told(receiver, event, conversation) if holds(change)]
        return found

    receiver.until(look)
    return found[0]


def texts(requests):
    """The texts that were told, each once, in order."""
    return [change["event"]["message"] for kind, change in changes(requests) if kind != CHANGE and change["event"]["type"] == "ContentEvent"]
