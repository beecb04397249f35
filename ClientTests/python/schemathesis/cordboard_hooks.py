# SPDX-License-Identifier: Apache-2.0
"""What schemathesis must not do to the account it tests with."""

import itertools

import schemathesis

_numbers = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Keys are new, and whoever the tests are stays whoever it is."""
    is_valid = case.meta is not None and case.meta.generation.mode.is_positive
    # One key is for one request: the document's example with another request is rightly refused.
    if is_valid and case.headers and case.headers.get("Idempotency-Key"):
        case.headers["Idempotency-Key"] = f"key-{next(_numbers)}"
    # The tests' own client would lose its rights, and every later request be refused.
    if case.path_parameters and case.path_parameters.get("id") == "integration":
        case.path_parameters["id"] = "another"
    operation = case.operation.definition.raw.get("operationId")
    # Identifiers that nobody has lead no further: some of the centre's own.
    if is_valid and case.path_parameters and "agent" in case.path_parameters and next(_numbers) % 2:
        case.path_parameters["agent"] = "alice"
    if is_valid and operation == "startConversation" and isinstance(case.body, dict) and next(_numbers) % 4:
        for name in ("channelType", "serviceIdentifier", "direction", "agent", "message"):
            case.body.pop(name, None)
        case.body["channel"] = "web"
    # Nothing is posted to hosts that somebody may have: to a port of this machine at which nobody listens.
    if is_valid and operation in ("createWebhook", "replaceWebhook") and isinstance(case.body, dict):
        case.body["url"] = "http://127.0.0.1:9/"
        for name in ("clientCertificate", "clientKey", "after", "headers"):
            if next(_numbers) % 4:
                case.body.pop(name, None)
        if isinstance(case.body.get("concurrency"), int):
            case.body["concurrency"] = min(case.body["concurrency"], 16)
    # With another realm the tests' own token ends; with small limits nothing can be begun any more.
    if is_valid and operation == "setSettings" and isinstance(case.body, dict):
        case.body["realm"] = "democo"
        for name in case.body.get("limits") or {}:
            case.body["limits"][name] = 10_000
