//! Flows of any size, the same for the same seed: for the tests of large flows and for the benchmark.

#![allow(dead_code, reason = "each user needs a part of it")]

use std::fmt::Write as _;

/// Random numbers that are the same on every machine (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }
}

/// An id of eight hexadecimal digits, as the console makes them: another for each number below 2^32.
fn id(number: usize) -> String {
    format!("{:08x}", (number as u64).wrapping_mul(0x9e37_79b1) & 0xffff_ffff)
}

/// What a usual flow is made of besides its start, its main menu and its end: type, name, properties, events.
const MODULES: &[(&str, &str, &str, &[&str])] = &[
    (
        "PLAY_SAY",
        "放音",
        r#""say":"您好，欢迎致电，请听题后按键选择。","audioResourceId":"","audioType":"tts","audioInterrupt":false"#,
        &["complete"],
    ),
    (
        "PLAY_SAY",
        "业务介绍",
        r#""say":"","audioResourceId":"8a3b11c0-5b0f-4a3e-9f2f-1f3a3fd80b55","audioType":"file","audioInterrupt":true"#,
        &["complete"],
    ),
    (
        "GATHER_INPUT",
        "收号",
        r##""say":"请输入您的手机号码，以井号键结束。","minLength":1,"maxLength":11,"timeout":5,"maxTries":3,"terminator":"#""##,
        &["success", "failure", "timeout"],
    ),
    (
        "SPLIT",
        "分支",
        r#""conditions":[{"value":"1","operator":"EQUAL","event":"branch-1"},{"value":"2","operator":"EQUAL","event":"branch-2"}]"#,
        &["branch-1", "branch-2", "default"],
    ),
    (
        "TRANSFER_TO_AGENT",
        "转人工",
        r#""skillGroupId":"skillgroup@ccc-test","queuingTimeoutSeconds":60,"positionHintsSay":"请稍候，正在为您转接。""#,
        &["success", "failure", "timeout"],
    ),
    ("SET_VARIABLES", "设置变量", r#""variables":[{"name":"level","value":"vip"}]"#, &["complete"]),
    (
        "RUN_FUNCTION",
        "查询",
        r#""functionName":"query","parameters":[{"name":"phone","value":"1"}]"#,
        &["success", "failure"],
    ),
];

struct Module {
    kind: &'static str,
    name: String,
    properties: String,
    /// Event, and the number of the activity that it leads to.
    exits: Vec<(&'static str, Option<usize>)>,
}

/// A flow as people draw it, with nothing to report: menus that ask again, branches, queues, some references.
pub(crate) fn usual(random: &mut Random, activities: usize) -> String {
    assert!(activities > 4, "a start, a menu, a farewell, an end, and something to do");
    let module = |kind, name: &str, properties: &str, exits: &[&'static str]| Module {
        kind,
        name: name.to_owned(),
        properties: properties.to_owned(),
        exits: exits.iter().map(|&event| (event, None)).collect(),
    };
    // The menu and the farewell are known from the start; the others are hung on exits that are still open.
    let (menu, farewell, end) = (1, 2, 3);
    let mut modules = vec![
        module("INCOMING_CALL", "开始", "", &["complete"]),
        module("GATHER_INPUT", "主菜单", MODULES[2].2, &["success", "failure", "timeout"]),
        module("PLAY_SAY", "道别语", MODULES[0].2, &["complete"]),
        module("HANGUP", "挂机", "", &["complete"]),
    ];
    modules[0].exits[0].1 = Some(menu);
    modules[menu].exits[1].1 = Some(menu);
    modules[menu].exits[2].1 = Some(farewell);
    modules[farewell].exits[0].1 = Some(end);
    let refers = random.below(4) == 0;
    let mut open = vec![(menu, 0)];
    for number in modules.len()..activities {
        let (kind, name, properties, events) = MODULES[random.below(MODULES.len())];
        let from = open.len().saturating_sub(6);
        let (activity, exit) = open.swap_remove(from + random.below(open.len() - from));
        modules[activity].exits[exit].1 = Some(number);
        let mut new = module(kind, &format!("{name}{number}"), properties, events);
        // No prompt says what the one before it says.
        new.properties =
            new.properties.replace("8a3b11c0", &format!("{number:08x}")).replace("您好", &format!("您好{number}"));
        if refers && kind == "SET_VARIABLES" {
            new.properties = new.properties.replace("vip", "${主菜单.digits}");
        }
        for (exit, event) in events.iter().enumerate() {
            match (kind, *event) {
                ("TRANSFER_TO_AGENT", "success") => {}
                ("GATHER_INPUT", "failure") => new.exits[exit].1 = Some(number),
                (_, "timeout") => new.exits[exit].1 = Some(farewell),
                _ => open.push((number, exit)),
            }
        }
        modules.push(new);
    }
    for (activity, exit) in open {
        // Whatever a branch decides, not all of its exits are for the same callers.
        let is_first_of_branch = modules[activity].kind == "SPLIT" && exit == 0;
        modules[activity].exits[exit].1 = Some(if is_first_of_branch { menu } else { farewell });
    }
    written(&modules, end)
}

/// A definition in the form that the platform stores it in, without blanks.
fn written(modules: &[Module], end: usize) -> String {
    let mut text = String::from(r#"{"activities":["#);
    let mut edges = 0;
    for (number, Module { kind, name, properties, exits }) in modules.iter().enumerate() {
        let (x, y) = (263 + number % 40 * 222, 164 + number / 40 * 131);
        let comma = if properties.is_empty() { "" } else { "," };
        let start = if number == 0 { "" } else { "," };
        put(
            &mut text,
            format_args!(
                r#"{start}{{"type":"{kind}","id":"{}","name":"{name}","properties":{{{properties}{comma}"position":{{"x":{x},"y":{y}.5}}}},"events":["#,
                id(number)
            ),
        );
        for (exit, (event, next)) in exits.iter().enumerate() {
            let start = if exit == 0 { "" } else { "," };
            match next {
                Some(next) => {
                    edges += 1;
                    let edge = id(modules.len() + edges);
                    let next = id(*next);
                    put(&mut text, format_args!(r#"{start}{{"event":"{event}","next":"{next}","edgeId":"{edge}"}}"#));
                }
                None => put(&mut text, format_args!(r#"{start}{{"event":"{event}","next":null}}"#)),
            }
        }
        let index = if number == end { 999 } else { number };
        put(&mut text, format_args!(r#"],"nodeIndex":{index}}}"#));
    }
    text + r#"],"description":""}"#
}

/// A page of ListContactFlows as it comes from the API, each definition a string.
pub(crate) fn page(flows: impl ExactSizeIterator<Item = String>) -> String {
    let mut text = String::new();
    let count = flows.len();
    put(
        &mut text,
        format_args!(
            r#"{{"Code":"OK","HttpStatusCode":200,"Message":"无","Data":{{"PageNumber":1,"PageSize":{count},"TotalCount":{count},"List":["#
        ),
    );
    for (number, flow) in flows.enumerate() {
        let start = if number == 0 { "" } else { "," };
        let definition = serde_json::to_string(&flow).expect("a string");
        put(
            &mut text,
            format_args!(
                r#"{start}{{"Type":"MAIN_FLOW","Definition":{definition},"DraftId":"d{number}","UpdatedTime":"2021-03-08 15:34:49.0","Published":true,"InstanceId":"ccc-test","Name":"流程{number}","ContactFlowId":"f{number}","NumberList":["4{number}"]}}"#
            ),
        );
    }
    text + "]}}"
}

/// A start, then activities that `write` writes, then an end.
pub(crate) fn flow(count: usize, write: impl Fn(&mut String, usize)) -> String {
    let mut text = String::from(
        r#"{"activities":[{"type":"INCOMING_CALL","id":"start","name":"开始","events":[{"event":"complete","next":"n0"}]}"#,
    );
    for number in 0..count {
        text.push(',');
        write(&mut text, number);
    }
    text += r#",{"type":"HANGUP","id":"end","name":"结束","events":[{"event":"complete","next":null}]}]}"#;
    text
}

/// A prompt that leads to one other activity.
pub(crate) fn play(text: &mut String, number: usize, next: &str) {
    let kind = "PLAY_SAY";
    put(
        text,
        format_args!(
            r#"{{"type":"{kind}","id":"n{number}","name":"放音{number}","properties":{{"audioType":"tts","say":"您好{number}"}},"events":[{{"event":"complete","next":"{next}"}}]}}"#
        ),
    );
}

/// An activity that asks the caller, and where it leads.
fn asks(text: &mut String, id: &str, number: usize, nexts: &[String]) {
    put(text, format_args!(r#"{{"type":"GATHER_INPUT","id":"{id}","name":"收号{number}","events":["#));
    for (exit, next) in nexts.iter().enumerate() {
        let start = if exit == 0 { "" } else { "," };
        put(text, format_args!(r#"{start}{{"event":"e{exit}","next":"{next}"}}"#));
    }
    text.push_str("]}");
}

/// A flow in a shape that is hard on algorithms.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// Writes it with about so many activities.
    pub(crate) of: fn(usize) -> String,
    /// With more than so many activities it is only a matter of how much memory all its findings take.
    pub(crate) most: usize,
}

/// Time and memory must grow with the size of each of these, and not with its square.
pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "chain", most: 1_000_000, of: chain },
    Shape { name: "star", most: 1_000_000, of: star },
    Shape {
        name: "comb",
        most: 1_000_000,
        of: |count| {
            // Each tooth of the back hangs up by itself.
            flow(count, |text, number| match number % 2 {
                0 => asks(text, &format!("n{number}"), number, &[format!("n{}", number + 1), step(count, number + 2)]),
                _ => play(text, number, "end"),
            })
        },
    },
    Shape {
        name: "ladder",
        most: 1_000_000,
        of: |count| {
            flow(count, |text, number| {
                let nexts = [step(count, number + 1), step(count, number + 2)];
                asks(text, &format!("n{number}"), number, &nexts);
            })
        },
    },
    Shape {
        name: "one loop",
        most: 1_000_000,
        of: |count| flow(count, |text, number| play(text, number, &format!("n{}", (number + 1) % count))),
    },
    Shape {
        name: "dense retries",
        most: 1_000_000,
        of: |count| {
            // Everybody may go on, again, one back, and back to the beginning.
            flow(count, |text, number| {
                let back = [number, number.saturating_sub(1), number / 2, 0].map(|back| format!("n{back}"));
                let nexts: Vec<_> = std::iter::once(step(count, number + 1)).chain(back).collect();
                asks(text, &format!("n{number}"), number, &nexts);
            })
        },
    },
    Shape {
        name: "one tangle",
        most: 1_000_000,
        of: |count| {
            // A loop in which every activity leads anywhere besides, and only the last one to the end.
            flow(count, |text, number| {
                let anywhere = [number * 7919 + 13, number * 104_729 + 7].map(|to| format!("n{}", to % count));
                let mut nexts = vec![format!("n{}", (number + 1) % count)];
                nexts.extend(anywhere);
                nexts.extend((number + 1 == count).then(|| "end".to_owned()));
                asks(text, &format!("n{number}"), number, &nexts);
            })
        },
    },
    Shape {
        name: "all exits dangling",
        most: 1_000_000,
        of: |count| flow(count, |text, number| play(text, number, &format!("m{number}"))),
    },
    Shape {
        name: "all ids equal",
        most: 1_000_000,
        of: |count| flow(count, |text, number| asks(text, "n0", number, &["n0".to_owned()])),
    },
    Shape {
        name: "all unreachable",
        most: 1_000_000,
        of: |count| flow(count, |text, number| play(text, number, if number == 0 { "end" } else { "n1" })),
    },
    Shape {
        name: "references to as many names",
        most: 100_000,
        of: |count| flow(count, |text, number| refers(text, count, number)),
    },
    Shape {
        name: "one activity, all exits open",
        most: 1_000_000,
        of: |count| {
            flow(1, |text, _| {
                put(text, format_args!(r#"{{"type":"SPLIT","id":"n0","name":"分支","events":[{{"event":"0"}}"#));
                (1..count).for_each(|exit| put(text, format_args!(r#",{{"event":"{exit}","next":null}}"#)));
                text.push_str("]}");
            })
        },
    },
    Shape {
        name: "chain of findings",
        most: 100_000,
        of: |count| {
            flow(count, |text, number| {
                let (kind, next) = ("PLAY_SAY", step(count, number + 1));
                put(
                    text,
                    format_args!(
                        r#"{{"type":"{kind}","id":"n{number}","name":"放音{number}","properties":{{}},"events":[{{"event":"complete","next":"{next}"}}]}}"#
                    ),
                );
            })
        },
    },
    Shape { name: "findings", most: 100_000, of: |count| flow(count, |text, number| faulty(text, count, number)) },
];

/// The activity of a number, behind the last of them the end.
fn step(count: usize, number: usize) -> String {
    if number < count { format!("n{number}") } else { "end".to_owned() }
}

/// One activity after another, each as large as the console writes it.
pub(crate) fn chain(count: usize) -> String {
    let mut modules = vec![Module {
        kind: "INCOMING_CALL",
        name: "开始".to_owned(),
        properties: String::new(),
        exits: vec![("complete", Some(1))],
    }];
    for number in 1..count {
        modules.push(Module {
            kind: "PLAY_SAY",
            name: format!("放音{number}"),
            properties: MODULES[0].2.replace("您好", &format!("您好{number}")),
            exits: vec![("complete", Some(number + 1))],
        });
    }
    let exits = vec![("complete", None)];
    modules.push(Module { kind: "HANGUP", name: "挂机".to_owned(), properties: String::new(), exits });
    written(&modules, count)
}

/// One activity that leads to all others.
pub(crate) fn star(count: usize) -> String {
    let mut hub = String::from(r#"{"type":"SPLIT","id":"n0","name":"分支","events":[{"event":"default","next":"end"}"#);
    for number in 1..count {
        put(&mut hub, format_args!(r#",{{"event":"e{number}","next":"n{number}"}}"#));
    }
    hub += "]}";
    flow(count, |text, number| if number == 0 { *text += &hub } else { play(text, number, "end") })
}

/// A question with a reference to another's answer in each, half of them before that was asked.
fn refers(text: &mut String, count: usize, number: usize) {
    let other = (number * 7919 + 1) % count;
    let [left, right] = below(count, number);
    put(
        text,
        format_args!(
            r#"{{"type":"GATHER_INPUT","id":"n{number}","name":"收号{number}","properties":{{"say":"您输入的是${{收号{other}.digits}}。"}},"events":[{{"event":"success","next":"{left}"}},{{"event":"failure","next":"{right}"}}]}}"#
        ),
    );
}

/// An activity with several things to say about.
fn faulty(text: &mut String, count: usize, number: usize) {
    let [left, right] = below(count, number);
    put(
        text,
        format_args!(
            r#"{{"type":"GATHER_INPUT","id":"n{number}","name":"","properties":{{"say":"${{nobody{number}.digits}}","minLength":9,"maxLength":0,"position":{{"x":1,"y":1}}}},"events":[{{"event":"success","next":"{left}"}},{{"event":"success","next":"{right}"}},{{"event":"failure","next":"m{number}"}}]}}"#
        ),
    );
}

/// The two activities below one in a tree, so that the paths to all of them are short.
fn below(count: usize, number: usize) -> [String; 2] {
    [1, 2].map(|side| step(count, 2 * number + side))
}

fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes everything");
}
