// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file

// Generated from docs/asyncapi.yaml: after a change there, run the tests of APIDocumentTests with UPDATE_GOLDENS=1.

extension APIDocuments {
  /// `docs/asyncapi.yaml`.
  package static let asyncAPI = ##"""
# SPDX-License-Identifier: Apache-2.0
asyncapi: 3.0.0
info:
  title: Cordboard native event streams
  version: 1.0.0
  license:
    name: Apache-2.0
  description: |-
    Every fact of an account as a CloudEvent 1.0, in the order of its log, over a WebSocket or server-sent events.

    A stream is asked for with the query parameters `topics`, `kinds`, `after`, `signals` and `device`, described at `GET /api/v1/accounts/{account}/events` in /openapi.yaml. Keep the last `position`; connect again with `after` (or `Last-Event-ID`), and nothing is missed and nothing comes twice. Read the state with `GET .../state` and subscribe after its position.

    Close codes: 1000 finished, 1001 the server shuts down, 1002 protocol error, 1009 message too big, 1011 the server failed, 4000 too slow, 4001 no answer to a ping, 4002 the token expired, 4429 too many connections, 4500 cursor refused, 4501 unauthorised or removed, 4503 forbidden, 4504 bad request, 4505 logged out by a supervisor. After 4000 to 4499 connect again and resume; after 4500 to 4999 the same request would fail again.
servers:
  demoWebSocket:
    host: 127.0.0.1:8080
    protocol: ws
  demoHTTP:
    host: 127.0.0.1:8080
    protocol: http
channels:
  webSocket:
    address: /api/v1/accounts/{account}/events
    description: Text messages, one JSON object each. The token stands in the Authorization header, or in the query as
      access_token.
    parameters:
      account:
        description: The account the token was issued for.
    messages:
      configurationChanged: {$ref: '#/components/messages/configurationChanged'}
      commandNoted: {$ref: '#/components/messages/commandNoted'}
      agentLoggedIn: {$ref: '#/components/messages/agentLoggedIn'}
      agentLoggedOut: {$ref: '#/components/messages/agentLoggedOut'}
      agentStateChanged: {$ref: '#/components/messages/agentStateChanged'}
      agentMediaStateChanged: {$ref: '#/components/messages/agentMediaStateChanged'}
      agentDeviceConnected: {$ref: '#/components/messages/agentDeviceConnected'}
      agentDeviceDisconnected: {$ref: '#/components/messages/agentDeviceDisconnected'}
      agentLeaseExpired: {$ref: '#/components/messages/agentLeaseExpired'}
      conversationStarted: {$ref: '#/components/messages/conversationStarted'}
      channelSessionEnded: {$ref: '#/components/messages/channelSessionEnded'}
      participantLeft: {$ref: '#/components/messages/participantLeft'}
      messagePosted: {$ref: '#/components/messages/messagePosted'}
      receiptReported: {$ref: '#/components/messages/receiptReported'}
      attributesChanged: {$ref: '#/components/messages/attributesChanged'}
      conversationClosed: {$ref: '#/components/messages/conversationClosed'}
      workQueued: {$ref: '#/components/messages/workQueued'}
      offerMade: {$ref: '#/components/messages/offerMade'}
      offerAccepted: {$ref: '#/components/messages/offerAccepted'}
      offerRejected: {$ref: '#/components/messages/offerRejected'}
      offerExpired: {$ref: '#/components/messages/offerExpired'}
      offerWithdrawn: {$ref: '#/components/messages/offerWithdrawn'}
      rejectHoldEnded: {$ref: '#/components/messages/rejectHoldEnded'}
      noAgentAvailable: {$ref: '#/components/messages/noAgentAvailable'}
      workEnded: {$ref: '#/components/messages/workEnded'}
      wrapUpStarted: {$ref: '#/components/messages/wrapUpStarted'}
      wrapUpCompleted: {$ref: '#/components/messages/wrapUpCompleted'}
      pullItemListed: {$ref: '#/components/messages/pullItemListed'}
      pullItemTaken: {$ref: '#/components/messages/pullItemTaken'}
      channelSessionStarted: {$ref: '#/components/messages/channelSessionStarted'}
      participantHeld: {$ref: '#/components/messages/participantHeld'}
      participantResumed: {$ref: '#/components/messages/participantResumed'}
      customerAwaited: {$ref: '#/components/messages/customerAwaited'}
      customerInactive: {$ref: '#/components/messages/customerInactive'}
      slaStarted: {$ref: '#/components/messages/slaStarted'}
      slaStopped: {$ref: '#/components/messages/slaStopped'}
      slaBreached: {$ref: '#/components/messages/slaBreached'}
      dialogOpened: {$ref: '#/components/messages/dialogOpened'}
      dialogClosed: {$ref: '#/components/messages/dialogClosed'}
      surveyAnswered: {$ref: '#/components/messages/surveyAnswered'}
      customerReached: {$ref: '#/components/messages/customerReached'}
      workStarted: {$ref: '#/components/messages/workStarted'}
      callStarted: {$ref: '#/components/messages/callStarted'}
      callStateChanged: {$ref: '#/components/messages/callStateChanged'}
      callLegStateChanged: {$ref: '#/components/messages/callLegStateChanged'}
      callInstructed: {$ref: '#/components/messages/callInstructed'}
      workPlacedInWorkbin: {$ref: '#/components/messages/workPlacedInWorkbin'}
      workTakenFromWorkbin: {$ref: '#/components/messages/workTakenFromWorkbin'}
      workReassigned: {$ref: '#/components/messages/workReassigned'}
      wrapUpExtended: {$ref: '#/components/messages/wrapUpExtended'}
      accessGranted: {$ref: '#/components/messages/accessGranted'}
      accessRefused: {$ref: '#/components/messages/accessRefused'}
      configurationExported: {$ref: '#/components/messages/configurationExported'}
      transferRequested: {$ref: '#/components/messages/transferRequested'}
      transferCompleted: {$ref: '#/components/messages/transferCompleted'}
      transferCancelled: {$ref: '#/components/messages/transferCancelled'}
      transferFailed: {$ref: '#/components/messages/transferFailed'}
      conferenceRequested: {$ref: '#/components/messages/conferenceRequested'}
      conferenceCompleted: {$ref: '#/components/messages/conferenceCompleted'}
      conferenceCancelled: {$ref: '#/components/messages/conferenceCancelled'}
      conferenceFailed: {$ref: '#/components/messages/conferenceFailed'}
      consultStarted: {$ref: '#/components/messages/consultStarted'}
      consultEnded: {$ref: '#/components/messages/consultEnded'}
      participantMoved: {$ref: '#/components/messages/participantMoved'}
      participantRoleChanged: {$ref: '#/components/messages/participantRoleChanged'}
      supervisorJoined: {$ref: '#/components/messages/supervisorJoined'}
      botJoined: {$ref: '#/components/messages/botJoined'}
      signalTyping: {$ref: '#/components/messages/signalTyping'}
      caughtUp: {$ref: '#/components/messages/caughtUp'}
      closing: {$ref: '#/components/messages/closing'}
      ping: {$ref: '#/components/messages/ping'}
      pong: {$ref: '#/components/messages/pong'}
  serverSentEvents:
    address: /api/v1/accounts/{account}/events
    description: 'With Accept: text/event-stream. `id` is the position, `event` the kind of the fact (or signal.typing,
      stream.caughtUp, stream.closing), `data` the JSON object on one line.'
    parameters:
      account:
        description: The account the token was issued for.
    messages:
      configurationChanged: {$ref: '#/components/messages/configurationChanged'}
      commandNoted: {$ref: '#/components/messages/commandNoted'}
      agentLoggedIn: {$ref: '#/components/messages/agentLoggedIn'}
      agentLoggedOut: {$ref: '#/components/messages/agentLoggedOut'}
      agentStateChanged: {$ref: '#/components/messages/agentStateChanged'}
      agentMediaStateChanged: {$ref: '#/components/messages/agentMediaStateChanged'}
      agentDeviceConnected: {$ref: '#/components/messages/agentDeviceConnected'}
      agentDeviceDisconnected: {$ref: '#/components/messages/agentDeviceDisconnected'}
      agentLeaseExpired: {$ref: '#/components/messages/agentLeaseExpired'}
      conversationStarted: {$ref: '#/components/messages/conversationStarted'}
      channelSessionEnded: {$ref: '#/components/messages/channelSessionEnded'}
      participantLeft: {$ref: '#/components/messages/participantLeft'}
      messagePosted: {$ref: '#/components/messages/messagePosted'}
      receiptReported: {$ref: '#/components/messages/receiptReported'}
      attributesChanged: {$ref: '#/components/messages/attributesChanged'}
      conversationClosed: {$ref: '#/components/messages/conversationClosed'}
      workQueued: {$ref: '#/components/messages/workQueued'}
      offerMade: {$ref: '#/components/messages/offerMade'}
      offerAccepted: {$ref: '#/components/messages/offerAccepted'}
      offerRejected: {$ref: '#/components/messages/offerRejected'}
      offerExpired: {$ref: '#/components/messages/offerExpired'}
      offerWithdrawn: {$ref: '#/components/messages/offerWithdrawn'}
      rejectHoldEnded: {$ref: '#/components/messages/rejectHoldEnded'}
      noAgentAvailable: {$ref: '#/components/messages/noAgentAvailable'}
      workEnded: {$ref: '#/components/messages/workEnded'}
      wrapUpStarted: {$ref: '#/components/messages/wrapUpStarted'}
      wrapUpCompleted: {$ref: '#/components/messages/wrapUpCompleted'}
      pullItemListed: {$ref: '#/components/messages/pullItemListed'}
      pullItemTaken: {$ref: '#/components/messages/pullItemTaken'}
      channelSessionStarted: {$ref: '#/components/messages/channelSessionStarted'}
      participantHeld: {$ref: '#/components/messages/participantHeld'}
      participantResumed: {$ref: '#/components/messages/participantResumed'}
      customerAwaited: {$ref: '#/components/messages/customerAwaited'}
      customerInactive: {$ref: '#/components/messages/customerInactive'}
      slaStarted: {$ref: '#/components/messages/slaStarted'}
      slaStopped: {$ref: '#/components/messages/slaStopped'}
      slaBreached: {$ref: '#/components/messages/slaBreached'}
      dialogOpened: {$ref: '#/components/messages/dialogOpened'}
      dialogClosed: {$ref: '#/components/messages/dialogClosed'}
      surveyAnswered: {$ref: '#/components/messages/surveyAnswered'}
      customerReached: {$ref: '#/components/messages/customerReached'}
      workStarted: {$ref: '#/components/messages/workStarted'}
      callStarted: {$ref: '#/components/messages/callStarted'}
      callStateChanged: {$ref: '#/components/messages/callStateChanged'}
      callLegStateChanged: {$ref: '#/components/messages/callLegStateChanged'}
      callInstructed: {$ref: '#/components/messages/callInstructed'}
      workPlacedInWorkbin: {$ref: '#/components/messages/workPlacedInWorkbin'}
      workTakenFromWorkbin: {$ref: '#/components/messages/workTakenFromWorkbin'}
      workReassigned: {$ref: '#/components/messages/workReassigned'}
      wrapUpExtended: {$ref: '#/components/messages/wrapUpExtended'}
      accessGranted: {$ref: '#/components/messages/accessGranted'}
      accessRefused: {$ref: '#/components/messages/accessRefused'}
      configurationExported: {$ref: '#/components/messages/configurationExported'}
      transferRequested: {$ref: '#/components/messages/transferRequested'}
      transferCompleted: {$ref: '#/components/messages/transferCompleted'}
      transferCancelled: {$ref: '#/components/messages/transferCancelled'}
      transferFailed: {$ref: '#/components/messages/transferFailed'}
      conferenceRequested: {$ref: '#/components/messages/conferenceRequested'}
      conferenceCompleted: {$ref: '#/components/messages/conferenceCompleted'}
      conferenceCancelled: {$ref: '#/components/messages/conferenceCancelled'}
      conferenceFailed: {$ref: '#/components/messages/conferenceFailed'}
      consultStarted: {$ref: '#/components/messages/consultStarted'}
      consultEnded: {$ref: '#/components/messages/consultEnded'}
      participantMoved: {$ref: '#/components/messages/participantMoved'}
      participantRoleChanged: {$ref: '#/components/messages/participantRoleChanged'}
      supervisorJoined: {$ref: '#/components/messages/supervisorJoined'}
      botJoined: {$ref: '#/components/messages/botJoined'}
      signalTyping: {$ref: '#/components/messages/signalTyping'}
      caughtUp: {$ref: '#/components/messages/caughtUp'}
      closing: {$ref: '#/components/messages/closing'}
