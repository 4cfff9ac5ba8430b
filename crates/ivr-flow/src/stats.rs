//! Numbers on a flow that a team steers by. [`NUMBERS`] says what each of them is; nothing is said of them elsewhere.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalogue::ACTIVITY_TYPES;
use crate::flow::{Activity, Flow, SPOKEN};
use crate::references::spoken_length;
use crate::rule::Cx;
use crate::say::{Say, say};

/// The numbers of one flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlowStats {
    /// How many activities there are.
    pub activities: Activities,
    /// How many exits they have.
    pub exits: Exits,
    /// Where calls can go round.
    pub loops: Loops,
    /// What callers hear on the way.
    pub prompts: Prompts,
    /// What callers are asked on the way.
    pub inputs: Inputs,
    /// What callers pass without being asked anything.
    pub chain: Chain,
    /// The text that is spoken.
    pub text: Text,
}

/// How many activities there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Activities {
    /// All.
    pub total: usize,
    /// Those that a call can get to; nothing where there is no entry.
    pub reachable: Option<usize>,
    /// Those that `unreachable-activity` names; nothing where there is no entry.
    pub unreachable: Option<usize>,
    /// How many there are of each type.
    pub types: Vec<OfType>,
}

/// How many activities there are of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfType {
    /// The canonical name of a known type, else the type as it is written; nothing for activities without one.
    pub r#type: Option<String>,
    /// How many.
    pub count: usize,
}

/// How many exits there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Exits {
    /// All.
    pub total: usize,
    /// Those with a `next`.
    pub wired: usize,
    /// Those at which calls stand still.
    pub dead: usize,
}

/// Where calls can go round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Loops {
    /// How many loops there are.
    pub count: usize,
    /// How many activities they have together.
    pub activities: usize,
}

/// How many prompts callers hear; nothing where no way leads there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Prompts {
    /// Before the first hand-off.
    pub before_hand_off: Option<Between>,
    /// Before an ending.
    pub before_ending: Option<Between>,
}

/// How often callers are asked; nothing where no way leads there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Inputs {
    /// Before the first hand-off.
    pub before_hand_off: Option<Between>,
}

/// How many of something are on a way, at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Between {
    /// On the way that has the fewest.
    pub least: usize,
    /// On the way that has the most; nothing where there is no limit.
    pub most: Option<usize>,
}

/// The longest that callers go on without being asked anything; nothing where there is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// The most activities.
    pub activities: Option<usize>,
    /// The most prompts.
    pub prompts: Option<usize>,
    /// The most characters that are spoken.
    pub characters: Option<usize>,
}

/// The text that is spoken, in characters (Unicode code points).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Text {
    /// Of all texts together.
    pub characters: usize,
    /// Of the longest text.
    pub longest: usize,
}

/// One of the numbers: what it is called, what it means, and how it is taken from the others.
pub struct Number {
    /// Its place in [`FlowStats`] as JSON, step by step.
    pub key: &'static str,
    /// What people call it.
    pub title: Say<&'static str>,
    /// What it means, exactly.
    pub meaning: Say<&'static str>,
    /// Takes it.
    pub of: fn(&FlowStats) -> Amount,
}

/// What one of the numbers can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many.
    Count(usize),
    /// At least and at most so many.
    Between(Between),
    /// As many as one likes: there is a loop.
    NoLimit,
    /// No way leads there.
    NoWay,
    /// It cannot be said, because there is no entry.
    NotKnown,
}

impl Amount {
    /// The amount as people read it.
    pub fn in_words(self) -> Say {
        let only = |count: usize| say!("{count}", "{count}");
        match self {
            Amount::Count(count) => only(count),
            Amount::Between(Between { least, most: None }) => {
                say!("at least {least}, no limit", "最少 {least}，没有上限")
            }
            Amount::Between(Between { least, most: Some(most) }) if least == most => only(least),
            Amount::Between(Between { least, most: Some(most) }) => {
                say!("at least {least}, at most {most}", "最少 {least}，最多 {most}")
            }
            Amount::NoLimit => say!("no limit", "没有上限"),
            Amount::NoWay => say!("no way leads there", "没有路线通往"),
            Amount::NotKnown => say!("not known without an entry", "没有开始模块，无从得知"),
        }
    }
}

