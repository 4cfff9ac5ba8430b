//! Expressions beside the evaluator of the crate `cel`, which only reads them for us.

use std::collections::HashMap;

use cel::{Context as CelContext, Program, Value as Cel};
use ivr_flow::{Configuration, Linter, Origin};
use serde_json::json;

use crate::common::flows::Random;
use crate::is_long_run;

/// What an expression comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Outcome {
    True,
    False,
    NotBoolean,
    Error,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Double,
    Text,
    Bool,
    List,
}

const KINDS: [Kind; 5] = [Kind::Int, Kind::Double, Kind::Text, Kind::Bool, Kind::List];

/// An expression that is mostly of a kind, and now and then of another.
fn expression(random: &mut Random, kind: Kind, depth: usize, locals: usize) -> String {
    let kind = if random.below(40) == 0 { KINDS[random.below(KINDS.len())] } else { kind };
    let leaf = depth == 0 || random.below(4) == 0;
    let sub = |random: &mut Random, kind| expression(random, kind, depth.saturating_sub(1), locals);
    match kind {
        Kind::Int if leaf && locals > 0 && random.below(2) == 0 => format!("x{}", random.below(locals)),
        Kind::Int if leaf => {
            let leaves = ["0", "1", "-7", "9223372036854775807", "activity.properties.n", "activity.properties.gone"];
            leaves[random.below(leaves.len())].to_owned()
        }
        Kind::Int => match random.below(4) {
            0 => format!("size({})", sub(random, Kind::List)),
            1 => format!("({} ? {} : {})", sub(random, Kind::Bool), sub(random, kind), sub(random, kind)),
            2 => format!("activity.properties.l[{}]", sub(random, kind)),
            _ => {
                format!("({} {} {})", sub(random, kind), ["+", "-", "*", "/", "%"][random.below(5)], sub(random, kind))
            }
        },
        Kind::Double if leaf => ["0.5", "-2.0", "activity.properties.d"][random.below(3)].to_owned(),
        Kind::Double => {
            format!("({} {} {})", sub(random, kind), ["+", "-", "*", "/"][random.below(4)], sub(random, kind))
        }
        Kind::Text if leaf => ["''", "'b'", "'abc'", "activity.properties.s"][random.below(4)].to_owned(),
        Kind::Text => format!("({} + {})", sub(random, kind), sub(random, kind)),
        Kind::List if leaf => ["[]", "[1, 2]", "activity.properties.l"][random.below(3)].to_owned(),
        Kind::List => match random.below(3) {
            0 => format!("({} + {})", sub(random, kind), sub(random, kind)),
            number if locals < 2 => {
                let (of, what) = (sub(random, kind), if number == 1 { Kind::Bool } else { Kind::Int });
                let item = expression(random, what, depth - 1, locals + 1);
                format!("{of}.{}(x{locals}, {item})", ["filter", "map"][number - 1])
            }
            _ => sub(random, kind),
        },
        Kind::Bool if leaf => {
            let leaves = [
                "true",
                "false",
                "activity.properties.b",
                "has(activity.properties.n)",
                "has(activity.properties.gone)",
            ];
            leaves[random.below(leaves.len())].to_owned()
        }
        Kind::Bool => match random.below(8) {
            0 => format!("!{}", sub(random, kind)),
            1 | 2 => format!("({} {} {})", sub(random, kind), ["&&", "||"][random.below(2)], sub(random, kind)),
            3 => format!("({} in {})", sub(random, Kind::Int), sub(random, Kind::List)),
            4 => {
                let function = ["contains", "startsWith", "endsWith"][random.below(3)];
                format!("{}.{function}({})", sub(random, Kind::Text), sub(random, Kind::Text))
            }
            5 if locals < 2 => {
                let (of, quantifier) = (sub(random, Kind::List), ["all", "exists", "exists_one"][random.below(3)]);
                format!("{of}.{quantifier}(x{locals}, {})", expression(random, kind, depth - 1, locals + 1))
            }
            _ => {
                let of = [Kind::Int, Kind::Double, Kind::Text][random.below(3)];
                let sign = ["==", "!=", "<", "<=", ">", ">="][random.below(6)];
                format!("({} {sign} {})", sub(random, of), sub(random, of))
            }
        },
    }
}

fn ours(expression: &str) -> Option<Outcome> {
    let text = format!("[[policy]]\nname = \"p\"\non = {{ id = \"a\" }}\nmust = \"{expression}\"\n");
    let configuration = Configuration::from_toml(&text).ok()?;
    let properties = json!({"n": 3, "d": 1.5, "s": "abc", "b": true, "l": [3, 1, 2]});
    let flow = json!({"activities": [{"type": "PLAY_SAY", "id": "a", "properties": properties}]}).to_string();
    let linter = Linter::new(configuration.settings).with_policies(configuration.policies).expect("a new name");
    let file = linter.lint("flow.json", flow.as_bytes(), Origin::Named);
    let Some(found) = file.findings.iter().find(|finding| finding.rule == "policy/p") else {
        return Some(Outcome::True);
    };
    let help = found.help.as_ref().map(|help| help.en.as_str()).unwrap_or_default();
    Some(match help {
        help if help.contains("cannot be evaluated") => Outcome::Error,
        help if help.contains("gives a value of type") => Outcome::NotBoolean,
        _ => Outcome::False,
    })
}

fn by_the_crate(expression: &str) -> Outcome {
    let list = Cel::from([3_i64, 1, 2].map(Cel::Int).to_vec());
    let properties = HashMap::from([
        ("n".to_owned(), Cel::Int(3)),
        ("d".to_owned(), Cel::Float(1.5)),
        ("s".to_owned(), Cel::from("abc")),
        ("b".to_owned(), Cel::Bool(true)),
        ("l".to_owned(), list),
    ]);
    let mut context = CelContext::default();
    context.add_variable_from_value("activity", HashMap::from([("properties".to_owned(), Cel::from(properties))]));
    match Program::compile(expression).expect("it is CEL").execute(&context) {
        Ok(Cel::Bool(true)) => Outcome::True,
        Ok(Cel::Bool(false)) => Outcome::False,
        Ok(_) => Outcome::NotBoolean,
        Err(_) => Outcome::Error,
    }
}

#[test]
fn expressions_come_to_what_the_crate_says() {
    let mut random = Random::new(7);
    let mut seen = HashMap::new();
    let mut wrong = Vec::new();
    for _ in 0..if is_long_run() { 100_000 } else { 1_000 } {
        let depth = 1 + random.below(4);
        let expression = expression(&mut random, Kind::Bool, depth, 0);
        // Too deep or too long for us.
        let Some(ours) = ours(&expression) else { continue };
        let theirs = by_the_crate(&expression);
        *seen.entry(theirs).or_insert(0) += 1;
        if ours != theirs {
            wrong.push(format!("{ours:?} {theirs:?} {expression}"));
        }
    }
    wrong.sort_by_key(String::len);
    assert!(wrong.is_empty(), "{} of {seen:?}: {:#?}", wrong.len(), &wrong[..wrong.len().min(25)]);
    assert!(
        seen[&Outcome::True] > 250
            && seen[&Outcome::False] > 250
            && seen[&Outcome::Error] > 50
            && seen[&Outcome::NotBoolean] > 5,
        "{seen:?}"
    );
}
