//! `silent-loop`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("silent-loop"),
    level: Level::On(Severity::Warning),
    summary: Text::new("calls can loop without waiting for any input", "来电可能陷入无等待、无按键的循环"),
    docs: Docs {
        what: Text::new(
            "Checks for loops that calls can enter and that consist only of modules that do not wait, such as Play \
                 audio (放音), Branch (分支), Set variables (设置变量) or Function (函数): calls can go round without \
                 waiting for any input. A loop is also reported if a condition leads out of it. Loops through a module \
                 that waits are not reported, because connecting the collection failed (收号失败) exit back to Collect \
                 digits is common; these are Collect digits (收号), Transfer to agent (转人工), Transfer to external \
                 line (转外线), Blind transfer (直接转接), Speech recognition (语音识别), Voicemail (语音信箱), \
                 Satisfaction rating (满意度收集), Intelligent navigation (智能导航), Sub-process (子流程) and unknown \
                 types. If an `endless-loop` consists of exactly the same modules, only that is reported.",
            "放音、分支、设置变量、函数等不等待任何人的模块构成了来电能够进入的循环：来电会在其中反复循环，期间没有\
                 任何收号或等待。即使循环中有条件可以跳出，也会报告。如果循环经过会等待的模块（收号、转人工、转外线、直\
                 接转接、语音识别、语音信箱、满意度收集、智能导航、子流程，以及未知类型），则不报告：“收号失败”经放音连\
                 回收号是常见做法。如果某个 `endless-loop` 恰好由同样的模块组成，只报告 `endless-loop`。",
        ),
        why: Text::new(
            "As long as no condition lets the call out, the caller hears the same prompt over and over, or silence \
                 if nothing in the loop plays audio. A Function module in the loop is called in every round.",
            "只要跳出的条件不成立，来电者（客户）就会反复听到同一段放音；循环中没有放音时，听到的就是静音。循环中的\
                 函数在每次循环时都会被调用。",
        ),
        fix: Text::new(
            "On the canvas, connect the exit that closes the loop to End (结束) or to Transfer to agent instead, \
                 or add a Collect digits module to the loop. If the rounds are counted with Set variables and Branch \
                 and the call is certain to leave, add an `[[ignore]]` with the reason.",
            "在画布上将连回去的线改连到结束模块或转人工，或在循环中加入收号模块询问来电者。如果已用设置变量和分支计\
                 数、确定能够跳出，请在配置的 `[[ignore]]` 中写明原因。",
        ),
        basis: Text::new(
            "Follows directly from the flow graph. The platform's own tutorial has loops through Collect digits \
                 and Transfer to agent, so such loops are not reported; for types of which only the name is public, \
                 whether they wait is inferred.",
            "由流程图结构直接得出；官方教程中就有经过收号、转人工的循环，因此不报告这类循环；只公开了名称的类型是否\
                 会等待，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    // Such a loop is part of a larger one, and in nearly all of those nothing that does not wait leads to its like.
    let is_silent = |&member: &usize| !context.flow.activity(member).waits();
    let mut silent: Vec<_> = context.loops().iter().flatten().copied().filter(is_silent).collect();
    silent.sort_unstable();
    let circles = |index: usize| silent.binary_search(&index).is_ok();
    if !silent.iter().any(|&member| context.graph.targets(member).any(circles)) {
        return;
    }
    let endless: Vec<_> = context.endless_loops().collect();
    for members in context.graph.loops(circles) {
        if endless.binary_search(&members.as_slice()).is_ok() {
            continue;
        }
        let Localized { en, zh } = context.names(&members);
        let message = localized!(
            "calls can loop through {en} without waiting for any input",
            "来电可能在{zh}中反复循环，期间没有任何收号或等待"
        );
        let help = localized!(
            "add a module that waits for the caller to the loop, such as Collect digits (收号), or leave it after a number of rounds",
            "请在循环中加入会等待来电者的模块（如收号），或计数后退出循环"
        );
        out.push(context.about_activity(context.flow.activity(members[0]), message).about_region(members).help(help));
    }
}
