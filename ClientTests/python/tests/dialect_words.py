# SPDX-License-Identifier: Apache-2.0
"""The words that Avaya's notifications and Expertflow's desks have for facts of the native stream, as in the tables of
docs/protocols/avaya.md and expertflow.md. A fact that is in none of these tables fails: its words, or that it has none, have to
be put there first."""

import json

#: Facts for which neither of the others has a word.
NO_WORD = {
    "agentDeviceConnected", "agentDeviceDisconnected", "agentLeaseExpired", "commandNoted", "rejectHoldEnded",
    "transferCompleted", "conferenceCompleted", "workReassigned", "callStateChanged", "callInstructed",
}


class AvayaWords:
    """Avaya's words for facts, and what has to be remembered for them."""

    NO_WORD = NO_WORD | {
        "messagePosted", "receiptReported", "attributesChanged", "conversationClosed", "noAgentAvailable", "workEnded",
        "wrapUpExtended", "pullItemListed", "conferenceRequested", "conferenceCancelled", "conferenceFailed", "consultEnded",
        "customerAwaited", "customerInactive", "slaStarted", "slaStopped", "slaBreached",
        "callStarted", "callLegStateChanged",
    }
    SUPERVISION = {"silentMonitor": "OBSERVING", "coach": "COACHING", "barged": "BARGEDIN"}

    def __init__(self):
        #: Agents that are ready, those who can take work and where, and participants who are held, with their agents.
        self.ready, self.channels, self.held = set(), set(), {}

    def of(self, kind, data):
        agent = data.get("agent")
        match kind:
            case "agentLoggedIn":
                return [f"AgentState LOGGED_IN {agent}", f"AgentState NOT_READY {agent}"]
            case "agentLoggedOut":
                before = [f"AgentState NOT_READY {agent}"] if agent in self.ready else []
                self.ready.discard(agent)
                self.channels = {channel for channel in self.channels if channel[0] != agent}
                return [*before, f"AgentState LOGGED_OUT {agent}"]
            case "agentStateChanged":
                (self.ready.add if data["state"] == "READY" else self.ready.discard)(agent)
                return [f"AgentState {data['state']} {agent}"]
            case "agentMediaStateChanged":
                channel = (agent, data["mediaRoutingDomain"])
                could, can = channel in self.channels, data["state"] in ("READY", "ACTIVE")
                (self.channels.add if can else self.channels.discard)(channel)
                return [f"ChannelReady {agent}"] if can and not could else []
            case "conversationStarted":
                return ["InboundEngagementCreated", "ExternalParticipant ADDED"]
            case "channelSessionEnded":
                return ["ExternalParticipant REMOVED"]
            case "workQueued":
                return [f"EngagementPrerouted {data['queue']}"]
            case "offerMade":
                return [f"MatchOffered {agent}", f"AgentParticipant INVITED {agent}"]
            case "offerAccepted" | "pullItemTaken":
                return [f"AgentParticipant ADDED {agent}"]
            case "offerRejected" | "offerExpired" | "offerWithdrawn":
                return [f"AgentParticipant REMOVED {agent}"]
            case "participantLeft":
                self.held.pop(data["participant"], None)
                return [f"AgentParticipant REMOVED {agent}"] if agent else []
            # On this wire agents are held: who is, or who put the customer on hold.
            case "participantHeld":
                return self.hold(data["participant"] if agent else data["by"], agent or data["byAgent"])
            case "participantResumed":
                held = data["participant"] if agent else data.get("by", next(iter(self.held), None))
                return [f"AgentParticipant UNHELD {self.held.pop(held)}"] if held in self.held else []
            case "consultStarted":
                held = self.hold(data["participant"], data["initiator"]) if data["holds"] else []
                return [*held, f"AgentParticipant ADDED {data['initiator']}"]
            case "participantMoved":
                return [f"AgentParticipant MOVED {agent}"]
            case "supervisorJoined":
                return [f"AgentParticipant {self.SUPERVISION[data['role']]} {agent}"]
            case "participantRoleChanged":
                return [f"AgentParticipant {self.SUPERVISION[data['role']]} {agent}"] if data["kind"] == "supervisor" else []
            case "transferRequested":
                return [f"SingleStepTransfer {data['initiator']}"]
            case "transferCancelled" | "transferFailed":
                return [f"SingleStepTransferError {data['initiator']}"]
            case "wrapUpStarted":
                return [f"AfterContactWorkActivated {agent}"]
            case "wrapUpCompleted":
                # Whoever could take work meanwhile can take more, which no fact of its own says.
                domain = "voice" if data["queue"] == "voice" else "chat"
                again = [f"ChannelReady {agent}"] if (agent, domain) in self.channels else []
                return [f"AfterContactWorkCompleted {agent}", *again]
        assert kind in self.NO_WORD, f"what are Avaya's words for {kind}?"
        return []

    def hold(self, participant, agent):
        if participant in self.held:
            return []
        self.held[participant] = agent
        return [f"AgentParticipant HELD {agent}"]

    @staticmethod
    def told(message):
        """What a notification says."""
        body = message["body"]
        who = message.get("loginId") or message.get("initiatingLoginId") or body.get("queue", {}).get("queueId")
        return " ".join(filter(None, [body["event"], body.get("state") or body.get("action"), who]))