operations:
  receiveFacts:
    action: send
    channel: {$ref: '#/channels/webSocket'}
    summary: Facts, signals and what the stream says of itself.
    messages:
    - {$ref: '#/channels/webSocket/messages/configurationChanged'}
    - {$ref: '#/channels/webSocket/messages/commandNoted'}
    - {$ref: '#/channels/webSocket/messages/agentLoggedIn'}
    - {$ref: '#/channels/webSocket/messages/agentLoggedOut'}
    - {$ref: '#/channels/webSocket/messages/agentStateChanged'}
    - {$ref: '#/channels/webSocket/messages/agentMediaStateChanged'}
    - {$ref: '#/channels/webSocket/messages/agentDeviceConnected'}
    - {$ref: '#/channels/webSocket/messages/agentDeviceDisconnected'}
    - {$ref: '#/channels/webSocket/messages/agentLeaseExpired'}
    - {$ref: '#/channels/webSocket/messages/conversationStarted'}
    - {$ref: '#/channels/webSocket/messages/channelSessionEnded'}
    - {$ref: '#/channels/webSocket/messages/participantLeft'}
    - {$ref: '#/channels/webSocket/messages/messagePosted'}
    - {$ref: '#/channels/webSocket/messages/receiptReported'}
    - {$ref: '#/channels/webSocket/messages/attributesChanged'}
    - {$ref: '#/channels/webSocket/messages/conversationClosed'}
    - {$ref: '#/channels/webSocket/messages/workQueued'}
    - {$ref: '#/channels/webSocket/messages/offerMade'}
    - {$ref: '#/channels/webSocket/messages/offerAccepted'}
    - {$ref: '#/channels/webSocket/messages/offerRejected'}
    - {$ref: '#/channels/webSocket/messages/offerExpired'}
    - {$ref: '#/channels/webSocket/messages/offerWithdrawn'}
    - {$ref: '#/channels/webSocket/messages/rejectHoldEnded'}
    - {$ref: '#/channels/webSocket/messages/noAgentAvailable'}
    - {$ref: '#/channels/webSocket/messages/workEnded'}
    - {$ref: '#/channels/webSocket/messages/wrapUpStarted'}
    - {$ref: '#/channels/webSocket/messages/wrapUpCompleted'}
    - {$ref: '#/channels/webSocket/messages/pullItemListed'}
    - {$ref: '#/channels/webSocket/messages/pullItemTaken'}
    - {$ref: '#/channels/webSocket/messages/channelSessionStarted'}
    - {$ref: '#/channels/webSocket/messages/participantHeld'}
    - {$ref: '#/channels/webSocket/messages/participantResumed'}
    - {$ref: '#/channels/webSocket/messages/customerAwaited'}
    - {$ref: '#/channels/webSocket/messages/customerInactive'}
    - {$ref: '#/channels/webSocket/messages/slaStarted'}
    - {$ref: '#/channels/webSocket/messages/slaStopped'}
    - {$ref: '#/channels/webSocket/messages/slaBreached'}
    - {$ref: '#/channels/webSocket/messages/dialogOpened'}
    - {$ref: '#/channels/webSocket/messages/dialogClosed'}
    - {$ref: '#/channels/webSocket/messages/surveyAnswered'}
    - {$ref: '#/channels/webSocket/messages/customerReached'}
    - {$ref: '#/channels/webSocket/messages/workStarted'}
    - {$ref: '#/channels/webSocket/messages/callStarted'}
    - {$ref: '#/channels/webSocket/messages/callStateChanged'}
    - {$ref: '#/channels/webSocket/messages/callLegStateChanged'}
    - {$ref: '#/channels/webSocket/messages/callInstructed'}
    - {$ref: '#/channels/webSocket/messages/workPlacedInWorkbin'}
    - {$ref: '#/channels/webSocket/messages/workTakenFromWorkbin'}
    - {$ref: '#/channels/webSocket/messages/workReassigned'}
    - {$ref: '#/channels/webSocket/messages/wrapUpExtended'}
    - {$ref: '#/channels/webSocket/messages/accessGranted'}
    - {$ref: '#/channels/webSocket/messages/accessRefused'}
    - {$ref: '#/channels/webSocket/messages/configurationExported'}
    - {$ref: '#/channels/webSocket/messages/transferRequested'}
    - {$ref: '#/channels/webSocket/messages/transferCompleted'}
    - {$ref: '#/channels/webSocket/messages/transferCancelled'}
    - {$ref: '#/channels/webSocket/messages/transferFailed'}
    - {$ref: '#/channels/webSocket/messages/conferenceRequested'}
    - {$ref: '#/channels/webSocket/messages/conferenceCompleted'}
    - {$ref: '#/channels/webSocket/messages/conferenceCancelled'}
    - {$ref: '#/channels/webSocket/messages/conferenceFailed'}
    - {$ref: '#/channels/webSocket/messages/consultStarted'}
    - {$ref: '#/channels/webSocket/messages/consultEnded'}
    - {$ref: '#/channels/webSocket/messages/participantMoved'}
    - {$ref: '#/channels/webSocket/messages/participantRoleChanged'}
    - {$ref: '#/channels/webSocket/messages/supervisorJoined'}
    - {$ref: '#/channels/webSocket/messages/botJoined'}
    - {$ref: '#/channels/webSocket/messages/signalTyping'}
    - {$ref: '#/channels/webSocket/messages/caughtUp'}
    - {$ref: '#/channels/webSocket/messages/closing'}
  ping:
    action: receive
    channel: {$ref: '#/channels/webSocket'}
    messages:
    - {$ref: '#/channels/webSocket/messages/ping'}
    reply:
      channel: {$ref: '#/channels/webSocket'}
      messages:
      - {$ref: '#/channels/webSocket/messages/pong'}
  receiveFactsAsServerSentEvents:
    action: send
    channel: {$ref: '#/channels/serverSentEvents'}
    messages:
    - {$ref: '#/channels/serverSentEvents/messages/configurationChanged'}
    - {$ref: '#/channels/serverSentEvents/messages/commandNoted'}
    - {$ref: '#/channels/serverSentEvents/messages/agentLoggedIn'}
    - {$ref: '#/channels/serverSentEvents/messages/agentLoggedOut'}
    - {$ref: '#/channels/serverSentEvents/messages/agentStateChanged'}
    - {$ref: '#/channels/serverSentEvents/messages/agentMediaStateChanged'}
    - {$ref: '#/channels/serverSentEvents/messages/agentDeviceConnected'}
    - {$ref: '#/channels/serverSentEvents/messages/agentDeviceDisconnected'}
    - {$ref: '#/channels/serverSentEvents/messages/agentLeaseExpired'}
    - {$ref: '#/channels/serverSentEvents/messages/conversationStarted'}
    - {$ref: '#/channels/serverSentEvents/messages/channelSessionEnded'}
    - {$ref: '#/channels/serverSentEvents/messages/participantLeft'}
    - {$ref: '#/channels/serverSentEvents/messages/messagePosted'}
    - {$ref: '#/channels/serverSentEvents/messages/receiptReported'}
    - {$ref: '#/channels/serverSentEvents/messages/attributesChanged'}
    - {$ref: '#/channels/serverSentEvents/messages/conversationClosed'}
    - {$ref: '#/channels/serverSentEvents/messages/workQueued'}
    - {$ref: '#/channels/serverSentEvents/messages/offerMade'}
    - {$ref: '#/channels/serverSentEvents/messages/offerAccepted'}
    - {$ref: '#/channels/serverSentEvents/messages/offerRejected'}
    - {$ref: '#/channels/serverSentEvents/messages/offerExpired'}
    - {$ref: '#/channels/serverSentEvents/messages/offerWithdrawn'}
    - {$ref: '#/channels/serverSentEvents/messages/rejectHoldEnded'}
    - {$ref: '#/channels/serverSentEvents/messages/noAgentAvailable'}
    - {$ref: '#/channels/serverSentEvents/messages/workEnded'}
    - {$ref: '#/channels/serverSentEvents/messages/wrapUpStarted'}
    - {$ref: '#/channels/serverSentEvents/messages/wrapUpCompleted'}
    - {$ref: '#/channels/serverSentEvents/messages/pullItemListed'}
    - {$ref: '#/channels/serverSentEvents/messages/pullItemTaken'}
    - {$ref: '#/channels/serverSentEvents/messages/channelSessionStarted'}
    - {$ref: '#/channels/serverSentEvents/messages/participantHeld'}
    - {$ref: '#/channels/serverSentEvents/messages/participantResumed'}
    - {$ref: '#/channels/serverSentEvents/messages/customerAwaited'}
    - {$ref: '#/channels/serverSentEvents/messages/customerInactive'}
    - {$ref: '#/channels/serverSentEvents/messages/slaStarted'}
    - {$ref: '#/channels/serverSentEvents/messages/slaStopped'}
    - {$ref: '#/channels/serverSentEvents/messages/slaBreached'}
    - {$ref: '#/channels/serverSentEvents/messages/dialogOpened'}
    - {$ref: '#/channels/serverSentEvents/messages/dialogClosed'}
    - {$ref: '#/channels/serverSentEvents/messages/surveyAnswered'}
    - {$ref: '#/channels/serverSentEvents/messages/customerReached'}
    - {$ref: '#/channels/serverSentEvents/messages/workStarted'}
    - {$ref: '#/channels/serverSentEvents/messages/callStarted'}
    - {$ref: '#/channels/serverSentEvents/messages/callStateChanged'}
    - {$ref: '#/channels/serverSentEvents/messages/callLegStateChanged'}
    - {$ref: '#/channels/serverSentEvents/messages/callInstructed'}
    - {$ref: '#/channels/serverSentEvents/messages/workPlacedInWorkbin'}
    - {$ref: '#/channels/serverSentEvents/messages/workTakenFromWorkbin'}
    - {$ref: '#/channels/serverSentEvents/messages/workReassigned'}
    - {$ref: '#/channels/serverSentEvents/messages/wrapUpExtended'}
    - {$ref: '#/channels/serverSentEvents/messages/accessGranted'}
    - {$ref: '#/channels/serverSentEvents/messages/accessRefused'}
    - {$ref: '#/channels/serverSentEvents/messages/configurationExported'}
    - {$ref: '#/channels/serverSentEvents/messages/transferRequested'}
    - {$ref: '#/channels/serverSentEvents/messages/transferCompleted'}
    - {$ref: '#/channels/serverSentEvents/messages/transferCancelled'}
    - {$ref: '#/channels/serverSentEvents/messages/transferFailed'}
    - {$ref: '#/channels/serverSentEvents/messages/conferenceRequested'}
    - {$ref: '#/channels/serverSentEvents/messages/conferenceCompleted'}
    - {$ref: '#/channels/serverSentEvents/messages/conferenceCancelled'}
    - {$ref: '#/channels/serverSentEvents/messages/conferenceFailed'}
    - {$ref: '#/channels/serverSentEvents/messages/consultStarted'}
    - {$ref: '#/channels/serverSentEvents/messages/consultEnded'}
    - {$ref: '#/channels/serverSentEvents/messages/participantMoved'}
    - {$ref: '#/channels/serverSentEvents/messages/participantRoleChanged'}
    - {$ref: '#/channels/serverSentEvents/messages/supervisorJoined'}
    - {$ref: '#/channels/serverSentEvents/messages/botJoined'}
    - {$ref: '#/channels/serverSentEvents/messages/signalTyping'}
    - {$ref: '#/channels/serverSentEvents/messages/caughtUp'}
    - {$ref: '#/channels/serverSentEvents/messages/closing'}
