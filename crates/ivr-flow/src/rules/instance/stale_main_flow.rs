//! `stale-main-flow`

use std::borrow::Cow;

use crate::rules::{Check, Docs, FlowRef, Rule, Run, RunDiagnostic};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("stale-main-flow"),
    level: Level::On(Severity::Note),
    summary: Text::new(
        "a sub-flow was updated after a main flow that calls it",
        "子流程已更新，调用它的主流程可能尚未重新发布",
    ),
    docs: Docs {
        what: Text::new(
            "Checks for a `MAIN_FLOW` that calls a `SUB_FLOW` through a Sub-process module (子流程) if the \
                 `UpdatedTime` of the sub-flow is later than its own. Both types must be known from the list, and both \
                 times must have the platform's format (`2021-03-08 15:34:49.0`); for how the called flow is found, \
                 see `unknown-sub-flow`. The list does not say when the main flow was last published, so this is only \
                 a note.",
            "`MAIN_FLOW` 通过子流程模块调用 `SUB_FLOW`，而子流程的 `UpdatedTime` 晚于主流程。两个流程的类型都须由列\
                 表给出，两个时间都须是平台的格式（`2021-03-08 15:34:49.0`）；如何找到被调用的流程，见 \
                 `unknown-sub-flow`。列表没有给出主流程最近一次发布的时间，因此只作提示。",
        ),
        why: Text::new(
            "A main flow keeps using the old sub-flow until it is published again itself: callers still hear what \
                 the team believes to have changed.",
            "主流程在重新发布之前，执行的仍是旧的子流程：团队以为已经改好的内容，来电者（客户）听到的仍是旧内容。",
        ),
        fix: Text::new(
            "On the IVR flow management (IVR 流程管理) page, Publish (发布) the sub-flow if its state is not \
                 Published (已发布), then the main flow. If the main flow has been published since, nothing needs to \
                 be done.",
            "在 IVR 流程管理页面，如果子流程还未发布，先发布子流程，再重新发布主流程。如果主流程此后已经发布过，则\
                 无需处理。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), the main flow must be published \
                 again after its sub-flow. That `UpdatedTime` shows the need is inferred.",
            "官方文档：2.x 版用户指南（2021 年）说明，子流程重新发布后，主流程也必须重新发布；根据 `UpdatedTime` 判\
                 断是否需要，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "UpdatedTime": "2026-03-08 15:34:49.0",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "58d5ae90"}]},
    {"type": "SUB", "id": "58d5ae90", "name": "来电核验",
     "properties": {"contactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536"},
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
   "UpdatedTime": "2026-03-09 09:00:00.0",
   "Definition": {"activities": [
    {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
     "events": [{"event": "complete", "next": "d05e62a8"}]},
    {"type": "SUB_END", "id": "d05e62a8", "name": "子流程结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "UpdatedTime": "2026-03-09 09:30:00.0",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "58d5ae90"}]},
    {"type": "SUB", "id": "58d5ae90", "name": "来电核验",
     "properties": {"contactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536"},
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
   "UpdatedTime": "2026-03-09 09:00:00.0",
   "Definition": {"activities": [
    {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
     "events": [{"event": "complete", "next": "d05e62a8"}]},
    {"type": "SUB_END", "id": "d05e62a8", "name": "子流程结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        ),
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDiagnostic>) {
    for instance in &run.instances {
        for flow in instance.flows.iter().copied().filter(|flow| flow.is("MAIN_FLOW")) {
            let Some(main_time) = flow.flow.facts.updated.as_deref().and_then(Time::of) else { continue };
            for call in &flow.flow.facts.calls {
                let Some((string, called)) = instance.called(flow, call) else { continue };
                let is_later = |called: &&FlowRef<'_>| {
                    let time = called.flow.facts.updated.as_deref().and_then(Time::of);
                    called.is("SUB_FLOW") && time.is_some_and(|time| time.is_after(&main_time))
                };
                let Some(&called) = called.iter().find(is_later) else { continue };
                let (main, sub) = (flow.name(), called.name());
                let message = localized!(
                    "the sub-flow {sub} was updated after {main}, which calls it",
                    "子流程“{sub}”已更新，调用它的主流程“{main}”可能尚未重新发布"
                );
                let help = localized!(
                    "publish {main} again if it has not been since: until then calls use the old sub-flow",
                    "如果主流程“{main}”此后尚未发布，请重新发布：在此之前来电仍使用旧的子流程"
                );
                let there = run.related(called, called.flow.facts.name_span, localized!("the sub-flow", "子流程"));
                out.push(run.about_call(flow, call, string, message).help(help).related(there));
            }
        }
    }
}

/// A time as the platform writes it: `2021-03-08 15:34:49.0`.
struct Time<'a> {
    /// Of one form, so that texts compare as times do.
    seconds: &'a str,
    /// Behind the point, without zeros at the end.
    fraction: &'a str,
}

impl<'a> Time<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
        let form = |(char, form): (char, char)| if form == '0' { char.is_ascii_digit() } else { char == form };
        let has_form = seconds.len() == FORM.len() && seconds.chars().zip(FORM.chars()).all(form);
        let is_time = has_form && fraction.bytes().all(|byte| byte.is_ascii_digit());
        is_time.then(|| Time { seconds, fraction: fraction.trim_end_matches('0') })
    }

    fn is_after(&self, other: &Time<'_>) -> bool {
        (self.seconds, self.fraction) > (other.seconds, other.fraction)
    }
}

const FORM: &str = "0000-00-00 00:00:00";
