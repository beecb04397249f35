// SPDX-License-Identifier: Apache-2.0
// What the vendor's Agent Desk does once its page is open. It looks no closer than that desk does: where a field is missing it
// throws, and the test sees the error.
"use strict";

const find = (selector, within = document) => within.querySelector(selector);
const uuid = () => crypto.randomUUID();

/** Everything that came and went, for the test to look at. */
const heard = (window.heard = []);
const sent = (window.sent = []);
const failures = (window.failures = []);

let config;
let user;
let socket;
let reasons = [];
const chats = new Map();

function make(tag, parent, properties = {}, children = []) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  parent?.append(element);
  return element;
}

function snackbar(text) {
  find("#snackbar").textContent = text;
}

// REST

async function rest(base, path, options = {}) {
  const headers = { Accept: "application/json, text/plain, */*", "Content-Type": "application/json" };
  const answer = await fetch(`${config[base]}${path}`, { headers, ...options });
  if (!answer.ok) throw Object.assign(new Error(`${path} was answered ${answer.status}`), { answer });
  return answer;
}

/** Gets something and uses it; what is refused is only said, but what is of another form throws. */
async function read(base, path, use) {
  const answer = await rest(base, path).catch((error) => error.answer);
  if (answer?.ok) return use(await answer.json());
  failures.push(path);
  snackbar(`${path} was refused`);
  return undefined;
}

async function boot() {
  config = await (await fetch("/agent-desk-ui/assets/config.json")).json();
  (await (await fetch("/agent-desk-ui/assets/i18n/en.json")).json()).login.trim();
  await read("UNIFIED_ADMIN_URL", "/agent-desk-settings", ([settings]) => settings.isAutoAnswerEnabled);
  const kept = localStorage.getItem("ccUser");
  if (kept) start(JSON.parse(decodeURIComponent(escape(atob(kept)))));
  else find("#login").hidden = false;
}

find("#login").onsubmit = async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ password: find("#password").value, username: find("#username").value });
  try {
    const { data } = await (await rest("GAT_URL", "/agent/login", { method: "POST", body })).json();
    localStorage.setItem("ccUser", btoa(unescape(encodeURIComponent(JSON.stringify(data.keycloak_User)))));
    start(data.keycloak_User);
  } catch (error) {
    if (!error.answer) throw error;
    const refusal = await error.answer.json();
    if (refusal.statusCode === 401) snackbar("Unauthorized User");
    else if (refusal.statusCode === 400) snackbar(refusal.msg.error.attribute);
    else snackbar(refusal.msg);
  }
};

/** After a login, or a reload that finds the user of an earlier one. */
async function start(who) {
  user = who;
  const allowed = new Set(user.permittedResources.Resources.flatMap((r) => r.scopes.map((scope) => `${r.rsname}/${scope}`)));
  window.allowed = [...allowed];
  user.id.length;
  user.roles.includes("agent");
  find("#login").hidden = true;
  find("#header").hidden = false;
  await read("UNIFIED_ADMIN_URL", "/locale-setting", ([{ supportedLanguages }]) =>
    supportedLanguages.find((language) => language.code === "en").name);
  await read("UNIFIED_ADMIN_URL", "/reasons", (all) => { reasons = all.filter((reason) => reason.type); });
  const options = (type) => reasons.filter((reason) => reason.type === type).map((reason) => new Option(reason.name, reason.id));
  find("#states").replaceChildren(new Option("", ""), new Option("Ready", "READY"), ...options("NOT_READY"));
  find("#logoutReasons").replaceChildren(new Option("", ""), ...options("LOGOUT"));
  await read("CIM_CUSTOMER_URL", `/agentSetting?user_Id=${user.id}`, ({ language }) => language.toLowerCase());
  await read("UNIFIED_ADMIN_URL", "/pull-mode-list", (lists) => lists.map((list) => list.id));
  await read("CIM_CUSTOMER_URL", "/customerSchema", (fields) => fields.map((field) => field.key));
  const teams = [user.userTeam.teamId, ...user.supervisedTeams.map((team) => team.teamId)].join(",");
  await read("TEAM_ANNOUNCEMENT_URL", `/announcement/?teamIds=${teams}&status=active`, (all) => all.map((one) => one.seenBy));
  connect();
}

// Socket

function connect() {
  const url = new URL(config.SOCKET_URL);
  const path = url.pathname === "/" ? "" : url.pathname;
  socket = window.socket = new SocketClient(`${url.origin}${path}/socket.io`, {
    query: { username: user.username },
    auth: { agent: JSON.stringify(user), fcm: { desktopFcmKey: null, mobileFcmKey: null } },
  });
  socket.on("*", (event, ...values) => heard.push([event, ...values.map((v) => (typeof v === "function" ? "ack" : v))]));
  socket.on("connect", () => {
    snackbar("Socket Connected");
    find("#offers").replaceChildren();
  });
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect") leaveForLogin();
  });
  socket.on("connect_error", (error) => {
    find("#offers").replaceChildren();
    if (error.message === "login-failed") leaveForLogin();
    else if (error.data) snackbar(error.data.content.msg);
    else snackbar("Unable to connect to chat");
  });
  for (const [event, handler] of Object.entries(handlers)) socket.on(event, handler);
}