components:
  messages:
    configurationChanged:
      name: cordboard.configurationChanged
      title: configurationChanged
      summary: The configuration of the account changed.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConfigurationChangedEvent}
    commandNoted:
      name: cordboard.commandNoted
      title: commandNoted
      summary: A command with an id asked for what was so already.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/CommandNotedEvent}
    agentLoggedIn:
      name: cordboard.agentLoggedIn
      title: agentLoggedIn
      summary: An agent began to work; its state is NOT_READY.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AgentLoggedInEvent}
    agentLoggedOut:
      name: cordboard.agentLoggedOut
      title: agentLoggedOut
      summary: An agent stopped working.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AgentLoggedOutEvent}
    agentStateChanged:
      name: cordboard.agentStateChanged
      title: agentStateChanged
      summary: The state of an agent changed, or its reason did.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AgentStateChangedEvent}
    agentMediaStateChanged:
      name: cordboard.agentMediaStateChanged
      title: agentMediaStateChanged
      summary: The state of an agent on one media routing domain changed, or what it wishes for it did.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AgentMediaStateChangedEvent}
    agentDeviceConnected:
      name: cordboard.agentDeviceConnected
      title: agentDeviceConnected
      summary: A device of an agent connected; a running lease ended.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AgentDeviceConnectedEvent}
    agentDeviceDisconnected:
      name: cordboard.agentDeviceDisconnected
      title: agentDeviceDisconnected
      summary: A device of an agent disconnected.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AgentDeviceDisconnectedEvent}
    agentLeaseExpired:
      name: cordboard.agentLeaseExpired
      title: agentLeaseExpired
      summary: An agent stayed without a connected device for the whole lease.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AgentLeaseExpiredEvent}
    conversationStarted:
      name: cordboard.conversationStarted
      title: conversationStarted
      summary: A conversation began; its main dialog holds the customer.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConversationStartedEvent}
    channelSessionEnded:
      name: cordboard.channelSessionEnded
      title: channelSessionEnded
      summary: A customer's presence on a channel ended.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ChannelSessionEndedEvent}
    participantLeft:
      name: cordboard.participantLeft
      title: participantLeft
      summary: A participant left a dialog.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ParticipantLeftEvent}
    messagePosted:
      name: cordboard.messagePosted
      title: messagePosted
      summary: Something was said.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/MessagePostedEvent}
    receiptReported:
      name: cordboard.receiptReported
      title: receiptReported
      summary: A participant reported what became of a message.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ReceiptReportedEvent}
    attributesChanged:
      name: cordboard.attributesChanged
      title: attributesChanged
      summary: Attributes of a conversation changed.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AttributesChangedEvent}
    conversationClosed:
      name: cordboard.conversationClosed
      title: conversationClosed
      summary: A conversation ended for good.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConversationClosedEvent}
    workQueued:
      name: cordboard.workQueued
      title: workQueued
      summary: A work item began to wait, or to wait again with its original place.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WorkQueuedEvent}
    offerMade:
      name: cordboard.offerMade
      title: offerMade
      summary: A work item was offered to an agent, who is reserved for it until the deadline.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/OfferMadeEvent}
    offerAccepted:
      name: cordboard.offerAccepted
      title: offerAccepted
      summary: An agent accepted an offer and joined the conversation.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/OfferAcceptedEvent}
    offerRejected:
      name: cordboard.offerRejected
      title: offerRejected
      summary: An agent rejected an offer; the work item waits again with its original place.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/OfferRejectedEvent}
    offerExpired:
      name: cordboard.offerExpired
      title: offerExpired
      summary: An agent did not answer an offer in time; the work item waits again with its original place.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/OfferExpiredEvent}
    offerWithdrawn:
      name: cordboard.offerWithdrawn
      title: offerWithdrawn
      summary: An offer was taken back before it was answered.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/OfferWithdrawnEvent}
    rejectHoldEnded:
      name: cordboard.rejectHoldEnded
      title: rejectHoldEnded
      summary: An agent who rejected a work item may be offered it again.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/RejectHoldEndedEvent}
    noAgentAvailable:
      name: cordboard.noAgentAvailable
      title: noAgentAvailable
      summary: The search for an agent ended without one.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/NoAgentAvailableEvent}
    workEnded:
      name: cordboard.workEnded
      title: workEnded
      summary: A work item ended.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WorkEndedEvent}
    wrapUpStarted:
      name: cordboard.wrapUpStarted
      title: wrapUpStarted
      summary: After-contact work began.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WrapUpStartedEvent}
    wrapUpCompleted:
      name: cordboard.wrapUpCompleted
      title: wrapUpCompleted
      summary: After-contact work ended.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WrapUpCompletedEvent}
    pullItemListed:
      name: cordboard.pullItemListed
      title: pullItemListed
      summary: A work item was put on a pull list.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/PullItemListedEvent}
    pullItemTaken:
      name: cordboard.pullItemTaken
      title: pullItemTaken
      summary: An agent took a work item from a pull list and joined the conversation.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/PullItemTakenEvent}
    channelSessionStarted:
      name: cordboard.channelSessionStarted
      title: channelSessionStarted
      summary: 'A customer came back to an open conversation, or joined it on another channel.'
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ChannelSessionStartedEvent}
    participantHeld:
      name: cordboard.participantHeld
      title: participantHeld
      summary: A participant was put on hold.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ParticipantHeldEvent}
    participantResumed:
      name: cordboard.participantResumed
      title: participantResumed
      summary: The hold of a participant ended.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ParticipantResumedEvent}
    customerAwaited:
      name: cordboard.customerAwaited
      title: customerAwaited
      summary: 'The centre spoke last, and the time in which the customer has to answer began.'
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/CustomerAwaitedEvent}
    customerInactive:
      name: cordboard.customerInactive
      title: customerInactive
      summary: The customer has not answered for so long that the conversation is about to be closed.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/CustomerInactiveEvent}
    slaStarted:
      name: cordboard.slaStarted
      title: slaStarted
      summary: 'The customer waits for a response, and the time in which it is due began.'
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/SLAStartedEvent}
    slaStopped:
      name: cordboard.slaStopped
      title: slaStopped
      summary: The customer no longer waits for a response.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/SLAStoppedEvent}
    slaBreached:
      name: cordboard.slaBreached
      title: slaBreached
      summary: A response was not given in time; the customer still waits.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/SLABreachedEvent}
    dialogOpened:
      name: cordboard.dialogOpened
      title: dialogOpened
      summary: 'A dialog was opened beside or after the main one, and the customer moved to it.'
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/DialogOpenedEvent}
    dialogClosed:
      name: cordboard.dialogClosed
      title: dialogClosed
      summary: A dialog was closed; the conversation may go on in another.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/DialogClosedEvent}
    surveyAnswered:
      name: cordboard.surveyAnswered
      title: surveyAnswered
      summary: The customer answered a question of the survey after a conversation.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/SurveyAnsweredEvent}
    customerReached:
      name: cordboard.customerReached
      title: customerReached
      summary: A customer whom the centre wanted to reach answered.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/CustomerReachedEvent}
    workStarted:
      name: cordboard.workStarted
      title: workStarted
      summary: An agent began work of its own accord and joined the conversation.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WorkStartedEvent}
    callStarted:
      name: cordboard.callStarted
      title: callStarted
      summary: "A customer's call began: it came in, or is to be made."
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/CallStartedEvent}
    callStateChanged:
      name: cordboard.callStateChanged
      title: callStateChanged
      summary: "The provider reported that a customer's call stands elsewhere."
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/CallStateChangedEvent}
    callLegStateChanged:
      name: cordboard.callLegStateChanged
      title: callLegStateChanged
      summary: "The provider reported that an agent's telephone stands elsewhere."
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/CallLegStateChangedEvent}
    callInstructed:
      name: cordboard.callInstructed
      title: callInstructed
      summary: "The provider was told to do something with a call."
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/CallInstructedEvent}
    workPlacedInWorkbin:
      name: cordboard.workPlacedInWorkbin
      title: workPlacedInWorkbin
      summary: 'An agent put work aside and left the conversation, which stays open.'
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WorkPlacedInWorkbinEvent}
    workTakenFromWorkbin:
      name: cordboard.workTakenFromWorkbin
      title: workTakenFromWorkbin
      summary: An agent took work out of a workbin and joined the conversation.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WorkTakenFromWorkbinEvent}
    workReassigned:
      name: cordboard.workReassigned
      title: workReassigned
      summary: 'Work was sent elsewhere: by a supervisor, or because its queue is removed.'
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WorkReassignedEvent}
    wrapUpExtended:
      name: cordboard.wrapUpExtended
      title: wrapUpExtended
      summary: The time of after-contact work was extended.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/WrapUpExtendedEvent}
    accessGranted:
      name: cordboard.accessGranted
      title: accessGranted
      summary: Somebody logged in or got a token with its secret.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AccessGrantedEvent}
    accessRefused:
      name: cordboard.accessRefused
      title: accessRefused
      summary: 'Somebody was not let in: the secret was wrong, or came too soon after wrong ones.'
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/AccessRefusedEvent}
    configurationExported:
      name: cordboard.configurationExported
      title: configurationExported
      summary: 'Somebody took the whole configuration out as a file.'
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConfigurationExportedEvent}
    transferRequested:
      name: cordboard.transferRequested
      title: transferRequested
      summary: Somebody asked that another take over; it keeps the conversation until somebody does.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/TransferRequestedEvent}
    transferCompleted:
      name: cordboard.transferCompleted
      title: transferCompleted
      summary: Whoever was asked took over, and whoever asked leaves.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/TransferCompletedEvent}
    transferCancelled:
      name: cordboard.transferCancelled
      title: transferCancelled
      summary: A transfer was given up before anybody took over.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/TransferCancelledEvent}
    transferFailed:
      name: cordboard.transferFailed
      title: transferFailed
      summary: Nobody took over; whoever asked keeps the conversation.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/TransferFailedEvent}
    conferenceRequested:
      name: cordboard.conferenceRequested
      title: conferenceRequested
      summary: An agent asked that another join the main dialog.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConferenceRequestedEvent}
    conferenceCompleted:
      name: cordboard.conferenceCompleted
      title: conferenceCompleted
      summary: Whoever was asked joined the main dialog.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConferenceCompletedEvent}
    conferenceCancelled:
      name: cordboard.conferenceCancelled
      title: conferenceCancelled
      summary: A conference was given up before anybody joined.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConferenceCancelledEvent}
    conferenceFailed:
      name: cordboard.conferenceFailed
      title: conferenceFailed
      summary: Nobody joined the main dialog.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConferenceFailedEvent}
    consultStarted:
      name: cordboard.consultStarted
      title: consultStarted
      summary: An agent asks another in a dialog of their own.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConsultStartedEvent}
    consultEnded:
      name: cordboard.consultEnded
      title: consultEnded
      summary: A consult ended, and its dialog with it.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ConsultEndedEvent}
    participantMoved:
      name: cordboard.participantMoved
      title: participantMoved
      summary: A participant went from one dialog of a conversation to another.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ParticipantMovedEvent}
    participantRoleChanged:
      name: cordboard.participantRoleChanged
      title: participantRoleChanged
      summary: What a participant does in its dialog changed.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/ParticipantRoleChangedEvent}
    supervisorJoined:
      name: cordboard.supervisorJoined
      title: supervisorJoined
      summary: A supervisor joined a conversation to listen, to coach or to take part.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/SupervisorJoinedEvent}
    botJoined:
      name: cordboard.botJoined
      title: botJoined
      summary: A bot joined a conversation.
      contentType: application/cloudevents+json
      payload:
        schemaFormat: application/vnd.oai.openapi;version=3.1.0
        schema: {$ref: ./openapi.yaml#/components/schemas/BotJoinedEvent}
    signalTyping:
      name: cordboard.signal.typing
      summary: A participant began or stopped writing. It has no position and is never repeated. Only with signals=true.
      payload:
        type: object
        required:
        - specversion
        - id
        - source
        - type
        - time
        - subject
        - data
        properties:
          type:
            const: cordboard.signal.typing
          specversion:
            const: '1.0'
          id: {type: string}
          source: {type: string}
          time: {type: string, format: date-time}
          subject: {type: string}
          datacontenttype:
            const: application/json
          data:
            type: object
            properties:
              conversation: {type: string, format: uuid}
              participant: {type: string, format: uuid}
              participantKind: {type: string}
              isTyping: {type: boolean}
    caughtUp:
      name: cordboard.stream.caughtUp
      summary: Everything up to the position was sent; what follows is live.
      payload:
        type: object
        required:
        - type
        - position
        properties:
          type:
            const: cordboard.stream.caughtUp
          position: {type: string}
    closing:
      name: cordboard.stream.closing
      summary: 'The stream ends, and why: the number is the WebSocket close code.'
      payload:
        type: object
        required:
        - type
        - code
        - detail
        properties:
          type:
            const: cordboard.stream.closing
          code: {type: integer}
          detail: {type: string}
    ping:
      name: ping
      summary: From the client, whenever it likes. The only message a client may send; commands go to the REST API.
      payload:
        type: object
        required:
        - type
        properties:
          type:
            const: ping
    pong:
      name: pong
      summary: The answer to a ping.
      payload:
        type: object
        required:
        - type
        properties:
          type:
            const: pong
"""##
}
