//! `stale-main-flow`

use crate::rule::{Check, Docs, Rule};
use crate::run::{FlowRef, Run, RunDraft};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "stale-main-flow",
    severity: Severity::Note,
    summary: Say {
        en: "a sub-flow was updated after a main flow that calls it", zh: "子流程的更新晚于调用它的主流程"
    },
    docs: Docs {
        what: Say { en: "", zh: "" },
        why: Say { en: "", zh: "" },
        mend: Say { en: "", zh: "" },
        rests_on: Say { en: "", zh: "" },
        bad: r#""#,
        good: r#""#,
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDraft>) {
    for instance in &run.instances {
        for flow in instance.sayable().filter(|flow| flow.is("MAIN_FLOW")) {
            let Some(main_time) = flow.flow.facts.updated.as_deref().and_then(Time::of) else { continue };
            for call in &flow.flow.facts.calls {
                let Some((string, called)) = instance.called(flow, call) else { continue };
                let is_later = |called: &&FlowRef<'_>| {
                    let time = called.flow.facts.updated.as_deref().and_then(Time::of);
                    called.is("SUB_FLOW") && time.is_some_and(|time| time.is_after(&main_time))
                };
                let Some(&called) = called.iter().find(is_later) else { continue };
                let (main, sub) = (flow.name(), called.name());
                let message = say!(
                    "the sub-flow {sub} was updated after {main}, which calls it",
                    "子流程 {sub} 的更新时间晚于调用它的 {main}"
                );
                let help = say!(
                    "publish {main} again: until then calls run the old sub-flow",
                    "请重新发布 {main}：在此之前来电仍执行旧的子流程"
                );
                let there = run.related(called, called.flow.facts.name_span, say!("the sub-flow", "子流程"));
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