function emit(event, payload) {
  sent.push([event, payload]);
  socket.emit(event, payload);
}

function leaveForLogin() {
  socket.disconnect();
  localStorage.removeItem("ccUser");
  location.reload();
}

const handlers = {
  errors: ({ task, msg }) => snackbar(`on ${task}: ${msg}`),

  agentPresence: ({ agentPresence }) => {
    const state = agentPresence.state.name;
    if (state === "LOGOUT") return leaveForLogin();
    find("#state").textContent = state;
    find("#state").className = state.toLowerCase();
    find("#reason").textContent = agentPresence.state.reasonCode ? agentPresence.state.reasonCode.name : "";
    find("#media").replaceChildren(...agentPresence.agentMrdStates.map((one) => {
      const button = make("button", null, { textContent: `${one.mrd.name.toUpperCase()} (${one.state})` });
      button.onclick = () => {
        // Nothing can be toggled until a presence comes.
        for (const other of document.querySelectorAll("#media button")) other.disabled = true;
        const wanted = one.state === "NOT_READY" || one.state === "PENDING_NOT_READY" ? "READY" : "NOT_READY";
        emit("changeAgentState", { agentId: user.id, action: "agentMRDState", state: wanted, mrdId: one.mrd.id });
      };
      return make("li", null, {}, [button]);
    }));
    find("#states").disabled = false;
  },

  onChannelTypes: async (types) => {
    for (const type of types) {
      const logo = await (await rest("FILE_SERVER_URL", `/api/downloadFileStream?filename=${type.channelLogo}`)).blob();
      make("li", find("#channels"), { textContent: `${type.name} ${logo.type}` });
    }
  },

  onPullModeSubscribedList: (lists) => lists.findIndex((list) => list.id),
  pullModeSubscribedListRequests: (requests) => requests.forEach((request) => request.listId),

  socketSessionRemoved: () => {
    alert("You are logged in elsewhere");
    localStorage.removeItem("ccUser");
  },

  taskRequest: (task) => {
    if (task.channelSession.channel.channelType.name === "CX_VOICE") return;
    const { firstName, isAnonymous } = task.channelSession.customer;
    const name = isAnonymous ? "Anonymous" : firstName.toString();
    const row = make("li", find("#offers"), { textContent: `${name} on ${task.channelSession.channel.channelType.name}` });
    row.dataset.conversation = task.conversationId;
    make("button", row, { textContent: "Accept" }).onclick = () => {
      const role = { CONSULT: "ASSISTANT", SILENT_MONITOR: "SILENT_MONITOR" }[task.taskDirection] ?? "PRIMARY";
      const participant = {
        id: uuid(), type: "AGENT",
        participant: { id: user.id, participantType: "CCUser", keycloakUser: user, associatedRoutingAttributes: [] },
        token: null, conversationId: task.conversationId, role, userCredentials: null, state: "SUBSCRIBED",
      };
      emit("topicSubscription", {
        topicParticipant: participant, agentId: user.id, conversationId: task.conversationId, roomInfo: task.roomInfo,
        taskId: task.taskId,
      });
      row.remove();
    };
  },

  revokeTask: ({ conversationId }) => find(`#offers li[data-conversation="${conversationId}"]`)?.remove(),

  onTopicData: (payload, answer) => {
    let chat;
    try {
      chat = openChat(payload);
    } catch (error) {
      emit("topicUnsubscription", { conversationId: payload.conversationId, agentId: user.id, roomInfo: payload.roomInfo });
      throw error;
    }
    answer?.({ status: "ok" });
    chat.opened();
  },

  onCimEvent: (payload) => {
    const event = JSON.parse(payload.cimEvent);
    chats.get(payload.conversationId)?.happened(event, true);
  },

  topicUnsubscription: ({ conversationId, reason }) => {
    if (reason.toUpperCase() !== "UNSUBSCRIBED") snackbar(`You are removed due to ${reason}`);
    chats.get(conversationId)?.close();
  },

  wrapupTimerStarted: ({ conversationId, duration }) => chats.get(conversationId).wrapUp(duration),
};

// Conversations

function openChat(payload) {
  const known = chats.get(payload.conversationId);
  const chat = new Chat(payload);
  if (known) known.tab.replaceWith(chat.tab);
  else find("#tabs").append(chat.tab);
  chats.set(payload.conversationId, chat);
  read("CIM_CUSTOMER_URL", "/label", (labels) => labels.map((label) => label.name));
  return chat;
}