/// What is counted, in the order of [`FlowStats`].
pub static NUMBERS: &[Number] = &[
    Number {
        key: "activities.total",
        title: Say { en: "activities", zh: "模块" },
        meaning: Say {
            en: "The objects in `activities`, whether a call gets to them or not.",
            zh: "`activities` 中的对象数，不论来电能否到达。",
        },
        of: |stats| Amount::Count(stats.activities.total),
    },
    Number {
        key: "activities.reachable",
        title: Say { en: "reachable activities", zh: "可到达的模块" },
        meaning: Say {
            en: "The activities that a call can get to from an entry. `null` in a flow without an entry.",
            zh: "来电从开始模块出发能够到达的模块。流程没有开始模块时为 `null`。",
        },
        of: |stats| stats.activities.reachable.map_or(Amount::NotKnown, Amount::Count),
    },
    Number {
        key: "activities.unreachable",
        title: Say { en: "unreachable activities", zh: "不可到达的模块" },
        meaning: Say {
            en: "The activities that the rule `unreachable-activity` names. It leaves aside endings, because the \
                 editor always places one, activities without an id, and later ones of an id that is used twice; so \
                 these and the reachable ones need not be all. `null` in a flow without an entry.",
            zh: "规则 `unreachable-activity` 所指的模块。该规则不计结束模块（编辑器总会放置一个）、没有 id 的模块，以及 \
                 id 重复时靠后的模块，因此与可到达的模块相加不一定等于总数。流程没有开始模块时为 `null`。",
        },
        of: |stats| stats.activities.unreachable.map_or(Amount::NotKnown, Amount::Count),
    },
    Number {
        key: "activities.types",
        title: Say { en: "types of activities", zh: "模块类型" },
        meaning: Say {
            en: "How many activities there are of each type, in the order of the [catalogue](activities.md): aliases \
                 count as the type that they stand for. Then unknown types by their own names, in the order of these, \
                 and as `null` activities without a type.",
            zh: "每种类型的模块数，按[目录](activities.md)的顺序；别名计入其所代表的类型。之后是未知类型，以其自身的名称\
                 为准并按名称排序；没有类型的模块列为 `null`。",
        },
        of: |stats| Amount::Count(stats.activities.types.len()),
    },
    Number {
        key: "exits.total",
        title: Say { en: "exits", zh: "出口" },
        meaning: Say {
            en: "The objects in `events`, of all activities.", zh: "所有模块的 `events` 中的对象数。"
        },
        of: |stats| Amount::Count(stats.exits.total),
    },
    Number {
        key: "exits.wired",
        title: Say { en: "wired exits", zh: "已连接的出口" },
        meaning: Say {
            en: "The exits whose `next` is a non-empty string, whether there is an activity of that id or not.",
            zh: "`next` 为非空字符串的出口，不论是否有模块使用该 id。",
        },
        of: |stats| Amount::Count(stats.exits.wired),
    },
    Number {
        key: "exits.dead",
        title: Say { en: "dead exits", zh: "失效的出口" },
        meaning: Say {
            en: "The exits that the rules `dangling-next` and `unconnected-exit` name, and the unwired exits of the \
                 activities that `dead-end` names: a call that leaves by one stands still. They count in unreachable \
                 activities too. An exit that need not lead anywhere is none: that of an ending, that by which a \
                 hand-off has succeeded, and those of an unknown type none of whose exits is wired, because it may keep \
                 them elsewhere.",
            zh: "规则 `dangling-next` 和 `unconnected-exit` 所指的出口，以及 `dead-end` 所指模块的未连接出口：来电从这里\
                 离开后会停滞。不可到达的模块的出口也计入。本来就不必连接的出口不计入：结束模块的出口、转接类模块表示成功的\
                 出口，以及未知类型中全部未连接的出口（它可能把出口存放在别处）。",
        },
        of: |stats| Amount::Count(stats.exits.dead),
    },
    Number {
        key: "loops.count",
        title: Say { en: "loops", zh: "循环" },
        meaning: Say {
            en: "The groups of reachable activities in which each leads to every other and to itself, on whatever way. \
                 Two circles that share an activity are one loop. A loop is not wrong by itself, for instance one that \
                 leads 收号失败 (input failed) back to 收号: the rules `endless-loop` and `silent-loop` name those that \
                 are. In a flow without an entry every activity counts as reachable here.",
            zh: "可到达的模块中，彼此之间以及自身都能经由某条路线到达的一组模块算一个循环；共用某个模块的两个环算同一个循\
                 环。循环本身不一定有错，例如“收号失败”连回收号；有问题的循环由规则 `endless-loop` 和 `silent-loop` 指\
                 出。流程没有开始模块时，所有模块在此都视为可到达。",
        },
        of: |stats| Amount::Count(stats.loops.count),
    },
    Number {
        key: "loops.activities",
        title: Say { en: "activities in loops", zh: "循环中的模块" },
        meaning: Say { en: "The activities in all these loops together.", zh: "这些循环包含的模块总数。" },
        of: |stats| Amount::Count(stats.loops.activities),
    },
    Number {
        key: "prompts.beforeHandOff",
        title: Say { en: "prompts before a hand-off", zh: "转接前的放音" },
        meaning: Say {
            en: "How many prompts (放音, `PLAY_SAY`) a caller hears before the first hand-off (转人工, 转外线, 直接转接): \
                 on the way from an entry that has the fewest, and on the way that has the most. A prompt that is heard \
                 again counts again, so there is no limit (`most` is `null`) where a prompt lies on a loop on such a \
                 way. What other modules say is not counted here: the menu of a 收号 is an input. \
                 `null` where no way leads to a hand-off.",
            zh: "来电者在第一次转接（转人工、转外线、直接转接）之前听到的放音（`PLAY_SAY`）数：从开始模块出发，放音最少的路线\
                 和最多的路线各有多少。重复听到的放音重复计数，因此只要这类路线上的循环中有放音，就没有上限（`most` 为 \
                 `null`）。其他模块的播报不计入：收号的菜单计为询问。没有路线通往转接时为 `null`。",
        },
        of: |stats| stats.prompts.before_hand_off.map_or(Amount::NoWay, Amount::Between),
    },
    Number {
        key: "prompts.beforeEnding",
        title: Say { en: "prompts before an ending", zh: "结束前的放音" },
        meaning: Say {
            en: "The same before the call ends in the flow (结束, 子流程结束). Such a way may pass hand-offs, by the exits \
                 for transfers that failed.",
            zh: "同上，但计到来电在流程中结束为止（结束、子流程结束）。这类路线可以经过转接类模块，即从转接失败等出口继续。",
        },
        of: |stats| stats.prompts.before_ending.map_or(Amount::NoWay, Amount::Between),
    },
    Number {
        key: "inputs.beforeHandOff",
        title: Say { en: "inputs before a hand-off", zh: "转接前的询问" },
        meaning: Say {
            en: "How often a caller is asked for something before the first hand-off, at least and at most in the same \
                 sense: by 收号 (`GATHER_INPUT`), 语音识别 (`ASR`), 智能导航 (`VOICE_NAVIGATOR`) or 满意度收集 \
                 (`SATISFACTION_RATING`). How often a module itself asks again (`maxTries`) is not counted.",
            zh: "来电者在第一次转接之前被询问的次数，最少与最多的含义同上。计入收号（`GATHER_INPUT`）、语音识别（`ASR`）、智能\
                 导航（`VOICE_NAVIGATOR`）和满意度收集（`SATISFACTION_RATING`）；模块自身的重复询问（`maxTries`）不计。",
        },
        of: |stats| stats.inputs.before_hand_off.map_or(Amount::NoWay, Amount::Between),
    },
    Number {
        key: "chain.activities",
        title: Say { en: "longest chain without a question", zh: "无询问的最长连续模块" },
        meaning: Say {
            en: "The most reachable activities one behind the other none of which [waits](activities.md) for anybody: \
                 the call passes them without the caller being able to say or choose anything. Entries and endings \
                 count. `null` where there is no limit, because such activities form a loop. In a flow without an \
                 entry every activity counts as reachable here.",
            zh: "可到达的模块中，前后相连且都不[等待](activities.md)任何人的最长一串的模块数：来电经过它们时，来电者无法回应或\
                 选择。开始和结束模块也计入。若这类模块构成循环，则没有上限，为 `null`。流程没有开始模块时，所有模块在此都视\
                 为可到达。",
        },
        of: |stats| stats.chain.activities.map_or(Amount::NoLimit, Amount::Count),
    },
    Number {
        key: "chain.prompts",
        title: Say { en: "most prompts without a question", zh: "无询问的最多连续放音" },
        meaning: Say {
            en: "The most prompts (放音) in any such chain, which need not be the longest. `null` where a prompt lies on \
                 a loop of such activities.",
            zh: "任意一串这类模块中最多的放音数，不一定出自最长的一串。若放音位于由这类模块构成的循环中，则为 `null`。",
        },
        of: |stats| stats.chain.prompts.map_or(Amount::NoLimit, Amount::Count),
    },
    Number {
        key: "chain.characters",
        title: Say { en: "most characters without a question", zh: "无询问的最多连续播报字符" },
        meaning: Say {
            en: "The most characters to speak in any such chain, counted as below. `null` where a text lies on a loop of \
                 such activities.",
            zh: "任意一串这类模块中最多的播报字符数，计法见下。若文本位于由这类模块构成的循环中，则为 `null`。",
        },
        of: |stats| stats.chain.characters.map_or(Amount::NoLimit, Amount::Count),
    },
    Number {
        key: "text.characters",
        title: Say { en: "characters to speak", zh: "播报字符" },
        meaning: Say {
            en: "The characters of all texts to speak, counted as the rule `prompt-too-long` does: `say`, \
                 `positionHintsSay` and `agentGreetingSay` directly in the `properties` of any activity, reachable or \
                 not. A Chinese character, a letter and a blank count as one each; well-formed references `${…}` are \
                 not counted, since their values are known only during the call. A text that was left beside an audio \
                 file counts too, audio files do not.",
            zh: "所有播报文本的字符数，计法与规则 `prompt-too-long` 相同：任意模块（不论能否到达）的 `properties` 中直接给出的 \
                 `say`、`positionHintsSay` 和 `agentGreetingSay`。汉字、字母、空格都按一个字符计；格式正确的引用 `${…}` 不\
                 计入，因为其值要到通话时才知道。与语音文件并存的遗留文本也计入，语音文件不计入。",
        },
        of: |stats| Amount::Count(stats.text.characters),
    },
    Number {
        key: "text.longest",
        title: Say { en: "characters of the longest text", zh: "最长文本的字符" },
        meaning: Say {
            en: "The characters of the longest of these texts.", zh: "上述文本中最长一段的字符数。"
        },
        of: |stats| Amount::Count(stats.text.longest),
    },
];

