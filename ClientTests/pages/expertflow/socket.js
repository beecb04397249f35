// SPDX-License-Identifier: Apache-2.0
// A Socket.IO 5 client over Engine.IO 4, from the public protocol alone and for text only: polling first, then a WebSocket;
// heartbeats, acknowledgements, and coming back by itself, except where the server said to go or refused.
"use strict";

const SEPARATOR = "\x1e";

/** One Engine.IO session, from its opening to its end. */
class Engine {
  constructor(url, query, handlers) {
    this.url = url;
    this.query = query;
    this.handlers = handlers;
    this.state = "opening";
    this.transport = "polling";
    this.waiting = [];
    this.writing = false;
    this.abort = new AbortController();
  }

  address(transport, scheme) {
    const query = new URLSearchParams({ ...this.query, EIO: "4", transport, t: Engine.stamp() });
    if (this.sid) query.set("sid", this.sid);
    return `${scheme ? this.url.replace(/^http/, scheme) : this.url}/?${query}`;
  }

  static stamp() {
    Engine.stamps = (Engine.stamps ?? 0) + 1;
    return `${Date.now().toString(36)}.${Engine.stamps}`;
  }

  async open() {
    try {
      for (const packet of await this.get()) this.receive(packet);
      if (this.state !== "open") throw new Error("the session did not open");
      this.poll();
      if (this.upgrades.includes("websocket")) this.upgrade();
    } catch (error) {
      this.close("transport error");
    }
  }

  async get() {
    const answer = await fetch(this.address("polling"), { signal: this.abort.signal });
    if (!answer.ok) throw new Error(`polling was answered ${answer.status}`);
    return (await answer.text()).split(SEPARATOR);
  }

  async poll() {
    try {
      while (this.state === "open" && this.transport === "polling" && !this.pausing) {
        this.polling = true;
        const packets = await this.get();
        this.polling = false;
        for (const packet of packets) this.receive(packet);
      }
      this.paused?.();
    } catch (error) {
      this.close("transport error");
    }
  }

  receive(packet) {
    if (this.state === "closed") return;
    const content = packet.slice(1);
    switch (packet[0]) {
      case "0": {
        const open = JSON.parse(content);
        this.sid = open.sid;
        this.upgrades = open.upgrades;
        this.patience = open.pingInterval + open.pingTimeout;
        this.state = "open";
        this.listen();
        this.handlers.open();
        break;
      }
      case "1":
        this.close("transport close");
        break;
      case "2":
        this.pings = (this.pings ?? 0) + 1;
        this.listen();
        this.send("3");
        break;
      case "4":
        this.handlers.message(content);
        break;
      case "6":
        break;
      default:
        throw new Error(`no packet of Engine.IO: ${packet}`);
    }
  }

  /** Waits for the next ping. */
  listen() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close("ping timeout"), this.patience);
  }

  send(packet) {
    this.waiting.push(packet);
    this.flush();
  }

  async flush() {
    if (this.state !== "open" || this.writing || this.pausing || !this.waiting.length) return;
    const packets = this.waiting.splice(0);
    if (this.transport === "websocket") {
      for (const packet of packets) this.socket.send(packet);
      return;
    }
    this.writing = true;
    try {
      const body = packets.join(SEPARATOR);
      const answer = await fetch(this.address("polling"), {
        method: "POST", body, headers: { "Content-Type": "text/plain;charset=UTF-8" }, signal: this.abort.signal,
      });
      if (!answer.ok) throw new Error(`writing was answered ${answer.status}`);
    } catch (error) {
      this.close("transport error");
    }
    this.writing = false;
    this.written?.();
    this.flush();
  }

  /** Probes a WebSocket and moves to it; where that fails, polling goes on. */
  upgrade() {
    const socket = new WebSocket(this.address("websocket", "ws"));
    this.probe = socket;
    socket.onopen = () => socket.send("2probe");
    socket.onmessage = async ({ data }) => {
      if (data !== "3probe") return socket.close();
      // The poll that is held is answered with a no-operation, and what is being written is written.
      this.pausing = true;
      if (this.writing) await new Promise((resolve) => { this.written = resolve; });
      if (this.polling) await new Promise((resolve) => { this.paused = resolve; });
      if (this.state !== "open") return socket.close();
      socket.send("5");
      this.use(socket);
      this.pausing = false;
      this.flush();
    };
  }

  use(socket) {
    this.socket = socket;
    this.transport = "websocket";
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = () => this.close("transport close");
    socket.onerror = () => this.close("transport error");
    this.handlers.upgraded?.();
  }

  /** Ends the session; with what is to be said last, if the other side is to be told. */
  close(reason, last) {
    if (this.state === "closed") return;
    const wasOpen = this.state === "open";
    this.state = "closed";
    clearTimeout(this.timer);
    this.abort.abort();
    if (last && wasOpen) {
      const packets = [...this.waiting, ...last, "1"];
      if (this.transport === "websocket") for (const packet of packets) this.socket.send(packet);
      else navigator.sendBeacon(this.address("polling"), packets.join(SEPARATOR));
    }
    this.probe?.close();
    this.handlers.close(reason, wasOpen);
  }
}