class Chat {
  constructor({ topicData, conversationId, roomInfo, taskId }) {
    Object.assign(this, { topicData, conversationId, roomInfo, taskId });
    this.customer = topicData.customer;
    this.customer._id.length;
    topicData.topicParticipant.role.length;
    topicData.topicParticipant.participant.keycloakUser.id.length;
    this.sessions = topicData.participants.filter((p) => p.type === "CUSTOMER").map((p) => p.participant);
    for (const session of this.sessions) {
      session.channel.channelType.name.toLowerCase();
      session.channelData.additionalAttributes.map((attribute) => attribute.key);
    }
    for (const agent of topicData.participants.filter((p) => p.type === "AGENT")) agent.participant.keycloakUser.id.length;
    topicData.channelSession?.customerSuggestions.map((suggestion) => suggestion);
    this.draw();
    for (const event of topicData.topicEvents) this.happened(event, false);
  }

  /** Somebody looks at it: where the customer spoke last, it is told that it was read. */
  opened() {
    const last = [...this.tab.querySelectorAll(".message")].at(-1);
    if (last?.classList.contains("customer")) this.read(last.dataset.id);
  }

  draw() {
    this.tab = make("section", null, { className: "tab" });
    this.tab.dataset.conversation = this.conversationId;
    make("h2", this.tab, { textContent: this.customer.isAnonymous ? "Anonymous" : this.customer.firstName });
    this.messages = make("ol", this.tab, { className: "messages" });
    this.typing = make("p", this.tab, { className: "typing" });
    const composer = make("input", this.tab, { className: "composer" });
    this.composer = composer;
    composer.oninput = () => this.types();
    composer.onkeydown = ({ key }) => {
      if (key !== "Enter" || !composer.value) return;
      this.say({ markdownText: composer.value, type: "PLAIN" });
      composer.value = "";
    };
    make("button", this.tab, { className: "note", textContent: "Note" }).onclick = () => this.note();
    make("button", this.tab, { className: "more", textContent: "Load more" }).onclick = () => this.earlier();
    make("button", this.tab, { className: "leave", textContent: "Leave" }).onclick = () =>
      emit("topicUnsubscription", { roomInfo: this.roomInfo, conversationId: this.conversationId, agentId: user.id });
  }

  /** An event of the past, or of now. */
  happened(event, isNew) {
    switch (event.name) {
      case "CUSTOMER_MESSAGE": case "AGENT_MESSAGE": case "BOT_MESSAGE": case "WHISPER_MESSAGE":
        return this.said(event, isNew);
      case "AGENT_SUBSCRIBED": case "AGENT_UNSUBSCRIBED":
        return this.line(`${event.name} ${event.data.agentParticipant.participant.keycloakUser.username}`);
      case "TASK_STATE_CHANGED":
        event.data.task.activeMedia.map((media) => media.state);
        return this.line(`${event.name} ${event.data.task.state.name}`);
      case "CHANNEL_SESSION_ENDED":
        if (this.sessions.some((session) => session.id === event.data.id)) this.composer.disabled = true;
        return this.line(`${event.name} ${event.data.channel.channelType.name}`);
      case "TYPING_INDICATOR":
        if (event.data.header.sender.type !== "AGENT") this.typing.textContent = event.data.body.notificationType;
        return undefined;
      case "MESSAGE_DELIVERY_NOTIFICATION": {
        const message = find(`[data-id="${event.data.body.messageId}"]`, this.messages);
        if (message) message.dataset.status = event.data.body.status;
        return undefined;
      }
      default:
        return event.data.id;
    }
  }

  line(textContent) {
    make("li", this.messages, { className: "line", textContent });
  }

  said(event, isNew) {
    const { header, body, id } = event.data;
    const known = find(`[data-id="${id}"]`, this.messages);
    if (known) return known.classList.remove("pale");
    const isCustomer = header.sender.type === "CONNECTOR";
    const name = isCustomer ? header.customer.firstName.toString() : header.sender.senderName;
    const text = body.type === "WRAPUP" ? `${body.wrapups.map((code) => code.value)} ${body.note}` : body.markdownText;
    // The view is drawn with the session in which it was said.
    const place = event.channelSession.channel.channelType.name.toLowerCase();
    const row = make("li", this.messages, { className: `message ${isCustomer ? "customer" : "agent"} ${place}` });
    row.dataset.id = id;
    row.dataset.type = body.type;
    row.textContent = `${name}: ${text}`;
    if (isCustomer && isNew) {
      header.channelData.channelCustomerIdentifier.length;
      this.sessions.find((session) => session.channel.channelType.name === event.channelSession.channel.channelType.name).id;
      this.read(id);
    }
    return row;
  }

  // What is sent

