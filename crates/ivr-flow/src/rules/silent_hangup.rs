//! `silent-hangup`

use crate::catalogue::Types;
use crate::flow::{Flow, Role};
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "silent-hangup",
    severity: Severity::Warning,
    summary: Say {
        en: "a failure, timeout or overflow hangs up without a word",
        zh: "失败、超时或溢出后直接挂机，没有任何提示",
    },
    docs: Docs {
        what: Say {
            en: "An exit of role failure, timeout or overflow leads to 结束 (`HANGUP`), straight or only through \
                 挂机原因 and 设置变量 with one wired exit each. It looks at 转人工, 转外线, 直接转接, types with \
                 `hands-off = true` under `[activities.TYPE]`, 函数, HTTP请求 and 智能导航; the role is read from the \
                 event's name (such as `fail`, `error`, `timeout`, `overflow`, 失败, 异常, 超时, 溢出). Any other \
                 activity on the way keeps it silent, and so does `SUB_END`, since the call goes back to the main \
                 flow. 收号 is left out because 收号失败 leads to 结束 by default.",
            zh: "表示失败、超时或溢出的出口连到了结束模块（`HANGUP`），可以是直接相连，也可以中间只隔着挂机原因、设置变\
                 量这类只有一个已连接出口的模块。检查范围是转人工、转外线、直接转接、在 `[activities.TYPE]` 中设为 \
                 `hands-off = true` 的类型，以及函数、HTTP请求和智能导航；出口的含义根据事件名判断（如 `fail`、\
                 `error`、`timeout`、`overflow`、失败、异常、超时、溢出）。途中只要有其他模块就不报告；连到 `SUB_END` \
                 也不报告，因为来电会返回主流程。收号不在此列，因为“收号失败”默认就连到结束模块。",
        },
        why: Say {
            en: "Callers who have waited in the queue, or whose request failed, are cut off without a word. They do \
                 not know what happened and call again.",
            zh: "排队许久或业务失败的来电者，一句提示都没听到就被挂断。他们不知道发生了什么，只好再打一遍。",
        },
        mend: Say {
            en: "On the canvas, drag the line of this exit to a 放音 that tells the caller so, and from there to 结束; \
                 for 函数 and 智能导航 better to 转人工. Then 保存 and 发布.",
            zh: "在画布上把该出口改连到说明情况的放音模块，再由放音连到结束模块；函数和智能导航最好连到转人工兜底。然后\
                 保存并发布。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x and the FAQ (2021) advise a 放音 behind 转人工超时 and \
                 转外线失败, and 转人工 behind a failed 函数 or 智能导航; for the other exits the same is inferred.",
            zh: "官方文档：2.x 版用户指南和常见问题（2021 年）建议“转人工超时”“转外线失败”之后接放音，函数失败、智能导\
                 航交互异常之后接转人工；其余出口比照处理，属于推断。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "failure", "next": "7c1f20aa"}, {"event": "timeout", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "failure", "next": "7c1f20aa"}, {"event": "timeout", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let mut ways = Ways { flow: cx.flow, known: Vec::new() };
    for (index, activity) in cx.flow.each() {
        if !MAY_FAIL.has(activity.of_type()) && !activity.hands_off() {
            continue;
        }
        for (exit_index, exit) in cx.flow.exits_of(activity) {
            if !exit.target().is_some_and(|target| ways.hangs_up(target))
                || !matches!(exit.role(), Role::Failure | Role::Timeout | Role::Overflow)
            {
                continue;
            }
            let Say { en, zh } = cx.exit_name(index, exit_index);
            let message = say!("{en} hangs up without a word", "{zh} 未作任何提示就挂机");
            let help = say!("play a message first, or transfer the call to an agent", "请先放音说明，或转人工兜底");
            out.push(cx.about_exit(index, exit_index, "next", message).help(help));
        }
    }
}

/// What fails or times out besides hand-offs.
const MAY_FAIL: Types = Types::of(&["RUN_FUNCTION", "HTTP_REQUEST", "VOICE_NAVIGATOR"]);

/// What nobody hears.
const SILENT: Types = Types::of(&["HANGUP_REASON", "SET_VARIABLES"]);

const HANGUP: Types = Types::of(&["HANGUP"]);

/// Where the ways lead on which nobody hears anything, each found out once.
struct Ways<'a> {
    flow: &'a Flow<'a>,
    known: Vec<Way>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Unknown,
    /// Being followed: who gets here again circles.
    Open,
    HangsUp,
    GoesElsewhere,
}

impl Ways<'_> {
    fn hangs_up(&mut self, from: usize) -> bool {
        // Nearly all lead to something that is heard.
        let first = self.flow.activities[from].of_type();
        if !SILENT.has(first) {
            return HANGUP.has(first);
        }
        self.known.resize(self.flow.activities.len(), Way::Unknown);
        let mut followed = Vec::new();
        let mut next = Some(from);
        let end = loop {
            let Some(activity) = next else { break Way::GoesElsewhere };
            match self.known[activity] {
                Way::Unknown => {}
                Way::Open => break Way::GoesElsewhere,
                known => break known,
            }
            followed.push(activity);
            self.known[activity] = Way::Open;
            if HANGUP.has(self.flow.activities[activity].of_type()) {
                break Way::HangsUp;
            }
            next = self.silent_step(activity);
        };
        for activity in followed {
            self.known[activity] = end;
        }
        end == Way::HangsUp
    }

    /// Where a silent activity with one wired exit leads.
    fn silent_step(&self, index: usize) -> Option<usize> {
        let activity = &self.flow.activities[index];
        if !SILENT.has(activity.of_type()) {
            return None;
        }
        let mut wired = self.flow.exits_of(activity).map(|(_, exit)| exit).filter(|exit| exit.is_wired());
        match (wired.next(), wired.next()) {
            (Some(exit), None) => exit.target(),
            _ => None,
        }
    }
}
