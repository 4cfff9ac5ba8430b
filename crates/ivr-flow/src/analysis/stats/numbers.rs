//! The numbers of a flow one by one, with titles and meanings for people.

use super::{Between, FlowStats};
use crate::text::{Localized, localized};

/// One of the numbers: what it is called, what it means, and how it is taken from the others.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Number {
    /// Its place in [`FlowStats`] as JSON, step by step.
    pub key: &'static str,
    /// What people call it.
    pub title: Localized<&'static str>,
    /// What it means, exactly.
    pub meaning: Localized<&'static str>,
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
    /// Any number: there is a loop.
    NoLimit,
    /// No path leads there.
    NoWay,
    /// Unknown, because there is no entry.
    NotKnown,
}

impl Amount {
    /// The amount as people read it.
    pub fn in_words(self) -> Localized {
        let only = |count: usize| localized!("{count}", "{count}");
        match self {
            Amount::Count(count) => only(count),
            Amount::Between(Between { least, most: None }) => {
                localized!("at least {least}, no limit", "最少 {least}，没有上限")
            }
            Amount::Between(Between { least, most: Some(most) }) if least == most => only(least),
            Amount::Between(Between { least, most: Some(most) }) => {
                localized!("at least {least}, at most {most}", "最少 {least}，最多 {most}")
            }
            Amount::NoLimit => localized!("no limit", "没有上限"),
            Amount::NoWay => localized!("no path leads there", "无可达路径"),
            Amount::NotKnown => localized!("unknown without an entry", "没有开始模块，无法得知"),
        }
    }
}