  header(timestamp = Date.now()) {
    const session = this.sessions[0];
    return {
      timestamp,
      sender: {
        id: user.id, senderName: user.username, type: "AGENT",
        additionalDetail: { firstName: user.firstName, lastName: user.lastName },
      },
      channelData: session.channelData,
      intent: null,
      conversationId: this.conversationId,
      roomId: this.roomInfo.id,
      channelSessionId: session.id,
      customer: this.customer,
    };
  }

  event(name, type, header, body) {
    return {
      id: uuid(), name, type, timestamp: Date.now(), conversationId: this.conversationId, roomInfo: this.roomInfo,
      eventEmitter: header.sender, channelSession: this.sessions[0], data: { id: uuid(), header, body },
    };
  }

  publish(cimEvent) {
    const { conversationId, roomInfo } = this;
    emit("publishCimEvent", { cimEvent, agentId: user.id, conversationId, roomInfo });
  }

  say(body) {
    // Whoever is consulted, or listens, speaks to the agents alone.
    const isAside = ["SILENT_MONITOR", "ASSISTANT"].includes(this.topicData.topicParticipant.role);
    const event = this.event(isAside ? "WHISPER_MESSAGE" : "AGENT_MESSAGE", "MESSAGE", this.header(), body);
    this.said(event, false).classList.add("pale");
    this.publish(event);
  }

  read(messageId) {
    const header = this.header("");
    const { additionalAttributes, ...channelData } = header.channelData;
    header.channelData = channelData;
    const body = { type: "DELIVERYNOTIFICATION", markdownText: "", messageId, status: "READ", reasonCode: 200 };
    this.publish(this.event("MESSAGE_DELIVERY_NOTIFICATION", "NOTIFICATION", header, body));
  }

  types() {
    if (Date.now() - (this.typedAt ?? 0) < 3000) return;
    this.typedAt = Date.now();
    const body = { type: "NOTIFICATION", notificationType: "TYPING_STARTED" };
    this.publish(this.event("TYPING_INDICATOR", "NOTIFICATION", this.header(), body));
  }

  async earlier() {
    const path = `/customer-topics/customer/${this.customer._id}/activities?limit=50&offset=0&activity-type=ALL`;
    await read("CONVERSATION_MANAGER_URL", path, ({ docs }) => {
      for (const event of docs) event.data.id;
      this.line(docs.length ? `earlier: ${docs.length}` : "Start of Conversation");
    });
  }

  // After-contact work

  async ask(seconds) {
    const dialog = find("#wrapUp");
    const codes = find(".codes", dialog);
    codes.replaceChildren();
    await read("UNIFIED_ADMIN_URL", "/forms/62d07f4f0980a50a91210bef", ({ attributes }) => {
      for (const { categoryName, values } of attributes[0].categoryOptions.categories)
        for (const value of values) {
          const box = make("input", null, { type: "checkbox", value: JSON.stringify({ categoryName, value }) });
          make("label", codes, {}, [box, value]);
        }
    });
    find("textarea", dialog).value = "";
    find(".countdown", dialog).textContent = seconds ?? "";
    find(".without", dialog).hidden = seconds === undefined;
    dialog.show();
    return new Promise((resolve) => {
      const done = (answer) => {
        dialog.close();
        resolve(answer);
      };
      find(".without", dialog).onclick = () => done(null);
      find(".apply", dialog).onclick = () => {
        const wrapups = [...codes.querySelectorAll("input:checked")].map((box) => JSON.parse(box.value));
        done({ type: "WRAPUP", markdownText: "", wrapups, note: find("textarea", dialog).value });
      };
    });
  }

  async note() {
    this.say(await this.ask());
  }

  async wrapUp(seconds) {
    if (typeof seconds !== "number") throw new Error("the countdown needs seconds");
    const body = await this.ask(seconds);
    const cimEvent = body && this.event("AGENT_MESSAGE", "MESSAGE", this.header(), body);
    const { conversationId, roomInfo } = this;
    emit("closeWrapup", { cimEvent, roomInfo, conversationId, agentId: user.id });
  }

  close() {
    this.tab.remove();
    chats.delete(this.conversationId);
  }
}

// The header

find("#states").onchange = ({ target }) => {
  const ready = target.value === "READY";
  const state = { name: ready ? "READY" : "NOT_READY", reasonCode: ready ? null : reasons.find((r) => r.id === target.value) };
  target.value = "";
  target.disabled = true;
  emit("changeAgentState", { agentId: user.id, action: "agentState", state });
};

find("#logout").onclick = () => {
  const reason = reasons.find((r) => r.id === find("#logoutReasons").value);
  // Where nobody ticked a reason the key is not there.
  const state = { name: "LOGOUT", ...(reason && { reasonCode: reason }) };
  emit("changeAgentState", { agentId: user.id, action: "agentState", state });
};

boot();
