// SPDX-License-Identifier: Apache-2.0
//
// A peer for cordboard-load: the least that a server of Socket.IO in Node.js does for these rows, with the package ws for
// WebSockets and node:http for polls. The library itself does more. `node Benchmarks/peer.js PORT` says READY and its
// process; it answers the load client as `cordboard-bench serve` does.
'use strict'
const http = require('node:http')
const { WebSocketServer } = require('ws')

const port = Number(process.argv[2] ?? 8098)
// As many bytes as the bench server's event of Socket.IO: a CloudEvent of 1,024 in its frame.
const event = `42["event",{"data":"${'x'.repeat(1024 - 11)}"}]`
const begin = (sid) => `0${JSON.stringify({ sid, upgrades: [], pingInterval: 3600000, pingTimeout: 20000, maxPayload: 1e6 })}`
// Who wants an agent's facts; each is told by a function.
const topics = new Map()
const join = (packet, tell) => {
  const { agent } = JSON.parse(packet.slice(2))
  if (!topics.has(agent)) topics.set(agent, [])
  topics.get(agent).push(tell)
}
const sessions = new Map()
let last = 0

function answer (response, body) {
  response.writeHead(200, { 'content-type': 'text/plain; charset=UTF-8', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

function flush (session) {
  session.isDue = false
  if (!session.poll || session.waiting.length === 0) return
  const { poll, waiting } = session
  session.poll = undefined
  session.waiting = []
  answer(poll, waiting.join('\x1e'))
}

function tell (session, packet) {
  session.waiting.push(packet)
  if (session.isDue) return
  session.isDue = true
  setImmediate(flush, session)
}

const server = http.createServer({ keepAlive: true }, (request, response) => {
  if (request.url.endsWith('/token')) return answer(response, '{"access_token":"x","refresh_token":"x"}')
  const id = /sid=(\w+)/.exec(request.url)?.[1]
  if (!id) {
    const sid = `s${++last}`
    sessions.set(sid, { waiting: [], poll: undefined, isDue: false })
    return answer(response, begin(sid))
  }
  const session = sessions.get(id)
  if (request.method === 'GET') {
    session.poll = response
    return flush(session)
  }
  let body = ''
  request.on('data', (part) => { body += part })
  request.on('end', () => {
    join(body, (packet) => tell(session, packet))
    answer(response, 'ok')
    tell(session, '40{"sid":"x"}')
    tell(session, '42["live"]')
  })
})
server.keepAliveTimeout = 3600000
server.requestTimeout = 0

const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket, request) => {
  socket._socket.setNoDelay(true)
  if (request.url.startsWith('/bench/control')) {
    return socket.on('message', (text) => {
      for (const tell of topics.get(Number(text.toString().slice(1))) ?? []) tell(event)
    })
  }
  socket.send(begin('x'))
  socket.on('message', (text) => {
    join(text.toString(), (packet) => socket.send(packet))
    socket.send('40{"sid":"x"}')
    socket.send('42["live"]')
  })
})
server.listen(port, '127.0.0.1', 4096, () => console.log(`READY ${process.pid}`))