class CimWords:
    """The CIM events of a conversation's facts, and what has to be remembered for them."""

    NO_WORD = NO_WORD | {
        "transferCancelled", "transferFailed", "conferenceCancelled", "conferenceFailed", "wrapUpExtended", "pullItemListed",
    }
    ROLES = {
        "primary": "PRIMARY", "barged": "PRIMARY", "assistant": "ASSISTANT", "silentMonitor": "SILENT_MONITOR", "coach": "WHISPER",
    }
    ENDS = {
        "done": "DONE", "abandoned": "CANCELLED", "cancelled": "CANCELLED", "noAgentAvailable": "NO_AGENT_AVAILABLE",
        "agentLoggedOut": "AGENT_LOGOUT", "closed": "FORCE_CLOSED", "transferred": "TRANSFERRED",
        "unanswered": "RESPONSE_TIMEOUT",
    }
    WRAP_UPS = {"completed": "WRAP_UP_APPLIED", "skipped": "WRAP_UP_NOT_APPLIED", "expired": "WRAP_UP_EXPIRED",
                "closed": "FORCE_CLOSED", "agentLoggedOut": "AGENT_LOGOUT"}
    #: Offers that are taken back with the work itself.
    ENDED_OFFERS = {"customerLeft", "closed", "cancelled"}

    def __init__(self):
        self.main = None
        #: The agents who take part, by participant, with their roles; whoever listens unseen is not among them.
        self.members, self.roles = {}, {}
        #: Work that is asked of one agent by name, that which is over, that on which somebody works, and how after-contact
        #: work ended.
        self.by_name, self.over, self.active, self.wrapped = set(), set(), {}, {}
        #: Where work waits, or waited.
        self.queues = {}
        self.is_awaited = self.is_call = False

    def of(self, kind, data):
        agent, item = data.get("agent"), data.get("workItem")
        match kind:
            case "conversationStarted":
                self.main = data["mainDialog"]
                return ["CHANNEL_SESSION_STARTED"]
            case "channelSessionEnded":
                name = "EXPIRED" if data["reason"] in ("inactivity", "network") else "ENDED"
                return [*self.no_more_awaited(), f"CHANNEL_SESSION_{name}", "CUSTOMER_LEFT"]
            case "messagePosted":
                message = data["message"]
                sender = {"customer": "CUSTOMER", "bot": "BOT", "system": "BOT"}.get(message["senderKind"], "AGENT")
                if sender == "AGENT" and (message["audience"] != "everyone" or data["dialog"] != self.main):
                    sender = "WHISPER"
                before = self.no_more_awaited() if sender == "CUSTOMER" else []
                return [*before, f"{sender}_MESSAGE {message['id']}"]
            case "receiptReported":
                return [f"MESSAGE_DELIVERY_NOTIFICATION {data['status'].upper()} {data['message']}"]
            case "attributesChanged":
                return ["CONVERSATION_DATA_CHANGED"]
            case "workQueued":
                reason = "AGENT_LOGOUT" if data["reason"] == "agentLoggedOut" else "REROUTE"
                before = [f"TASK_STATE_CHANGED CLOSED {reason}"] if self.active.pop(item, None) else []
                self.queues[item] = data["queue"]
                return [*before, *self.wait(item)]
            case "offerMade":
                return ["TASK_STATE_CHANGED RESERVED", f"AGENT_RESERVED {agent}"]
            case "offerAccepted" | "pullItemTaken":
                self.active[item] = agent
                return ["TASK_STATE_CHANGED ACTIVE", *self.join(data)]
            case "offerExpired":
                return self.unanswered(item, "RONA")
            case "offerRejected":
                return self.unanswered(item, "REROUTE")
            case "offerWithdrawn":
                return [] if data["reason"] in self.ENDED_OFFERS else self.unanswered(item, "REROUTE")
            case "workEnded":
                reason = self.wrapped.pop(item, None) or self.ENDS[data["reason"]]
                self.active.pop(item, None)
                return [] if item in self.over else [f"TASK_STATE_CHANGED CLOSED {reason}"]
            case "noAgentAvailable":
                return ["NO_AGENT_AVAILABLE"]
            case "participantLeft":
                return self.leave(data["participant"])
            case "supervisorJoined":
                if data["role"] == "silentMonitor":
                    return []
                return [*self.barge_in(data), *self.join(data)]
            case "participantRoleChanged":
                return self.change(data)
            case "participantMoved":
                self.roles[data["participant"]] = data["role"]
                return [f"PARTICIPANT_ROLE_CHANGED {agent} {self.role(data)}"]
            case "transferRequested" | "conferenceRequested" | "consultStarted":
                if "agent" in data["target"]:
                    self.by_name.add(item)
                if kind == "consultStarted":
                    self.members[data["consultParticipant"]] = data["initiator"]
                return []
            case "consultEnded":
                directions = {"transfer": "CONSULT_TRANSFER", "conference": "CONSULT_CONFERENCE"}
                return ["TASK_STATE_CHANGED ACTIVE"] if data["reason"] in directions else []
            case "participantHeld" if data["kind"] == "customer":
                return ["CALL_HOLD" if self.is_call else "CONVERSATION_PAUSED"]
            case "participantResumed" if data["kind"] == "customer":
                over = ["HOLD_TIMER"] if data["reason"] == "expired" else []
                return [*over, "CALL_RESUME" if self.is_call else "CONVERSATION_RESUMED"]
            case "participantHeld" | "participantResumed":  # an agent is on hold, which is not told on this wire
                return []
            case "callStarted":
                self.is_call = True
                return []
            case "callLegStateChanged":
                return {"answered": ["CALL_LEG_STARTED"], "ended": ["CALL_LEG_ENDED"]}.get(data["state"], [])
            case "wrapUpStarted":
                return ["TASK_STATE_CHANGED WRAP_UP"]
            case "wrapUpCompleted":
                self.wrapped[item] = self.WRAP_UPS[data["completion"]]
                return ["WRAPUP_APPLIED"] if data["completion"] == "completed" else []
            case "customerAwaited":
                self.is_awaited = True
                return ["CUSTOMER_SLA_STARTED"]
            case "customerInactive":
                return ["CUSTOMER_SLA_EXPIRED"]
            case "slaStarted":
                return ["AGENT_SLA_STARTED"]
            case "slaStopped":
                return ["AGENT_SLA_STOPPED"]
            case "slaBreached":
                return ["AGENT_SLA_EXPIRED", "RESPONSE_SLA_BREACHED"]
            case "conversationClosed":
                return ["TOPIC_STATE_CHANGE_EVENT"]
        assert kind in self.NO_WORD, f"what are the CIM events of {kind}?"
        return []

    def role(self, data):
        speaks = data["role"] == "assistant" and data["dialog"] == self.main
        return "PRIMARY" if speaks else self.ROLES[data["role"]]

    def join(self, data):
        self.members[data["participant"]] = data["agent"]
        self.roles[data["participant"]] = data["role"]
        return [f"AGENT_SUBSCRIBED {data['agent']}"]

    def leave(self, participant):
        agent = self.members.pop(participant, None)
        # Whoever consults is in two dialogs, which are one conversation on this wire.
        if agent is None or agent in self.members.values():
            return []
        return [f"AGENT_UNSUBSCRIBED {agent}", *self.barge_out(participant)]

    def change(self, data):
        participant, role = data["participant"], data["role"]
        events = self.barge_out(participant)
        if role == "silentMonitor":
            return [f"AGENT_UNSUBSCRIBED {self.members.pop(participant)}", *events]
        events += self.barge_in(data) + (self.join(data) if data["previous"] == "silentMonitor" else [])
        self.roles[participant] = role
        return [*events, f"PARTICIPANT_ROLE_CHANGED {data['agent']} {self.role(data)}"]

    def barge_in(self, data):
        """Whoever joins in has a task from then on."""
        return ["TASK_STATE_CHANGED ACTIVE"] if data["role"] == "barged" else []

    def barge_out(self, participant):
        return ["TASK_STATE_CHANGED CLOSED DONE"] if self.roles.get(participant) == "barged" else []

    def unanswered(self, item, reason):
        """What a queue looks for goes on as another task, and what one agent was asked by name is over."""
        if item in self.by_name:
            self.over.add(item)
            return [f"TASK_STATE_CHANGED CLOSED {reason}"]
        return [f"TASK_STATE_CHANGED CLOSED {reason}", *self.wait(item)]

    def wait(self, item):
        return ["TASK_STATE_CHANGED QUEUED", f"TASK_ENQUEUED {self.queues[item]}"]

    def no_more_awaited(self):
        was, self.is_awaited = self.is_awaited, False
        return ["CUSTOMER_SLA_STOPPED"] if was else []

    @staticmethod
    def told(cim):
        """What a CIM event says."""
        name, data = cim["name"], cim["data"]
        match name:
            case "TASK_STATE_CHANGED":
                task = data["task"]
                state = task["activeMedia"][0]["state"] if task["state"]["name"] == "ACTIVE" else task["state"]["name"]
                return " ".join(filter(None, [name, state, task["state"]["reasonCode"]]))
            case "TASK_ENQUEUED":
                return f"{name} {data['queue']['name'].lower()}"
            case "AGENT_RESERVED":
                return f"{name} {data['ccUser']['id']}"
            case "AGENT_SUBSCRIBED" | "AGENT_UNSUBSCRIBED":
                return f"{name} {data['agentParticipant']['participant']['id']}"
            case "PARTICIPANT_ROLE_CHANGED":
                who = data["conversationParticipant"]
                return f"{name} {who['participant']['id']} {who['role']}"
            case "MESSAGE_DELIVERY_NOTIFICATION":
                return f"{name} {data['body']['status']} {data['body']['messageId']}"
            case "CUSTOMER_MESSAGE" | "AGENT_MESSAGE" | "BOT_MESSAGE" | "WHISPER_MESSAGE":
                return f"{name} {data['id']}"
        return name


