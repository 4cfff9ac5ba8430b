//! `silent-hangup`

use crate::flow::{Flow, Next, Role};
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
        what: Say { en: "", zh: "" },
        why: Say { en: "", zh: "" },
        mend: Say { en: "", zh: "" },
        rests_on: Say { en: "", zh: "" },
        bad: r#""#,
        good: r#""#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let mut ways = Ways { flow: cx.flow, known: vec![Way::Unknown; cx.flow.activities.len()] };
    for (index, activity) in cx.flow.each() {
        let may_fail = ["RUN_FUNCTION", "HTTP_REQUEST", "VOICE_NAVIGATOR"].iter().any(|name| activity.is(name));
        if !may_fail && !activity.hands_off() {
            continue;
        }
        for (exit_index, exit) in cx.flow.exits_of(activity) {
            let Next::Wired(id) = &exit.next else { continue };
            if !matches!(exit.role(), Role::Failure | Role::Timeout | Role::Overflow)
                || !cx.flow.by_id(id).is_some_and(|target| ways.hangs_up(target))
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
            if self.flow.activities[activity].is("HANGUP") {
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
        if !activity.is("HANGUP_REASON") && !activity.is("SET_VARIABLES") {
            return None;
        }
        let mut wired = self.flow.exits_of(activity).filter_map(|(_, exit)| match &exit.next {
            Next::Wired(id) => Some(id),
            _ => None,
        });
        match (wired.next(), wired.next()) {
            (Some(id), None) => self.flow.by_id(id),
            _ => None,
        }
    }
}
