"""Makes flows: clean ones of any size, and small ones with one planted defect each."""

import copy
import random

PROMPTS = ["请按 1 查询账单，按 2 转人工。", "您好，欢迎致电。", "请输入您的选择，按 9 返回。", "业务办理请按 3。"]


class Flow:
    """A flow in the making. Ids, edge ids and places on the canvas are used once only; every run makes the same."""

    def __init__(self):
        self.random = random.Random(1)
        self.activities = []
        self.ids = set()

    def id(self):
        """Eight hexadecimal digits, as the editor makes them. The first is a letter, as XML wants it."""
        while (id := f"{self.random.randrange(0xA0000000, 0x100000000):08x}") in self.ids:
            pass
        self.ids.add(id)
        return id

    def add(self, type, id, exits, **properties):
        """Adds an activity whose exits lead from event names to ids; None is an exit that is not connected."""
        index = len(self.activities)
        place = {"x": index % 40 * 220, "y": index // 40 * 120}
        self.activities.append({
            "type": type,
            "id": id,
            "name": f"{type} {id}",
            "properties": {**properties, "position": place},
            "events": [self.exit(event, next) for event, next in exits.items()],
            "nodeIndex": 999 if type == "HANGUP" else index,
        })
        return self.activities[-1]

    def exit(self, event, next):
        return {"event": event, "next": next, "edgeId": self.id()} if next else {"event": event, "next": None}

    def say(self, id, next):
        # Not the same twice in a row.
        prompt = PROMPTS[len(self.activities) % len(PROMPTS)]
        return self.add("PLAY_SAY", id, {"complete": next}, audioType="tts", say=prompt)


def clean(size):
    return grow(size).activities


def grow(size):
    """A flow without defects: a tree of menus, each of seven activities, behind an entry and some prompts.

    Every menu asks again after silence or a wrong key, and an information leads back to it: loops with a way out.
    """
    flow = Flow()
    menus, prompts = divmod(size - 2, 7)
    entry, hangup, *says = [flow.id() for _ in range(2 + prompts)]
    first = [flow.id() for _ in range(menus)]
    below = [[] for _ in range(menus)]
    with_room = [0]
    for menu in range(1, menus):
        above = flow.random.choice(with_room)
        below[above].append(first[menu])
        with_room.append(menu)
        if len(below[above]) == 6:
            with_room.remove(above)

    flow.add("INCOMING_CALL", entry, {"complete": [*says, first[0]][0]})
    flow.add("HANGUP", hangup, {"complete": None})
    for id, next in zip(says, [*says[1:], first[0]]):
        flow.say(id, next)
    for welcome, submenus in zip(first, below):
        ask, again, split, inform, transfer, regret = [flow.id() for _ in range(6)]
        flow.say(welcome, ask)
        name = flow.add("GATHER_INPUT", ask, {"success": split, "timeout": again, "failure": again},
                        minLength=1, maxLength=1, maxTries=3, timeout=5)["name"]
        flow.say(again, ask)
        keys = {str(key): next for key, next in enumerate([inform, transfer, *submenus], 1)}
        flow.add("SPLIT", split, {**keys, "default": again}, variable=f"${{{name}.input}}")
        flow.say(inform, ask)
        flow.add("TRANSFER_TO_AGENT", transfer, {"success": None, "failure": regret}, queuingTimeoutSeconds=60)
        flow.say(regret, hangup)
    return flow


def planted():
    """Small flows with one defect each: its name → the activities, and a pattern for what names it, by id or place."""
    base = grow(16)
    hangup = base.activities[1]["id"]

    def split(flow):
        return next(activity for activity in flow.activities if activity["type"] == "SPLIT")

    def prompts(*nexts, called):
        """Adds a prompt for each of `nexts`: a number is one of them, from 0, a text an id, and None nothing. When
        they are called, a key of the menu leads to the first."""
        flow = copy.deepcopy(base)
        ids = [flow.id() for _ in nexts]
        for id, next in zip(ids, nexts):
            flow.say(id, ids[next] if isinstance(next, int) else next)
        if called:
            split(flow)["events"].insert(0, flow.exit("8", ids[0]))
        places = [f"/activities/{index}/" for index in range(len(base.activities), len(flow.activities))]
        return flow.activities, "|".join(ids + places)

    dangling = copy.deepcopy(base)
    split(dangling)["events"][-1]["next"] = "facade00"
    return {
        "dangling `next`": (dangling.activities, "facade00"),
        "unreachable chain": prompts(1, hangup, called=False),
        "unreachable ring": prompts(1, 0, called=False),
        "dead end": prompts(None, called=True),
        "loop without exit": prompts(1, 0, called=True),
        "self-loop": prompts(0, called=True),
        "missing entry": (base.activities[1:], "entry|StartAt|start event"),
    }