impl OfType {
    /// Adds up what has the same type: known types in the order of the catalogue, then unknown ones by their names, then
    /// what has none.
    pub fn together<'a>(counts: impl IntoIterator<Item = (Option<&'a str>, usize)>) -> Vec<OfType> {
        let mut together: BTreeMap<(usize, Option<&str>), usize> = BTreeMap::new();
        for (name, count) in counts {
            let known = ACTIVITY_TYPES.iter().position(|known| Some(known.name) == name);
            let rank = known.unwrap_or(ACTIVITY_TYPES.len() + usize::from(name.is_none()));
            *together.entry((rank, name)).or_default() += count;
        }
        together.into_iter().map(|((_, name), count)| OfType { r#type: name.map(str::to_owned), count }).collect()
    }
}

/// Counts a flow. It takes time in proportion to the flow.
pub fn stats(cx: &Cx<'_>) -> FlowStats {
    let (flow, graph) = (cx.flow, cx.graph);
    let with_entry = |count: usize| graph.has_entry().then_some(count);
    let reachable = flow.each().filter(|&(index, _)| graph.is_reachable(index)).count();
    let lengths: Vec<Vec<usize>> = flow.activities.iter().map(|activity| spoken_lengths(flow, activity)).collect();

    let hands_off = |index: usize| cx.activity(index).hands_off();
    let ends = |index: usize| cx.activity(index).is_ending();
    let is_prompt = |index: usize| cx.activity(index).is("PLAY_SAY");
    let is_input = |index: usize| INPUTS.iter().any(|kind| cx.activity(index).is(kind));
    // A way is over where it has come to: what follows is another call's, or nobody's.
    let to_hand_off = Ways::new(cx, |from, _| !hands_off(from));
    let to_ending = Ways::new(cx, |from, _| !ends(from));

    let goes_on = |index: usize| cx.may_be_reached(index) && !cx.activity(index).waits();
    let chains = Ways::new(cx, |from, to| goes_on(from) && goes_on(to));
    let longest = |amount: &dyn Fn(usize) -> usize| {
        let most = chains.most(goes_on, |index| if goes_on(index) { amount(index) } else { 0 });
        match most.into_iter().max() {
            Some(Most::NoLimit) => None,
            Some(Most::UpTo(most)) => Some(most),
            Some(Most::NoWay) | None => Some(0),
        }
    };

    let types: Vec<_> = flow.activities.iter().map(name_of_type).collect();
    FlowStats {
        activities: Activities {
            total: flow.activities.len(),
            reachable: with_entry(reachable),
            unreachable: with_entry(cx.unreachable().len()),
            types: OfType::together(types.iter().map(|name| (name.as_deref(), 1))),
        },
        exits: Exits {
            total: flow.exit_count(),
            wired: flow.exits().filter(|exit| exit.is_wired()).count(),
            dead: dead_exits(cx),
        },
        loops: Loops { count: cx.loops().len(), activities: cx.loops().iter().map(Vec::len).sum() },
        prompts: Prompts {
            before_hand_off: to_hand_off.between(hands_off, is_prompt),
            before_ending: to_ending.between(ends, is_prompt),
        },
        inputs: Inputs { before_hand_off: to_hand_off.between(hands_off, is_input) },
        chain: Chain {
            activities: longest(&|_| 1),
            prompts: longest(&|index| usize::from(is_prompt(index))),
            characters: longest(&|index| lengths[index].iter().sum()),
        },
        text: Text {
            characters: lengths.iter().flatten().sum(),
            longest: lengths.iter().flatten().copied().max().unwrap_or(0),
        },
    }
}

/// The types that ask the caller for something, by their canonical names. A voicemail asks for no answer.
const INPUTS: [&str; 4] = ["GATHER_INPUT", "ASR", "VOICE_NAVIGATOR", "SATISFACTION_RATING"];

fn name_of_type<'a>(activity: &Activity<'a>) -> Option<Cow<'a, str>> {
    activity.canonical().map(Cow::Borrowed).or_else(|| activity.kind())
}

