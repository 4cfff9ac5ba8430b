//! `silent-loop`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "silent-loop",
    severity: Severity::Warning,
    summary: Say {
        en: "a call can circle without anybody being asked anything",
        zh: "来电可能空转，期间没有任何等待或询问",
    },
    docs: Docs {
        what: Say {
            en: "Activities that wait for nobody, such as 放音, 分支, 设置变量 or 函数, form a loop that a call can \
                 get into: it can go round without anybody being asked anything. It fires also where a condition \
                 leads out of the loop. Loops through an activity that waits (收号, 转人工, 转外线, 直接转接, \
                 语音识别, 语音信箱, 满意度收集, 智能导航, 子流程 or an unknown type) stay silent: leading 收号失败 \
                 back to 收号 is common. Where an `endless-loop` has exactly these activities, only that is reported.",
            zh: "放音、分支、设置变量、函数等不等待任何人的模块构成了来电能够进入的循环：来电会在其中空转，期间没有任\
                 何询问或等待。即使循环中有条件可以跳出，也会报告。如果循环经过会等待的模块（收号、转人工、转外线、直\
                 接转接、语音识别、语音信箱、满意度收集、智能导航、子流程，以及未知类型），则不报告：“收号失败”经放音\
                 连回收号是常见做法。如果某个 `endless-loop` 恰好由同样的模块组成，只报告 `endless-loop`。",
        },
        why: Say {
            en: "As long as no condition lets the call out, the caller hears the same prompt over and over, or dead \
                 air if nothing in the loop plays. A 函数 in the loop is called in every round.",
            zh: "只要跳出的条件不成立，来电者就会一遍遍听同一段放音；循环中没有放音时，听到的就是静音。循环里的函数每\
                 绕一圈还会被调用一次。",
        },
        mend: Say {
            en: "On the canvas, drag the line that leads back to 结束 or 转人工 instead, or put a 收号 into the loop \
                 that asks the caller. If rounds are counted with 设置变量 and 分支 and the call surely leaves, list \
                 the finding under `[[ignore]]`.",
            zh: "在画布上将连回去的线改连到结束模块或转人工，或在循环中加入收号模块询问来电者。如果已用设置变量和分支\
                 计数、确定能够跳出，请在配置的 `[[ignore]]` 中写明原因。",
        },
        rests_on: Say {
            en: "Follows from the graph alone; the platform's own tutorial has loops through 收号 and 转人工, so \
                 these are left alone, and for types of which only the name is public it is inferred whether they \
                 wait.",
            zh: "仅由流程图的结构得出；官方教程中就有经过收号、转人工的循环，因此不报告这类循环；只公开了名称的类型是\
                 否会等待，属于推断。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否营业",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "0a7be31c"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "下班提示",
   "properties": {"audioType": "tts", "say": "现在是下班时间。"},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否营业",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "0a7be31c"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "下班提示",
   "properties": {"audioType": "tts", "say": "现在是下班时间。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    // Such a loop is part of a larger one, and in nearly all of those nothing that does not wait leads to its like.
    let is_silent = |&member: &usize| !cx.activity(member).waits();
    let mut silent: Vec<_> = cx.loops().iter().flatten().copied().filter(is_silent).collect();
    silent.sort_unstable();
    let circles = |index: usize| silent.binary_search(&index).is_ok();
    if !silent.iter().any(|&member| cx.graph.targets(member).any(circles)) {
        return;
    }
    let endless: Vec<_> = cx.endless_loops().collect();
    for members in cx.graph.loops(circles) {
        if endless.binary_search(&members.as_slice()).is_ok() {
            continue;
        }
        let Say { en, zh } = cx.names(&members);
        let message = say!(
            "a call can circle through {en} without anybody being asked anything",
            "来电可能在 {zh} 中空转，期间没有任何询问或等待"
        );
        let help = say!(
            "put a module into the loop that asks the caller (收号), or count the rounds and leave",
            "请在循环中加入会等待来电者的模块（如收号），或计数后跳出循环"
        );
        out.push(cx.about_activity(members[0], message).names(members).help(help));
    }
}