/** The main namespace of a Socket.IO server. */
class SocketClient {
  constructor(url, { query = {}, auth = {}, delay = 1000, delayLimit = 5000, jitter = 0.5 } = {}) {
    Object.assign(this, { url, query, auth, delay, delayLimit, jitter });
    this.handlers = {};
    this.acks = new Map();
    this.nextAck = 0;
    this.unsent = [];
    this.attempts = 0;
    this.active = true;
    this.connected = false;
    this.open();
  }

  on(event, handler) {
    (this.handlers[event] ??= []).push(handler);
    return this;
  }

  hand(event, ...values) {
    for (const handler of [...(this.handlers[event] ?? []), ...(this.handlers["*"] ?? []).map((h) => (...v) => h(event, ...v))])
      handler(...values);
  }

  get transport() {
    return this.engine.transport;
  }

  open() {
    this.engine = new Engine(this.url, this.query, {
      open: () => this.engine.send(`40${JSON.stringify(this.auth)}`),
      message: (text) => this.receive(text),
      upgraded: () => this.hand("upgrade"),
      close: (reason, wasOpen) => this.closed(reason, wasOpen),
    });
    this.engine.open();
  }

  receive(text) {
    const [, type, id, content] = /^(\d)(\d*)([^]*)$/.exec(text);
    const data = content === "" ? undefined : JSON.parse(content);
    switch (type) {
      case "0":
        this.connected = true;
        this.attempts = 0;
        this.id = data.sid;
        for (const packet of this.unsent.splice(0)) this.engine.send(packet);
        this.hand("connect");
        break;
      case "1":
        this.end("io server disconnect");
        break;
      case "2":
        // A handler is given a way to answer only if the server asked for it.
        this.hand(...data, ...(id === "" ? [] : [(...values) => this.engine.send(`43${id}${JSON.stringify(values)}`)]));
        break;
      case "3":
        this.acks.get(id)?.(...data);
        this.acks.delete(id);
        break;
      case "4":
        this.active = false;
        this.hand("connect_error", Object.assign(new Error(data.message), { data: data.data }));
        this.engine.close("refused", []);
        break;
      default:
        throw new Error(`no packet of Socket.IO: ${text}`);
    }
  }

  emit(event, ...values) {
    let id = "";
    if (typeof values.at(-1) === "function") {
      id = String(this.nextAck++);
      this.acks.set(id, values.pop());
    }
    const packet = `42${id}${JSON.stringify([event, ...values])}`;
    if (this.connected) this.engine.send(packet);
    else this.unsent.push(packet);
  }

  disconnect() {
    clearTimeout(this.again);
    this.end("io client disconnect", ["41"]);
  }

  end(reason, last = []) {
    this.active = false;
    const wasConnected = this.connected;
    this.connected = false;
    this.engine.close(reason, last);
    if (wasConnected) this.hand("disconnect", reason);
  }

  closed(reason, wasOpen) {
    if (this.connected) {
      this.connected = false;
      this.hand("disconnect", reason);
    }
    if (!this.active) return;
    if (!wasOpen) this.hand("connect_error", new Error("xhr poll error"));
    this.acks.clear();
    const delay = Math.min(this.delay * 2 ** this.attempts++, this.delayLimit);
    this.again = setTimeout(() => this.open(), delay * (1 - this.jitter + 2 * this.jitter * Math.random()));
  }
}
