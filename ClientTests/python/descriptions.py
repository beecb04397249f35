# SPDX-License-Identifier: Apache-2.0
"""The served descriptions, and checks of answers and events against their schemas."""

import re

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Descriptions:
    _known = {}
    _read = {}

    @classmethod
    def of(cls, http):
        """The descriptions a server serves, read once."""
        url = str(http.base_url)
        if url not in cls._known:
            texts = http.get("/openapi.yaml").text, http.get("/asyncapi.yaml").text
            # Every server of one binary serves the same.
            if texts not in cls._read:
                cls._read[texts] = cls(*texts)
            cls._known[url] = cls._read[texts]
        return cls._known[url]

    def __init__(self, openapi, asyncapi):
        self.openapi = yaml.safe_load(openapi)
        self.asyncapi = yaml.safe_load(asyncapi)
        documents = {"openapi.yaml": self.openapi, "./openapi.yaml": self.openapi, "asyncapi.yaml": self.asyncapi}
        self.registry = Registry().with_resources(
            (name, Resource.from_contents(document, default_specification=DRAFT202012))
            for name, document in documents.items()
        )
        self.paths = []
        for path, item in self.openapi["paths"].items():
            pattern = re.compile("/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in path.split("/")))
            self.paths.append((path.count("{"), pattern, item))
        self.paths.sort(key=lambda entry: entry[0])

    def check(self, document, pointer, value):
        """Holds a value to a schema in a description."""
        schema = {"$schema": DIALECT, "$ref": f"{document}#{pointer}"}
        errors = list(Draft202012Validator(schema, registry=self.registry).iter_errors(value))
        assert not errors, "\n".join(f"{error.json_path}: {error.message}" for error in errors)

    def check_answer(self, method, path, response):
        """Whether an answer is one that is described for its request."""
        if "problem+json" in response.headers.get("content-type", ""):
            self.check("openapi.yaml", "/components/schemas/Problem", response.json())
            assert response.json()["status"] == response.status_code
        for _, pattern, item in self.paths:
            if not pattern.fullmatch(path):
                continue
            if method.lower() not in item:
                assert response.status_code == 405
                return
            answers = item[method.lower()]["responses"]
            status = str(response.status_code)
            if status in ("406", "413", "415", "503"):
                return
            assert status in answers, f"{method} {path} answered {status}, which is not described"
            content = answers[status].get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if schema is None:
                kind = response.headers.get("content-type", "").split(";")[0]
                assert response.status_code >= 400 or not response.content or kind in content or "*/*" in content
                return
            validator = Draft202012Validator(
                {"$schema": DIALECT, **_absolute(schema)}, registry=self.registry
            )
            errors = list(validator.iter_errors(response.json()))
            assert not errors, "\n".join(f"{error.json_path}: {error.message}" for error in errors)
            return
        assert response.status_code in (401, 403, 404), f"{path} is not described"

    def check_message(self, message):
        """Whether a message of a stream is one that is described."""
        names = {entry["name"]: key for key, entry in self.asyncapi["components"]["messages"].items()}
        assert message["type"] in names, f"{message['type']} is not described"
        payload = self.asyncapi["components"]["messages"][names[message["type"]]]["payload"]
        if "schemaFormat" in payload:
            self.check("openapi.yaml", payload["schema"]["$ref"].split("#")[1], message)
        else:
            self.check("asyncapi.yaml", f"/components/messages/{names[message['type']]}/payload", message)


def _absolute(schema):
    """A schema of an operation, with references that lead back into the description."""
    if isinstance(schema, dict):
        return {
            key: ("openapi.yaml" + value if key == "$ref" and value.startswith("#") else _absolute(value))
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_absolute(value) for value in schema]
    return schema
