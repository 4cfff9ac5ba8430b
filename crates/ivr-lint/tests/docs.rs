//! The pages in `docs/` are made from the code. `UPDATE_DOCS=1 cargo test --test docs` writes them anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ivr_flow::{ACTIVITY_TYPES, Confidence, Lang, NUMBERS, RULES, Rule, Say};
use serde_json::Value;

#[test]
fn the_pages_say_what_the_code_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let pages = pages();
    for (name, text) in &pages {
        let path = docs.join(name);
        if update {
            fs::create_dir_all(path.parent().expect("a folder")).expect("can be made");
            fs::write(&path, text).expect("can be written");
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(there == *text, "docs/{} is out of date: run UPDATE_DOCS=1 cargo test --test docs", name.display());
    }
    let made: BTreeSet<PathBuf> = pages.into_iter().map(|(name, _)| name).collect();
    for folder in ["rules/en", "rules/zh"] {
        for entry in fs::read_dir(docs.join(folder)).expect("a folder") {
            let name = Path::new(folder).join(entry.expect("an entry").file_name());
            assert!(made.contains(&name), "docs/{} is of no rule", name.display());
        }
    }
}

fn pages() -> Vec<(PathBuf, String)> {
    let mut pages: Vec<_> = RULES
        .iter()
        .flat_map(|rule| {
            [(Lang::En, "en"), (Lang::Zh, "zh")]
                .map(|(lang, folder)| (format!("rules/{folder}/{}.md", rule.name).into(), rule_page(rule, lang)))
        })
        .collect();
    pages.push(("README.md".into(), index()));
    pages.push(("configuration.md".into(), configuration()));
    pages.push(("activities.md".into(), activities()));
    pages.push(("statistics.md".into(), statistics()));
    pages
}

fn rule_page(rule: &Rule, lang: Lang) -> String {
    let of = |text: Say<&'static str>| text.get(lang).to_owned();
    let word = |en, zh| of(Say { en, zh });
    let mut page = format!("# {}\n\n", rule.name);
    let severity = word("Severity", "级别");
    let other = match lang {
        Lang::En => format!("[中文](../zh/{}.md)", rule.name),
        Lang::Zh => format!("[English](../en/{}.md)", rule.name),
    };
    let _ = writeln!(page, "{severity}: `{}` · {} · {other}\n", rule.severity.name(), of(rule.summary));
    for (title, text) in rule.docs.sections() {
        let _ = writeln!(page, "## {}\n\n{}\n", of(title), of(text));
    }
    let language = if rule.is_about_configuration() { "toml" } else { "json" };
    for (title, example) in rule.docs.examples() {
        let _ = writeln!(page, "## {}\n\n```{language}\n{}\n```\n", of(title), example.trim_matches('\n'));
    }
    page.truncate(page.trim_end().len());
    page + "\n"
}

fn index() -> String {
    let mut page =
        "# The rules / 规则\n\nMade from the code; `ivr-lint explain RULE` shows the same without a network.\n\n\
                    | rule | severity | | |\n|---|---|---|---|\n"
            .to_owned();
    for rule in RULES {
        let (name, severity) = (rule.name, rule.severity.name());
        let Say { en, zh } = rule.summary;
        let _ = writeln!(page, "| `{name}` | {severity} | [{en}](rules/en/{name}.md) | [{zh}](rules/zh/{name}.md) |");
    }
    page + "\nSee also: [configuration](configuration.md), [activity types](activities.md), [statistics](statistics.md).\n"
}

/// The configuration's reference, from its JSON Schema.
fn configuration() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ivr-lint")).args(["schema", "config"]).output().expect("runs");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut page =
        "# The configuration\n\n`ivr-lint.toml`, the nearest from the working directory upward to the one that \
                    holds `.git` or the root, or the file that `--config` names. `ivr-lint init` writes one to start \
                    from, `ivr-lint config` prints the settings in force and where each comes from, and \
                    `ivr-lint schema config` its JSON Schema.\n"
            .to_owned();
    section(&mut page, &schema, &schema, "");
    page
}