fn dead_exits(cx: &Cx<'_>) -> usize {
    let mut dead = cx.flow.exits().filter(|exit| exit.dangles()).count();
    for (index, activity) in cx.flow.each() {
        dead += cx.unconnected_exits(index).count();
        if cx.is_dead_end(index) {
            dead += cx.flow.exits_of(activity).filter(|(_, exit)| exit.is_unwired()).count();
        }
    }
    dead
}

/// How long the texts are that an activity speaks.
fn spoken_lengths<'a>(flow: &Flow<'a>, activity: &Activity<'a>) -> Vec<usize> {
    flow.properties_of(activity, &SPOKEN)
        .filter_map(|(_, text)| text.string())
        .map(|text| spoken_length(text.as_ref()))
        .collect()
}

/// The ways that calls can take along some of the edges.
struct Ways<'c, 'a, K> {
    cx: &'c Cx<'a>,
    /// Whether an edge is one of them.
    keep: K,
    /// The strongly connected components along these edges, those that nothing leads on from first.
    components: Vec<Vec<usize>>,
    component_of: Vec<usize>,
}

/// The most of something on ways; more is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Most {
    NoWay,
    UpTo(usize),
    NoLimit,
}

impl<'c, 'a, K: Fn(usize, usize) -> bool> Ways<'c, 'a, K> {
    fn new(cx: &'c Cx<'a>, keep: K) -> Self {
        let components = cx.graph.components(&keep);
        let mut component_of = vec![0; cx.flow.activities.len()];
        for (component, members) in components.iter().enumerate() {
            for &member in members {
                component_of[member] = component;
            }
        }
        Ways { cx, keep, components, component_of }
    }