/// What is counted, in the order of [`FlowStats`].
pub static NUMBERS: &[Number] = &[
    Number {
        key: "activities.total",
        title: Localized { en: "modules", zh: "模块" },
        meaning: Localized {
            en: "The objects in `activities`, whether calls can reach them or not.",
            zh: "`activities` 中的对象数，不论来电能否到达。",
        },
        of: |stats| Amount::Count(stats.activities.total),
    },
    Number {
        key: "activities.reachable",
        title: Localized { en: "reachable modules", zh: "可到达的模块" },
        meaning: Localized {
            en: "The modules that calls can reach from an entry. `null` in a flow without an entry.",
            zh: "来电从开始模块出发能够到达的模块。流程没有开始模块时为 `null`。",
        },
        of: |stats| stats.activities.reachable.map_or(Amount::NotKnown, Amount::Count),
    },
    Number {
        key: "activities.unreachable",
        title: Localized { en: "unreachable modules", zh: "不可到达的模块" },
        meaning: Localized {
            en: "The modules that the rule `unreachable-activity` reports. It ignores end modules, because the console \
                 always creates one, modules without an id, later modules of an id that is used twice, and those that \
                 may be comments; so these and the reachable ones may not add up to all. `null` in a flow without an entry.",
            zh: "规则 `unreachable-activity` 报告的模块。该规则不计结束模块（控制台总会自带一个）、没有 id 的模块、id \
                 重复时靠后的模块，以及可能是注释的模块，因此与可到达的模块相加不一定等于总数。流程没有开始模块时为 `null`。",
        },
        of: |stats| stats.activities.unreachable.map_or(Amount::NotKnown, Amount::Count),
    },
    Number {
        key: "activities.types",
        title: Localized { en: "module types", zh: "模块类型" },
        meaning: Localized {
            en: "How many modules there are of each type, in the order of the [catalogue](activities.md): aliases \
                 count as the type that they stand for. Then unknown types under their own names, in alphabetical \
                 order of code points, and as `null` modules without a type.",
            zh: "每种类型的模块数，按[类型列表](activities.md)的顺序；别名计入其所代表的类型。之后是未知类型，以其自身\
                 的名称为准并按名称排序；没有类型的模块列为 `null`。",
        },
        of: |stats| Amount::Count(stats.activities.types.len()),
    },
    Number {
        key: "exits.total",
        title: Localized { en: "exits", zh: "出口" },
        meaning: Localized {
            en: "The objects in the `events` of all modules.",
            zh: "所有模块的 `events` 中的对象数。",
        },
        of: |stats| Amount::Count(stats.exits.total),
    },
    Number {
        key: "exits.wired",
        title: Localized { en: "connected exits", zh: "已连接的出口" },
        meaning: Localized {
            en: "The exits whose `next` is a non-empty string, whether a module with that id exists or not.",
            zh: "`next` 为非空字符串的出口，不论是否有模块使用该 id。",
        },
        of: |stats| Amount::Count(stats.exits.wired),
    },
    Number {
        key: "exits.dead",
        title: Localized { en: "dead exits", zh: "失效的出口" },
        meaning: Localized {
            en: "The exits that the rules `dangling-next` and `unconnected-exit` report, and the unconnected exits of \
                 the modules that `dead-end` reports: calls that take one get stuck. Exits of unreachable modules \
                 count too. Exits that need not point anywhere do not count: those of end modules, those for the \
                 success of a transfer, and those of an unknown type none of whose exits is connected, because it may \
                 keep them elsewhere.",
            zh: "规则 `dangling-next` 和 `unconnected-exit` 报告的出口，以及 `dead-end` 所报告模块的未连接出口：走此出\
                 口的来电会卡住。不可到达的模块的出口也计入。本来就不必连接的出口不计入：结束模块的出口、转接类模块表示\
                 成功的出口，以及未知类型中全部未连接的出口（它可能把出口存放在别处）。",
        },
        of: |stats| Amount::Count(stats.exits.dead),
    },
    Number {
        key: "loops.count",
        title: Localized { en: "loops", zh: "循环" },
        meaning: Localized {
            en: "The groups of reachable modules in which each leads to every other and to itself, on some path. Two \
                 circles that share a module are one loop. A loop is not wrong in itself, for instance one that \
                 connects collection failed (收号失败) back to Collect digits (收号): the rules `endless-loop` and \
                 `silent-loop` report those that are. In a flow without an entry, every module counts as reachable \
                 here.",
            zh: "可到达的模块中，彼此之间以及自身都能经由某条路径到达的一组模块算一个循环；共用某个模块的两个环算同一个\
                 循环。循环本身不一定有错，例如“收号失败”连回收号；有问题的循环由规则 `endless-loop` 和 `silent-loop` \
                 指出。流程没有开始模块时，所有模块在此都视为可到达。",
        },
        of: |stats| Amount::Count(stats.loops.count),
    },
    Number {
        key: "loops.activities",
        title: Localized { en: "modules in loops", zh: "循环内模块数" },
        meaning: Localized {
            en: "The modules in all these loops together.", zh: "这些循环包含的模块总数。"
        },
        of: |stats| Amount::Count(stats.loops.activities),
    },
    Number {
        key: "prompts.beforeHandOff",
        title: Localized { en: "prompts before a transfer", zh: "转接前的放音次数" },
        meaning: Localized {
            en: "How many prompts (Play audio, 放音, `PLAY_SAY`) a caller hears before the first transfer, that is, \
                 Transfer to agent (转人工), Transfer to external line (转外线) or Blind transfer (直接转接): on the \
                 path from an entry that has the fewest, and on the path that has the most. A prompt that is heard \
                 again counts again, so there is no limit (`most` is `null`) if a prompt is in a loop on such a path. \
                 What other modules say is not counted here: the menu of Collect digits (收号) is an input. `null` if \
                 no path leads to a transfer.",
            zh: "来电者在第一次转接（转人工、转外线、直接转接）之前听到的放音（`PLAY_SAY`）数：从开始模块出发，放音最少\
                 的路径和最多的路径各有多少。重复听到的放音重复计数，因此只要这类路径上的循环中有放音，就没有上限\
                 （`most` 为 `null`）。其他模块的播报不计入：收号的菜单计为交互。没有路径通往转接时为 `null`。",
        },
        of: |stats| stats.prompts.before_hand_off.map_or(Amount::NoWay, Amount::Between),
    },
    Number {
        key: "prompts.beforeEnding",
        title: Localized { en: "prompts before the end", zh: "结束前的放音次数" },
        meaning: Localized {
            en: "The same until the call ends in the flow: End (结束) or Sub-flow end (子流程结束). Such a path may \
                 pass transfers, by the exits for transfers that failed.",
            zh: "同上，但计到来电在流程中结束为止（结束、子流程结束）。这类路径可以经过转接类模块，即从转接失败等出口继\
                 续。",
        },
        of: |stats| stats.prompts.before_ending.map_or(Amount::NoWay, Amount::Between),
    },
    Number {
        key: "inputs.beforeHandOff",
        title: Localized { en: "inputs before a transfer", zh: "转接前的交互次数" },
        meaning: Localized {
            en: "How often a caller is asked for input before the first transfer, at least and at most in the same \
                 sense: by Collect digits (收号, `GATHER_INPUT`), Speech recognition (语音识别, `ASR`), Intelligent \
                 navigation (智能导航, `VOICE_NAVIGATOR`) or Satisfaction rating (满意度收集, `SATISFACTION_RATING`). \
                 Repetitions by the module itself (`maxTries`) are not counted.",
            zh: "来电者在第一次转接之前的交互次数，最少与最多的含义同上。计入收号（`GATHER_INPUT`）、语音识别\
                 （`ASR`）、智能导航（`VOICE_NAVIGATOR`）和满意度收集（`SATISFACTION_RATING`）；模块自身的重试\
                 （`maxTries`）不计。",
        },
        of: |stats| stats.inputs.before_hand_off.map_or(Amount::NoWay, Amount::Between),
    },
    Number {
        key: "chain.activities",
        title: Localized { en: "longest chain without input", zh: "最长无交互模块链" },
        meaning: Localized {
            en: "The most reachable modules in a row none of which [waits](activities.md): calls pass them without the \
                 caller being able to say or choose anything. Entries and end modules count. `null` if there is no \
                 limit, because such modules form a loop. In a flow without an entry, every module counts as reachable \
                 here.",
            zh: "可到达的模块中，前后相连且都不[等待](activities.md)任何人的最长一串的模块数：来电经过它们时，来电者无\
                 法回应或选择。开始和结束模块也计入。若这类模块构成循环，则没有上限，为 `null`。流程没有开始模块时，所\
                 有模块在此都视为可到达。",
        },
        of: |stats| stats.chain.activities.map_or(Amount::NoLimit, Amount::Count),
    },
    Number {
        key: "chain.prompts",
        title: Localized { en: "most prompts without input", zh: "无交互时最多放音次数" },
        meaning: Localized {
            en: "The most prompts (Play audio, 放音) in any such chain, which need not be the longest. `null` if a \
                 prompt is in a loop of such modules.",
            zh: "任意一串这类模块中最多的放音数，不一定出自最长的一串。若放音位于由这类模块构成的循环中，则为 `null`。",
        },
        of: |stats| stats.chain.prompts.map_or(Amount::NoLimit, Amount::Count),
    },
    Number {
        key: "chain.characters",
        title: Localized { en: "most characters without input", zh: "无交互时最多播报字符数" },
        meaning: Localized {
            en: "The most characters to speak in any such chain, counted as below. `null` if a text is in a loop of \
                 such modules.",
            zh: "任意一串这类模块中最多的播报字符数，计法见下。若文本位于由这类模块构成的循环中，则为 `null`。",
        },
        of: |stats| stats.chain.characters.map_or(Amount::NoLimit, Amount::Count),
    },
    Number {
        key: "text.characters",
        title: Localized { en: "characters to speak", zh: "播报字符数" },
        meaning: Localized {
            en: "The characters of all texts to speak, counted as by the rule `prompt-too-long`: `say`, \
                 `positionHintsSay` and `agentGreetingSay` directly in the `properties` of any module, reachable or \
                 not. A Chinese character, a letter and a space count as one each; well-formed references `${…}` are \
                 not counted, because their values are only known during the call. A text that was left next to an \
                 audio file counts too; audio files do not.",
            zh: "所有播报文本的字符数，计法与规则 `prompt-too-long` 相同：任意模块（不论能否到达）的 `properties` 中直\
                 接给出的 `say`、`positionHintsSay` 和 `agentGreetingSay`。汉字、字母、空格都按一个字符计；格式正确的引\
                 用 `${…}` 不计入，因为其值要到通话时才知道。与语音文件并存的遗留文本也计入，语音文件不计入。",
        },
        of: |stats| Amount::Count(stats.text.characters),
    },
    Number {
        key: "text.longest",
        title: Localized { en: "characters of the longest text", zh: "最长文本字符数" },
        meaning: Localized {
            en: "The characters of the longest of these texts.", zh: "上述文本中最长一段的字符数。"
        },
        of: |stats| Amount::Count(stats.text.longest),
    },
];
