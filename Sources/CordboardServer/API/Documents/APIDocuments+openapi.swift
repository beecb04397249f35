// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file

// Generated from docs/openapi.yaml: after a change there, run the tests of APIDocumentTests with UPDATE_GOLDENS=1.

extension APIDocuments {
  /// `docs/openapi.yaml`.
  package static let openAPI = ##"""
# SPDX-License-Identifier: Apache-2.0
openapi: 3.1.0
info:
  title: Cordboard native API
  version: 1.0.0
  license:
    name: Apache-2.0
    identifier: Apache-2.0
  description: |-
    Conversations, presence, work and configuration of a contact centre. Events are described in /asyncapi.yaml.

    Every request needs a token of the account in the address. Every refusal is a problem document. Input is strict: members and parameters that are not named here are refused, with the place. The answer to a command comes after its facts are durable; `Cordboard-Position` says where its first one is, so that a stream can be compared with it.
servers:
- url: http://127.0.0.1:8080
  description: The demo.
security:
- bearer: []
tags:
- name: agents
  description: Agents and their presence.
- name: conversations
  description: Conversations as wholes.
- name: messages
  description: What is said.
- name: files
  description: Files of conversations.
- name: work
  description: Offers, work items, pull lists and workbins.
- name: assistance
  description: Transfers, consults and conferences.
- name: supervision
  description: What a supervisor does with the work and the presence of its teams.
- name: participants
  description: Bots, supervisors, and who is taken out.
- name: calls
  description: What the provider of a voice channel reports. Needs the scope calls, and to be the provider of the channel.
- name: events
  description: The log of the account.
- name: configuration
  description: What an administrator sets up. Needs the role administrator or the scope configuration to change anything.
- name: identity
  description: The built-in issuer (OpenID Connect).
- name: operation
  description: The server itself.
paths:
  /api/v1/accounts/{account}/agents:
    get:
      operationId: listAgents
      tags:
      - agents
      summary: The agents one may see
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: team
        in: query
        description: Only of this team.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: state
        in: query
        description: Only in this state.
        schema: {$ref: '#/components/schemas/AgentState'}
      - name: after
        in: query
        description: After this agent.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 500
          default: 100
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - agents
                - position
                additionalProperties: false
                properties:
                  agents:
                    type: array
                    items: {$ref: '#/components/schemas/Agent'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/agents/{agent}:
    get:
      operationId: getAgent
      tags:
      - agents
      summary: An agent and its presence
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/agents/{agent}/login:
    post:
      operationId: logIn
      tags:
      - agents
      summary: Begin work; the state becomes NOT_READY
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '200':
          description: Done.
          links:
            getAgent:
              operationId: getAgent
              parameters:
                account: $request.path.account
                agent: $request.path.agent
            setAgentState:
              operationId: setAgentState
              parameters:
                account: $request.path.account
                agent: $request.path.agent
            logOut:
              operationId: logOut
              parameters:
                account: $request.path.account
                agent: $request.path.agent
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/agents/{agent}/logout:
    post:
      operationId: logOut
      tags:
      - agents
      summary: End work
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Why.
              additionalProperties: false
              properties:
                reason: {description: One of the reason codes for LOGOUT., $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/agents/{agent}/force-state:
    post:
      operationId: forceAgentState
      tags:
      - supervision
      summary: Make an agent ready or not ready as its supervisor
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The state. A pending offer is taken back; work in hand stays.
              required:
              - state
              additionalProperties: false
              properties:
                supervisor: {description: 'Which supervisor acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                state:
                  type: string
                  enum:
                  - READY
                  - NOT_READY
                reason: {description: One of the reason codes for NOT_READY., $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/agents/{agent}/force-logout:
    post:
      operationId: forceAgentLogout
      tags:
      - supervision
      summary: Log an agent out as its supervisor; its devices are disconnected
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: What becomes of its work.
              additionalProperties: false
              properties:
                supervisor: {description: 'Which supervisor acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                reason: {description: One of the reason codes for LOGOUT., $ref: '#/components/schemas/Identifier'}
                work: {description: 'Without it, as the account''s logoutPolicy says.', $ref: '#/components/schemas/LogoutPolicy'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/agents/{agent}/state:
    put:
      operationId: setAgentState
      tags:
      - agents
      summary: Become ready or not ready
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The state.
              required:
              - state
              additionalProperties: false
              properties:
                state:
                  type: string
                  enum:
                  - READY
                  - NOT_READY
                reason: {description: One of the reason codes for NOT_READY., $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/agents/{agent}/media/{mediaRoutingDomain}:
    put:
      operationId: setMediaState
      tags:
      - agents
      summary: Ask for work of one kind, or for no more of it
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - {$ref: '#/components/parameters/mediaRoutingDomain'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The wish.
              required:
              - state
              additionalProperties: false
              properties:
                state:
                  type: string
                  enum:
                  - READY
                  - NOT_READY
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/agents/{agent}/devices/{device}:
    put:
      operationId: connectDevice
      tags:
      - agents
      summary: 'A device is there: a running lease ends'
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - {$ref: '#/components/parameters/device'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: disconnectDevice
      tags:
      - agents
      summary: 'A device is gone: after the last one the lease runs'
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - {$ref: '#/components/parameters/device'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations:
    post:
      operationId: startConversation
      tags:
      - conversations
      summary: A customer begins a conversation, or returns to the open one
      description: 'A customer has at most one open conversation on a channel: a second request continues it with its
        message.'
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: What a channel knows of a new conversation. Name the channel, or its type and address.
              required:
              - customer
              additionalProperties: false
              properties:
                channel: {$ref: '#/components/schemas/Identifier'}
                channelType: {$ref: '#/components/schemas/ChannelType'}
                serviceIdentifier: {type: string, description: The address customers use.}
                customer:
                  type: object
                  description: Who writes.
                  required:
                  - identifier
                  additionalProperties: false
                  properties:
                    identifier:
                      type: string
                      minLength: 1
                      maxLength: 1024
                      description: The customer's address on the channel.
                    displayName: {type: string}
                subject: {type: string}
                attributes: {$ref: '#/components/schemas/Attributes'}
                message: {$ref: '#/components/schemas/NewMessage'}
                direction:
                  description: inbound unless told otherwise; outbound to reach a customer, by the agent of the token or, for
                    a client, by the agent it names or nobody.
                  $ref: '#/components/schemas/ConversationDirection'
                agent: {description: 'Who reaches the customer, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '201':
          description: The conversation began.
          links:
            getConversation:
              operationId: getConversation
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            listConversationEvents:
              operationId: listConversationEvents
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            listMessages:
              operationId: listMessages
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            postMessage:
              operationId: postMessage
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            uploadFile:
              operationId: uploadFile
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            listFiles:
              operationId: listFiles
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            patchAttributes:
              operationId: patchAttributes
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            startSession:
              operationId: startSession
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            endSession:
              operationId: endSession
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            joinAsBot:
              operationId: joinAsBot
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            requestTransfer:
              operationId: requestTransfer
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            listAssistances:
              operationId: listAssistances
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            closeConversation:
              operationId: closeConversation
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: The conversation, and the message if one was posted.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  message: {$ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '200':
          description: The customer's open conversation went on, with the message if there was one.
          links:
            getConversation:
              operationId: getConversation
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            listConversationEvents:
              operationId: listConversationEvents
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            listMessages:
              operationId: listMessages
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            postMessage:
              operationId: postMessage
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            uploadFile:
              operationId: uploadFile
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            listFiles:
              operationId: listFiles
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            patchAttributes:
              operationId: patchAttributes
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            startSession:
              operationId: startSession
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            endSession:
              operationId: endSession
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            joinAsBot:
              operationId: joinAsBot
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            requestTransfer:
              operationId: requestTransfer
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            listAssistances:
              operationId: listAssistances
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
            closeConversation:
              operationId: closeConversation
              parameters:
                account: $request.path.account
                conversation: '$response.body#/conversation/id'
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: The conversation, and the message if one was posted.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  message: {$ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    get:
      operationId: listConversations
      tags:
      - conversations
      summary: The open conversations one may see
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: queue
        in: query
        description: Only with work of this queue.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: agent
        in: query
        description: Only in which this agent takes part.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: channel
        in: query
        description: Only on this channel.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: after
        in: query
        description: After this conversation.
        schema: {type: string, format: uuid}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 500
          default: 100
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - conversations
                - position
                additionalProperties: false
                properties:
                  conversations:
                    type: array
                    items: {$ref: '#/components/schemas/Conversation'}
                  next:
                    type: string
                    format: uuid
                    description: Give it as `after` for the next page; absent on the last.
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}:
    get:
      operationId: getConversation
      tags:
      - conversations
      summary: A conversation, open or closed
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/events:
    get:
      operationId: listConversationEvents
      tags:
      - conversations
      summary: The facts of a conversation in order
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - name: after
        in: query
        description: After this number of the conversation's sequence.
        schema: {type: integer, minimum: 0}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 100
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - events
                - position
                additionalProperties: false
                properties:
                  events:
                    type: array
                    items: {$ref: '#/components/schemas/Event'}
                  next: {type: integer, description: Give it as `after` for the next page; absent on the last.}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/search:
    get:
      operationId: searchConversations
      tags:
      - conversations
      summary: Find conversations, open and closed
      description: Everything that is given must fit. An agent finds the conversations it took part in, a supervisor also
        those of its teams, programs what their scopes allow; what agents and managers say among themselves is not found
        by programs that act for customers only. The latest conversation comes first. A page may be short, or empty, and
        yet have a `next`.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: text
        in: query
        description: Words that all are in one message, in any order, without regard to case and accents; words joined by
          other characters (`order-123`) must follow each other.
        schema: {type: string, minLength: 1, maxLength: 256}
        example: order
      - name: customer
        in: query
        description: Only those the customer came to.
        schema: {type: string, format: uuid}
      - name: agent
        in: query
        description: Only those the agent took part in.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: queue
        in: query
        description: Only those with work in the queue.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: channel
        in: query
        description: Only those with a customer on the channel.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: state
        in: query
        description: Only open ones, or only closed ones.
        schema: {type: string, enum: [open, closed]}
      - name: from
        in: query
        description: Only those that began then or later.
        schema: {type: string, format: date-time}
      - name: to
        in: query
        description: Only those that began before.
        schema: {type: string, format: date-time}
      - name: after
        in: query
        description: After this place, which is the `next` of the page before.
        schema: {$ref: '#/components/schemas/ConversationCursor'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 100
          default: 20
      responses:
        '200':
          description: What was found, as far as the facts up to `position` say.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - conversations
                - position
                additionalProperties: false
                properties:
                  conversations:
                    type: array
                    items: {$ref: '#/components/schemas/Conversation'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/ConversationCursor'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/files:
    get:
      operationId: listFiles
      tags:
      - files
      summary: The files of a conversation
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - name: after
        in: query
        description: After this file.
        schema: {type: string, format: uuid}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 500
          default: 100
      responses:
        '200':
          description: As asked. Files one may not have are left out.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - files
                - position
                additionalProperties: false
                properties:
                  files:
                    type: array
                    items: {$ref: '#/components/schemas/File'}
                  next:
                    type: string
                    format: uuid
                    description: Give it as `after` for the next page; absent on the last.
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    post:
      operationId: uploadFile
      tags:
      - files
      summary: Upload a file
      description: The body is the content of the file as it is, and Content-Type its type, which must be one that is taken
        and look like it. Whoever may speak in the conversation may upload. The file is there once this answers; post a
        message whose content names its `url` to send it.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - name: name
        in: query
        description: The name of the file for people. A path before it, and characters that do harm, are left out.
        schema: {type: string}
      - name: audience
        in: query
        description: Who may have it; everyone unless told otherwise.
        schema: {$ref: '#/components/schemas/MessageAudience'}
      requestBody:
        required: true
        description: The content, of any type the setting `files.types` takes.
        content:
          application/pdf:
            schema: {}
          image/jpeg:
            schema: {}
          image/png:
            schema: {}
          text/plain:
            schema: {type: string, minLength: 1}
      responses:
        '201':
          description: Done.
          links:
            getFile:
              operationId: getFile
              parameters:
                account: $request.path.account
                file: '$response.body#/file/id'
            downloadFile:
              operationId: downloadFile
              parameters:
                account: $request.path.account
                file: '$response.body#/file/id'
            removeFile:
              operationId: removeFile
              parameters:
                account: $request.path.account
                file: '$response.body#/file/id'
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Location: {$ref: '#/components/headers/Location'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - file
                - position
                additionalProperties: false
                properties:
                  file: {$ref: '#/components/schemas/File'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '408': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/files/{file}:
    get:
      operationId: getFile
      tags:
      - files
      summary: What a file is
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/file'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - file
                - position
                additionalProperties: false
                properties:
                  file: {$ref: '#/components/schemas/File'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeFile
      tags:
      - files
      summary: Remove a file for good
      description: Needs the role administrator or the scope configuration. Files also end with their conversation.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/file'}
      responses:
        '204': {description: Done.}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/files/{file}/content:
    get:
      operationId: downloadFile
      tags:
      - files
      summary: The content of a file
      description: Whoever may read the conversation may have its files; those for agents and managers are not for programs
        that act for customers only. A browser saves it and runs nothing in it.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/file'}
      - name: Range
        in: header
        description: One range of bytes; anything else is ignored.
        schema: {type: string}
        example: bytes=0-1023
      - name: If-Range
        in: header
        description: An ETag; the range counts only if it is the present one.
        schema: {type: string}
      - name: If-None-Match
        in: header
        description: ETags the asker has already.
        schema: {type: string}
      responses:
        '200':
          description: The whole file.
          headers:
            ETag:
              description: The SHA-256 of the content, in quotation marks.
              schema: {type: string}
            Content-Disposition:
              description: 'The name of the file (RFC 6266), and whether it is shown: only images of safe types are.'
              schema: {type: string}
          content:
            '*/*':
              schema: {}
        '206':
          description: The bytes that were asked for.
          headers:
            ETag:
              description: The SHA-256 of the whole content, in quotation marks.
              schema: {type: string}
            Content-Range:
              description: Which bytes, of how many.
              schema: {type: string}
          content:
            '*/*':
              schema: {}
        '304': {description: The asker has it already.}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '416': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/messages:
    get:
      operationId: listMessages
      tags:
      - messages
      summary: What was said, with receipts
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - name: after
        in: query
        description: After this number of the conversation's sequence.
        schema: {type: integer, minimum: 0}
      - name: audience
        in: query
        description: Only what is for everyone, as the customer sees it, or only what is for agents and managers.
        schema: {$ref: '#/components/schemas/MessageAudience'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 100
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - messages
                - position
                additionalProperties: false
                properties:
                  messages:
                    type: array
                    items: {$ref: '#/components/schemas/PostedMessage'}
                  next: {type: integer, description: Give it as `after` for the next page; absent on the last.}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    post:
      operationId: postMessage
      tags:
      - messages
      summary: Say something
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: A message and who says it.
              required:
              - body
              additionalProperties: false
              properties:
                as:
                  type: string
                  enum:
                  - customer
                  - agent
                  - bot
                  description: 'Who speaks: the agent of the token, or for a client the customer, unless told otherwise.'
                agent: {description: 'Which agent speaks, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                session:
                  type: string
                  format: uuid
                  description: On which of its channels the customer speaks; the one it came to last unless told otherwise.
                id:
                  description: Chosen by the sender, unique in the conversation; posting it again changes nothing.
                  $ref: '#/components/schemas/Identifier'
                dialog:
                  type: string
                  format: uuid
                  description: In which part of the conversation; the main dialog, or the one the speaker is in.
                body: {$ref: '#/components/schemas/MessageBody'}
                audience: {description: everyone unless told otherwise., $ref: '#/components/schemas/MessageAudience'}
                replyTo: {$ref: '#/components/schemas/Identifier'}
      responses:
        '201':
          description: Done.
          links:
            listMessages:
              operationId: listMessages
              parameters:
                account: $request.path.account
                conversation: $request.path.conversation
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: What was accepted.
                required:
                - id
                - conversation
                - position
                additionalProperties: false
                properties:
                  id: {$ref: '#/components/schemas/Identifier'}
                  conversation: {type: string, format: uuid}
                  position: {$ref: '#/components/schemas/Position'}
        '200':
          description: The message was there already; nothing was changed.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: What was accepted.
                required:
                - id
                - conversation
                - position
                additionalProperties: false
                properties:
                  id: {$ref: '#/components/schemas/Identifier'}
                  conversation: {type: string, format: uuid}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/receipts:
    post:
      operationId: reportReceipt
      tags:
      - messages
      summary: Say what became of a message
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: A receipt and who reports it.
              required:
              - message
              - status
              additionalProperties: false
              properties:
                as:
                  type: string
                  enum:
                  - customer
                  - agent
                  - bot
                  description: 'Who speaks: the agent of the token, or for a client the customer, unless told otherwise.'
                agent: {description: 'Which agent speaks, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                session:
                  type: string
                  format: uuid
                  description: On which of its channels the customer speaks; the one it came to last unless told otherwise.
                message: {$ref: '#/components/schemas/Identifier'}
                status: {$ref: '#/components/schemas/ReceiptStatus'}
                detail: {type: string, description: Why it failed.}
                code: {type: integer, description: 'Why it failed, as the channel numbers it; only with failed.'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: What was reported.
                required:
                - conversation
                - message
                - status
                - position
                additionalProperties: false
                properties:
                  conversation: {type: string, format: uuid}
                  message: {$ref: '#/components/schemas/Identifier'}
                  status: {$ref: '#/components/schemas/ReceiptStatus'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/typing:
    post:
      operationId: type
      tags:
      - messages
      summary: Say that somebody began or stopped writing
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: 'A signal: shown to whoever looks now, never kept.'
              required:
              - isTyping
              additionalProperties: false
              properties:
                as:
                  type: string
                  enum:
                  - customer
                  - agent
                  description: 'Who speaks: the agent of the token, or for a client the customer, unless told otherwise.'
                agent: {description: 'Which agent speaks, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                session:
                  type: string
                  format: uuid
                  description: On which of its channels the customer speaks; the one it came to last unless told otherwise.
                isTyping: {type: boolean}
      responses:
        '204':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/attributes:
    patch:
      operationId: patchAttributes
      tags:
      - conversations
      summary: Change attributes by a JSON merge patch (RFC 7396)
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: New values; null removes.
              additionalProperties:
                type:
                - string
                - 'null'
          application/merge-patch+json:
            schema:
              type: object
              description: New values; null removes.
              additionalProperties:
                type:
                - string
                - 'null'
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/sessions:
    post:
      operationId: startSession
      tags:
      - conversations
      summary: 'The customer joins on another channel, or returns'
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: 'Where and as whom. Name the channel, or its type and service identifier.'
              required:
              - customer
              additionalProperties: false
              properties:
                channel: {description: The channel., $ref: '#/components/schemas/Identifier'}
                channelType: {description: 'The type of the channel, with its address.', $ref: '#/components/schemas/ChannelType'}
                serviceIdentifier: {type: string, description: The address of the channel.}
                customer: {description: As whom it is known there., $ref: '#/components/schemas/StartingCustomer'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/hold:
    post:
      operationId: hold
      tags:
      - conversations
      summary: 'Put a participant, or the customer, on hold'
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: 'Who, by whom, and for how long.'
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                participant:
                  type: string
                  format: uuid
                  description: Who; the customer on every channel unless told otherwise.
                limitSeconds:
                  type: number
                  minimum: 0
                  description: After how long the hold ends by itself; never unless told.
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/resume:
    post:
      operationId: resume
      tags:
      - conversations
      summary: 'Take a participant, or the customer, off hold'
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: 'Who, and by whom.'
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                participant:
                  type: string
                  format: uuid
                  description: Who; the customer on every channel unless told otherwise.
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/dismiss-response:
    post:
      operationId: dismissResponse
      tags:
      - conversations
      summary: Say that the customer waits for no response
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: By whom.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/reached:
    post:
      operationId: reportReached
      tags:
      - conversations
      summary: The customer whom the centre wanted to reach answered
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: On which presence.
              additionalProperties: false
              properties:
                session:
                  type: string
                  format: uuid
                  description: Which presence; the latest unless told otherwise.
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/survey/answers:
    post:
      operationId: answerSurvey
      tags:
      - conversations
      summary: Answer a question of the survey
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The question and the answer.
              required:
              - question
              - answer
              additionalProperties: false
              properties:
                question: {type: string, description: Which question.}
                answer: {type: string, description: 'What the customer answers: for a rating 1 to 5, for yesNo yes or no.'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/end-session:
    post:
      operationId: endSession
      tags:
      - conversations
      summary: The customer leaves
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Why.
              additionalProperties: false
              properties:
                session:
                  type: string
                  format: uuid
                  description: Which presence ends; all of them unless told otherwise.
                reason:
                  type: string
                  enum:
                  - customer
                  - network
                  - system
                  - unreachable
                  default: customer
                  description: unreachable only for a customer that was not reached yet.
                detail: {type: string, description: 'Why, in words.'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/leave:
    post:
      operationId: leaveConversation
      tags:
      - conversations
      summary: An agent leaves; after-contact work begins if its queue has any
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Who.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/close:
    post:
      operationId: closeConversation
      tags:
      - conversations
      summary: End the conversation for everybody
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Why.
              additionalProperties: false
              properties:
                reason:
                  type: string
                  enum:
                  - customer
                  - agent
                  - system
                  - supervisor
                  description: 'Who wants it: for an agent that takes part agent, for a supervisor that does not supervisor,
                    for a client system, unless told otherwise.'
                detail: {type: string, description: 'Why, in words.'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/customers/{customer}/conversations:
    get:
      operationId: listCustomerConversations
      tags:
      - conversations
      summary: The conversations of a customer, open and closed, the latest first
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/customer'}
      - name: before
        in: query
        description: Those the customer came to before the `next` of the page before.
        schema: {type: integer, minimum: 1}
      - name: limit
        in: query
        description: How many are looked at for one page; those one may not see are left out.
        schema:
          type: integer
          minimum: 1
          maximum: 100
          default: 20
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - conversations
                - position
                additionalProperties: false
                properties:
                  conversations:
                    type: array
                    items: {$ref: '#/components/schemas/Conversation'}
                  next: {type: integer, description: Give it as `before` for the next page; absent on the last.}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/assistances:
    get:
      operationId: listAssistances
      tags:
      - assistance
      summary: Every transfer, consult and conference of a conversation, under way or over
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistances
                - position
                additionalProperties: false
                properties:
                  assistances:
                    type: array
                    items: {$ref: '#/components/schemas/Assistance'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/transfers:
    post:
      operationId: requestTransfer
      tags:
      - assistance
      summary: Ask that another take over
      description: Whoever asks keeps the conversation until somebody takes it and leaves then; if nobody does, it goes on. An agent asked by name who cannot take work now is a transfer that failed, not an error.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The request.
              required:
              - target
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                target: {$ref: '#/components/schemas/AssistanceTarget'}
                note:
                  type: string
                  maxLength: 65536
                  description: For whoever is asked.
                keepsPlace:
                  type: boolean
                  default: true
                  description: Whether the customer keeps the place in line it had when it first waited.
      responses:
        '201':
          description: Done.
          links:
            cancelTransfer:
              operationId: cancelTransfer
              parameters:
                account: $request.path.account
                conversation: $request.path.conversation
                assistance: '$response.body#/assistance/id'
            completeTransfer:
              operationId: completeTransfer
              parameters:
                account: $request.path.account
                conversation: $request.path.conversation
                assistance: '$response.body#/assistance/id'
            failTransfer:
              operationId: failTransfer
              parameters:
                account: $request.path.account
                conversation: $request.path.conversation
                assistance: '$response.body#/assistance/id'
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/transfers/{assistance}/cancel:
    post:
      operationId: cancelTransfer
      tags:
      - assistance
      summary: Take a transfer back that nobody answered yet
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/assistance'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: The request.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/transfers/{assistance}/complete:
    post:
      operationId: completeTransfer
      tags:
      - assistance
      summary: Say that the customer is connected to the external address
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/assistance'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: The request.
              additionalProperties: false
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/transfers/{assistance}/fail:
    post:
      operationId: failTransfer
      tags:
      - assistance
      summary: Say that an automation or an external address does not take the customer
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/assistance'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: The request.
              additionalProperties: false
              properties:
                detail:
                  type: string
                  maxLength: 4096
                  description: Why.
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/conferences:
    post:
      operationId: requestConference
      tags:
      - assistance
      summary: Ask that another agent join the main dialog
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The request.
              required:
              - target
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                target: {$ref: '#/components/schemas/AssistanceTarget'}
                note:
                  type: string
                  maxLength: 65536
                  description: For whoever is asked.
      responses:
        '201':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/conferences/{assistance}/cancel:
    post:
      operationId: cancelConference
      tags:
      - assistance
      summary: Take a conference back that nobody answered yet
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/assistance'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: The request.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/consults:
    post:
      operationId: startConsult
      tags:
      - assistance
      summary: Ask another agent in a dialog of your own
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The request.
              required:
              - target
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                target: {$ref: '#/components/schemas/AssistanceTarget'}
                note:
                  type: string
                  maxLength: 65536
                  description: For whoever is asked.
                holds:
                  type: boolean
                  default: false
                  description: Whether whoever asks is held in the main dialog meanwhile.
      responses:
        '201':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/consults/{assistance}/end:
    post:
      operationId: endConsult
      tags:
      - assistance
      summary: End a consult, by either of the two
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/assistance'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: The request.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/consults/{assistance}/complete:
    post:
      operationId: completeConsult
      tags:
      - assistance
      summary: Turn a consult that was answered into a transfer or a conference
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/assistance'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The request.
              required:
              - as
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                as:
                  type: string
                  enum:
                  - transfer
                  - conference
                  description: Whether whoever asks leaves, or stays.
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - assistance
                - conversation
                - position
                additionalProperties: false
                properties:
                  assistance: {$ref: '#/components/schemas/Assistance'}
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/bot/join:
    post:
      operationId: joinAsBot
      tags:
      - participants
      summary: Join as the bot whose token it is; completes a transfer to it
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: The request.
              additionalProperties: false
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/bot/leave:
    post:
      operationId: leaveAsBot
      tags:
      - participants
      summary: Leave as the bot whose token it is
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: The request.
              additionalProperties: false
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/supervise:
    post:
      operationId: supervise
      tags:
      - participants
      summary: Listen unseen, coach, or take part, as a supervisor; again with another role to change
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The request.
              required:
              - role
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                role:
                  type: string
                  enum:
                  - silentMonitor
                  - coach
                  - barged
                  description: What to do.
                watching: {description: Which agent of a supervised team; the one who answers for the conversation unless told otherwise., $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/conversations/{conversation}/participants/{participant}:
    delete:
      operationId: removeParticipant
      tags:
      - participants
      summary: Take a participant out, as its supervisor; the work of an agent waits for another
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/conversation'}
      - {$ref: '#/components/parameters/participant'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/offers:
    get:
      operationId: listOffers
      tags:
      - work
      summary: The pending offers one may see
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: agent
        in: query
        description: Only to this agent.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: queue
        in: query
        description: Only from this queue.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: after
        in: query
        description: After this offer.
        schema: {type: string, format: uuid}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 500
          default: 100
      responses:
        '200':
          description: As asked.
          links:
            acceptOffer:
              operationId: acceptOffer
              parameters:
                account: $request.path.account
                offer: '$response.body#/offers/0/id'
            rejectOffer:
              operationId: rejectOffer
              parameters:
                account: $request.path.account
                offer: '$response.body#/offers/0/id'
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - offers
                - position
                additionalProperties: false
                properties:
                  offers:
                    type: array
                    items: {$ref: '#/components/schemas/Offer'}
                  next:
                    type: string
                    format: uuid
                    description: Give it as `after` for the next page; absent on the last.
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/offers/{offer}/accept:
    post:
      operationId: acceptOffer
      tags:
      - work
      summary: Take the work and join the conversation
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/offer'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Who.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/offers/{offer}/reject:
    post:
      operationId: rejectOffer
      tags:
      - work
      summary: Refuse the work; it waits again with its original place
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/offer'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Who and why.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                reason: {type: string, maxLength: 1024}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/work-items:
    get:
      operationId: listWorkItems
      tags:
      - work
      summary: The work one may see
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: queue
        in: query
        description: Only of this queue.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: agent
        in: query
        description: Only with this agent.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: state
        in: query
        description: Only in this state.
        schema:
          type: string
          enum:
          - waiting
          - listed
          - offered
          - active
          - wrapping
          - inWorkbin
      - name: after
        in: query
        description: After this work item.
        schema: {type: string, format: uuid}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 500
          default: 100
      responses:
        '200':
          description: As asked.
          links:
            getWorkItem:
              operationId: getWorkItem
              parameters:
                account: $request.path.account
                workItem: '$response.body#/workItems/0/id'
            completeWrapUp:
              operationId: completeWrapUp
              parameters:
                account: $request.path.account
                workItem: '$response.body#/workItems/0/id'
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - workItems
                - position
                additionalProperties: false
                properties:
                  workItems:
                    type: array
                    items: {$ref: '#/components/schemas/WorkItem'}
                  next:
                    type: string
                    format: uuid
                    description: Give it as `after` for the next page; absent on the last.
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/work-items/{workItem}:
    get:
      operationId: getWorkItem
      tags:
      - work
      summary: A work item, with its place in line
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/workItem'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - workItem
                - position
                additionalProperties: false
                properties:
                  workItem: {$ref: '#/components/schemas/WorkItem'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/work-items/{workItem}/wrap-up:
    post:
      operationId: completeWrapUp
      tags:
      - work
      summary: Complete after-contact work
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/workItem'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: What the contact was about.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                dispositions:
                  type: array
                  items: {$ref: '#/components/schemas/Disposition'}
                note: {type: string}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/work-items/{workItem}/wrap-up/extend:
    post:
      operationId: extendWrapUp
      tags:
      - work
      summary: Take more time for after-contact work
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/workItem'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: How much.
              required:
              - seconds
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                seconds:
                  type: number
                  minimum: 0.001
                  description: How much longer; in all at most `wrapUp.longestSeconds` of the queue.
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/work-items/{workItem}/wrap-up/end:
    post:
      operationId: endWrapUp
      tags:
      - supervision
      summary: End an agent's after-contact work as its supervisor
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/workItem'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Who.
              additionalProperties: false
              properties:
                supervisor: {description: 'Which supervisor acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/work-items/{workItem}/reassign:
    post:
      operationId: reassignWork
      tags:
      - supervision
      summary: Send work elsewhere as the supervisor of who has it
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/workItem'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Where to.
              additionalProperties: false
              properties:
                supervisor: {description: 'Which supervisor acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                target: {description: 'Without it, back to its queue or pull list.', $ref: '#/components/schemas/WorkDestination'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/work-items/{workItem}/workbin:
    post:
      operationId: placeInWorkbin
      tags:
      - work
      summary: Put work aside and leave the conversation, which stays open
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/workItem'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Where to.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
                workbin: {description: 'Without it, the agent''s own.', $ref: '#/components/schemas/Workbin'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/work-items/{workItem}/workbin/take:
    post:
      operationId: takeFromWorkbin
      tags:
      - work
      summary: Take work out of a workbin and join the conversation
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/workItem'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Who.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/workbins/agents/{agent}/items:
    get:
      operationId: listAgentWorkbin
      tags:
      - work
      summary: What an agent put aside
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/agent'}
      - name: after
        in: query
        description: After this work item.
        schema: {type: string, format: uuid}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 500
          default: 100
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - workItems
                - position
                additionalProperties: false
                properties:
                  workItems:
                    type: array
                    items: {$ref: '#/components/schemas/WorkItem'}
                  next:
                    type: string
                    format: uuid
                    description: Give it as `after` for the next page; absent on the last.
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/workbins/teams/{team}/items:
    get:
      operationId: listTeamWorkbin
      tags:
      - work
      summary: What is put aside for a team
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/team'}
      - name: after
        in: query
        description: After this work item.
        schema: {type: string, format: uuid}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 500
          default: 100
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - workItems
                - position
                additionalProperties: false
                properties:
                  workItems:
                    type: array
                    items: {$ref: '#/components/schemas/WorkItem'}
                  next:
                    type: string
                    format: uuid
                    description: Give it as `after` for the next page; absent on the last.
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/channels/{channel}/calls:
    get:
      operationId: listCalls
      tags:
      - calls
      summary: The calls of a voice channel
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/channel'}
      responses:
        '200':
          description: The calls in the order in which they began. Subscribe to `channel:ID` after `position`.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - calls
                - position
                additionalProperties: false
                properties:
                  calls:
                    type: array
                    description: Those that are not over, and those whose agents still talk with each other.
                    items: {$ref: '#/components/schemas/Call'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/channels/{channel}/calls/{call}:
    get:
      operationId: getCall
      tags:
      - calls
      summary: A call, until its conversation is closed
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/channel'}
      - {$ref: '#/components/parameters/call'}
      responses:
        '200':
          description: The call.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - call
                - position
                additionalProperties: false
                properties:
                  call: {$ref: '#/components/schemas/Call'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: reportCall
      tags:
      - calls
      summary: Report where a call stands
      description: >-
        A call that is not known begins a conversation, or continues the one of its customer. A report that is repeated
        changes nothing. What is to be done with the call comes as facts of the kind callInstructed.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/channel'}
      - {$ref: '#/components/parameters/call'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: Where the call stands.
              required:
              - state
              additionalProperties: false
              properties:
                state:
                  type: string
                  enum:
                  - ringing
                  - answered
                  - held
                  - transferred
                  - ended
                  description: Where it stands.
                callingNumber: {type: string, maxLength: 1024, description: 'The number of whoever calls; left out if it is hidden. Kept from the first report.'}
                dialledNumber: {type: string, maxLength: 1024, description: 'The number that was called; the channel''s unless told.'}
                displayName: {type: string, maxLength: 1024, description: 'The caller''s name.'}
                attributes: {description: 'Key-values of the conversation that begins, for instance other ids of the provider.', $ref: '#/components/schemas/Attributes'}
                conversation:
                  type: string
                  format: uuid
                  description: For the first report of a call the provider was told to dial, the conversation it was for.
                leg:
                  type: string
                  format: uuid
                  description: 'For held and answered, the leg whose telephone did it; unless told, the one of whoever answers for the conversation.'
                reason: {description: Why it ended; hungUp unless told., $ref: '#/components/schemas/CallEndReason'}
                detail: {type: string, maxLength: 4096, description: 'Why it ended, or where it was transferred to.'}
      responses:
        '200':
          description: Done, or so already.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - call
                - position
                additionalProperties: false
                properties:
                  call: {$ref: '#/components/schemas/Call'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/channels/{channel}/call-legs/{leg}:
    put:
      operationId: reportCallLeg
      tags:
      - calls
      summary: Report where a leg stands
      description: >-
        Who hangs up leaves the conversation. Who does not answer, or is lost, becomes not ready, and its work waits for
        another. An end is accepted of every leg, also of one that is over.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/channel'}
      - {$ref: '#/components/parameters/leg'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: Where the leg stands.
              required:
              - state
              additionalProperties: false
              properties:
                state:
                  type: string
                  enum:
                  - ringing
                  - answered
                  - ended
                  description: Where it stands.
                reason: {description: Why it ended; hungUp unless told., $ref: '#/components/schemas/CallEndReason'}
                providerLeg: {type: string, maxLength: 1024, description: The leg as the provider names it.}
      responses:
        '204':
          description: Done, or so already.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/channels/{channel}/reconcile-calls:
    post:
      operationId: reconcileCalls
      tags:
      - calls
      summary: Say which calls there are
      description: >-
        For a provider that was away: every call of the channel it does not name is lost. A call that is to be made and was
        not reported yet stays.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/channel'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: What the provider has.
              required:
              - calls
              additionalProperties: false
              properties:
                calls:
                  type: array
                  maxItems: 10000
                  description: The calls that are not over.
                  items: {$ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: The calls as the core has them.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - calls
                - over
                - position
                additionalProperties: false
                properties:
                  calls:
                    type: array
                    description: Those that are not over, and those whose agents still talk with each other.
                    items: {$ref: '#/components/schemas/Call'}
                  over:
                    type: array
                    description: 'Of the calls that were named, those that are over or were never reported: hang them up, or report them.'
                    items: {$ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/pull-lists/{pullList}/items:
    get:
      operationId: listPullListItems
      tags:
      - work
      summary: What is on a pull list, first come first
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/pullList'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 500
          default: 100
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: The list.
                required:
                - workItems
                - position
                additionalProperties: false
                properties:
                  workItems:
                    type: array
                    items: {$ref: '#/components/schemas/WorkItem'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/pull-lists/{pullList}/items/{workItem}/take:
    post:
      operationId: takePullListItem
      tags:
      - work
      summary: Take work from a pull list and join the conversation
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/pullList'}
      - {$ref: '#/components/parameters/workItem'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              description: Who.
              additionalProperties: false
              properties:
                agent: {description: 'Which agent acts, for tokens of clients.', $ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - conversation
                - position
                additionalProperties: false
                properties:
                  conversation: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/state:
    get:
      operationId: getState
      tags:
      - agents
      summary: Everything a desktop needs to begin
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: agent
        in: query
        description: Which agent, if not the one of the token.
        schema: {$ref: '#/components/schemas/Identifier'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: 'What the facts up to the position add up to for one agent. Subscribe after the position:
                  no later fact is missed and none comes twice.'
                required:
                - agent
                - offers
                - workItems
                - conversations
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/Agent'}
                  offers:
                    type: array
                    items: {$ref: '#/components/schemas/Offer'}
                  workItems:
                    type: array
                    items: {$ref: '#/components/schemas/WorkItem'}
                  conversations:
                    type: array
                    items: {$ref: '#/components/schemas/Conversation'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/events:
    get:
      operationId: listEvents
      tags:
      - events
      summary: 'Facts: a page of history, or live'
      description: |-
        Without more, a page of history: `position` says how far it was looked, and `next` is there when there is more.

        With `Upgrade: websocket`, with `Accept: text/event-stream`, or with `wait`, the same facts live; see /asyncapi.yaml. The token may stand in `access_token` where a header cannot be sent. With `wait`, the answer comes when there is a fact, or empty when the time is over; `position` is where to continue.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: topics
        in: query
        description: '`account`, `audit`, `agent:ID`, `queue:ID`, `team:ID`, `channel:ID` (the
          calls of a voice channel), `conversation:ID`, with commas between. Unless told otherwise, the agent of the token,
          or for a client the account.'
        schema: {type: string}
      - name: kinds
        in: query
        description: Only these kinds of facts, with commas between.
        schema: {type: string}
      - name: after
        in: query
        description: After this position; from the beginning of the log, or for live facts from now on, without it.
        schema: {$ref: '#/components/schemas/Position'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 100
      - name: wait
        in: query
        description: Seconds to wait for a first fact.
        schema:
          type: integer
          minimum: 0
          maximum: 60
      - name: signals
        in: query
        description: Whether signals such as typing are wanted too; only on a WebSocket or server-sent events.
        schema: {type: boolean, default: false}
      - name: device
        in: query
        description: The connection is this device of the agent; only on a WebSocket or server-sent events.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: access_token
        in: query
        description: The token, where no header can be sent; only for live facts.
        schema: {type: string}
      responses:
        '101':
          description: The connection is a WebSocket now; see /asyncapi.yaml.
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - events
                - position
                additionalProperties: false
                properties:
                  events:
                    type: array
                    items: {$ref: '#/components/schemas/Event'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Position'}
                  position: {$ref: '#/components/schemas/Position'}
            text/event-stream:
              schema: {type: string}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/audit:
    get:
      operationId: listAudit
      tags:
      - operation
      summary: Who configured what, who logged in, and where supervisors stepped in
      description: |-
        For administrators: whoever both sees everything and configures. Every entry is a fact; live, they come under the topic `audit`. `position` says how far it was looked, and `next` is there when there is more.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: actor
        in: query
        description: Only what this one did, or who logged in; `system`, `agent:ID` or `client:ID`. The configuration file acts as `system`.
        schema: {type: string}
      - name: kinds
        in: query
        description: Only these kinds of facts, with commas between.
        schema: {type: string}
      - name: from
        in: query
        description: Only from this time on.
        schema: {type: string, format: date-time}
      - name: until
        in: query
        description: Only before this time.
        schema: {type: string, format: date-time}
      - name: after
        in: query
        description: After this position.
        schema: {$ref: '#/components/schemas/Position'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 100
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - entries
                - position
                additionalProperties: false
                properties:
                  entries:
                    type: array
                    items:
                      type: object
                      required:
                      - event
                      additionalProperties: false
                      properties:
                        request: {type: string, description: The `Idempotency-Key` of the request that did it.}
                        event: {$ref: '#/components/schemas/Event'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Position'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '410': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/media-routing-domains:
    get:
      operationId: listConfiguredMediaRoutingDomains
      tags:
      - configuration
      summary: Every media routing domain
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - mediaRoutingDomains
                - position
                additionalProperties: false
                properties:
                  mediaRoutingDomains:
                    type: array
                    items: {$ref: '#/components/schemas/MediaRoutingDomain'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/media-routing-domains/{id}:
    get:
      operationId: getConfiguredMediaRoutingDomain
      tags:
      - configuration
      summary: A media routing domain
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - mediaRoutingDomain
                - position
                additionalProperties: false
                properties:
                  mediaRoutingDomain: {$ref: '#/components/schemas/MediaRoutingDomain'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: defineMediaRoutingDomain
      tags:
      - configuration
      summary: Define a media routing domain, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - name
              - maxRequests
              additionalProperties: false
              properties:
                id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
                name: {type: string, description: Shown to people.}
                maxRequests:
                  type: integer
                  description: How many work items an agent can have at once unless its own capacity says otherwise.
                interruptible: {type: boolean, description: Whether work on a domain that is not interruptible suspends
                    this one.}
      responses:
        '200':
          description: Done.
          links:
            getConfiguredMediaRoutingDomain:
              operationId: getConfiguredMediaRoutingDomain
              parameters:
                account: $request.path.account
                id: $request.path.id
            removeMediaRoutingDomain:
              operationId: removeMediaRoutingDomain
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - mediaRoutingDomain
                - position
                additionalProperties: false
                properties:
                  mediaRoutingDomain: {$ref: '#/components/schemas/MediaRoutingDomain'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeMediaRoutingDomain
      tags:
      - configuration
      summary: Remove a media routing domain that nothing depends on
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/teams:
    get:
      operationId: listConfiguredTeams
      tags:
      - configuration
      summary: Every team
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - teams
                - position
                additionalProperties: false
                properties:
                  teams:
                    type: array
                    items: {$ref: '#/components/schemas/Team'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/teams/{id}:
    get:
      operationId: getConfiguredTeam
      tags:
      - configuration
      summary: A team
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - team
                - position
                additionalProperties: false
                properties:
                  team: {$ref: '#/components/schemas/Team'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: defineTeam
      tags:
      - configuration
      summary: Define a team, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - name
              additionalProperties: false
              properties:
                id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
                name: {type: string, description: Shown to people.}
      responses:
        '200':
          description: Done.
          links:
            getConfiguredTeam:
              operationId: getConfiguredTeam
              parameters:
                account: $request.path.account
                id: $request.path.id
            removeTeam:
              operationId: removeTeam
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - team
                - position
                additionalProperties: false
                properties:
                  team: {$ref: '#/components/schemas/Team'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeTeam
      tags:
      - configuration
      summary: Remove a team that nothing depends on
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/agents:
    get:
      operationId: listConfiguredAgents
      tags:
      - configuration
      summary: Every agent
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - agents
                - position
                additionalProperties: false
                properties:
                  agents:
                    type: array
                    items: {$ref: '#/components/schemas/ConfiguredAgent'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/agents/{id}:
    get:
      operationId: getConfiguredAgent
      tags:
      - configuration
      summary: An agent
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/ConfiguredAgent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: defineAgent
      tags:
      - configuration
      summary: Define an agent, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - firstName
              - lastName
              additionalProperties: false
              properties:
                id: {description: Unique in the account; also the name it logs in with., $ref: '#/components/schemas/Identifier'}
                firstName: {type: string, description: Shown to people.}
                lastName: {type: string, description: Shown to people.}
                roles:
                  type: array
                  items: {$ref: '#/components/schemas/Role'}
                  description: What it may do.
                teams:
                  type: array
                  items: {$ref: '#/components/schemas/Identifier'}
                  description: Where it works.
                supervisedTeams:
                  type: array
                  items: {$ref: '#/components/schemas/Identifier'}
                  description: Whose work it sees as a supervisor.
                capacities:
                  type: array
                  items: {$ref: '#/components/schemas/Capacity'}
                  description: Where it differs from the media routing domain's maxRequests; 0 takes it off the domain.
                extension:
                  type: string
                  minLength: 1
                  maxLength: 128
                  pattern: '^[^\x00-\x20\x7f]+$'
                  description: 'The address of its telephone, in the words of the provider of the voice channels.'
      responses:
        '200':
          description: Done.
          links:
            getConfiguredAgent:
              operationId: getConfiguredAgent
              parameters:
                account: $request.path.account
                id: $request.path.id
            removeAgent:
              operationId: removeAgent
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - agent
                - position
                additionalProperties: false
                properties:
                  agent: {$ref: '#/components/schemas/ConfiguredAgent'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeAgent
      tags:
      - configuration
      summary: Remove an agent that nothing depends on
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/clients:
    get:
      operationId: listConfiguredClients
      tags:
      - configuration
      summary: Every API client
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - clients
                - position
                additionalProperties: false
                properties:
                  clients:
                    type: array
                    items: {$ref: '#/components/schemas/APIClient'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/clients/{id}:
    get:
      operationId: getConfiguredClient
      tags:
      - configuration
      summary: An API client
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - client
                - position
                additionalProperties: false
                properties:
                  client: {$ref: '#/components/schemas/APIClient'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: defineClient
      tags:
      - configuration
      summary: Define an API client, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - name
              additionalProperties: false
              properties:
                id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
                name: {type: string, description: Shown to people.}
                scopes:
                  type: array
                  items: {$ref: '#/components/schemas/Scope'}
                  description: What it may do.
      responses:
        '200':
          description: Done.
          links:
            getConfiguredClient:
              operationId: getConfiguredClient
              parameters:
                account: $request.path.account
                id: $request.path.id
            removeClient:
              operationId: removeClient
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - client
                - position
                additionalProperties: false
                properties:
                  client: {$ref: '#/components/schemas/APIClient'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeClient
      tags:
      - configuration
      summary: Remove an API client that nothing depends on
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/reason-codes:
    get:
      operationId: listConfiguredReasonCodes
      tags:
      - configuration
      summary: Every reason code
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - reasonCodes
                - position
                additionalProperties: false
                properties:
                  reasonCodes:
                    type: array
                    items: {$ref: '#/components/schemas/ReasonCode'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/reason-codes/{id}:
    get:
      operationId: getConfiguredReasonCode
      tags:
      - configuration
      summary: A reason code
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - reasonCode
                - position
                additionalProperties: false
                properties:
                  reasonCode: {$ref: '#/components/schemas/ReasonCode'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: defineReasonCode
      tags:
      - configuration
      summary: Define a reason code, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - label
              - kind
              additionalProperties: false
              properties:
                id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
                label: {type: string, description: Shown to people.}
                kind: {description: Which state change it explains., $ref: '#/components/schemas/ReasonCodeKind'}
      responses:
        '200':
          description: Done.
          links:
            getConfiguredReasonCode:
              operationId: getConfiguredReasonCode
              parameters:
                account: $request.path.account
                id: $request.path.id
            removeReasonCode:
              operationId: removeReasonCode
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - reasonCode
                - position
                additionalProperties: false
                properties:
                  reasonCode: {$ref: '#/components/schemas/ReasonCode'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeReasonCode
      tags:
      - configuration
      summary: Remove a reason code that nothing depends on
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/wrap-up-codes:
    get:
      operationId: listConfiguredWrapUpCodes
      tags:
      - configuration
      summary: Every wrap-up code
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - wrapUpCodes
                - position
                additionalProperties: false
                properties:
                  wrapUpCodes:
                    type: array
                    items: {$ref: '#/components/schemas/WrapUpCode'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/wrap-up-codes/{id}:
    get:
      operationId: getConfiguredWrapUpCode
      tags:
      - configuration
      summary: A wrap-up code
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - wrapUpCode
                - position
                additionalProperties: false
                properties:
                  wrapUpCode: {$ref: '#/components/schemas/WrapUpCode'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: defineWrapUpCode
      tags:
      - configuration
      summary: Define a wrap-up code, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - category
              - label
              additionalProperties: false
              properties:
                id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
                category: {type: string, description: Groups codes for people.}
                label: {type: string, description: Shown to people.}
      responses:
        '200':
          description: Done.
          links:
            getConfiguredWrapUpCode:
              operationId: getConfiguredWrapUpCode
              parameters:
                account: $request.path.account
                id: $request.path.id
            removeWrapUpCode:
              operationId: removeWrapUpCode
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - wrapUpCode
                - position
                additionalProperties: false
                properties:
                  wrapUpCode: {$ref: '#/components/schemas/WrapUpCode'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeWrapUpCode
      tags:
      - configuration
      summary: Remove a wrap-up code that nothing depends on
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/pull-lists:
    get:
      operationId: listConfiguredPullLists
      tags:
      - configuration
      summary: Every pull list
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - pullLists
                - position
                additionalProperties: false
                properties:
                  pullLists:
                    type: array
                    items: {$ref: '#/components/schemas/PullList'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/pull-lists/{id}:
    get:
      operationId: getConfiguredPullList
      tags:
      - configuration
      summary: A pull list
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - pullList
                - position
                additionalProperties: false
                properties:
                  pullList: {$ref: '#/components/schemas/PullList'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: definePullList
      tags:
      - configuration
      summary: Define a pull list, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - name
              additionalProperties: false
              properties:
                id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
                name: {type: string, description: Shown to people.}
                description: {type: string, description: Shown to people.}
      responses:
        '200':
          description: Done.
          links:
            getConfiguredPullList:
              operationId: getConfiguredPullList
              parameters:
                account: $request.path.account
                id: $request.path.id
            removePullList:
              operationId: removePullList
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - pullList
                - position
                additionalProperties: false
                properties:
                  pullList: {$ref: '#/components/schemas/PullList'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removePullList
      tags:
      - configuration
      summary: Remove a pull list that nothing depends on
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/queues:
    get:
      operationId: listConfiguredQueues
      tags:
      - configuration
      summary: Every queue
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - queues
                - position
                additionalProperties: false
                properties:
                  queues:
                    type: array
                    items: {$ref: '#/components/schemas/Queue'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/queues/{id}:
    get:
      operationId: getConfiguredQueue
      tags:
      - configuration
      summary: A queue
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - queue
                - position
                additionalProperties: false
                properties:
                  queue: {$ref: '#/components/schemas/Queue'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: defineQueue
      tags:
      - configuration
      summary: Define a queue, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - name
              - mediaRoutingDomain
              - members
              - offerDeadlineSeconds
              additionalProperties: false
              properties:
                id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
                name: {type: string, description: Shown to people.}
                mediaRoutingDomain: {description: The kind of work., $ref: '#/components/schemas/Identifier'}
                members: {description: Who serves it., $ref: '#/components/schemas/QueueMembers'}
                strategy: {description: Which available agent comes first., $ref: '#/components/schemas/SelectionStrategy'}
                offerDeadlineSeconds:
                  type: number
                  minimum: 0
                  description: How long an agent has to answer an offer.
                timeLimitSeconds:
                  type: number
                  minimum: 0
                  description: How long the whole search for an agent may take; none waits for ever.
                wrapUp: {description: After-contact work of those who serve it; none for none., $ref: '#/components/schemas/WrapUpRule'}
                maxWaiting: {type: integer, description: How many work items may wait; none for no bound but the account's.}
                response: {$ref: '#/components/schemas/ResponseRule'}
      responses:
        '200':
          description: Done.
          links:
            getConfiguredQueue:
              operationId: getConfiguredQueue
              parameters:
                account: $request.path.account
                id: $request.path.id
            removeQueue:
              operationId: removeQueue
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - queue
                - position
                additionalProperties: false
                properties:
                  queue: {$ref: '#/components/schemas/Queue'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeQueue
      tags:
      - configuration
      summary: Remove a queue that nothing depends on, or whose open work goes to another
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - name: moveWorkTo
        in: query
        description: The queue to which open work goes; without it, a queue with open work is not removed.
        schema: {$ref: '#/components/schemas/Identifier'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/channels:
    get:
      operationId: listConfiguredChannels
      tags:
      - configuration
      summary: Every channel
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: after
        in: query
        description: After this one.
        schema: {$ref: '#/components/schemas/Identifier'}
      - name: limit
        in: query
        description: How many at most.
        schema:
          type: integer
          minimum: 1
          maximum: 1000
          default: 500
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: A page.
                required:
                - channels
                - position
                additionalProperties: false
                properties:
                  channels:
                    type: array
                    items: {$ref: '#/components/schemas/Channel'}
                  next: {description: Give it as `after` for the next page; absent on the last., $ref: '#/components/schemas/Identifier'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/channels/{id}:
    get:
      operationId: getConfiguredChannel
      tags:
      - configuration
      summary: A channel
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - channel
                - position
                additionalProperties: false
                properties:
                  channel: {$ref: '#/components/schemas/Channel'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: defineChannel
      tags:
      - configuration
      summary: Define a channel, in place of what was there
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The id may be left out; it stands in the address.
              required:
              - type
              - serviceIdentifier
              - mediaRoutingDomain
              - routing
              additionalProperties: false
              properties:
                id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
                type: {description: The medium., $ref: '#/components/schemas/ChannelType'}
                serviceIdentifier: {type: string, description: 'The address customers use, unique per type in the account.'}
                mediaRoutingDomain: {description: The kind of work it makes., $ref: '#/components/schemas/Identifier'}
                routing: {description: How its work finds an agent., $ref: '#/components/schemas/ChannelRouting'}
                response: {$ref: '#/components/schemas/ResponseRule'}
                inactivity: {$ref: '#/components/schemas/InactivityRule'}
                survey: {$ref: '#/components/schemas/SurveyRule'}
                outbound: {$ref: '#/components/schemas/OutboundRule'}
                voice: {$ref: '#/components/schemas/VoiceRule'}
      responses:
        '200':
          description: Done.
          links:
            getConfiguredChannel:
              operationId: getConfiguredChannel
              parameters:
                account: $request.path.account
                id: $request.path.id
            removeChannel:
              operationId: removeChannel
              parameters:
                account: $request.path.account
                id: $request.path.id
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - channel
                - position
                additionalProperties: false
                properties:
                  channel: {$ref: '#/components/schemas/Channel'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
    delete:
      operationId: removeChannel
      tags:
      - configuration
      summary: Remove a channel that nothing depends on
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/export:
    get:
      operationId: exportConfiguration
      tags:
      - configuration
      summary: The whole configuration as a YAML file
      description: The file is one that an import takes, and that the server takes at its start. It says the same as the
        configuration does now; importing it changes nothing.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: secrets
        in: query
        description: Also the hashes of passwords and secrets; for people with the role administrator only.
        schema: {type: boolean, default: false}
      responses:
        '200':
          description: The file.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Content-Disposition:
              description: The name of the file.
              schema: {type: string}
          content:
            application/yaml:
              schema:
                type: object
                description: A configuration file; docs/config.md has what is in it.
                required:
                - accounts
                properties:
                  accounts: {type: object}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/import:
    post:
      operationId: importConfiguration
      tags:
      - configuration
      summary: Make the configuration what a YAML file says
      description: All of the file or nothing. What it does not name stays, unless `removeOthers` is true. Passwords and
        secrets come as hashes only.
      parameters:
      - {$ref: '#/components/parameters/account'}
      - name: dryRun
        in: query
        description: Say what would change, and change nothing.
        schema: {type: boolean, default: false}
      - name: removeOthers
        in: query
        description: Remove what the file does not name.
        schema: {type: boolean, default: false}
      requestBody:
        required: true
        content:
          application/yaml:
            schema:
              type: object
              description: A configuration file with this one account; docs/config.md has what is in it.
              required:
              - accounts
              additionalProperties: false
              properties:
                accounts: {type: object}
      responses:
        '200':
          description: What changed, or would.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: The changes, in the order in which they are made.
                required:
                - dryRun
                - changes
                - position
                additionalProperties: false
                properties:
                  dryRun: {type: boolean, description: Whether nothing was changed.}
                  changes:
                    type: array
                    items: {$ref: '#/components/schemas/ConfigurationDifference'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '409': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/settings:
    get:
      operationId: getSettings
      tags:
      - configuration
      summary: The settings of the account
      parameters:
      - {$ref: '#/components/parameters/account'}
      responses:
        '200':
          description: As asked.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - settings
                - position
                additionalProperties: false
                properties:
                  settings: {$ref: '#/components/schemas/AccountSettings'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
    put:
      operationId: setSettings
      tags:
      - configuration
      summary: Replace the settings of the account
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/AccountSettings'}
      responses:
        '200':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
          content:
            application/json:
              schema:
                type: object
                description: With the position the answer is true for.
                required:
                - settings
                - position
                additionalProperties: false
                properties:
                  settings: {$ref: '#/components/schemas/AccountSettings'}
                  position: {$ref: '#/components/schemas/Position'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/agents/{id}/password:
    put:
      operationId: setPassword
      tags:
      - configuration
      summary: Set the password of an agent; it is hashed and never shown
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The password.
              required:
              - password
              additionalProperties: false
              properties:
                password:
                  type: string
                  minLength: 1
                  maxLength: 1024
                  format: password
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /api/v1/accounts/{account}/configuration/clients/{id}/secret:
    put:
      operationId: setSecret
      tags:
      - configuration
      summary: Set the secret of a client; it is hashed and never shown
      parameters:
      - {$ref: '#/components/parameters/account'}
      - {$ref: '#/components/parameters/id'}
      - {$ref: '#/components/parameters/key'}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The secret.
              required:
              - secret
              additionalProperties: false
              properties:
                secret:
                  type: string
                  minLength: 1
                  maxLength: 1024
                  format: password
      responses:
        '204':
          description: Done.
          headers:
            Cordboard-Position: {$ref: '#/components/headers/Cordboard-Position'}
            Idempotent-Replayed: {$ref: '#/components/headers/Idempotent-Replayed'}
        '400': {$ref: '#/components/responses/Problem'}
        '401': {$ref: '#/components/responses/Problem'}
        '403': {$ref: '#/components/responses/Problem'}
        '404': {$ref: '#/components/responses/Problem'}
        '422': {$ref: '#/components/responses/Problem'}
        '429': {$ref: '#/components/responses/Problem'}
        '406': {$ref: '#/components/responses/Problem'}
        '503': {$ref: '#/components/responses/Problem'}
        '413': {$ref: '#/components/responses/Problem'}
        '415': {$ref: '#/components/responses/Problem'}
  /realms/{realm}/protocol/openid-connect/token:
    post:
      operationId: getToken
      tags:
      - identity
      summary: Get tokens by password, client credentials or refresh token
      security: []
      parameters:
      - name: realm
        in: path
        required: true
        description: The identity realm of the account, for instance `democo`.
        schema: {type: string}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              description: A grant (RFC 6749).
              required:
              - grant_type
              properties:
                grant_type:
                  type: string
                  enum:
                  - password
                  - client_credentials
                  - refresh_token
                client_id: {type: string, description: '`cordboard` for people, or the id of an API client.'}
                client_secret: {type: string}
                username: {type: string}
                password: {type: string}
                refresh_token: {type: string}
                scope: {type: string}
      responses:
        '200':
          description: Tokens.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Tokens'}
        '400':
          description: Refused.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/OAuthError'}
        '401':
          description: Refused.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/OAuthError'}
        '429':
          description: Refused.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/OAuthError'}
        '404': {$ref: '#/components/responses/Problem'}
  /realms/{realm}/protocol/openid-connect/certs:
    get:
      operationId: getKeys
      tags:
      - identity
      summary: The keys that tokens are signed with (JWKS)
      security: []
      parameters:
      - name: realm
        in: path
        required: true
        description: The identity realm of the account, for instance `democo`.
        schema: {type: string}
      responses:
        '200':
          description: The keys.
          content:
            application/json:
              schema: {type: object}
        '404': {$ref: '#/components/responses/Problem'}
  /realms/{realm}/protocol/openid-connect/userinfo:
    get:
      operationId: getUserInfo
      tags:
      - identity
      summary: Who the token stands for
      parameters:
      - name: realm
        in: path
        required: true
        description: The identity realm of the account, for instance `democo`.
        schema: {type: string}
      responses:
        '200':
          description: Claims.
          content:
            application/json:
              schema: {type: object}
        '401':
          description: Refused.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/OAuthError'}
        '404': {$ref: '#/components/responses/Problem'}
    post:
      operationId: postUserInfo
      tags:
      - identity
      summary: Who the token stands for
      parameters:
      - name: realm
        in: path
        required: true
        description: The identity realm of the account, for instance `democo`.
        schema: {type: string}
      responses:
        '200':
          description: Claims.
          content:
            application/json:
              schema: {type: object}
        '401':
          description: Refused.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/OAuthError'}
        '404': {$ref: '#/components/responses/Problem'}
  /realms/{realm}/.well-known/openid-configuration:
    get:
      operationId: getDiscovery
      tags:
      - identity
      summary: Where everything of the issuer is
      security: []
      parameters:
      - name: realm
        in: path
        required: true
        description: The identity realm of the account, for instance `democo`.
        schema: {type: string}
      responses:
        '200':
          description: The discovery document.
          content:
            application/json:
              schema: {type: object}
        '404': {$ref: '#/components/responses/Problem'}
  /openapi.yaml:
    get:
      operationId: getopenapi
      tags:
      - operation
      summary: This description
      security: []
      responses:
        '200':
          description: YAML.
          content:
            application/yaml:
              schema: {type: object}
  /asyncapi.yaml:
    get:
      operationId: getasyncapi
      tags:
      - operation
      summary: The description of the event streams
      security: []
      responses:
        '200':
          description: YAML.
          content:
            application/yaml:
              schema: {type: object}
components:
  securitySchemes:
    bearer:
      type: http
      scheme: bearer
      bearerFormat: JWT
  parameters:
    account:
      name: account
      in: path
      required: true
      description: The account the token was issued for.
      schema: {$ref: '#/components/schemas/Identifier'}
      example: DEMOCO
    key:
      name: Idempotency-Key
      in: header
      description: 'Chosen by the sender, new for each request. A repetition with the same key changes nothing and is
        answered with `Idempotent-Replayed: true`; another request with the same key is refused.'
      schema: {$ref: '#/components/schemas/Identifier'}
    agent:
      name: agent
      in: path
      required: true
      description: The agent.
      schema: {$ref: '#/components/schemas/Identifier'}
    team:
      name: team
      in: path
      required: true
      description: The team.
      schema: {$ref: '#/components/schemas/Identifier'}
    device:
      name: device
      in: path
      required: true
      description: The device, named by whoever connects it.
      schema: {$ref: '#/components/schemas/Identifier'}
    mediaRoutingDomain:
      name: mediaRoutingDomain
      in: path
      required: true
      description: The media routing domain.
      schema: {$ref: '#/components/schemas/Identifier'}
    channel:
      name: channel
      in: path
      required: true
      description: The channel.
      schema: {$ref: '#/components/schemas/Identifier'}
    call:
      name: call
      in: path
      required: true
      description: The call, as its provider names it.
      schema: {$ref: '#/components/schemas/Identifier'}
    leg:
      name: leg
      in: path
      required: true
      description: The leg the provider was told to connect.
      schema: {type: string, format: uuid}
    conversation:
      name: conversation
      in: path
      required: true
      description: The conversation.
      schema: {type: string, format: uuid}
    customer:
      name: customer
      in: path
      required: true
      description: The customer.
      schema: {type: string, format: uuid}
    file:
      name: file
      in: path
      required: true
      description: The file.
      schema: {type: string, format: uuid}
    offer:
      name: offer
      in: path
      required: true
      description: The offer.
      schema: {type: string, format: uuid}
    assistance:
      name: assistance
      in: path
      required: true
      description: The transfer, consult or conference.
      schema:
        type: string
        format: uuid
    participant:
      name: participant
      in: path
      required: true
      description: The participant.
      schema:
        type: string
        format: uuid
    workItem:
      name: workItem
      in: path
      required: true
      description: The work item.
      schema: {type: string, format: uuid}
    pullList:
      name: pullList
      in: path
      required: true
      description: The pull list.
      schema: {$ref: '#/components/schemas/Identifier'}
    id:
      name: id
      in: path
      required: true
      description: The identifier.
      schema: {$ref: '#/components/schemas/Identifier'}
  headers:
    Cordboard-Position:
      description: For a command, the position of its first fact; for a question, where the log stood.
      schema: {$ref: '#/components/schemas/Position'}
    Location:
      description: Where the new thing is.
      schema: {type: string}
    Idempotent-Replayed:
      description: '`true` if this is the answer to a repetition.'
      schema: {type: string}
  responses:
    Problem:
      description: Refused; the problem says why and what to do. 401 carries WWW-Authenticate, 405 Allow, 429 and 503
        Retry-After.
      content:
        application/problem+json:
          schema: {$ref: '#/components/schemas/Problem'}
  schemas:
    APIClient:
      type: object
      description: A program that uses the API with client credentials.
      required:
      - id
      - name
      - scopes
      additionalProperties: false
      properties:
        id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
        name: {type: string, description: Shown to people.}
        scopes:
          type: array
          items: {$ref: '#/components/schemas/Scope'}
          description: What it may do.
    AccountLimits:
      type: object
      description: Bounds on what one account may hold. Past a bound a command is rejected and nothing is lost.
      required:
      - openConversations
      - messagesPerConversation
      - messageBytes
      - attributesPerConversation
      - attributeBytes
      - rememberedCommands
      additionalProperties: false
      properties:
        openConversations: {type: integer, description: Conversations open at the same time.}
        messagesPerConversation: {type: integer, description: Messages in one conversation.}
        messageBytes: {type: integer, description: Bytes of one message body.}
        attributesPerConversation: {type: integer, description: Attributes of one conversation.}
        attributeBytes: {type: integer, description: Bytes of one attribute's name and value together.}
        rememberedCommands:
          type: integer
          description: How many command ids are remembered to answer a repeated command as before.
        sessionsPerConversation: {type: integer, description: How often customers may come to one conversation; 100 unless told otherwise.}
        itemsPerWorkbin: {type: integer, description: Work items in one workbin; 1000 unless told otherwise.}
        devicesPerAgent: {type: integer, description: Devices of one agent that are connected at the same time; 32 unless told otherwise.}
    AccountSettings:
      type: object
      description: 'The settings of one account: its tenant-wide times, limits and policies.'
      required:
      - name
      - realm
      - disconnectLeaseSeconds
      - rejectHoldSeconds
      - logoutPolicy
      - readyAllMedia
      - limits
      additionalProperties: false
      properties:
        name: {type: string, description: Shown to people.}
        realm: {type: string, minLength: 1, pattern: '^[!-.0-~]+$', description: 'The identity realm of the account, lower case.'}
        disconnectLeaseSeconds:
          type: number
          minimum: 0
          description: How long an agent without any connected device keeps its state.
        requeueAfterLeaseSeconds:
          type: number
          minimum: 0
          description: How long after the lease its work stays with it; none keeps it for ever.
        rejectHoldSeconds:
          type: number
          minimum: 0
          description: How long an agent who rejected a work item is not offered it again.
        answerDeadlineSeconds:
          type: number
          minimum: 0
          description: How long an agent asked by name, a bot or an external address has to answer; 30 unless told otherwise.
        logoutPolicy: {description: What happens to the work of an agent who logs out., $ref: '#/components/schemas/LogoutPolicy'}
        readyAllMedia: {type: boolean, description: Whether becoming READY makes every media routing domain READY too.}
        limits: {description: Bounds on what the account may hold., $ref: '#/components/schemas/AccountLimits'}
    Agent:
      type: object
      description: An agent and its presence.
      required:
      - id
      - firstName
      - lastName
      - roles
      - teams
      - state
      - cause
      - stateChangedAt
      - media
      - devices
      - workItems
      - conversations
      - sequence
      additionalProperties: false
      properties:
        id: {$ref: '#/components/schemas/Identifier'}
        firstName: {type: string}
        lastName: {type: string}
        roles:
          type: array
          items: {$ref: '#/components/schemas/Role'}
        teams:
          type: array
          items: {$ref: '#/components/schemas/Identifier'}
        state: {$ref: '#/components/schemas/AgentState'}
        reason: {$ref: '#/components/schemas/Identifier'}
        cause: {$ref: '#/components/schemas/PresenceCause'}
        stateChangedAt: {type: string, format: date-time}
        loggedInAt: {type: string, format: date-time}
        media:
          type: array
          items: {$ref: '#/components/schemas/AgentMedia'}
        devices:
          type: array
          items: {$ref: '#/components/schemas/Identifier'}
        leaseDeadline:
          type: string
          format: date-time
          description: When the agent becomes not ready because no device is connected.
        requeueDeadline:
          type: string
          format: date-time
          description: When the work of an agent who stayed away waits again.
        pendingOffer:
          type: string
          format: uuid
          description: The offer to answer.
        workItems:
          type: array
          items: {type: string, format: uuid}
        conversations:
          type: array
          items: {type: string, format: uuid}
        sequence: {type: integer, description: The number of the last fact about this agent.}
    AgentDeviceConnected:
      type: object
      description: A device of an agent connected; a running lease ended.
      required:
      - agent
      - device
      additionalProperties: false
      properties:
        agent: {description: Whose., $ref: '#/components/schemas/Identifier'}
        device: {description: Which., $ref: '#/components/schemas/Identifier'}
    AgentDeviceConnectedEvent:
      description: A device of an agent connected; a running lease ended.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.agentDeviceConnected
          data: {$ref: '#/components/schemas/AgentDeviceConnected'}
    AgentDeviceDisconnected:
      type: object
      description: A device of an agent disconnected.
      required:
      - agent
      - device
      additionalProperties: false
      properties:
        agent: {description: Whose., $ref: '#/components/schemas/Identifier'}
        device: {description: Which., $ref: '#/components/schemas/Identifier'}
        leaseDeadline:
          type: string
          format: date-time
          description: When the agent's lease runs out, if this was its last device.
    AgentDeviceDisconnectedEvent:
      description: A device of an agent disconnected.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.agentDeviceDisconnected
          data: {$ref: '#/components/schemas/AgentDeviceDisconnected'}
    AgentLeaseExpired:
      type: object
      description: An agent stayed without a connected device for the whole lease.
      required:
      - agent
      additionalProperties: false
      properties:
        agent: {description: Whose., $ref: '#/components/schemas/Identifier'}
        requeueDeadline:
          type: string
          format: date-time
          description: When its work returns to the queues.
    AgentLeaseExpiredEvent:
      description: An agent stayed without a connected device for the whole lease.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.agentLeaseExpired
          data: {$ref: '#/components/schemas/AgentLeaseExpired'}
    AgentLoggedIn:
      type: object
      description: An agent began to work; its state is NOT_READY.
      required:
      - agent
      additionalProperties: false
      properties:
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
    AgentLoggedInEvent:
      description: An agent began to work; its state is NOT_READY.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.agentLoggedIn
          data: {$ref: '#/components/schemas/AgentLoggedIn'}
    AgentLoggedOut:
      type: object
      description: An agent stopped working.
      required:
      - agent
      - cause
      additionalProperties: false
      properties:
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        reason: {description: 'Why, from the account''s list.', $ref: '#/components/schemas/Identifier'}
        cause: {description: Who or what did it., $ref: '#/components/schemas/PresenceCause'}
        by: {description: The supervisor who forced it., $ref: '#/components/schemas/Identifier'}
    AgentLoggedOutEvent:
      description: An agent stopped working.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.agentLoggedOut
          data: {$ref: '#/components/schemas/AgentLoggedOut'}
    AgentMedia:
      type: object
      description: One agent on one media routing domain.
      required:
      - mediaRoutingDomain
      - state
      - stateChangedAt
      - wantsWork
      - capacity
      - active
      - wrapping
      - pending
      - idleSince
      additionalProperties: false
      properties:
        mediaRoutingDomain: {$ref: '#/components/schemas/Identifier'}
        state: {$ref: '#/components/schemas/MediaState'}
        stateChangedAt: {type: string, format: date-time}
        wantsWork: {type: boolean, description: Whether the agent asked for work here.}
        capacity: {type: integer, description: How many work items it can have.}
        active: {type: integer}
        wrapping: {type: integer}
        pending: {type: integer}
        idleSince: {type: string, format: date-time}
    AgentMediaStateChanged:
      type: object
      description: The state of an agent on one media routing domain changed, or what it wishes for it did.
      required:
      - agent
      - mediaRoutingDomain
      - state
      - previous
      - wantsWork
      - cause
      additionalProperties: false
      properties:
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        mediaRoutingDomain: {description: Where., $ref: '#/components/schemas/Identifier'}
        state: {description: The new state., $ref: '#/components/schemas/MediaState'}
        previous: {description: The state before., $ref: '#/components/schemas/MediaState'}
        wantsWork: {type: boolean, description: Whether the agent asked for work here.}
        cause: {description: Who or what did it., $ref: '#/components/schemas/PresenceCause'}
    AgentMediaStateChangedEvent:
      description: The state of an agent on one media routing domain changed, or what it wishes for it did.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.agentMediaStateChanged
          data: {$ref: '#/components/schemas/AgentMediaStateChanged'}
    AgentState:
      type: string
      description: |-
        The first level of presence: what the agent as a whole is doing.

        - `LOGOUT`: Not working; every media state is LOGOUT.
        - `NOT_READY`: Logged in, takes no new work.
        - `READY`: Takes work on every media routing domain that is READY or ACTIVE.
      enum:
      - LOGOUT
      - NOT_READY
      - READY
    AgentStateChanged:
      type: object
      description: The state of an agent changed, or its reason did.
      required:
      - agent
      - state
      - previous
      - cause
      additionalProperties: false
      properties:
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        state: {description: The new state., $ref: '#/components/schemas/AgentState'}
        previous: {description: The state before., $ref: '#/components/schemas/AgentState'}
        reason: {description: 'Why, from the account''s list.', $ref: '#/components/schemas/Identifier'}
        cause: {description: Who or what did it., $ref: '#/components/schemas/PresenceCause'}
        by: {description: The supervisor who forced it., $ref: '#/components/schemas/Identifier'}
    AgentStateChangedEvent:
      description: The state of an agent changed, or its reason did.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.agentStateChanged
          data: {$ref: '#/components/schemas/AgentStateChanged'}
    Assistance:
      type: object
      description: A transfer, consult or conference, under way or over.
      required:
      - id
      - kind
      - state
      - target
      - requestedAt
      additionalProperties: false
      properties:
        id:
          type: string
          format: uuid
          description: Correlates everything about it.
        kind: {description: 'What is asked for.', $ref: '#/components/schemas/AssistanceKind'}
        state: {description: 'Where it stands.', $ref: '#/components/schemas/AssistanceState'}
        initiator: {description: 'Which agent asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        bot: {description: 'Which bot asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        target: {description: 'Who is asked.', $ref: '#/components/schemas/AssistanceTarget'}
        workItem:
          type: string
          format: uuid
          description: What is routed to bring somebody in.
        dialog:
          type: string
          format: uuid
          description: The dialog of a consult.
        deadline:
          type: string
          format: date-time
          description: When an automation or an external address must have answered.
        note:
          type: string
          description: For whoever is asked.
        requestedAt:
          type: string
          format: date-time
          description: When it was asked for.
        agent: {description: 'The agent who answered.', $ref: '#/components/schemas/Identifier'}
        reason:
          type: string
          description: Why it ended, as in the facts.
        detail:
          type: string
          description: Why it ended, in the words of whoever refused.
        endedAt:
          type: string
          format: date-time
          description: When it ended.
    AssistanceCancellation:
      type: string
      description: |-
        Why a transfer or a conference was given up before anybody answered.

        - `initiator`: Whoever asked took it back.
        - `initiatorLeft`: Whoever asked left, and nobody is there to be joined.
        - `customerLeft`: The customer left.
        - `closed`: The conversation was closed.
      enum:
      - initiator
      - initiatorLeft
      - customerLeft
      - closed
    AssistanceCancelled:
      type: object
      description: A transfer or a conference was given up before anybody answered.
      required:
      - conversation
      - assistance
      - target
      - reason
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        assistance:
          type: string
          format: uuid
          description: Correlates everything about one request.
        initiator: {description: 'Which agent asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        target: {description: 'Who is asked.', $ref: '#/components/schemas/AssistanceTarget'}
        reason: {description: 'Why.', $ref: '#/components/schemas/AssistanceCancellation'}
    AssistanceCompleted:
      type: object
      description: Whoever was asked took over, or joined.
      required:
      - conversation
      - assistance
      - target
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        assistance:
          type: string
          format: uuid
          description: Correlates everything about one request.
        initiator: {description: 'Which agent asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        target: {description: 'Who is asked.', $ref: '#/components/schemas/AssistanceTarget'}
        agent: {description: 'Which agent answered; none for automations and external addresses.', $ref: '#/components/schemas/Identifier'}
    AssistanceFailed:
      type: object
      description: Nobody took over, or joined.
      required:
      - conversation
      - assistance
      - target
      - reason
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        assistance:
          type: string
          format: uuid
          description: Correlates everything about one request.
        initiator: {description: 'Which agent asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        target: {description: 'Who is asked.', $ref: '#/components/schemas/AssistanceTarget'}
        reason: {description: 'Why.', $ref: '#/components/schemas/AssistanceFailure'}
        detail:
          type: string
          description: Why, in the words of whoever refused.
    AssistanceFailure:
      type: string
      description: |-
        Why nobody assists.

        - `targetNotReady`: The agent is logged out, not ready, or takes no work of this kind; or the automation is no bot any more.
        - `targetBusy`: The agent has as much work as it can take, or another offer to answer.
        - `declined`: The agent rejected the offer.
        - `expired`: The agent did not answer the offer in time.
        - `targetLeft`: The agent logged out or its lease ran out before it answered.
        - `noAgentAvailable`: Nobody could take it within the time limit of the queue.
        - `noAnswer`: The automation did not join, or nobody confirmed the external address, in time.
        - `refused`: The automation or the external address refused; the detail says why.
      enum:
      - targetNotReady
      - targetBusy
      - declined
      - expired
      - targetLeft
      - noAgentAvailable
      - noAnswer
      - refused
    AssistanceKind:
      type: string
      description: |-
        What somebody in a conversation asks for who does not want to, or cannot, go on alone.

        - `transfer`: Somebody else is to take over.
        - `consult`: Somebody is to be asked in a dialog of its own.
        - `conference`: Somebody is to join the main dialog.
      enum:
      - transfer
      - consult
      - conference
    AssistanceRequested:
      type: object
      description: A transfer or a conference was asked for.
      required:
      - conversation
      - assistance
      - participant
      - target
      - mediaRoutingDomain
      - priority
      - enqueuedAt
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        assistance:
          type: string
          format: uuid
          description: Correlates everything about one request.
        participant:
          type: string
          format: uuid
          description: Who asks; its participant in the main dialog.
        initiator: {description: 'Which agent asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        bot: {description: 'Which bot asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        target: {description: 'Who is asked.', $ref: '#/components/schemas/AssistanceTarget'}
        workItem:
          type: string
          format: uuid
          description: What is routed to bring somebody in; none for automations and external addresses.
        mediaRoutingDomain: {description: 'The kind of work.', $ref: '#/components/schemas/Identifier'}
        queue: {description: 'The queue asked or, for one agent, where the work goes when that agent does not take it and whoever asked is gone.', $ref: '#/components/schemas/Identifier'}
        pullList: {description: 'The pull list where the work goes in that case.', $ref: '#/components/schemas/Identifier'}
        priority:
          type: integer
          description: Higher is sooner, where the work has to wait.
        enqueuedAt:
          type: string
          format: date-time
          description: The place of the work among equals of its priority.
        deadline:
          type: string
          format: date-time
          description: When an automation or an external address must have answered.
        note:
          type: string
          description: For whoever is asked.
    AssistanceState:
      type: string
      description: |-
        Where a request stands.

        - `requested`: Nobody answered yet.
        - `answered`: The two talk; for consults only.
        - `completed`: Whoever was asked took over, or joined.
        - `cancelled`: It was given up before anybody answered.
        - `failed`: Nobody answered, took over or joined.
        - `ended`: A consult that took place.
      enum:
      - requested
      - answered
      - completed
      - cancelled
      - failed
      - ended
    AssistanceTarget:
      type: object
      description: Who is asked, by exactly one member. An automation or an external address can be asked for a transfer only.
      minProperties: 1
      maxProperties: 1
      additionalProperties: false
      properties:
        queue: {description: Whoever serves a queue., $ref: '#/components/schemas/Identifier'}
        agent: {description: One agent who must be able to take work now., $ref: '#/components/schemas/Identifier'}
        automation: {description: A bot; its API client., $ref: '#/components/schemas/Identifier'}
        external:
          type: string
          minLength: 1
          maxLength: 4096
          description: An address outside of the centre, in the words of the channel.
    Attributes:
      type: object
      description: Key-values of a conversation.
      additionalProperties: {type: string}
      example:
        orderNumber: '4711'
    AttributesChanged:
      type: object
      description: Attributes of a conversation changed.
      required:
      - conversation
      - changed
      - removed
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        changed: {description: New or changed ones., $ref: '#/components/schemas/Attributes'}
        removed:
          type: array
          items: {type: string}
          description: Names of those that are gone.
    AttributesChangedEvent:
      description: Attributes of a conversation changed.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.attributesChanged
          data: {$ref: '#/components/schemas/AttributesChanged'}
    AwaitedCustomer:
      type: object
      description: The answer of a customer that the centre waits for.
      required:
      - deadline
      additionalProperties: false
      properties:
        warnAt: {type: string, format: date-time, description: When the customer counts as inactive.}
        deadline: {type: string, format: date-time, description: When the conversation is closed.}
    BotJoined:
      type: object
      description: A bot joined a conversation. It leaves as every participant does.
      required:
      - conversation
      - dialog
      - participant
      - bot
      - role
      - connection
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        dialog:
          type: string
          format: uuid
          description: In which part of it.
        participant:
          type: string
          format: uuid
          description: Who.
        bot: {description: 'Which bot, by its API client.', $ref: '#/components/schemas/Identifier'}
        role: {description: 'What it does there.', $ref: '#/components/schemas/ParticipantRole'}
        connection:
          type: string
          format: uuid
          description: Its appearance.
    BotJoinedEvent:
      description: A bot joined a conversation.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.botJoined
          data: {$ref: '#/components/schemas/BotJoined'}
    Call:
      type: object
      description: 'A customer''s call.'
      required:
      - channel
      - state
      additionalProperties: false
      properties:
        id: {description: 'The call, as its provider names it; absent until the provider reports a call that is to be made.', $ref: '#/components/schemas/Identifier'}
        conversation:
          type: string
          format: uuid
          description: 'The conversation the call is in.'
        channel: {description: 'The channel.', $ref: '#/components/schemas/Identifier'}
        session:
          type: string
          format: uuid
          description: 'The customer''s presence on the channel.'
        direction: {description: 'Who began it.', $ref: '#/components/schemas/ConversationDirection'}
        state: {description: 'Where it stands.', $ref: '#/components/schemas/CallState'}
        callingNumber: {type: string, description: 'The number of whoever calls.'}
        dialledNumber: {type: string, description: 'The number that is called.'}
        startedAt:
          type: string
          format: date-time
          description: 'When it was first reported, or asked for.'
        answeredAt:
          type: string
          format: date-time
          description: 'When the customer was first connected.'
        dialog:
          type: string
          format: uuid
          description: 'The dialog the customer was put into; absent for the main one.'
        isDialled: {type: boolean, description: 'Whether the provider was told to reach the customer.'}
        isHeld: {type: boolean, description: 'Whether the customer is on hold.'}
        transfer:
          type: string
          format: uuid
          description: 'The transfer the provider was told to make.'
        legs:
          type: array
          description: The telephones that ring or are connected.
          items: {$ref: '#/components/schemas/CallLeg'}
    CallEndReason:
      type: string
      description: |-
        Why a call or a leg ended.

        - `hungUp`: Whoever was there hung up.
        - `busy`: The telephone was busy.
        - `noAnswer`: Nobody answered.
        - `declined`: Whoever was called refused.
        - `failed`: It could not be connected, or was lost.
      enum:
      - hungUp
      - busy
      - noAnswer
      - declined
      - failed
    CallInstructed:
      type: object
      description: 'The provider was told to do something with a call. Without a leg, it is about the customer.'
      required:
      - conversation
      - channel
      - instruction
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: 'The conversation the call is in.'
        channel: {description: 'The channel.', $ref: '#/components/schemas/Identifier'}
        call: {description: 'The call, as its provider names it, once it is known.', $ref: '#/components/schemas/Identifier'}
        instruction: {description: 'What to do.', $ref: '#/components/schemas/CallInstruction'}
        leg:
          type: string
          format: uuid
          description: 'The leg it is about; for connect, the one to report.'
        agent: {description: 'The agent whose telephone that is.', $ref: '#/components/schemas/Identifier'}
        extension: {type: string, description: 'The address of the telephone to call; absent if the agent has none configured.'}
        dialog:
          type: string
          format: uuid
          description: 'The dialog to be put into: who is in one dialog talks with each other.'
        mode: {description: 'Whom the leg hears and who hears it.', $ref: '#/components/schemas/CallLegMode'}
        watched: {description: 'The agent whose leg a listening or whispering one goes with.', $ref: '#/components/schemas/Identifier'}
        answerBy:
          type: string
          format: date-time
          description: 'When the telephone must have been answered.'
        number: {type: string, description: 'The number or address to dial or to transfer to.'}
        assistance:
          type: string
          format: uuid
          description: 'The transfer.'
    CallInstructedEvent:
      description: 'The provider was told to do something with a call.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.callInstructed
          data: {$ref: '#/components/schemas/CallInstructed'}
    CallInstruction:
      type: string
      description: |-
        What a provider is told to do.

        - `dial`: Call the customer.
        - `connect`: Call an agent's telephone and put it into a dialog.
        - `move`: Put the customer, or a leg, into another dialog.
        - `changeMode`: Change whom a leg hears and who hears it.
        - `hold`: Put the customer, or a leg, on hold.
        - `resume`: Take the customer, or a leg, off hold.
        - `hangUp`: End the customer's call, or a leg.
        - `transfer`: Connect the customer to an address outside.
        - `cancelTransfer`: Give that up.
      enum:
      - dial
      - connect
      - move
      - changeMode
      - hold
      - resume
      - hangUp
      - transfer
      - cancelTransfer
    CallLeg:
      type: object
      description: 'The connection of an agent''s telephone with a call.'
      required:
      - id
      - agent
      - dialog
      - mode
      - isHeld
      - state
      - startedAt
      additionalProperties: false
      properties:
        id:
          type: string
          format: uuid
          description: 'Unique.'
        agent: {description: 'The agent whose telephone it is.', $ref: '#/components/schemas/Identifier'}
        extension: {type: string, description: 'The address of the telephone.'}
        dialog:
          type: string
          format: uuid
          description: 'The dialog it is in.'
        mode: {description: 'Whom it hears and who hears it.', $ref: '#/components/schemas/CallLegMode'}
        watched: {description: 'The agent whose leg it goes with, if it listens or whispers.', $ref: '#/components/schemas/Identifier'}
        isHeld: {type: boolean, description: 'Whether it is on hold.'}
        state: {description: 'Where it stands.', $ref: '#/components/schemas/CallLegState'}
        startedAt:
          type: string
          format: date-time
          description: 'When the provider was told to connect it.'
        answerBy:
          type: string
          format: date-time
          description: 'When it must have been answered.'
        providerLeg: {type: string, description: 'The leg, as the provider names it.'}
    CallLegMode:
      type: string
      description: |-
        Whom a leg hears and who hears it.

        - `talk`: Hears everybody in its dialog and is heard by them.
        - `listen`: Hears everybody and is heard by nobody.
        - `whisper`: Hears everybody and is heard by the leg it watches.
      enum:
      - talk
      - listen
      - whisper
    CallLegState:
      type: string
      description: |-
        Where a leg stands.

        - `requested`: The provider was told to connect it and has not reported anything yet.
        - `ringing`: The agent's telephone rings.
        - `answered`: The agent is connected.
        - `ended`: It is over.
      enum:
      - requested
      - ringing
      - answered
      - ended
    CallLegStateChanged:
      type: object
      description: 'The provider reported that an agent''s telephone stands elsewhere.'
      required:
      - conversation
      - channel
      - leg
      - agent
      - mode
      - state
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: 'The conversation the call is in.'
        channel: {description: 'The channel.', $ref: '#/components/schemas/Identifier'}
        leg:
          type: string
          format: uuid
          description: 'Which leg.'
        agent: {description: 'The agent whose telephone it is.', $ref: '#/components/schemas/Identifier'}
        mode: {description: 'Whom it hears and who hears it.', $ref: '#/components/schemas/CallLegMode'}
        state: {description: 'Where it stands.', $ref: '#/components/schemas/CallLegState'}
        reason: {description: 'Why it ended.', $ref: '#/components/schemas/CallEndReason'}
        providerLeg: {type: string, description: 'The leg, as the provider names it.'}
    CallLegStateChangedEvent:
      description: 'The provider reported that an agent''s telephone stands elsewhere.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.callLegStateChanged
          data: {$ref: '#/components/schemas/CallLegStateChanged'}
    CallStarted:
      type: object
      description: 'A customer''s call began: it came in, or is to be made.'
      required:
      - conversation
      - channel
      - session
      - direction
      - state
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: 'The conversation the call is in.'
        channel: {description: 'The channel.', $ref: '#/components/schemas/Identifier'}
        session:
          type: string
          format: uuid
          description: 'The customer''s presence on the channel.'
        call: {description: 'The call, as its provider names it; absent until the provider reports a call that is to be made.', $ref: '#/components/schemas/Identifier'}
        direction: {description: 'Who began it.', $ref: '#/components/schemas/ConversationDirection'}
        callingNumber: {type: string, description: 'The number of whoever calls.'}
        dialledNumber: {type: string, description: 'The number that is called.'}
        state: {description: 'Where it stands.', $ref: '#/components/schemas/CallState'}
    CallStartedEvent:
      description: 'A customer''s call began: it came in, or is to be made.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.callStarted
          data: {$ref: '#/components/schemas/CallStarted'}
    CallState:
      type: string
      description: |-
        Where a customer's call stands, as its provider reports it.

        - `dialling`: The provider is to reach the customer and has not reported anything yet.
        - `ringing`: The customer calls, or its telephone rings.
        - `answered`: The customer is connected, to an agent or to whatever the provider plays meanwhile.
        - `held`: The customer is on hold.
        - `transferred`: The customer was connected to an address outside; the call is over for the centre.
        - `ended`: The call is over.
      enum:
      - dialling
      - ringing
      - answered
      - held
      - transferred
      - ended
    CallStateChanged:
      type: object
      description: 'The provider reported that a customer''s call stands elsewhere.'
      required:
      - conversation
      - channel
      - call
      - state
      - previous
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: 'The conversation the call is in.'
        channel: {description: 'The channel.', $ref: '#/components/schemas/Identifier'}
        call: {description: 'The call, as its provider names it.', $ref: '#/components/schemas/Identifier'}
        state: {description: 'Where it stands.', $ref: '#/components/schemas/CallState'}
        previous: {description: 'Where it stood.', $ref: '#/components/schemas/CallState'}
        reason: {description: 'Why it ended.', $ref: '#/components/schemas/CallEndReason'}
    CallStateChangedEvent:
      description: 'The provider reported that a customer''s call stands elsewhere.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.callStateChanged
          data: {$ref: '#/components/schemas/CallStateChanged'}
    Capacity:
      type: object
      description: How many work items one agent can have at once on one media routing domain.
      required:
      - mediaRoutingDomain
      - maxRequests
      additionalProperties: false
      properties:
        mediaRoutingDomain: {description: The domain., $ref: '#/components/schemas/Identifier'}
        maxRequests: {type: integer, description: The number; 0 means none.}
    Channel:
      type: object
      description: Where customers come from.
      required:
      - id
      - type
      - serviceIdentifier
      - mediaRoutingDomain
      - routing
      additionalProperties: false
      properties:
        id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
        type: {description: The medium., $ref: '#/components/schemas/ChannelType'}
        serviceIdentifier: {type: string, description: 'The address customers use, unique per type in the account.'}
        mediaRoutingDomain: {description: The kind of work it makes., $ref: '#/components/schemas/Identifier'}
        routing: {description: How its work finds an agent., $ref: '#/components/schemas/ChannelRouting'}
        response: {description: 'How soon its customers are to be answered, where their queue does not say.', $ref: '#/components/schemas/ResponseRule'}
        inactivity: {description: How long its customers may be inactive; for ever unless told., $ref: '#/components/schemas/InactivityRule'}
        survey: {description: What its customers are asked after a conversation; nothing unless told., $ref: '#/components/schemas/SurveyRule'}
        outbound: {description: How the centre reaches customers there; not at all unless told., $ref: '#/components/schemas/OutboundRule'}
        voice: {description: 'Who carries its calls, for voice channels; nobody unless told.', $ref: '#/components/schemas/VoiceRule'}
    ChannelRouting:
      description: How work of a channel finds its agent.
      oneOf:
      - type: object
        description: The core offers it from a queue.
        required:
        - queue
        additionalProperties: false
        properties:
          queue: {$ref: '#/components/schemas/Identifier'}
          priority:
            type: integer
            minimum: 0
            maximum: 100
            default: 0
            description: Higher is sooner.
      - type: object
        description: Agents take it from a pull list.
        required:
        - pullList
        additionalProperties: false
        properties:
          pullList: {$ref: '#/components/schemas/Identifier'}
    ChannelSession:
      type: object
      description: One customer's presence on one channel inside a conversation.
      required:
      - id
      - channel
      - participant
      - connection
      additionalProperties: false
      properties:
        id:
          type: string
          format: uuid
          description: Unique.
        channel: {description: The channel., $ref: '#/components/schemas/Identifier'}
        participant:
          type: string
          format: uuid
          description: The customer's participant in the main dialog.
        connection:
          type: string
          format: uuid
          description: This appearance of the customer.
    ChannelSessionEnded:
      type: object
      description: A customer's presence on a channel ended.
      required:
      - conversation
      - session
      - participant
      - reason
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        session:
          type: string
          format: uuid
          description: Which presence.
        participant:
          type: string
          format: uuid
          description: The customer's participant.
        reason: {description: Why., $ref: '#/components/schemas/SessionEndReason'}
        detail: {type: string, description: 'Why, in the words of whoever ended it.'}
    ChannelSessionEndedEvent:
      description: A customer's presence on a channel ended.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.channelSessionEnded
          data: {$ref: '#/components/schemas/ChannelSessionEnded'}
    ChannelSessionStarted:
      type: object
      description: 'A customer came back to an open conversation, or joined it on another channel.'
      required:
      - conversation
      - dialog
      - session
      - customer
      - reason
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        dialog:
          type: string
          format: uuid
          description: The dialog it joined.
        session: {description: Its presence on the channel., $ref: '#/components/schemas/ChannelSession'}
        customer: {description: As whom it is known there., $ref: '#/components/schemas/Customer'}
        reason: {description: Whether it came back or joined., $ref: '#/components/schemas/SessionStartReason'}
    ChannelSessionStartedEvent:
      description: 'A customer came back to an open conversation, or joined it on another channel.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.channelSessionStarted
          data: {$ref: '#/components/schemas/ChannelSessionStarted'}
    ChannelType:
      type: string
      description: |-
        The kind of medium a channel carries.

        - `chat`: Live text on a web page or in an app.
        - `email`: Electronic mail.
        - `voice`: A telephone call, as signalling.
      enum:
      - chat
      - email
      - voice
    CloudEvent:
      type: object
      description: A fact of the account as a CloudEvent 1.0. Facts with the same id are the same fact.
      required:
      - specversion
      - id
      - source
      - type
      - time
      - subject
      - datacontenttype
      - position
      - actor
      - data
      properties:
        specversion:
          const: '1.0'
        id: {type: string}
        source: {type: string, example: /accounts/DEMOCO}
        type: {type: string}
        time: {type: string, format: date-time}
        subject: {type: string, description: '`conversation/ID`, `agent/ID`, `configuration`, `command` or `access`.'}
        datacontenttype:
          const: application/json
        position: {$ref: '#/components/schemas/Position'}
        conversationsequence: {type: integer, description: 'The number among the conversation''s facts, without gaps.'}
        agentsequence: {type: integer, description: 'The number among the facts about the agent, without gaps.'}
        queue: {$ref: '#/components/schemas/Identifier'}
        actor: {type: string, description: '`system`, `agent:ID` or `client:ID`.'}
        data: {type: object}
    CommandNoted:
      type: object
      description: A command with an id asked for what was so already. Nothing changed; a repeat of the command is
        answered the same, whatever has changed by then.
      additionalProperties: false
      properties:
        conversation: {type: string, format: uuid, description: The conversation that was found.}
        message: {description: The message that was found., $ref: '#/components/schemas/Identifier'}
    CommandNotedEvent:
      description: A command with an id asked for what was so already.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.commandNoted
          data: {$ref: '#/components/schemas/CommandNoted'}
    ConferenceCancelledEvent:
      description: A conference was given up before anybody joined.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.conferenceCancelled
          data: {$ref: '#/components/schemas/AssistanceCancelled'}
    ConferenceCompletedEvent:
      description: Whoever was asked joined the main dialog.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.conferenceCompleted
          data: {$ref: '#/components/schemas/AssistanceCompleted'}
    ConferenceFailedEvent:
      description: Nobody joined the main dialog.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.conferenceFailed
          data: {$ref: '#/components/schemas/AssistanceFailed'}
    ConferenceRequestedEvent:
      description: An agent asked that another join the main dialog.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.conferenceRequested
          data: {$ref: '#/components/schemas/AssistanceRequested'}
    ConfigurationChange:
      type: object
      description: One member, named after what changed. Of a credential only its subject is shown.
      minProperties: 1
      maxProperties: 1
      additionalProperties: false
      properties:
        account: {$ref: '#/components/schemas/AccountSettings'}
        mediaRoutingDomain: {$ref: '#/components/schemas/MediaRoutingDomain'}
        team: {$ref: '#/components/schemas/Team'}
        agent: {$ref: '#/components/schemas/ConfiguredAgent'}
        client: {$ref: '#/components/schemas/APIClient'}
        credential: {$ref: '#/components/schemas/ConfigurationKey'}
        reasonCode: {$ref: '#/components/schemas/ReasonCode'}
        wrapUpCode: {$ref: '#/components/schemas/WrapUpCode'}
        pullList: {$ref: '#/components/schemas/PullList'}
        queue: {$ref: '#/components/schemas/Queue'}
        channel: {$ref: '#/components/schemas/Channel'}
        removed: {$ref: '#/components/schemas/ConfigurationKey'}
    ConfigurationChanged:
      type: object
      description: The configuration of the account changed.
      required:
      - change
      additionalProperties: false
      properties:
        change: {description: What changed., $ref: '#/components/schemas/ConfigurationChange'}
        effect: {description: What that did; absent from facts of earlier versions., $ref: '#/components/schemas/ConfigurationEffect'}
    ConfigurationChangedEvent:
      description: The configuration of the account changed.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.configurationChanged
          data: {$ref: '#/components/schemas/ConfigurationChanged'}
    ConfigurationDifference:
      type: object
      description: What becomes of one thing.
      required:
      - action
      - change
      additionalProperties: false
      properties:
        action: {type: string, enum: [added, changed, removed]}
        change: {description: The change that is made., $ref: '#/components/schemas/ConfigurationChange'}
        before: {description: 'What it is now, if it is there and no credential.', $ref: '#/components/schemas/ConfigurationChange'}
    ConfigurationKey:
      type: object
      description: 'Names one thing of the configuration: one member, named after its sort.'
      minProperties: 1
      maxProperties: 1
      additionalProperties: {$ref: '#/components/schemas/Identifier'}
    ConfiguredAgent:
      type: object
      description: A person or bot that works, as configured. What it does at the moment is its presence.
      required:
      - id
      - firstName
      - lastName
      - roles
      - teams
      - supervisedTeams
      - capacities
      additionalProperties: false
      properties:
        id: {description: Unique in the account; also the name it logs in with., $ref: '#/components/schemas/Identifier'}
        firstName: {type: string, description: Shown to people.}
        lastName: {type: string, description: Shown to people.}
        roles:
          type: array
          items: {$ref: '#/components/schemas/Role'}
          description: What it may do.
        teams:
          type: array
          items: {$ref: '#/components/schemas/Identifier'}
          description: Where it works.
        supervisedTeams:
          type: array
          items: {$ref: '#/components/schemas/Identifier'}
          description: Whose work it sees as a supervisor.
        capacities:
          type: array
          items: {$ref: '#/components/schemas/Capacity'}
          description: Where it differs from the media routing domain's maxRequests; 0 takes it off the domain.
        extension:
          type: string
          minLength: 1
          maxLength: 128
          pattern: '^[^\x00-\x20\x7f]+$'
          description: 'The address of its telephone, in the words of the provider of the voice channels.'
    ConsultEnd:
      type: string
      description: |-
        How a consult ended.

        - `initiator`: Whoever asked ended it.
        - `consulted`: Whoever was asked ended it.
        - `transfer`: It was completed as a transfer.
        - `conference`: It was completed as a conference.
        - `departure`: One of the two left the conversation.
        - `closed`: The customer left or the conversation was closed before anybody answered.
        - `failure`: Nobody answered; failure says why.
      enum:
      - initiator
      - consulted
      - transfer
      - conference
      - departure
      - closed
      - failure
    ConsultEnded:
      type: object
      description: A consult ended, and its dialog with it.
      required:
      - conversation
      - assistance
      - dialog
      - reason
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        assistance:
          type: string
          format: uuid
          description: Correlates everything about one request.
        dialog:
          type: string
          format: uuid
          description: The dialog.
        initiator: {description: 'Who asked.', $ref: '#/components/schemas/Identifier'}
        agent: {description: 'Who answered.', $ref: '#/components/schemas/Identifier'}
        reason: {description: 'How.', $ref: '#/components/schemas/ConsultEnd'}
        failure: {description: 'Why nobody answered.', $ref: '#/components/schemas/AssistanceFailure'}
    ConsultEndedEvent:
      description: A consult ended, and its dialog with it.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.consultEnded
          data: {$ref: '#/components/schemas/ConsultEnded'}
    ConsultStarted:
      type: object
      description: An agent asks another in a dialog of their own.
      required:
      - conversation
      - assistance
      - participant
      - target
      - mediaRoutingDomain
      - priority
      - enqueuedAt
      - dialog
      - consultParticipant
      - connection
      - holds
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        assistance:
          type: string
          format: uuid
          description: Correlates everything about one request.
        participant:
          type: string
          format: uuid
          description: Who asks; its participant in the main dialog.
        initiator: {description: 'Which agent asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        bot: {description: 'Which bot asks, if it is one.', $ref: '#/components/schemas/Identifier'}
        target: {description: 'Who is asked.', $ref: '#/components/schemas/AssistanceTarget'}
        workItem:
          type: string
          format: uuid
          description: What is routed to bring somebody in; none for automations and external addresses.
        mediaRoutingDomain: {description: 'The kind of work.', $ref: '#/components/schemas/Identifier'}
        queue: {description: 'The queue asked or, for one agent, where the work goes when that agent does not take it and whoever asked is gone.', $ref: '#/components/schemas/Identifier'}
        pullList: {description: 'The pull list where the work goes in that case.', $ref: '#/components/schemas/Identifier'}
        priority:
          type: integer
          description: Higher is sooner, where the work has to wait.
        enqueuedAt:
          type: string
          format: date-time
          description: The place of the work among equals of its priority.
        deadline:
          type: string
          format: date-time
          description: When an automation or an external address must have answered.
        note:
          type: string
          description: For whoever is asked.
        dialog:
          type: string
          format: uuid
          description: The dialog.
        consultParticipant:
          type: string
          format: uuid
          description: Whoever asks, in it.
        connection:
          type: string
          format: uuid
          description: Its appearance there.
        holds:
          type: boolean
          description: Whether whoever asks is held in the main dialog as long as the consult lasts.
    ConsultStartedEvent:
      description: An agent asks another in a dialog of their own.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.consultStarted
          data: {$ref: '#/components/schemas/ConsultStarted'}
    Conversation:
      type: object
      description: Everything between one customer and the centre about one matter.
      required:
      - id
      - state
      - direction
      - channel
      - customer
      - startedAt
      - lastActivityAt
      - mainDialog
      - session
      - sessions
      - attributes
      - participants
      - workItems
      - assistances
      - sequence
      additionalProperties: false
      properties:
        id: {type: string, format: uuid}
        state:
          type: string
          enum:
          - open
          - closed
        direction: {$ref: '#/components/schemas/ConversationDirection'}
        channel: {$ref: '#/components/schemas/Identifier'}
        customer: {$ref: '#/components/schemas/Customer'}
        subject: {type: string}
        startedAt: {type: string, format: date-time}
        lastActivityAt: {type: string, format: date-time}
        closeReason: {$ref: '#/components/schemas/ConversationCloseReason'}
        mainDialog: {type: string, format: uuid}
        closedBy: {type: string, description: 'Who ended it. `system`, `agent:ID` or `client:ID`.'}
        closeDetail: {type: string, description: 'Why, in the words of whoever ended it.'}
        session: {description: 'The latest presence of the customer that is open, else the latest.', $ref: '#/components/schemas/CustomerSession'}
        sessions:
          type: array
          items: {$ref: '#/components/schemas/CustomerSession'}
          description: Every presence of the customer, in order.
        attributes: {$ref: '#/components/schemas/Attributes'}
        participants:
          type: array
          items: {$ref: '#/components/schemas/Participant'}
        workItems:
          type: array
          items: {type: string, format: uuid}
          description: The work items that have not ended.
        sequence: {type: integer, description: The number of the last fact of this conversation.}
        dueResponse: {description: Only while the customer waits for a response with a limit., $ref: '#/components/schemas/DueResponse'}
        awaitedCustomer: {description: Only while the time runs in which the customer has to answer., $ref: '#/components/schemas/AwaitedCustomer'}
        survey: {description: Once the survey was opened., $ref: '#/components/schemas/Survey'}
        call: {description: 'The customer''s call, on a voice channel with a provider.', $ref: '#/components/schemas/Call'}
        assistances:
          type: array
          description: The transfers, consults and conferences that are under way.
          items: {$ref: '#/components/schemas/Assistance'}
    ConversationCloseReason:
      type: string
      description: |-
        Why a conversation closed.

        - `customer`: The customer left and nobody works on it any more.
        - `agent`: The last agent finished.
        - `noAgentAvailable`: Nobody could take it within the time limit of its queue.
        - `system`: The system or an integration closed it.
        - `supervisor`: A supervisor closed it.
        - `inactivity`: The customer was inactive for longer than its channel allows.
        - `unreachable`: The customer, whom the centre wanted to reach, did not answer or could not be reached.
        - `transferred`: The customer was handed over to an external address.
      enum:
      - customer
      - agent
      - noAgentAvailable
      - system
      - supervisor
      - inactivity
      - unreachable
      - transferred
    ConversationClosed:
      type: object
      description: A conversation ended for good.
      required:
      - conversation
      - reason
      - by
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        reason: {description: Why., $ref: '#/components/schemas/ConversationCloseReason'}
        by: {type: string, description: 'Who ended the customer''s last session. `system`, `agent:ID` or `client:ID`.'}
        detail: {type: string, description: 'Why, in the words of whoever ended it.'}
    ConversationClosedEvent:
      description: A conversation ended for good.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.conversationClosed
          data: {$ref: '#/components/schemas/ConversationClosed'}
    ConversationCursor:
      type: string
      description: 'A place in the order of conversations: when one began, in milliseconds since 1970, and its identifier.'
      pattern: '^[0-9]{1,15}\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
    ConversationDirection:
      type: string
      description: |-
        Who began a conversation.

        - `inbound`: The customer.
        - `outbound`: The centre.
      enum:
      - inbound
      - outbound
    ConversationStarted:
      type: object
      description: A conversation began; its main dialog holds the customer.
      required:
      - conversation
      - direction
      - customer
      - mainDialog
      - session
      - attributes
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        direction: {description: Who began it., $ref: '#/components/schemas/ConversationDirection'}
        customer: {description: With whom., $ref: '#/components/schemas/Customer'}
        mainDialog:
          type: string
          format: uuid
          description: The dialog with the customer.
        session: {description: Where the customer is., $ref: '#/components/schemas/ChannelSession'}
        subject: {type: string, description: What it is about.}
        attributes: {description: Key-values the channel knows., $ref: '#/components/schemas/Attributes'}
        answerBy: {type: string, format: date-time, description: Until when the customer of an outbound conversation has to answer.}
    ConversationStartedEvent:
      description: A conversation began; its main dialog holds the customer.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.conversationStarted
          data: {$ref: '#/components/schemas/ConversationStarted'}
    Customer:
      type: object
      description: The person outside, known by an identifier on a channel.
      required:
      - id
      - identifier
      additionalProperties: false
      properties:
        id:
          type: string
          format: uuid
          description: The same for one identifier on one type of channel in one account.
        identifier: {type: string, description: Its address on the channel.}
        displayName: {type: string, description: What people call it.}
    CustomerAwaited:
      type: object
      description: 'The centre spoke last, and the time in which the customer has to answer began.'
      required:
      - conversation
      - deadline
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        warnAt: {type: string, format: date-time, description: When the customer counts as inactive.}
        deadline: {type: string, format: date-time, description: When the conversation is closed.}
    CustomerAwaitedEvent:
      description: 'The centre spoke last, and the time in which the customer has to answer began.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.customerAwaited
          data: {$ref: '#/components/schemas/CustomerAwaited'}
    CustomerInactive:
      type: object
      description: The customer has not answered for so long that the conversation is about to be closed.
      required:
      - conversation
      - deadline
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        deadline: {type: string, format: date-time, description: When it is closed.}
    CustomerInactiveEvent:
      description: The customer has not answered for so long that the conversation is about to be closed.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.customerInactive
          data: {$ref: '#/components/schemas/CustomerInactive'}
    CustomerReached:
      type: object
      description: A customer whom the centre wanted to reach answered.
      required:
      - conversation
      - session
      - participant
      - connection
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        session:
          type: string
          format: uuid
          description: On which presence.
        participant:
          type: string
          format: uuid
          description: 'The customer''s participant.'
        connection:
          type: string
          format: uuid
          description: This appearance of the customer.
    CustomerReachedEvent:
      description: A customer whom the centre wanted to reach answered.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.customerReached
          data: {$ref: '#/components/schemas/CustomerReached'}
    CustomerSession:
      type: object
      description: One presence of the customer on a channel.
      required:
      - id
      - channel
      - participant
      - connection
      - customer
      - startedAt
      - isReached
      additionalProperties: false
      properties:
        id:
          type: string
          format: uuid
          description: Unique.
        channel: {description: The channel., $ref: '#/components/schemas/Identifier'}
        participant:
          type: string
          format: uuid
          description: 'The customer''s participant.'
        connection:
          type: string
          format: uuid
          description: This appearance of the customer.
        customer: {description: As whom it is known there., $ref: '#/components/schemas/Customer'}
        startedAt: {type: string, format: date-time, description: When it came.}
        endedAt: {type: string, format: date-time, description: When it left; absent while it is there.}
        endReason: {description: Why it left., $ref: '#/components/schemas/SessionEndReason'}
        endedBy: {type: string, description: 'Who ended it. `system`, `agent:ID` or `client:ID`.'}
        endDetail: {type: string, description: 'Why, in the words of whoever ended it.'}
        isReached: {type: boolean, description: False while the centre still tries to reach the customer.}
        answerBy: {type: string, format: date-time, description: 'Until when the customer has to answer, while the centre tries to reach it.'}
    DialogCloseReason:
      type: string
      description: |-
        Why a dialog was closed.

        - `customer`: The customer ended it.
        - `agent`: The last agent finished.
        - `supervisor`: A supervisor closed it.
        - `system`: The system or an integration closed it.
        - `answered`: Every question was answered.
        - `expired`: Its time was over.
      enum:
      - customer
      - agent
      - supervisor
      - system
      - answered
      - expired
    DialogClosed:
      type: object
      description: A dialog was closed; the conversation may go on in another.
      required:
      - conversation
      - dialog
      - kind
      - reason
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        dialog:
          type: string
          format: uuid
          description: Which part of it.
        kind: {description: What it was for., $ref: '#/components/schemas/DialogKind'}
        reason: {description: Why., $ref: '#/components/schemas/DialogCloseReason'}
        detail: {type: string, description: 'Why, in the words of whoever closed it.'}
    DialogClosedEvent:
      description: A dialog was closed; the conversation may go on in another.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.dialogClosed
          data: {$ref: '#/components/schemas/DialogClosed'}
    DialogKind:
      type: string
      description: |-
        What a dialog is for.

        - `main`: The customer and those who serve it.
        - `consult`: Agents among themselves.
        - `survey`: The survey after a conversation.
      enum:
      - main
      - consult
      - survey
    DialogOpened:
      type: object
      description: 'A dialog was opened beside or after the main one, and the customer moved to it.'
      required:
      - conversation
      - dialog
      - kind
      - participants
      - asker
      - questions
      - deadline
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        dialog:
          type: string
          format: uuid
          description: Which part of it.
        kind: {description: What it is for., $ref: '#/components/schemas/DialogKind'}
        participants:
          type: array
          items: {type: string, format: uuid}
          description: Who moved to it.
        asker:
          type: string
          format: uuid
          description: 'Who asks, in the name of the centre.'
        questions:
          type: array
          items: {$ref: '#/components/schemas/SurveyQuestion'}
          description: 'What is asked, in order.'
        deadline: {type: string, format: date-time, description: When it is closed at the latest.}
    DialogOpenedEvent:
      description: 'A dialog was opened beside or after the main one, and the customer moved to it.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.dialogOpened
          data: {$ref: '#/components/schemas/DialogOpened'}
    Disposition:
      type: object
      description: One wrap-up code chosen by an agent.
      required:
      - category
      - value
      additionalProperties: false
      properties:
        category: {type: string, description: The category of the code.}
        value: {type: string, description: The code or its label.}
    DueResponse:
      type: object
      description: The response a customer waits for.
      required:
      - response
      - since
      - deadline
      - isBreached
      additionalProperties: false
      properties:
        response: {description: Which response is due., $ref: '#/components/schemas/ResponseKind'}
        since: {type: string, format: date-time, description: Since when the customer waits.}
        deadline: {type: string, format: date-time, description: When it is due.}
        isBreached: {type: boolean, description: Whether that is over.}
    AccessGrantedEvent:
      description: Somebody logged in or got a token with its secret.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.accessGranted
          data: {$ref: '#/components/schemas/AccessReport'}
    AccessRefusedEvent:
      description: 'Somebody was not let in: the secret was wrong, or came too soon after wrong ones.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.accessRefused
          data: {$ref: '#/components/schemas/AccessReport'}
    ConfigurationEffect:
      type: string
      description: What a change did to one thing of the configuration.
      enum:
      - created
      - changed
      - removed
    AccessReport:
      type: object
      description: Log-ins of one agent or API client, or attempts at them.
      required:
      - count
      - since
      additionalProperties: false
      properties:
        subject: {description: Who; absent for everybody who does not exist., $ref: '#/components/schemas/ConfigurationKey'}
        count: {type: integer, minimum: 1, description: How many.}
        since: {type: string, format: date-time, description: When the first of them was.}
        address: {type: string, description: From which address the last of them came.}
    ConfigurationExportedEvent:
      description: 'Somebody took the whole configuration out as a file.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.configurationExported
          data: {$ref: '#/components/schemas/ConfigurationExported'}
    ConfigurationExported:
      type: object
      description: The whole configuration of the account was exported.
      required:
      - withSecrets
      additionalProperties: false
      properties:
        withSecrets: {type: boolean, description: Whether hashes of passwords and secrets were in it.}
    Event:
      description: A fact of any kind.
      oneOf:
      - {$ref: '#/components/schemas/ConfigurationChangedEvent'}
      - {$ref: '#/components/schemas/CommandNotedEvent'}
      - {$ref: '#/components/schemas/AgentLoggedInEvent'}
      - {$ref: '#/components/schemas/AgentLoggedOutEvent'}
      - {$ref: '#/components/schemas/AgentStateChangedEvent'}
      - {$ref: '#/components/schemas/AgentMediaStateChangedEvent'}
      - {$ref: '#/components/schemas/AgentDeviceConnectedEvent'}
      - {$ref: '#/components/schemas/AgentDeviceDisconnectedEvent'}
      - {$ref: '#/components/schemas/AgentLeaseExpiredEvent'}
      - {$ref: '#/components/schemas/ConversationStartedEvent'}
      - {$ref: '#/components/schemas/ChannelSessionEndedEvent'}
      - {$ref: '#/components/schemas/ParticipantLeftEvent'}
      - {$ref: '#/components/schemas/MessagePostedEvent'}
      - {$ref: '#/components/schemas/ReceiptReportedEvent'}
      - {$ref: '#/components/schemas/AttributesChangedEvent'}
      - {$ref: '#/components/schemas/ConversationClosedEvent'}
      - {$ref: '#/components/schemas/WorkQueuedEvent'}
      - {$ref: '#/components/schemas/OfferMadeEvent'}
      - {$ref: '#/components/schemas/OfferAcceptedEvent'}
      - {$ref: '#/components/schemas/OfferRejectedEvent'}
      - {$ref: '#/components/schemas/OfferExpiredEvent'}
      - {$ref: '#/components/schemas/OfferWithdrawnEvent'}
      - {$ref: '#/components/schemas/RejectHoldEndedEvent'}
      - {$ref: '#/components/schemas/NoAgentAvailableEvent'}
      - {$ref: '#/components/schemas/WorkEndedEvent'}
      - {$ref: '#/components/schemas/WrapUpStartedEvent'}
      - {$ref: '#/components/schemas/WrapUpCompletedEvent'}
      - {$ref: '#/components/schemas/PullItemListedEvent'}
      - {$ref: '#/components/schemas/PullItemTakenEvent'}
      - {$ref: '#/components/schemas/ChannelSessionStartedEvent'}
      - {$ref: '#/components/schemas/ParticipantHeldEvent'}
      - {$ref: '#/components/schemas/ParticipantResumedEvent'}
      - {$ref: '#/components/schemas/CustomerAwaitedEvent'}
      - {$ref: '#/components/schemas/CustomerInactiveEvent'}
      - {$ref: '#/components/schemas/SLAStartedEvent'}
      - {$ref: '#/components/schemas/SLAStoppedEvent'}
      - {$ref: '#/components/schemas/SLABreachedEvent'}
      - {$ref: '#/components/schemas/DialogOpenedEvent'}
      - {$ref: '#/components/schemas/DialogClosedEvent'}
      - {$ref: '#/components/schemas/SurveyAnsweredEvent'}
      - {$ref: '#/components/schemas/CustomerReachedEvent'}
      - {$ref: '#/components/schemas/WorkStartedEvent'}
      - {$ref: '#/components/schemas/CallStartedEvent'}
      - {$ref: '#/components/schemas/CallStateChangedEvent'}
      - {$ref: '#/components/schemas/CallLegStateChangedEvent'}
      - {$ref: '#/components/schemas/CallInstructedEvent'}
      - {$ref: '#/components/schemas/WorkPlacedInWorkbinEvent'}
      - {$ref: '#/components/schemas/WorkTakenFromWorkbinEvent'}
      - {$ref: '#/components/schemas/WorkReassignedEvent'}
      - {$ref: '#/components/schemas/WrapUpExtendedEvent'}
      - {$ref: '#/components/schemas/AccessGrantedEvent'}
      - {$ref: '#/components/schemas/AccessRefusedEvent'}
      - {$ref: '#/components/schemas/ConfigurationExportedEvent'}
      - {$ref: '#/components/schemas/TransferRequestedEvent'}
      - {$ref: '#/components/schemas/TransferCompletedEvent'}
      - {$ref: '#/components/schemas/TransferCancelledEvent'}
      - {$ref: '#/components/schemas/TransferFailedEvent'}
      - {$ref: '#/components/schemas/ConferenceRequestedEvent'}
      - {$ref: '#/components/schemas/ConferenceCompletedEvent'}
      - {$ref: '#/components/schemas/ConferenceCancelledEvent'}
      - {$ref: '#/components/schemas/ConferenceFailedEvent'}
      - {$ref: '#/components/schemas/ConsultStartedEvent'}
      - {$ref: '#/components/schemas/ConsultEndedEvent'}
      - {$ref: '#/components/schemas/ParticipantMovedEvent'}
      - {$ref: '#/components/schemas/ParticipantRoleChangedEvent'}
      - {$ref: '#/components/schemas/SupervisorJoinedEvent'}
      - {$ref: '#/components/schemas/BotJoinedEvent'}
      discriminator:
        propertyName: type
        mapping:
          cordboard.configurationChanged: '#/components/schemas/ConfigurationChangedEvent'
          cordboard.commandNoted: '#/components/schemas/CommandNotedEvent'
          cordboard.agentLoggedIn: '#/components/schemas/AgentLoggedInEvent'
          cordboard.agentLoggedOut: '#/components/schemas/AgentLoggedOutEvent'
          cordboard.agentStateChanged: '#/components/schemas/AgentStateChangedEvent'
          cordboard.agentMediaStateChanged: '#/components/schemas/AgentMediaStateChangedEvent'
          cordboard.agentDeviceConnected: '#/components/schemas/AgentDeviceConnectedEvent'
          cordboard.agentDeviceDisconnected: '#/components/schemas/AgentDeviceDisconnectedEvent'
          cordboard.agentLeaseExpired: '#/components/schemas/AgentLeaseExpiredEvent'
          cordboard.conversationStarted: '#/components/schemas/ConversationStartedEvent'
          cordboard.channelSessionEnded: '#/components/schemas/ChannelSessionEndedEvent'
          cordboard.participantLeft: '#/components/schemas/ParticipantLeftEvent'
          cordboard.messagePosted: '#/components/schemas/MessagePostedEvent'
          cordboard.receiptReported: '#/components/schemas/ReceiptReportedEvent'
          cordboard.attributesChanged: '#/components/schemas/AttributesChangedEvent'
          cordboard.conversationClosed: '#/components/schemas/ConversationClosedEvent'
          cordboard.workQueued: '#/components/schemas/WorkQueuedEvent'
          cordboard.offerMade: '#/components/schemas/OfferMadeEvent'
          cordboard.offerAccepted: '#/components/schemas/OfferAcceptedEvent'
          cordboard.offerRejected: '#/components/schemas/OfferRejectedEvent'
          cordboard.offerExpired: '#/components/schemas/OfferExpiredEvent'
          cordboard.offerWithdrawn: '#/components/schemas/OfferWithdrawnEvent'
          cordboard.rejectHoldEnded: '#/components/schemas/RejectHoldEndedEvent'
          cordboard.noAgentAvailable: '#/components/schemas/NoAgentAvailableEvent'
          cordboard.workEnded: '#/components/schemas/WorkEndedEvent'
          cordboard.wrapUpStarted: '#/components/schemas/WrapUpStartedEvent'
          cordboard.wrapUpCompleted: '#/components/schemas/WrapUpCompletedEvent'
          cordboard.pullItemListed: '#/components/schemas/PullItemListedEvent'
          cordboard.pullItemTaken: '#/components/schemas/PullItemTakenEvent'
          cordboard.channelSessionStarted: '#/components/schemas/ChannelSessionStartedEvent'
          cordboard.participantHeld: '#/components/schemas/ParticipantHeldEvent'
          cordboard.participantResumed: '#/components/schemas/ParticipantResumedEvent'
          cordboard.customerAwaited: '#/components/schemas/CustomerAwaitedEvent'
          cordboard.customerInactive: '#/components/schemas/CustomerInactiveEvent'
          cordboard.slaStarted: '#/components/schemas/SLAStartedEvent'
          cordboard.slaStopped: '#/components/schemas/SLAStoppedEvent'
          cordboard.slaBreached: '#/components/schemas/SLABreachedEvent'
          cordboard.dialogOpened: '#/components/schemas/DialogOpenedEvent'
          cordboard.dialogClosed: '#/components/schemas/DialogClosedEvent'
          cordboard.surveyAnswered: '#/components/schemas/SurveyAnsweredEvent'
          cordboard.customerReached: '#/components/schemas/CustomerReachedEvent'
          cordboard.workStarted: '#/components/schemas/WorkStartedEvent'
          cordboard.callStarted: '#/components/schemas/CallStartedEvent'
          cordboard.callStateChanged: '#/components/schemas/CallStateChangedEvent'
          cordboard.callLegStateChanged: '#/components/schemas/CallLegStateChangedEvent'
          cordboard.callInstructed: '#/components/schemas/CallInstructedEvent'
          cordboard.workPlacedInWorkbin: '#/components/schemas/WorkPlacedInWorkbinEvent'
          cordboard.workTakenFromWorkbin: '#/components/schemas/WorkTakenFromWorkbinEvent'
          cordboard.workReassigned: '#/components/schemas/WorkReassignedEvent'
          cordboard.wrapUpExtended: '#/components/schemas/WrapUpExtendedEvent'
          cordboard.accessGranted: '#/components/schemas/AccessGrantedEvent'
          cordboard.accessRefused: '#/components/schemas/AccessRefusedEvent'
          cordboard.configurationExported: '#/components/schemas/ConfigurationExportedEvent'
          cordboard.transferRequested: '#/components/schemas/TransferRequestedEvent'
          cordboard.transferCompleted: '#/components/schemas/TransferCompletedEvent'
          cordboard.transferCancelled: '#/components/schemas/TransferCancelledEvent'
          cordboard.transferFailed: '#/components/schemas/TransferFailedEvent'
          cordboard.conferenceRequested: '#/components/schemas/ConferenceRequestedEvent'
          cordboard.conferenceCompleted: '#/components/schemas/ConferenceCompletedEvent'
          cordboard.conferenceCancelled: '#/components/schemas/ConferenceCancelledEvent'
          cordboard.conferenceFailed: '#/components/schemas/ConferenceFailedEvent'
          cordboard.consultStarted: '#/components/schemas/ConsultStartedEvent'
          cordboard.consultEnded: '#/components/schemas/ConsultEndedEvent'
          cordboard.participantMoved: '#/components/schemas/ParticipantMovedEvent'
          cordboard.participantRoleChanged: '#/components/schemas/ParticipantRoleChangedEvent'
          cordboard.supervisorJoined: '#/components/schemas/SupervisorJoinedEvent'
          cordboard.botJoined: '#/components/schemas/BotJoinedEvent'
    EventKind:
      type: string
      description: The kind of a fact.
      enum:
      - configurationChanged
      - commandNoted
      - agentLoggedIn
      - agentLoggedOut
      - agentStateChanged
      - agentMediaStateChanged
      - agentDeviceConnected
      - agentDeviceDisconnected
      - agentLeaseExpired
      - conversationStarted
      - channelSessionEnded
      - participantLeft
      - messagePosted
      - receiptReported
      - attributesChanged
      - conversationClosed
      - workQueued
      - offerMade
      - offerAccepted
      - offerRejected
      - offerExpired
      - offerWithdrawn
      - rejectHoldEnded
      - noAgentAvailable
      - workEnded
      - wrapUpStarted
      - wrapUpCompleted
      - pullItemListed
      - pullItemTaken
      - channelSessionStarted
      - participantHeld
      - participantResumed
      - customerAwaited
      - customerInactive
      - slaStarted
      - slaStopped
      - slaBreached
      - dialogOpened
      - dialogClosed
      - surveyAnswered
      - customerReached
      - workStarted
      - callStarted
      - callStateChanged
      - callLegStateChanged
      - callInstructed
      - workPlacedInWorkbin
      - workTakenFromWorkbin
      - workReassigned
      - wrapUpExtended
      - accessGranted
      - accessRefused
      - configurationExported
      - transferRequested
      - transferCompleted
      - transferCancelled
      - transferFailed
      - conferenceRequested
      - conferenceCompleted
      - conferenceCancelled
      - conferenceFailed
      - consultStarted
      - consultEnded
      - participantMoved
      - participantRoleChanged
      - supervisorJoined
      - botJoined
    File:
      type: object
      description: A file of a conversation.
      required:
      - id
      - conversation
      - name
      - type
      - bytes
      - sha256
      - audience
      - uploadedBy
      - uploadedAt
      - url
      additionalProperties: false
      properties:
        id: {type: string, format: uuid, description: Which.}
        conversation: {type: string, format: uuid, description: The conversation it belongs to and ends with.}
        name: {type: string, description: 'Its name for people, without a path.'}
        type: {type: string, description: Its media type.}
        bytes: {type: integer, minimum: 1, description: Its size.}
        sha256: {type: string, pattern: '^[0-9a-f]{64}$', description: The SHA-256 of its content.}
        audience: {description: Who may have it., $ref: '#/components/schemas/MessageAudience'}
        uploadedBy: {type: string, description: 'Who uploaded it: `agent:ID` or `client:ID`.'}
        uploadedAt: {type: string, format: date-time, description: When.}
        url: {type: string, description: 'Where its content is, for messages that name it.'}
    Hold:
      type: object
      description: Being on hold.
      required:
      - by
      - since
      additionalProperties: false
      properties:
        by:
          type: string
          format: uuid
          description: Who put it on hold.
        since: {type: string, format: date-time, description: Since when.}
        until: {type: string, format: date-time, description: When it ends by itself.}
    Identifier:
      type: string
      minLength: 1
      maxLength: 128
      pattern: '^[^\x00-\x20\x7f]+$'
      description: 'An identifier chosen by people: visible characters without spaces, up to 128 bytes.'
      example: alice
    InactivityRule:
      type: object
      description: How long a customer may leave an answer of the centre unanswered.
      required:
      - closeAfterSeconds
      additionalProperties: false
      properties:
        warnAfterSeconds:
          type: number
          minimum: 0
          description: After how long it counts as inactive; less than closeAfterSeconds.
        closeAfterSeconds:
          type: number
          minimum: 0
          description: After how long the conversation is closed.
    LeaveReason:
      type: string
      description: |-
        Why a participant left a dialog.

        - `left`: It chose to.
        - `disconnected`: Its devices stayed away longer than the lease and the grace after it.
        - `loggedOut`: The agent logged out.
        - `conversationClosed`: The conversation ended around it.
        - `removed`: A supervisor or the system removed it.
        - `transferred`: Somebody else took over.
        - `consultEnded`: The consult whose dialog it was in ended.
        - `watchedAgentLeft`: The agent it listened to or coached left, or is not of its teams any more.
        - `telephoneFailed`: Its telephone did not answer, or was lost.
        - `placedInWorkbin`: It put its work into a workbin.
        - `reassigned`: A supervisor sent its work elsewhere.
      enum:
      - left
      - disconnected
      - loggedOut
      - conversationClosed
      - removed
      - transferred
      - consultEnded
      - watchedAgentLeft
      - telephoneFailed
      - placedInWorkbin
      - reassigned
    LogoutPolicy:
      type: string
      description: |-
        What happens to the work of an agent who logs out.

        - `requeue`: It returns to its queue with its original place.
        - `close`: It ends.
      enum:
      - requeue
      - close
    MediaRoutingDomain:
      type: object
      description: A kind of work an agent can be ready for.
      required:
      - id
      - name
      - maxRequests
      - interruptible
      additionalProperties: false
      properties:
        id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
        name: {type: string, description: Shown to people.}
        maxRequests:
          type: integer
          description: How many work items an agent can have at once unless its own capacity says otherwise.
        interruptible: {type: boolean, description: Whether work on a domain that is not interruptible suspends this one.}
    MediaState:
      type: string
      description: |-
        The second level of presence: one agent on one media routing domain, derived from the agent's wish and the work in hand.

        - `LOGOUT`: The agent is logged out.
        - `NOT_READY`: Takes no work and has none.
        - `READY`: Takes work and has none.
        - `ACTIVE`: Has work and room for more.
        - `BUSY`: Has as much work as it can take.
        - `PENDING_NOT_READY`: Takes no more work and finishes what it has.
        - `INTERRUPTED`: Work on a media routing domain that cannot be interrupted holds the agent.
      enum:
      - LOGOUT
      - NOT_READY
      - READY
      - ACTIVE
      - BUSY
      - PENDING_NOT_READY
      - INTERRUPTED
    Message:
      type: object
      description: What is said.
      required:
      - id
      - sender
      - senderKind
      - body
      - audience
      additionalProperties: false
      properties:
        id: {description: Unique in its conversation; chosen by the sender or by the core., $ref: '#/components/schemas/Identifier'}
        sender:
          type: string
          format: uuid
          description: Who says it.
        senderKind: {description: What the sender is., $ref: '#/components/schemas/ParticipantKind'}
        senderAgent: {description: 'Which agent, when an agent or supervisor says it.', $ref: '#/components/schemas/Identifier'}
        body: {description: What is said., $ref: '#/components/schemas/MessageBody'}
        audience: {description: Who may see it., $ref: '#/components/schemas/MessageAudience'}
        replyTo: {description: The message it answers., $ref: '#/components/schemas/Identifier'}
        senderBot: {description: 'Which bot, when a bot says it.', $ref: '#/components/schemas/Identifier'}
    MessageAudience:
      type: string
      description: |-
        Who may see a message.

        - `everyone`: All participants, the customer too.
        - `agentsAndManagers`: Those who work in the centre.
      enum:
      - everyone
      - agentsAndManagers
    MessageBody:
      type: object
      description: The content of a message. A PLAIN message is its text; other types carry an object, and a text for
        those who understand no more.
      additionalProperties: false
      properties:
        type:
          type: string
          maxLength: 64
          default: PLAIN
          description: |-
            PLAIN, or the name of another kind. Kinds that several dialects know need these members of `content`:

            - IMAGE, VIDEO, AUDIO, FILE, MULTIMEDIA: `attachment.mediaUrl`
            - BUTTON: `buttons`; CAROUSEL: `elements`; CONTACT: `contacts`
            - LOCATION: `location.latitude` and `location.longitude`
            - URL, STICKER: `mediaUrl`; EMAIL: `subject`
            - WRAPUP: `wrapups`; NOTIFICATION: `notificationType`
            - DELIVERYNOTIFICATION: `messageId` and `status`; DELETEDNOTIFICATION: `messageId`
            - COMMENT: `postId` and `itemType`; TEMPLATE, ACTION: `name`; VOICE: `callId`
            - CUSTOM, RECEIPT: nothing

            Everything else, and every other kind, is kept byte for byte; events show its line breaks as spaces.
        text: {type: string, description: Readable text.}
        content: {type: object, description: 'Everything of a kind other than PLAIN, byte for byte as it came.'}
    MessagePosted:
      type: object
      description: Something was said.
      required:
      - conversation
      - dialog
      - message
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        dialog:
          type: string
          format: uuid
          description: In which part of it.
        message: {description: What., $ref: '#/components/schemas/Message'}
    MessagePostedEvent:
      description: Something was said.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.messagePosted
          data: {$ref: '#/components/schemas/MessagePosted'}
    NewMessage:
      type: object
      description: A message before it is accepted.
      required:
      - body
      additionalProperties: false
      properties:
        id:
          description: Chosen by the sender, unique in the conversation; posting it again changes nothing.
          $ref: '#/components/schemas/Identifier'
        body: {$ref: '#/components/schemas/MessageBody'}
        audience: {description: everyone unless told otherwise., $ref: '#/components/schemas/MessageAudience'}
        replyTo: {$ref: '#/components/schemas/Identifier'}
    NoAgentAvailable:
      type: object
      description: The search for an agent ended without one.
      required:
      - workItem
      - conversation
      - queue
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: Where it waited., $ref: '#/components/schemas/Identifier'}
    NoAgentAvailableEvent:
      description: The search for an agent ended without one.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.noAgentAvailable
          data: {$ref: '#/components/schemas/NoAgentAvailable'}
    OAuthError:
      type: object
      description: Why the issuer refused (RFC 6749).
      required:
      - error
      properties:
        error: {type: string}
        error_description: {type: string}
    Offer:
      type: object
      description: 'A pending offer: the agent is reserved for the work item until the deadline.'
      required:
      - id
      - workItem
      - conversation
      - agent
      - madeAt
      - deadline
      additionalProperties: false
      properties:
        id: {type: string, format: uuid}
        workItem: {type: string, format: uuid}
        conversation: {type: string, format: uuid}
        queue: {$ref: '#/components/schemas/Identifier'}
        agent: {$ref: '#/components/schemas/Identifier'}
        madeAt: {type: string, format: date-time}
        deadline: {type: string, format: date-time}
        purpose: {description: 'What it is for, if somebody asked for assistance.', $ref: '#/components/schemas/AssistanceKind'}
        assistance:
          type: string
          format: uuid
          description: Which request that is.
        requestedBy: {description: Which agent asks., $ref: '#/components/schemas/Identifier'}
        note:
          type: string
          description: For whoever is asked.
    OfferAccepted:
      type: object
      description: An agent accepted an offer and joined the conversation.
      required:
      - offer
      - workItem
      - conversation
      - agent
      - dialog
      - participant
      - role
      - connection
      additionalProperties: false
      properties:
        offer:
          type: string
          format: uuid
          description: Which offer.
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: From where., $ref: '#/components/schemas/Identifier'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        dialog:
          type: string
          format: uuid
          description: The dialog it joined.
        participant:
          type: string
          format: uuid
          description: As whom.
        role: {description: What it does there., $ref: '#/components/schemas/ParticipantRole'}
        connection:
          type: string
          format: uuid
          description: This appearance of the agent.
    OfferAcceptedEvent:
      description: An agent accepted an offer and joined the conversation.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.offerAccepted
          data: {$ref: '#/components/schemas/OfferAccepted'}
    OfferExpired:
      type: object
      description: An agent did not answer an offer in time; the work item waits again with its original place.
      required:
      - offer
      - workItem
      - conversation
      - agent
      additionalProperties: false
      properties:
        offer:
          type: string
          format: uuid
          description: Which offer.
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: From where., $ref: '#/components/schemas/Identifier'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
    OfferExpiredEvent:
      description: An agent did not answer an offer in time; the work item waits again with its original place.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.offerExpired
          data: {$ref: '#/components/schemas/OfferExpired'}
    OfferMade:
      type: object
      description: A work item was offered to an agent, who is reserved for it until the deadline.
      required:
      - offer
      - workItem
      - conversation
      - agent
      - deadline
      additionalProperties: false
      properties:
        offer:
          type: string
          format: uuid
          description: Which offer.
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: From where., $ref: '#/components/schemas/Identifier'}
        agent: {description: To whom., $ref: '#/components/schemas/Identifier'}
        deadline:
          type: string
          format: date-time
          description: When it expires.
        purpose: {description: 'What it is for, if somebody asked for assistance.', $ref: '#/components/schemas/AssistanceKind'}
        assistance:
          type: string
          format: uuid
          description: Which request that is.
        requestedBy: {description: Which agent asks., $ref: '#/components/schemas/Identifier'}
        note:
          type: string
          description: For whoever is asked.
    OfferMadeEvent:
      description: A work item was offered to an agent, who is reserved for it until the deadline.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.offerMade
          data: {$ref: '#/components/schemas/OfferMade'}
    OfferRejected:
      type: object
      description: An agent rejected an offer; the work item waits again with its original place.
      required:
      - offer
      - workItem
      - conversation
      - agent
      - heldUntil
      additionalProperties: false
      properties:
        offer:
          type: string
          format: uuid
          description: Which offer.
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: From where., $ref: '#/components/schemas/Identifier'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        reason: {type: string, description: In the agent's words.}
        heldUntil:
          type: string
          format: date-time
          description: Until when this agent is not offered it again.
    OfferRejectedEvent:
      description: An agent rejected an offer; the work item waits again with its original place.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.offerRejected
          data: {$ref: '#/components/schemas/OfferRejected'}
    OfferWithdrawal:
      type: string
      description: |-
        Why an offer was taken back before it was answered.

        - `customerLeft`: The work item ended.
        - `agentLoggedOut`: The agent logged out.
        - `agentDisconnected`: The lease of the agent ran out.
        - `closed`: The conversation was closed.
        - `cancelled`: The request for assistance was given up.
        - `supervisor`: A supervisor made the agent not ready.
        - `reassigned`: The work was sent elsewhere.
        - `telephoneFailed`: The telephone of the agent did not answer another call, or was lost.
      enum:
      - customerLeft
      - agentLoggedOut
      - agentDisconnected
      - closed
      - cancelled
      - supervisor
      - reassigned
      - telephoneFailed
    OfferWithdrawn:
      type: object
      description: An offer was taken back before it was answered.
      required:
      - offer
      - workItem
      - conversation
      - agent
      - reason
      additionalProperties: false
      properties:
        offer:
          type: string
          format: uuid
          description: Which offer.
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: From where., $ref: '#/components/schemas/Identifier'}
        agent: {description: From whom., $ref: '#/components/schemas/Identifier'}
        reason: {description: Why., $ref: '#/components/schemas/OfferWithdrawal'}
    OfferWithdrawnEvent:
      description: An offer was taken back before it was answered.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.offerWithdrawn
          data: {$ref: '#/components/schemas/OfferWithdrawn'}
    OutboundRule:
      type: object
      description: How the centre reaches customers on a channel.
      additionalProperties: false
      properties:
        answerLimitSeconds:
          type: number
          minimum: 0
          description: How long a customer has to answer; for ever unless told.
    Participant:
      type: object
      description: Somebody who takes part in a dialog.
      required:
      - id
      - dialog
      - kind
      - role
      - connection
      - joinedAt
      additionalProperties: false
      properties:
        id: {type: string, format: uuid}
        dialog: {type: string, format: uuid}
        kind: {$ref: '#/components/schemas/ParticipantKind'}
        role: {$ref: '#/components/schemas/ParticipantRole'}
        agent: {$ref: '#/components/schemas/Identifier'}
        connection:
          type: string
          format: uuid
          description: This appearance; whoever returns gets another.
        joinedAt: {type: string, format: date-time}
        hold: {description: Only while on hold., $ref: '#/components/schemas/Hold'}
        bot: {description: 'Which bot, if it is one.', $ref: '#/components/schemas/Identifier'}
        watched: {description: The agent a supervisor listens to or coaches., $ref: '#/components/schemas/Identifier'}
    ParticipantHeld:
      type: object
      description: A participant was put on hold.
      required:
      - conversation
      - dialog
      - participant
      - kind
      - by
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        dialog:
          type: string
          format: uuid
          description: Which part of it.
        participant:
          type: string
          format: uuid
          description: Who is on hold.
        kind: {description: What it is., $ref: '#/components/schemas/ParticipantKind'}
        agent: {description: 'Which agent, if it is one.', $ref: '#/components/schemas/Identifier'}
        by:
          type: string
          format: uuid
          description: Who put it on hold.
        byAgent: {description: Which agent did., $ref: '#/components/schemas/Identifier'}
        until: {type: string, format: date-time, description: When the hold ends by itself.}
    ParticipantHeldEvent:
      description: A participant was put on hold.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.participantHeld
          data: {$ref: '#/components/schemas/ParticipantHeld'}
    ParticipantKind:
      type: string
      description: |-
        What a participant is.

        - `customer`: The person outside.
        - `agent`: A person who works in the centre.
        - `bot`: An automation.
        - `supervisor`: A supervisor who joined.
        - `system`: The core itself, as the sender of notices.
      enum:
      - customer
      - agent
      - bot
      - supervisor
      - system
    ParticipantLeft:
      type: object
      description: A participant left a dialog.
      required:
      - conversation
      - dialog
      - participant
      - kind
      - connection
      - reason
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        dialog:
          type: string
          format: uuid
          description: Which part of it.
        participant:
          type: string
          format: uuid
          description: Who.
        kind: {description: What it is., $ref: '#/components/schemas/ParticipantKind'}
        agent: {description: 'Which agent, if it is one.', $ref: '#/components/schemas/Identifier'}
        connection:
          type: string
          format: uuid
          description: The appearance that ended.
        reason: {description: Why., $ref: '#/components/schemas/LeaveReason'}
        bot: {description: 'Which bot, if it is one.', $ref: '#/components/schemas/Identifier'}
        role: {description: What it did there; facts of the first version do not say., $ref: '#/components/schemas/ParticipantRole'}
    ParticipantLeftEvent:
      description: A participant left a dialog.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.participantLeft
          data: {$ref: '#/components/schemas/ParticipantLeft'}
    ParticipantMoved:
      type: object
      description: A participant went from one dialog of a conversation to another.
      required:
      - conversation
      - previous
      - dialog
      - participant
      - kind
      - role
      - connection
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        previous:
          type: string
          format: uuid
          description: The dialog it left.
        dialog:
          type: string
          format: uuid
          description: The dialog it is in now.
        participant:
          type: string
          format: uuid
          description: Who.
        kind: {description: 'What it is.', $ref: '#/components/schemas/ParticipantKind'}
        agent: {description: 'Which agent, if it is one.', $ref: '#/components/schemas/Identifier'}
        role: {description: 'What it does there.', $ref: '#/components/schemas/ParticipantRole'}
        connection:
          type: string
          format: uuid
          description: Its appearance.
    ParticipantMovedEvent:
      description: A participant went from one dialog of a conversation to another.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.participantMoved
          data: {$ref: '#/components/schemas/ParticipantMoved'}
    ParticipantResumed:
      type: object
      description: The hold of a participant ended.
      required:
      - conversation
      - dialog
      - participant
      - kind
      - reason
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        dialog:
          type: string
          format: uuid
          description: Which part of it.
        participant:
          type: string
          format: uuid
          description: Who is back.
        kind: {description: What it is., $ref: '#/components/schemas/ParticipantKind'}
        agent: {description: 'Which agent, if it is one.', $ref: '#/components/schemas/Identifier'}
        by:
          type: string
          format: uuid
          description: Who took it off hold; nobody when its time was over.
        byAgent: {description: Which agent did., $ref: '#/components/schemas/Identifier'}
        reason: {description: Why., $ref: '#/components/schemas/ResumeReason'}
    ParticipantResumedEvent:
      description: The hold of a participant ended.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.participantResumed
          data: {$ref: '#/components/schemas/ParticipantResumed'}
    ParticipantRole:
      type: string
      description: |-
        What a participant does in a dialog.

        - `primary`: Answers for the dialog.
        - `assistant`: Helps the primary.
        - `silentMonitor`: Listens unseen.
        - `coach`: Is heard by the agent only.
        - `barged`: A supervisor who joined openly.
        - `customer`: Is served.
      enum:
      - primary
      - assistant
      - silentMonitor
      - coach
      - barged
      - customer
    ParticipantRoleChanged:
      type: object
      description: What a participant does in its dialog changed.
      required:
      - conversation
      - dialog
      - participant
      - kind
      - connection
      - role
      - previous
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        dialog:
          type: string
          format: uuid
          description: In which part of it.
        participant:
          type: string
          format: uuid
          description: Who.
        kind: {description: 'What it is.', $ref: '#/components/schemas/ParticipantKind'}
        agent: {description: 'Which agent, if it is one.', $ref: '#/components/schemas/Identifier'}
        connection:
          type: string
          format: uuid
          description: Its appearance.
        role: {description: 'What it does now.', $ref: '#/components/schemas/ParticipantRole'}
        previous: {description: 'What it did before.', $ref: '#/components/schemas/ParticipantRole'}
        watched: {description: 'The agent a supervisor listens to or coaches.', $ref: '#/components/schemas/Identifier'}
    ParticipantRoleChangedEvent:
      description: What a participant does in its dialog changed.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.participantRoleChanged
          data: {$ref: '#/components/schemas/ParticipantRoleChanged'}
    Position:
      type: string
      pattern: ^[0-9a-f]{8}-[0-9]+$
      description: 'A place in the log of the account: its epoch and offset. Treat it as opaque; give it back as `after`
        to continue from there.'
      example: 0000002a-4711
    PostedMessage:
      type: object
      description: A message with its place in the conversation and its receipts.
      required:
      - conversation
      - dialog
      - time
      - sequence
      - id
      - sender
      - senderKind
      - body
      - audience
      - receipts
      additionalProperties: false
      properties:
        conversation: {type: string, format: uuid}
        dialog: {type: string, format: uuid}
        time: {type: string, format: date-time}
        sequence: {type: integer, description: The conversation's number of the fact; continue a list after it.}
        id: {description: Unique in its conversation; chosen by the sender or by the core., $ref: '#/components/schemas/Identifier'}
        sender:
          type: string
          format: uuid
          description: Who says it.
        senderKind: {description: What the sender is., $ref: '#/components/schemas/ParticipantKind'}
        senderBot: {description: 'Which bot, when a bot says it.', $ref: '#/components/schemas/Identifier'}
        senderAgent: {description: 'Which agent, when an agent or supervisor says it.', $ref: '#/components/schemas/Identifier'}
        body: {description: What is said., $ref: '#/components/schemas/MessageBody'}
        audience: {description: Who may see it., $ref: '#/components/schemas/MessageAudience'}
        replyTo: {description: The message it answers., $ref: '#/components/schemas/Identifier'}
        receipts:
          type: array
          items: {$ref: '#/components/schemas/Receipt'}
    PresenceCause:
      type: string
      description: |-
        Who or what changed a presence.

        - `agent`: The agent asked.
        - `supervisor`: A supervisor forced it.
        - `RONA`: An offer was not answered in time.
        - `DISCONNECTED`: The lease of an agent without a connected device ran out.
        - `system`: A consequence of work or of a changed configuration.
        - `calendar`: A business calendar.
      enum:
      - agent
      - supervisor
      - RONA
      - DISCONNECTED
      - system
      - calendar
    Problem:
      type: object
      description: Why a request was refused (RFC 9457).
      required:
      - type
      - title
      - status
      - code
      - detail
      additionalProperties: false
      properties:
        type: {type: string, format: uri}
        title: {type: string}
        status: {type: integer}
        code:
          type: string
          examples:
          - alreadyParticipating
          - atCapacity
          - bodyTooLarge
          - callEnded
          - callOutOfOrder
          - commandIDReused
          - cursorRefused
          - fileEmpty
          - fileQuotaExceeded
          - fileTypeRefused
          - invalid
          - invalidConfiguration
          - invalidIdempotencyKey
          - invalidQuery
          - limitReached
          - malformed
          - malformedAddress
          - mediaNotAssigned
          - messageIDTaken
          - methodNotAllowed
          - notAParticipant
          - notAcceptable
          - notConfigured
          - notFound
          - notLoggedIn
          - notOnPullList
          - notPermitted
          - notWrappingUp
          - offerPending
          - offeredToAnother
          - otherCall
          - overloaded
          - queueFull
          - rangeNotSatisfiable
          - rateLimited
          - sessionEnded
          - stillUsed
          - tooManyUploads
          - unavailable
          - unknownAccount
          - unknownAgent
          - unknownAttribute
          - unknownCall
          - unknownCallLeg
          - unknownChannel
          - unknownConversation
          - unknownFile
          - unknownMediaRoutingDomain
          - unknownMessage
          - unknownOffer
          - unknownPullList
          - unknownQueue
          - unknownReasonCode
          - unknownSession
          - unknownTeam
          - unknownWorkItem
          - unsupportedMediaType
          description: The name of the problem, stable across versions.
        detail: {type: string, description: What is wrong and what to do about it.}
        instance: {type: string}
        errors:
          type: array
          items:
            type: object
            description: One place that is wrong.
            required:
            - detail
            additionalProperties: false
            properties:
              pointer: {type: string, description: A JSON pointer into the request's body.}
              line: {type: integer, minimum: 1, description: 'The line of a file, from 1.'}
              column: {type: integer, minimum: 1, description: 'The column of a file, from 1.'}
              detail: {type: string}
        offset: {type: integer, description: The byte at which the body stopped being JSON.}
    PullItemListed:
      type: object
      description: A work item was put on a pull list.
      required:
      - workItem
      - conversation
      - pullList
      - mediaRoutingDomain
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        pullList: {description: Where., $ref: '#/components/schemas/Identifier'}
        mediaRoutingDomain: {description: The kind of work., $ref: '#/components/schemas/Identifier'}
    PullItemListedEvent:
      description: A work item was put on a pull list.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.pullItemListed
          data: {$ref: '#/components/schemas/PullItemListed'}
    PullItemTaken:
      type: object
      description: An agent took a work item from a pull list and joined the conversation.
      required:
      - workItem
      - conversation
      - pullList
      - agent
      - dialog
      - participant
      - role
      - connection
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        pullList: {description: From where., $ref: '#/components/schemas/Identifier'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        dialog:
          type: string
          format: uuid
          description: The dialog it joined.
        participant:
          type: string
          format: uuid
          description: As whom.
        role: {description: What it does there., $ref: '#/components/schemas/ParticipantRole'}
        connection:
          type: string
          format: uuid
          description: This appearance of the agent.
    PullItemTakenEvent:
      description: An agent took a work item from a pull list and joined the conversation.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.pullItemTaken
          data: {$ref: '#/components/schemas/PullItemTaken'}
    PullList:
      type: object
      description: A list from which agents take work themselves.
      required:
      - id
      - name
      - description
      additionalProperties: false
      properties:
        id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
        name: {type: string, description: Shown to people.}
        description: {type: string, description: Shown to people.}
    Queue:
      type: object
      description: Where work items wait for an agent.
      required:
      - id
      - name
      - mediaRoutingDomain
      - members
      - strategy
      - offerDeadlineSeconds
      additionalProperties: false
      properties:
        id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
        name: {type: string, description: Shown to people.}
        mediaRoutingDomain: {description: The kind of work., $ref: '#/components/schemas/Identifier'}
        members: {description: Who serves it., $ref: '#/components/schemas/QueueMembers'}
        strategy: {description: Which available agent comes first., $ref: '#/components/schemas/SelectionStrategy'}
        offerDeadlineSeconds:
          type: number
          minimum: 0
          description: How long an agent has to answer an offer.
        timeLimitSeconds:
          type: number
          minimum: 0
          description: How long the whole search for an agent may take; none waits for ever.
        wrapUp: {description: After-contact work of those who serve it; none for none., $ref: '#/components/schemas/WrapUpRule'}
        maxWaiting: {type: integer, description: How many work items may wait; none for no bound but the account's.}
        response: {description: How soon its customers are to be answered., $ref: '#/components/schemas/ResponseRule'}
    QueueMembers:
      type: object
      description: 'Who serves a queue: everyone, the agents of some teams, and agents by name.'
      required:
      - everyone
      - teams
      - agents
      additionalProperties: false
      properties:
        everyone: {type: boolean, description: All agents of the account.}
        teams:
          type: array
          items: {$ref: '#/components/schemas/Identifier'}
          description: All agents of these teams.
        agents:
          type: array
          items: {$ref: '#/components/schemas/Identifier'}
          description: These agents.
    QueueReason:
      type: string
      description: |-
        Why a work item entered a queue.

        - `new`: A conversation began.
        - `agentLoggedOut`: The agent who had it logged out.
        - `agentDisconnected`: The agent who had it stayed away.
        - `transfer`: Somebody is to take over.
        - `consult`: Somebody is to be asked.
        - `conference`: Somebody is to join.
        - `transferFailed`: The agent who was to take over did not, and whoever asked is gone.
        - `removed`: The agent who had it was removed from the conversation.
        - `telephoneFailed`: The telephone of the agent who had it did not answer, or was lost.
        - `reassigned`: A supervisor sent it there.
        - `notTaken`: The agent to whom a supervisor sent it did not take it.
        - `queueRemoved`: The queue it waited in is removed.
      enum:
      - new
      - agentLoggedOut
      - agentDisconnected
      - transfer
      - consult
      - conference
      - transferFailed
      - removed
      - telephoneFailed
      - reassigned
      - notTaken
      - queueRemoved
    ReasonCode:
      type: object
      description: Why an agent is not ready or logs out, from a list the account defines.
      required:
      - id
      - label
      - kind
      additionalProperties: false
      properties:
        id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
        label: {type: string, description: Shown to people.}
        kind: {description: Which state change it explains., $ref: '#/components/schemas/ReasonCodeKind'}
    ReasonCodeKind:
      type: string
      description: |-
        Which state change a reason code explains.

        - `NOT_READY`: Becoming not ready.
        - `LOGOUT`: Logging out.
      enum:
      - NOT_READY
      - LOGOUT
    Receipt:
      type: object
      description: What became of a message at one receiver.
      required:
      - participant
      - status
      - time
      additionalProperties: false
      properties:
        participant: {type: string, format: uuid}
        status: {$ref: '#/components/schemas/ReceiptStatus'}
        time: {type: string, format: date-time}
        detail: {type: string}
        code: {type: integer, description: 'Why it failed, as the channel numbers it.'}
    ReceiptReported:
      type: object
      description: A participant reported what became of a message.
      required:
      - conversation
      - message
      - participant
      - status
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        message: {description: Which message., $ref: '#/components/schemas/Identifier'}
        participant:
          type: string
          format: uuid
          description: Who reports.
        status: {description: What became of it., $ref: '#/components/schemas/ReceiptStatus'}
        detail: {type: string, description: Why it failed.}
        code: {type: integer, description: 'Why it failed, as the channel numbers it.'}
    ReceiptReportedEvent:
      description: A participant reported what became of a message.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.receiptReported
          data: {$ref: '#/components/schemas/ReceiptReported'}
    ReceiptStatus:
      type: string
      description: |-
        What became of a message at its receiver.

        - `delivered`: It arrived.
        - `read`: It was seen.
        - `failed`: It could not be delivered.
      enum:
      - delivered
      - read
      - failed
    RejectHoldEnded:
      type: object
      description: An agent who rejected a work item may be offered it again.
      required:
      - workItem
      - conversation
      - queue
      - agent
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: Where it waits., $ref: '#/components/schemas/Identifier'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
    RejectHoldEndedEvent:
      description: An agent who rejected a work item may be offered it again.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.rejectHoldEnded
          data: {$ref: '#/components/schemas/RejectHoldEnded'}
    ResponseKind:
      type: string
      description: |-
        Which response a customer waits for.

        - `first`: The first of the conversation.
        - `each`: One after the first.
      enum:
      - first
      - each
    ResponseRule:
      type: object
      description: How soon customers are to be answered.
      additionalProperties: false
      properties:
        firstSeconds:
          type: number
          minimum: 0
          description: The first response of a conversation; unlimited unless told.
        eachSeconds:
          type: number
          minimum: 0
          description: Every response after that; unlimited unless told.
    ResumeReason:
      type: string
      description: |-
        Why a participant is no longer on hold.

        - `resumed`: Somebody took it off hold.
        - `expired`: The time of the hold was over.
      enum:
      - resumed
      - expired
    Role:
      type: string
      description: |-
        What a person may do in an account. Roles come from the configuration or from the token of an external issuer.

        - `agent`: Works: presence, offers, conversations of its own.
        - `supervisor`: Sees the work and presence of the teams it supervises.
        - `administrator`: Changes the configuration.
      enum:
      - agent
      - supervisor
      - administrator
    SLABreached:
      type: object
      description: A response was not given in time; the customer still waits.
      required:
      - conversation
      - response
      - since
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        response: {description: Which response is due., $ref: '#/components/schemas/ResponseKind'}
        queue: {description: The queue whose work it is., $ref: '#/components/schemas/Identifier'}
        agent: {description: Who is to respond., $ref: '#/components/schemas/Identifier'}
        since: {type: string, format: date-time, description: Since when the customer waits.}
    SLABreachedEvent:
      description: A response was not given in time; the customer still waits.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.slaBreached
          data: {$ref: '#/components/schemas/SLABreached'}
    SLAStarted:
      type: object
      description: 'The customer waits for a response, and the time in which it is due began.'
      required:
      - conversation
      - response
      - since
      - deadline
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        response: {description: Which response is due., $ref: '#/components/schemas/ResponseKind'}
        queue: {description: The queue whose work it is., $ref: '#/components/schemas/Identifier'}
        agent: {description: 'Who is to respond, once somebody serves the conversation.', $ref: '#/components/schemas/Identifier'}
        since: {type: string, format: date-time, description: Since when the customer waits.}
        deadline: {type: string, format: date-time, description: When the response is due.}
    SLAStartedEvent:
      description: 'The customer waits for a response, and the time in which it is due began.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.slaStarted
          data: {$ref: '#/components/schemas/SLAStarted'}
    SLAStopReason:
      type: string
      description: |-
        Why a customer no longer waits for a response.

        - `answered`: Somebody responded.
        - `held`: The customer was put on hold.
        - `ended`: The customer left, or the conversation is over.
        - `dismissed`: An agent said that no response is due.
      enum:
      - answered
      - held
      - ended
      - dismissed
    SLAStopped:
      type: object
      description: The customer no longer waits for a response.
      required:
      - conversation
      - response
      - reason
      - wasBreached
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        response: {description: Which response was due., $ref: '#/components/schemas/ResponseKind'}
        queue: {description: The queue whose work it is., $ref: '#/components/schemas/Identifier'}
        agent: {description: Who was to respond., $ref: '#/components/schemas/Identifier'}
        reason: {description: Why., $ref: '#/components/schemas/SLAStopReason'}
        wasBreached: {type: boolean, description: Whether it came too late.}
    SLAStoppedEvent:
      description: The customer no longer waits for a response.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.slaStopped
          data: {$ref: '#/components/schemas/SLAStopped'}
    Scope:
      type: string
      description: |-
        What an API client may do.

        - `conversations`: Act for channels: start conversations, post customers' messages, end sessions.
        - `events`: Read every event and every resource of the account.
        - `agents`: Act for agents: presence, offers, messages.
        - `configuration`: Change the configuration.
        - `bots`: Take part in conversations as a bot.
        - `calls`: Report the calls of the voice channels it is the provider of, and be told what to do with them.
      enum:
      - conversations
      - events
      - agents
      - configuration
      - bots
      - calls
    SelectionStrategy:
      type: string
      description: |-
        Which of several available agents gets a work item.

        - `LONGEST_AVAILABLE`: The one who has been without new work for the longest time.
      enum:
      - LONGEST_AVAILABLE
    SessionEndReason:
      type: string
      description: |-
        Why a customer's presence on a channel ended.

        - `customer`: The customer left.
        - `agent`: The last agent left or closed the conversation.
        - `noAgentAvailable`: The time limit of the queue ran out.
        - `system`: The system or an integration ended it.
        - `supervisor`: A supervisor closed the conversation.
        - `inactivity`: The customer was inactive for longer than the channel allows.
        - `network`: The customer's connection was lost.
        - `unreachable`: The customer, whom the centre wanted to reach, did not answer or could not be reached.
        - `transferred`: The customer was handed over to an external address.
      enum:
      - customer
      - agent
      - noAgentAvailable
      - system
      - supervisor
      - inactivity
      - network
      - unreachable
      - transferred
    SessionStartReason:
      type: string
      description: |-
        Why a customer came to a conversation that was open already.

        - `returned`: It was there before on the same channel, and left.
        - `joined`: It is the same customer on another channel.
      enum:
      - returned
      - joined
    StartingCustomer:
      type: object
      description: A customer by its address.
      required:
      - identifier
      additionalProperties: false
      properties:
        identifier: {type: string, description: Its address on the channel.}
        displayName: {type: string, description: What people call it.}
    SupervisorJoined:
      type: object
      description: A supervisor joined a conversation to listen, to coach or to take part. Of one who listens unseen (silentMonitor) the fact has no number in the conversation and is delivered under the account and the supervisor only.
      required:
      - conversation
      - dialog
      - participant
      - agent
      - role
      - watched
      - watchedParticipant
      - connection
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Where.
        dialog:
          type: string
          format: uuid
          description: In which part of it.
        participant:
          type: string
          format: uuid
          description: Who.
        agent: {description: 'Which supervisor.', $ref: '#/components/schemas/Identifier'}
        role: {description: 'What it does there.', $ref: '#/components/schemas/ParticipantRole'}
        watched: {description: 'The agent it listens to or coaches.', $ref: '#/components/schemas/Identifier'}
        watchedParticipant:
          type: string
          format: uuid
          description: The participant of that agent.
        connection:
          type: string
          format: uuid
          description: Its appearance.
    SupervisorJoinedEvent:
      description: A supervisor joined a conversation to listen, to coach or to take part.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.supervisorJoined
          data: {$ref: '#/components/schemas/SupervisorJoined'}
    Survey:
      type: object
      description: The survey after a conversation.
      required:
      - dialog
      - questions
      - answers
      - deadline
      additionalProperties: false
      properties:
        dialog:
          type: string
          format: uuid
          description: Its dialog.
        questions:
          type: array
          items: {$ref: '#/components/schemas/SurveyQuestion'}
          description: 'What is asked, in order.'
        answers:
          type: array
          items: {$ref: '#/components/schemas/SurveyAnswer'}
          description: 'What was answered, in order.'
        deadline: {type: string, format: date-time, description: When it is closed at the latest.}
        closeReason: {description: Why it was closed; absent while it is open., $ref: '#/components/schemas/DialogCloseReason'}
    SurveyAnswer:
      type: object
      description: One answer of a survey.
      required:
      - question
      - answer
      additionalProperties: false
      properties:
        question: {type: string, description: Which question.}
        answer: {type: string, description: What the customer answered.}
    SurveyAnswered:
      type: object
      description: The customer answered a question of the survey after a conversation.
      required:
      - conversation
      - dialog
      - question
      - answer
      additionalProperties: false
      properties:
        conversation:
          type: string
          format: uuid
          description: Which.
        dialog:
          type: string
          format: uuid
          description: The survey.
        question: {type: string, description: Which question.}
        answer: {type: string, description: What the customer answered.}
        message: {description: 'The message it was said with, if with one.', $ref: '#/components/schemas/Identifier'}
    SurveyAnsweredEvent:
      description: The customer answered a question of the survey after a conversation.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.surveyAnswered
          data: {$ref: '#/components/schemas/SurveyAnswered'}
    SurveyQuestion:
      type: object
      description: One question of a survey.
      required:
      - id
      - text
      - kind
      additionalProperties: false
      properties:
        id: {description: Unique in the survey., $ref: '#/components/schemas/Identifier'}
        text: {type: string, description: What the customer is asked.}
        kind: {description: What is an answer., $ref: '#/components/schemas/SurveyQuestionKind'}
    SurveyQuestionKind:
      type: string
      description: |-
        What is an answer to a question.

        - `rating`: A whole number from 1 to 5.
        - `yesNo`: yes or no.
        - `text`: Anything.
      enum:
      - rating
      - yesNo
      - text
    SurveyRule:
      type: object
      description: What customers are asked after a conversation.
      required:
      - questions
      - limitSeconds
      additionalProperties: false
      properties:
        questions:
          type: array
          items: {$ref: '#/components/schemas/SurveyQuestion'}
          description: 'The questions, in order.'
        limitSeconds:
          type: number
          minimum: 0
          description: How long the customer has.
    Team:
      type: object
      description: A group of agents with its supervisors.
      required:
      - id
      - name
      additionalProperties: false
      properties:
        id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
        name: {type: string, description: Shown to people.}
    Tokens:
      type: object
      description: Tokens of the built-in issuer.
      required:
      - access_token
      - token_type
      - expires_in
      properties:
        access_token: {type: string}
        token_type: {type: string, const: Bearer}
        expires_in: {type: integer}
        refresh_token: {type: string}
        refresh_expires_in: {type: integer}
        id_token: {type: string}
        scope: {type: string}
    TransferCancelledEvent:
      description: A transfer was given up before anybody took over.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.transferCancelled
          data: {$ref: '#/components/schemas/AssistanceCancelled'}
    TransferCompletedEvent:
      description: Whoever was asked took over, and whoever asked leaves.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.transferCompleted
          data: {$ref: '#/components/schemas/AssistanceCompleted'}
    TransferFailedEvent:
      description: Nobody took over; whoever asked keeps the conversation.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.transferFailed
          data: {$ref: '#/components/schemas/AssistanceFailed'}
    TransferRequestedEvent:
      description: Somebody asked that another take over; it keeps the conversation until somebody does.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.transferRequested
          data: {$ref: '#/components/schemas/AssistanceRequested'}
    VoiceRule:
      type: object
      description: Who carries the calls of a voice channel, and how agents' telephones are called.
      required:
      - provider
      additionalProperties: false
      properties:
        provider: {description: 'The API client, with the scope calls, that reports the calls and is told what to do with them.', $ref: '#/components/schemas/Identifier'}
        ringsOnOffer:
          type: boolean
          default: false
          description: 'Whether an agent''s telephone rings as soon as it is offered the work, so that answering it accepts the offer; otherwise it rings once the offer is accepted.'
        answerLimitSeconds:
          type: number
          minimum: 0
          default: 30
          description: How long an agent's telephone may ring before the agent counts as not answering.
    WorkEndReason:
      type: string
      description: |-
        Why a work item ended.

        - `done`: An agent finished it.
        - `abandoned`: The customer left before an agent took it.
        - `noAgentAvailable`: The time limit of the queue ran out.
        - `agentLoggedOut`: Its agent logged out and the account closes work on logout.
        - `closed`: The conversation was closed around it.
        - `transferred`: Its agent handed the conversation over.
        - `cancelled`: The request for assistance was given up.
        - `unanswered`: The agent who was asked did not take it.
        - `removed`: Its agent was removed from the conversation.
      enum:
      - done
      - abandoned
      - noAgentAvailable
      - agentLoggedOut
      - closed
      - transferred
      - cancelled
      - unanswered
      - removed
    WorkEnded:
      type: object
      description: A work item ended.
      required:
      - workItem
      - conversation
      - reason
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: 'Its queue, if it had one.', $ref: '#/components/schemas/Identifier'}
        agent: {description: Who worked on it last., $ref: '#/components/schemas/Identifier'}
        reason: {description: Why., $ref: '#/components/schemas/WorkEndReason'}
    WorkEndedEvent:
      description: A work item ended.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.workEnded
          data: {$ref: '#/components/schemas/WorkEnded'}
    WorkDestination:
      type: object
      description: Where work is sent, in exactly one member.
      minProperties: 1
      maxProperties: 1
      additionalProperties: false
      properties:
        queue: {description: 'It waits in this queue, with its original place.', $ref: '#/components/schemas/Identifier'}
        pullList: {description: It is put on this list., $ref: '#/components/schemas/Identifier'}
        agent: {description: This agent is asked to take it., $ref: '#/components/schemas/Identifier'}
    WorkItem:
      type: object
      description: 'What is routed: one search for an agent and the work that follows.'
      required:
      - id
      - conversation
      - mediaRoutingDomain
      - state
      - priority
      - enqueuedAt
      - offers
      additionalProperties: false
      properties:
        id: {type: string, format: uuid}
        conversation: {type: string, format: uuid}
        mediaRoutingDomain: {$ref: '#/components/schemas/Identifier'}
        queue: {$ref: '#/components/schemas/Identifier'}
        pullList: {$ref: '#/components/schemas/Identifier'}
        state:
          type: string
          enum:
          - waiting
          - listed
          - offered
          - active
          - wrapping
          - inWorkbin
        agent: {description: Who works on it., $ref: '#/components/schemas/Identifier'}
        offer:
          type: string
          format: uuid
          description: The pending offer.
        wrapUpDeadline: {type: string, format: date-time}
        extendableUntil: {type: string, format: date-time, description: Until when its after-contact work may be extended.}
        workbin: {description: Where it is put aside., $ref: '#/components/schemas/Workbin'}
        placedBy: {description: Who put it aside., $ref: '#/components/schemas/Identifier'}
        placedAt: {type: string, format: date-time, description: When it was put aside.}
        priority: {type: integer}
        enqueuedAt: {type: string, format: date-time}
        assistance:
          type: string
          format: uuid
          description: The request for assistance it answers, as long as that is under way.
        deadline:
          type: string
          format: date-time
          description: When the search for an agent ends.
        offers: {type: integer, description: How many offers were made.}
        placeInLine:
          type: integer
          minimum: 1
          description: While it waits in a queue.
        subject: {type: string}
        customer: {type: string}
    WorkPlacedInWorkbin:
      type: object
      description: 'An agent put work aside and left the conversation, which stays open.'
      required:
      - workItem
      - conversation
      - workbin
      - agent
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: 'Its queue, if it had one.', $ref: '#/components/schemas/Identifier'}
        workbin: {description: Where., $ref: '#/components/schemas/Workbin'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
    WorkPlacedInWorkbinEvent:
      description: 'An agent put work aside and left the conversation, which stays open.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.workPlacedInWorkbin
          data: {$ref: '#/components/schemas/WorkPlacedInWorkbin'}
    WorkQueued:
      type: object
      description: A work item began to wait, or to wait again with its original place.
      required:
      - workItem
      - conversation
      - queue
      - priority
      - enqueuedAt
      - reason
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What waits.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: Where., $ref: '#/components/schemas/Identifier'}
        priority: {type: integer, description: Higher is sooner.}
        enqueuedAt:
          type: string
          format: date-time
          description: Its place among equals of its priority.
        deadline:
          type: string
          format: date-time
          description: When the search for an agent ends.
        reason: {description: Why it waits., $ref: '#/components/schemas/QueueReason'}
        assistance:
          type: string
          format: uuid
          description: The request for assistance it answers.
        excluded:
          type: array
          description: Agents who are not asked, besides those who take part in the conversation.
          items: {$ref: '#/components/schemas/Identifier'}
    WorkQueuedEvent:
      description: A work item began to wait, or to wait again with its original place.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.workQueued
          data: {$ref: '#/components/schemas/WorkQueued'}
    WorkReassigned:
      type: object
      description: 'Work was sent elsewhere: by a supervisor, or because its queue is removed.'
      required:
      - workItem
      - conversation
      - target
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: 'The queue it had, if it had one.', $ref: '#/components/schemas/Identifier'}
        workbin: {description: 'The workbin it was in, if it was in one.', $ref: '#/components/schemas/Workbin'}
        agent: {description: 'Who had it, or was asked to take it.', $ref: '#/components/schemas/Identifier'}
        target: {description: Where it goes now., $ref: '#/components/schemas/WorkDestination'}
        by: {description: The supervisor who sent it., $ref: '#/components/schemas/Identifier'}
    WorkReassignedEvent:
      description: 'Work was sent elsewhere: by a supervisor, or because its queue is removed.'
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.workReassigned
          data: {$ref: '#/components/schemas/WorkReassigned'}
    WorkStarted:
      type: object
      description: An agent began work of its own accord and joined the conversation.
      required:
      - workItem
      - conversation
      - mediaRoutingDomain
      - priority
      - agent
      - dialog
      - participant
      - role
      - connection
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: Which.
        conversation:
          type: string
          format: uuid
          description: Which.
        queue: {description: The queue it counts for., $ref: '#/components/schemas/Identifier'}
        list: {description: The pull list it counts for., $ref: '#/components/schemas/Identifier'}
        mediaRoutingDomain: {description: The kind of work., $ref: '#/components/schemas/Identifier'}
        priority: {type: integer, description: 'Its place in the queue, should it have to wait.'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        dialog:
          type: string
          format: uuid
          description: The dialog it joined.
        participant:
          type: string
          format: uuid
          description: As which participant.
        role: {description: What it does there., $ref: '#/components/schemas/ParticipantRole'}
        connection:
          type: string
          format: uuid
          description: This appearance of the agent.
    WorkStartedEvent:
      description: An agent began work of its own accord and joined the conversation.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.workStarted
          data: {$ref: '#/components/schemas/WorkStarted'}
    WorkTakenFromWorkbin:
      type: object
      description: An agent took work out of a workbin and joined the conversation.
      required:
      - workItem
      - conversation
      - workbin
      - agent
      - dialog
      - participant
      - role
      - connection
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: What.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: 'Its queue, if it had one.', $ref: '#/components/schemas/Identifier'}
        workbin: {description: From where., $ref: '#/components/schemas/Workbin'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        dialog:
          type: string
          format: uuid
          description: The dialog it joined.
        participant:
          type: string
          format: uuid
          description: As whom.
        role: {description: What it does there., $ref: '#/components/schemas/ParticipantRole'}
        connection:
          type: string
          format: uuid
          description: This appearance of the agent.
    WorkTakenFromWorkbinEvent:
      description: An agent took work out of a workbin and joined the conversation.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.workTakenFromWorkbin
          data: {$ref: '#/components/schemas/WorkTakenFromWorkbin'}
    Workbin:
      type: object
      description: 'Where work is put aside: the workbin of an agent or of a team, in exactly one member.'
      minProperties: 1
      maxProperties: 1
      additionalProperties: false
      properties:
        agent: {description: 'The agent''s own.', $ref: '#/components/schemas/Identifier'}
        team: {description: 'The team''s, from which each of its agents takes.', $ref: '#/components/schemas/Identifier'}
    WrapUpCode:
      type: object
      description: What a contact was about, from a list the account defines.
      required:
      - id
      - category
      - label
      additionalProperties: false
      properties:
        id: {description: Unique in the account., $ref: '#/components/schemas/Identifier'}
        category: {type: string, description: Groups codes for people.}
        label: {type: string, description: Shown to people.}
    WrapUpCompleted:
      type: object
      description: After-contact work ended.
      required:
      - workItem
      - conversation
      - agent
      - dispositions
      - completion
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: Of what.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: 'Its queue, if it had one.', $ref: '#/components/schemas/Identifier'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        dispositions:
          type: array
          items: {$ref: '#/components/schemas/Disposition'}
          description: What the contact was about.
        note: {type: string, description: In the agent's words.}
        completion: {description: How it ended., $ref: '#/components/schemas/WrapUpCompletion'}
    WrapUpCompletedEvent:
      description: After-contact work ended.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.wrapUpCompleted
          data: {$ref: '#/components/schemas/WrapUpCompleted'}
    WrapUpCompletion:
      type: string
      description: |-
        How after-contact work ended.

        - `completed`: The agent completed it.
        - `skipped`: The agent left without dispositions.
        - `expired`: Its limit ran out.
        - `agentLoggedOut`: The agent logged out.
        - `closed`: The conversation was closed around it.
        - `supervisor`: A supervisor ended it.
      enum:
      - completed
      - skipped
      - expired
      - agentLoggedOut
      - closed
      - supervisor
    WrapUpExtended:
      type: object
      description: The time of after-contact work was extended.
      required:
      - workItem
      - conversation
      - agent
      - deadline
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: Of what.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: 'Its queue, if it had one.', $ref: '#/components/schemas/Identifier'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        deadline:
          type: string
          format: date-time
          description: When it ends by itself now.
    WrapUpExtendedEvent:
      description: The time of after-contact work was extended.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.wrapUpExtended
          data: {$ref: '#/components/schemas/WrapUpExtended'}
    WrapUpRule:
      type: object
      description: After-contact work of a queue.
      additionalProperties: false
      properties:
        limitSeconds:
          type: number
          minimum: 0
          description: How long it may last; none for no limit.
        longestSeconds:
          type: number
          minimum: 0
          description: How long it may last in all when it is extended; none for no extension.
    WrapUpStarted:
      type: object
      description: After-contact work began.
      required:
      - workItem
      - conversation
      - agent
      additionalProperties: false
      properties:
        workItem:
          type: string
          format: uuid
          description: Of what.
        conversation:
          type: string
          format: uuid
          description: For whom.
        queue: {description: 'Its queue, if it had one.', $ref: '#/components/schemas/Identifier'}
        agent: {description: Who., $ref: '#/components/schemas/Identifier'}
        deadline:
          type: string
          format: date-time
          description: When it ends by itself.
        extendableUntil:
          type: string
          format: date-time
          description: Until when the agent may extend it; none for not at all.
    WrapUpStartedEvent:
      description: After-contact work began.
      allOf:
      - {$ref: '#/components/schemas/CloudEvent'}
      - type: object
        properties:
          type:
            const: cordboard.wrapUpStarted
          data: {$ref: '#/components/schemas/WrapUpStarted'}
"""##
}
