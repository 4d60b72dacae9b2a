#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI file is true.

check-openapi.py routes YAML SERVER.C   every route of the service is described, every example holds (TAP)
check-openapi.py answers YAML           reads answers of the service, one JSON object a line, and says which are not as described
"""
import json
import posixpath
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError:
    jsonschema = None

METHODS = ("get", "put", "post", "delete", "head", "patch")


class Document:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = yaml.safe_load(file)

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def operations(self):
        for path, item in self.root["paths"].items():
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item[method]

    def find(self, method, path):
        """The operation under an address as it was asked."""
        path = posixpath.normpath(path.split("?")[0])  # as HTTP libraries do before they ask
        for known, pattern, operation in self.operations():
            if known == method and re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", pattern), path):
                return operation
        return None

    def validate(self, value, schema):
        validator = jsonschema.Draft202012Validator({**schema, "components": self.root["components"]})
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(value)]

    def validate_text(self, text, media_type, schema):
        if media_type == "application/jsonl":
            schema = schema["contentSchema"]
            values = [json.loads(line) for line in text.splitlines() if line.strip()]
        elif media_type.endswith("json"):
            values = [json.loads(text)]
        else:
            return []
        return [fault for value in values for fault in self.validate(value, schema)]


def media_types(document):
    """(name, media type, its description) of everything that is sent or answered."""
    for method, path, operation in document.operations():
        if "requestBody" in operation:
            for media_type, media in operation["requestBody"]["content"].items():
                yield f"{method} {path} request", media_type, media
        for status, response in operation["responses"].items():
            for media_type, media in document.resolve(response).get("content", {}).items():
                yield f"{method} {path} {status}", media_type, media


def parameters(document):
    for path, item in document.root["paths"].items():
        for place in [item] + [item[method] for method in METHODS if method in item]:
            for parameter in place.get("parameters", []):
                yield path, document.resolve(parameter)


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def torn_texts(node):
    """A comma in a text without quotes, within braces, makes a name without a value of what follows it."""
    if isinstance(node, dict):
        yield from (key for key, value in node.items() if value is None)
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from torn_texts(value)


def example_faults(document):
    for name, media_type, media in media_types(document):
        if "example" not in media:
            continue
        example = media["example"]
        if isinstance(example, str) and media_type == "application/jsonl":
            faults = document.validate_text(example, media_type, media["schema"])
        else:
            faults = document.validate(example, media["schema"])
        yield from (f"{name}: {fault}" for fault in faults)
    for path, parameter in parameters(document):
        if "example" in parameter:
            yield from (f"{path} {parameter['name']}: {fault}" for fault in document.validate(parameter["example"], parameter["schema"]))


def route_faults(document, source):
    with open(source, encoding="utf-8") as file:
        served = set(re.findall(r'^  \{ "([A-Z]+ /[^"]*)",', file.read(), re.M))
    described = {f"{method} {re.sub(r'/[{][^/]*$', '', path)}" for method, path, _ in document.operations()}
    yield from (f"{route} is served and not described" for route in sorted(served - described))
    yield from (f"{route} is described and not served" for route in sorted(described - served))
    if not served:
        yield "no route was found"


def structure_faults(document):
    for node in references(document.root):
        try:
            document.resolve(node)
        except KeyError:
            yield f"{node['$ref']} names nothing"
    yield from (f"“{key}” is a piece of a text without quotes" for key in torn_texts(document.root))
    ids = [operation.get("operationId") for _, _, operation in document.operations()]
    yield from (f"operationId {name} is missing or twice" for name in set(ids) if name is None or ids.count(name) > 1)
    for name, schema in document.root["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            yield f"{name}: {error.message}"
    for path, item in document.root["paths"].items():
        named = {parameter["name"] for place, parameter in parameters(document) if place == path and parameter["in"] == "path"}
        if set(re.findall(r"\{([^}]*)\}", path)) != named:
            yield f"{path}: its parameters are not described"


def request_faults(document, operation, text):
    content = document.resolve(operation["requestBody"])["content"]
    media_type = next(name for name in ("application/json", "application/jsonl") if name in content)
    return document.validate_text(text, media_type, content[media_type]["schema"])


def answer_fault(document, answer):
    """None, or what is wrong with {"method", "path", "status", "type", "body", "request"}; "request" only when it is JSON."""
    name = f"{answer['method']} {answer['path']} {answer['status']}"
    operation = document.find(answer["method"], answer["path"])
    if operation is None:
        # What is not described must not be there.
        return None if answer["status"] >= 400 else f"{name}: answered and not described"
    # A line of several that was refused need not be as described.
    if "request" in answer and answer["status"] == 200 and '"refused"' not in answer.get("body", ""):
        faults = request_faults(document, operation, answer["request"])
        if faults:
            return f"{answer['method']} {answer['path']}: what was asked and taken is not as described: {'; '.join(faults)}"
    responses = operation["responses"]
    response = document.resolve(responses.get(str(answer["status"]), responses.get("default")))
    if response is None:
        return f"{name}: this status is not described"
    if not answer.get("type"):
        return None
    media_type = answer["type"].split(";")[0].strip()
    if media_type not in response.get("content", {}):
        return f"{name}: {media_type} is not described"
    schema = response["content"][media_type]["schema"]
    faults = document.validate_text(answer["body"], media_type, schema) if "body" in answer else []
    return f"{name}: {'; '.join(faults)}" if faults else None


def check_answers(path):
    document = Document(path)
    faults = {fault for line in sys.stdin if line.strip() and (fault := answer_fault(document, json.loads(line)))}
    for fault in sorted(faults):
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def check_routes(path, source):
    document = Document(path)
    points = {
        "it is whole": list(structure_faults(document)),
        "every route is described and every described one served": list(route_faults(document, source)),
        "its examples are what it describes": list(example_faults(document)),
    }
    print(f"1..{len(points)}")
    for n, (name, faults) in enumerate(points.items(), 1):
        print(f"{'not ok' if faults else 'ok'} {n} {name}")
        for fault in faults:
            print(f"# {fault}")
    return 1 if any(points.values()) else 0


def main(arguments):
    if len(arguments) < 3 or arguments[1] not in ("routes", "answers"):
        print(__doc__, file=sys.stderr)
        return 2
    if jsonschema is None:
        if arguments[1] == "routes":
            print("1..0 # SKIP python3-yaml or python3-jsonschema is not installed")
        return 0
    return check_answers(arguments[2]) if arguments[1] == "answers" else check_routes(arguments[2], arguments[3])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