class DeskWords:
    """What facts about an agent mean to its own desk."""

    DOMAINS = ["chat", "email", "voice"]
    #: Told of a state, not of a fact; the CIM events of conversations are compared as such.
    NO_FACT = {
        "onChannelTypes", "onPullModeSubscribedList", "pullModeSubscribedListRequests", "addPullModeSubscribedListRequests",
        "removePullModeSubscribedListRequests", "onCimEvent",
    }
    LEFT = {
        "transferred": "CHAT TRANSFERRED", "loggedOut": "AGENT LOGOUT", "conversationClosed": "CONVERSATION CLOSED",
        "removed": "REMOVED BY SUPERVISOR", "reassigned": "REASSIGNED BY SUPERVISOR",
    }
    WRAPPED = {"completed": "Wrap Up applied", "skipped": "choosing leave without Wrap Up", "expired": "wrap Up Timer Expired",
               "closed": "CONVERSATION CLOSED", "agentLoggedOut": "AGENT LOGOUT"}

    def __init__(self, agent, lists):
        self.agent, self.lists = agent, set(lists)
        #: By conversation: as whom the agent takes part.
        self.seats = {}
        self.listed = set()

    def of(self, kind, data, following):
        """What is told, each as what it is about and a word. The order of what is about different things is not compared:
        a presence, and that an agent is out of a conversation, are told when a turn is over."""
        mine, conversation = data.get("agent") == self.agent, data.get("conversation")
        match kind:
            case "agentLoggedIn" if mine:
                yield from [(of, state) for of in ["presence", *self.DOMAINS] for state in ["LOGIN", "NOT_READY"]]
            case "agentLoggedOut" if mine:
                yield from [(of, "LOGOUT") for of in ["presence", *self.DOMAINS]]
            case "agentStateChanged" if mine:
                yield "presence", data["state"]
            case "agentMediaStateChanged" if mine and data["state"] != data["previous"]:
                yield data["mediaRoutingDomain"], data["state"]
            case "offerMade":
                if mine:
                    yield "work", "taskRequest"
                elif data.get("requestedBy") == self.agent:
                    yield "work", "agentAssignedForAssistance"
            case ("offerExpired" | "offerRejected" | "offerWithdrawn") if mine:
                yield "work", "revokeTask"
            case "offerAccepted" | "supervisorJoined" if mine:
                yield from self.join(data)
            case "pullItemTaken":
                yield from self.delist(data)
                if mine:
                    yield from self.join(data)
            case "participantLeft" if mine and self.seats.get(conversation) == data["participant"]:
                del self.seats[conversation]
                if data["reason"] == "conversationClosed":
                    yield "work", "topicClosed"
                # After-contact work begins with another fact of the same moment.
                if ("wrapUpStarted", self.agent, conversation) not in following:
                    yield "end", self.LEFT.get(data["reason"], "UNSUBSCRIBED")
            case ("wrapUpStarted" | "wrapUpExtended") if mine:
                yield "work", "wrapupTimerStarted"
            case "wrapUpCompleted" if mine:
                yield "end", self.WRAPPED[data["completion"]]
            case "transferRequested" | "conferenceRequested" | "consultStarted" if data["initiator"] == self.agent:
                yield "work", f"agentAssistanceRequestPlaced {'transfer' if kind == 'transferRequested' else 'conference'}"
            case ("transferCancelled" | "transferFailed" | "conferenceCancelled" | "conferenceFailed"
                  ) if data["initiator"] == self.agent:
                yield "work", "errors"
            case "consultEnded" if data["initiator"] == self.agent:
                if data["reason"] == "transfer":
                    yield "work", "consulTransferRequestSuccess"
                elif data.get("failure"):
                    yield "work", "errors"
            case "pullItemListed" if data["pullList"] in self.lists:
                self.listed.add(data["workItem"])
                yield "work", f"onPullModeSubscribedListRequest RECEIVED {data['workItem']}"
            case "workEnded" | "workReassigned":
                yield from self.delist(data)

    def join(self, data):
        if data["conversation"] not in self.seats:
            self.seats[data["conversation"]] = data["participant"]
            yield "work", "onTopicData"

    def delist(self, data):
        if data["workItem"] in self.listed:
            self.listed.remove(data["workItem"])
            yield "work", f"onPullModeSubscribedListRequest STATE_CHANGED {data['workItem']}"

    @classmethod
    def told(cls, event):
        """What an event says, in the same form."""
        payload = event.payload
        match event.name:
            case "agentPresence":
                presence = payload["agentPresence"]
                if payload["agentStateChanged"]:
                    yield "presence", presence["state"]["name"]
                states = {media["mrd"]["id"]: media["state"] for media in presence["agentMrdStates"]}
                yield from [(mrd, states[mrd]) for mrd in payload["mrdStateChanges"]]
            case "topicUnsubscription":
                yield "end", payload["reason"]
            case "agentAssistanceRequestPlaced":
                yield "work", f"{event.name} {payload['requestAction']}"
            case "onPullModeSubscribedListRequest":
                kind = payload["type"].removeprefix("PULL_MODE_LIST_REQUEST_")
                yield "work", f"{event.name} {kind} {json.loads(payload['pullModeEvent'])['id']}"
            case name if name not in cls.NO_FACT:
                yield "work", name