    /// How many activities there are of some kind on the ways from an entry to a goal, the goal left aside.
    fn between(&self, is_goal: impl Fn(usize) -> bool, counts: impl Fn(usize) -> bool) -> Option<Between> {
        let counts = |index| counts(index) && !is_goal(index);
        let least = self.least(&is_goal, counts)?;
        let most = self.most(&is_goal, |index| usize::from(counts(index)));
        match self.entries().map(|entry| most[entry]).max()? {
            Most::NoWay => None,
            Most::UpTo(most) => Some(Between { least, most: Some(most) }),
            Most::NoLimit => Some(Between { least, most: None }),
        }
    }

    fn entries(&self) -> impl Iterator<Item = usize> {
        self.cx.flow.each().filter(|(_, activity)| activity.is_entry()).map(|(index, _)| index)
    }

    /// The activities that these edges lead to from one.
    fn onward(&self, from: usize) -> impl Iterator<Item = usize> {
        self.cx.graph.targets(from).filter(move |&to| (self.keep)(from, to))
    }

    /// The fewest on a way from an entry to a goal: breadth first, where only an activity that counts is a step.
    fn least(&self, is_goal: impl Fn(usize) -> bool, counts: impl Fn(usize) -> bool) -> Option<usize> {
        let mut least = vec![usize::MAX; self.component_of.len()];
        let mut open = VecDeque::new();
        for entry in self.entries() {
            least[entry] = 0;
            open.push_back((0, entry));
        }
        while let Some((passed, activity)) = open.pop_front() {
            if passed > least[activity] {
                continue;
            }
            if is_goal(activity) {
                return Some(passed);
            }
            let is_step = counts(activity);
            let passed = passed + usize::from(is_step);
            for target in self.onward(activity) {
                if passed < least[target] {
                    least[target] = passed;
                    match is_step {
                        true => open.push_back((passed, target)),
                        false => open.push_front((passed, target)),
                    }
                }
            }
        }
        None
    }

    /// For each activity the most of something on a way from it to a goal, both included.
    ///
    /// Ways may pass an activity as often as they like. So there is no limit where a loop has something to count; any
    /// other loop adds nothing, however it is passed, and what is left has no circle.
    fn most(&self, is_goal: impl Fn(usize) -> bool, amount: impl Fn(usize) -> usize) -> Vec<Most> {
        let mut most = vec![Most::NoWay; self.component_of.len()];
        for (component, members) in self.components.iter().enumerate() {
            let is_end = members.iter().any(|&member| is_goal(member));
            let mut onward = if is_end { Most::UpTo(0) } else { Most::NoWay };
            let mut circles = false;
            for target in members.iter().flat_map(|&member| self.onward(member)) {
                if self.component_of[target] == component {
                    circles = true;
                } else {
                    onward = onward.max(most[target]);
                }
            }
            let here: usize = members.iter().map(|&member| amount(member)).sum();
            let most_here = match onward {
                Most::UpTo(_) if circles && here > 0 => Most::NoLimit,
                Most::UpTo(onward) => Most::UpTo(onward + here),
                other => other,
            };
            for &member in members {
                most[member] = most_here;
            }
        }
        most
    }
}