fn section(page: &mut String, schema: &Value, object: &Value, prefix: &str) {
    let mut inner = Vec::new();
    let _ = writeln!(page, "\n| key | |\n|---|---|");
    for (key, member) in object["properties"].as_object().into_iter().flatten() {
        let about = member["description"].as_str().unwrap_or_default();
        let _ = writeln!(page, "| `{prefix}{key}` | {about} |");
        let places = [("", member), (".TYPE", &member["additionalProperties"]), ("[]", &member["items"])];
        for (suffix, place) in places {
            if let Some(name) = place["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
                let definition = &schema["$defs"][name];
                if definition["properties"].is_object() {
                    inner.push((format!("{prefix}{key}{suffix}"), definition));
                }
            }
        }
    }
    for (name, definition) in inner {
        let about = definition["description"].as_str().unwrap_or_default();
        let _ = writeln!(page, "\n## `{name}`\n\n{about}");
        section(page, schema, definition, "");
    }
}

fn activities() -> String {
    let mut page =
        "# Activity types / 模块类型\n\nWhat the linter knows of the types that `activities` have. A type that \
                    is not listed is never an error: teach it under `[activities.TYPE]` in the configuration.\n\n\
                    | type | also | console | | entry | ends | hands off | waits | confidence | source |\n\
                    |---|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for known in ACTIVITY_TYPES {
        let mark = |is: bool| if is { "yes" } else { "" };
        let confidence = match known.confidence {
            Confidence::Documented => "documented",
            Confidence::Observed => "observed",
            Confidence::Inferred => "inferred",
        };
        let also = known.aliases.iter().map(|alias| format!("`{alias}`")).collect::<Vec<_>>().join(", ");
        let behaviour = known.behaviour;
        let _ = writeln!(
            page,
            "| `{}` | {also} | {} | {} | {} | {} | {} | {} | {confidence} | {} |",
            known.name,
            known.title.zh,
            known.title.en,
            mark(behaviour.entry),
            mark(behaviour.ends),
            mark(behaviour.hands_off),
            mark(behaviour.waits),
            known.source,
        );
    }
    page
}

fn statistics() -> String {
    let mut page = String::from(
        "# Statistics / 统计\n\n`ivr-lint stats [PATH]…` counts every flow, for people or with `--format json` for \
         programs (`ivr-lint schema stats` prints the JSON Schema). One flow is a block with all numbers, several are a \
         row each. The exit status is 0, 1 where a definition is too broken to be counted, and 2 where a file cannot be \
         read or nothing was found.\n\n\
         A *way* leads along edges, any number of times through the same activity. Numbers on ways say what a call can \
         meet, not what calls do meet: no condition of a branch is looked into, and what happens in a sub-flow is \
         counted there. In a table, `2+` is 2 or more without a limit (`\"most\": null`), `-` that no way leads there, \
         and `?` that it is not known without an entry.\n\n\
         `ivr-lint stats [PATH]…` 统计每个流程的数字，供人阅读；加 `--format json` 则供程序使用（`ivr-lint schema stats` 打印其 \
         JSON Schema）。单个流程逐行列出全部数字，多个流程每个一行。退出码为 0；有定义损坏而无法统计时为 1；文件无法读取或\
         没有找到流程时为 2。\n\n\
         *路线*沿连线前进，可以任意多次经过同一模块。路线上的数字说明来电可能遇到什么，而不是实际遇到什么：不考虑分支的条\
         件；子流程中发生的在该子流程中统计。表格中 `2+` 表示最少 2、没有上限（`\"most\": null`），`-` 表示没有路线通往，`?` 表示\
         没有开始模块、无从得知。\n",
    );
    for number in NUMBERS {
        let (Say { en, zh }, meaning) = (number.title, number.meaning);
        let _ = writeln!(page, "\n## `{}`\n\n**{en}** {}\n\n**{zh}** {}", number.key, meaning.en, meaning.zh);
    }
    page
}
