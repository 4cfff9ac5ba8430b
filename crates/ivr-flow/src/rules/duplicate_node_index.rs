//! `duplicate-node-index`

use crate::HashSet;
use crate::decimal::Decimal;
use crate::json::{Kind, Value};
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;
use std::borrow::Cow;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-node-index",
    severity: Severity::Note,
    summary: Say { en: "two modules have the same node index", zh: "两个模块的 nodeIndex 相同" },
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
    let mut seen = HashSet::with_capacity_and_hasher(cx.flow.activities.len(), Default::default());
    for (index, activity) in cx.flow.each().filter(|(_, activity)| !activity.is_ending()) {
        let Some(value) = activity.value.present("nodeIndex") else { continue };
        let Some(node_index) = NodeIndex::of(value) else { continue };
        if !seen.insert(node_index) {
            let (name, written) = (cx.name(index), shown(value.token()));
            let message = say!(
                "{name} has the node index {written} of an earlier module",
                "{name} 的 nodeIndex {written} 与前面的模块相同"
            );
            let help = say!(
                "it comes from copying by hand: give it the next free number",
                "多由手工复制造成：请改为下一个未用的数字"
            );
            out.push(cx.about_activity_at(index, value, message).help(help));
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
enum NodeIndex<'a> {
    Number(Decimal),
    Text(Cow<'a, str>),
}

impl<'a> NodeIndex<'a> {
    fn of(value: Value<'a>) -> Option<Self> {
        match value.kind() {
            Kind::Number => Decimal::of(value.token()).map(NodeIndex::Number),
            Kind::String => value.string().map(NodeIndex::Text),
            _ => None,
        }
    }
}
