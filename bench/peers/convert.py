"""Turns a definition into what the other tools read: the same graph, as their formats say it best."""

from collections import Counter
from xml.sax.saxutils import quoteattr


def wired(activity):
    return [(exit["event"], exit["next"]) for exit in activity["events"] if exit["next"]]


def entries(activities):
    return [activity["id"] for activity in activities if activity["type"] == "INCOMING_CALL"]


def definition(activities):
    return {"activities": activities, "description": ""}


def wavekat(activities):
    """A node has to have exactly the exits of its kind, so its kind comes from how many there are."""

    def node(activity):
        targets = [next for _, next in wired(activity)]
        if activity["type"] == "HANGUP":
            return {"kind": "hangup"}
        if activity["type"] == "TRANSFER_TO_AGENT":
            return {"kind": "ring", "timeout_secs": 60, "exits": {"no_answer": targets[0]}}
        if len(targets) < 2:
            return {"kind": "greeting", "prompt": activity["name"], "exits": dict(zip(["next"], targets))}
        digits = "1234567890*#"[: len(targets) - 2]
        return {
            "kind": "menu",
            "prompt": activity["name"],
            "options": {digit: digit for digit in digits},
            "exits": dict(zip([*digits, "no_input", "invalid"], targets)),
        }

    nodes = {activity["id"]: node(activity) for activity in activities}
    entry = dict(zip(["entry"], entries(activities)))
    return {"schema_version": 1, "id": "flow", "name": "flow", **entry, "nodes": nodes}


def states_language(activities):
    """A hand-off is a task that ends the machine, and goes on where it fails."""

    def state(activity):
        exits = wired(activity)
        if activity["type"] == "HANGUP":
            return {"Type": "Succeed"}
        if activity["type"] == "TRANSFER_TO_AGENT":
            catch = [{"ErrorEquals": ["States.ALL"], "Next": next} for _, next in exits]
            return {"Type": "Task", "Resource": "arn:aws:states:::connect:agent", "End": True, "Catch": catch}
        if len(exits) < 2:
            return {"Type": "Pass", **dict(zip(["Next"], [next for _, next in exits]))}
        *choices, (_, default) = exits
        choices = [{"Variable": "$.exit", "StringEquals": event, "Next": next} for event, next in choices]
        return {"Type": "Choice", "Choices": choices, "Default": default}

    states = {activity["id"]: state(activity) for activity in activities}
    return {**dict(zip(["StartAt"], entries(activities))), "States": states}


def bpmn(activities):
    """Tasks with a gateway before those that many exits lead to and one behind those with many exits, as BPMN asks
    for; a hand-off has an end of its own. The places on the canvas are left out."""
    elements = {"INCOMING_CALL": "startEvent", "HANGUP": "endEvent"}
    nodes, flows = {}, []
    incoming = Counter(next for activity in activities for _, next in wired(activity))

    def flow(source, target, condition=None):
        target = f"{target}_join" if incoming[target] > 1 else target
        flows.append((f"flow_{len(flows)}", source, target, condition))

    for activity in activities:
        id, exits = activity["id"], wired(activity)
        nodes[id] = elements.get(activity["type"], "task"), activity["name"]
        if incoming[id] > 1:
            nodes[f"{id}_join"] = "exclusiveGateway", ""
            flows.append((f"flow_{len(flows)}", f"{id}_join", id, None))
        if activity["type"] == "TRANSFER_TO_AGENT":
            nodes[f"{id}_end"] = "endEvent", "transferred"
            exits.append(("success", f"{id}_end"))
        if len(exits) > 1:
            nodes[f"{id}_fork"] = "exclusiveGateway", "exit?"
            flow(id, f"{id}_fork")
            for event, next in exits:
                flow(f"{id}_fork", next, event)
        else:
            for _, next in exits:
                flow(id, next)

    ends = {id: [] for id in nodes}
    for id, source, target, _ in flows:
        ends[source].append(f"<outgoing>{id}</outgoing>")
        ends.get(target, []).append(f"<incoming>{id}</incoming>")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="flow" targetNamespace="flow">',
        '<process id="process" name="flow" isExecutable="false">',
    ]
    for id, (element, name) in nodes.items():
        lines.append(f'<{element} id="{id}" name={quoteattr(name)}>{"".join(sorted(ends[id]))}</{element}>')
    for id, source, target, condition in flows:
        name = f" name={quoteattr(condition)}" if condition else ""
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        lines.append(f'<sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}"{name}>{inner}</sequenceFlow>')
    return "\n".join([*lines, "</process>", "</definitions>", ""])


def references(activities):
    """Activities by id, and every `next` a `$ref`: what Spectral follows by itself."""

    def reference(id):
        return {"$ref": f"#/activities/{id}"}

    def rewritten(activity):
        exits = [{**exit, "next": exit["next"] and reference(exit["next"])} for exit in activity["events"]]
        return {**activity, "events": exits}

    return {
        "entry": [reference(id) for id in entries(activities)],
        "activities": {activity["id"]: rewritten(activity) for activity in activities},
    }
