"""What a team would write in an afternoon: the graph of one definition, looked at with networkx."""

import json
import sys

import networkx as nx

ENTRIES = {"INCOMING_CALL", "SUB_START"}
ENDINGS = {"HANGUP", "SUB_END"}
# A call may also leave the flow where it is handed to somebody.
MAY_END = ENDINGS | {"TRANSFER_TO_AGENT", "FORWARD_TO_OUTSIDE_NUMBER", "BLIND_TRANSFER"}


def problems(activities):
    types = {activity["id"]: activity["type"] for activity in activities}
    graph = nx.DiGraph()
    graph.add_nodes_from(types)
    for activity in activities:
        id = activity["id"]
        nexts = [exit["next"] for exit in activity.get("events", []) if exit.get("next")]
        for next in nexts:
            if next in types:
                graph.add_edge(id, next)
            else:
                yield f"dangling next: {id} leads to {next}, which does not exist"
        if not nexts and types[id] not in MAY_END:
            yield f"dead end: {id} has no exit that is connected"

    entries = [id for id, type in types.items() if type in ENTRIES]
    if entries:
        reachable = set(entries).union(*(nx.descendants(graph, entry) for entry in entries))
        for id, type in types.items():
            if id not in reachable and type not in ENDINGS:
                yield f"unreachable: {id}"
    else:
        yield "missing entry"
        reachable = set(types)

    for loop in nx.strongly_connected_components(graph.subgraph(reachable)):
        cyclic = len(loop) > 1 or any(graph.has_edge(id, id) for id in loop)
        left = any(next not in loop for id in loop for next in graph.successors(id))
        if cyclic and not left and not any(types[id] in MAY_END for id in loop):
            yield f"endless: no way out of {', '.join(sorted(loop))}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = list(problems(json.load(file)["activities"]))
    print(*found, sep="\n")
    sys.exit(bool(found))


main()
