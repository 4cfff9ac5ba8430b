//! The pages in `docs/` are made from the code. `UPDATE_DOCS=1 cargo test -p ivr-lint --test it` writes them anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ivr_flow::stats::NUMBERS;
use ivr_flow::{ACTIVITY_TYPES, Confidence, Lang, Level, Localized, Rule, Severity, rules};
use serde_json::Value;

use crate::harness::FORMATS;

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
        assert!(
            there == *text,
            "docs/{} is out of date: run UPDATE_DOCS=1 cargo test -p ivr-lint --test it",
            name.display()
        );
    }
    let made: BTreeSet<PathBuf> = pages.into_iter().map(|(name, _)| name).collect();
    for folder in ["rules/en", "rules/zh"] {
        for entry in fs::read_dir(docs.join(folder)).expect("a folder") {
            let name = Path::new(folder).join(entry.expect("an entry").file_name());
            assert!(made.contains(&name), "docs/{} does not belong to a rule", name.display());
        }
    }
}

fn pages() -> Vec<(PathBuf, String)> {
    let mut pages: Vec<_> = rules()
        .flat_map(|rule| {
            [(Lang::En, "en"), (Lang::Zh, "zh")]
                .map(|(lang, folder)| (format!("rules/{folder}/{}.md", rule.name).into(), rule_page(rule, lang)))
        })
        .collect();
    pages.push(("README.md".into(), index()));
    pages.push(("configuration.md".into(), configuration()));
    pages.push(("activities.md".into(), activities()));
    pages.push(("statistics.md".into(), statistics(Lang::En)));
    pages.push(("zh/statistics.md".into(), statistics(Lang::Zh)));
    pages.extend(SCHEMAS.map(|name| (format!("schemas/{name}.json").into(), schema(name))));
    pages
}

const SCHEMAS: [&str; 8] = ["config", "output", "policies", "stats", "calls", "test", "diff", "definition"];

fn schema(name: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ivr-lint")).args(["schema", name]).output().expect("runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Editors look for a schema where it says that it is.
#[test]
fn a_schema_says_where_it_is_published_and_a_new_configuration_leads_there() {
    for name in SCHEMAS {
        let schema: Value = serde_json::from_str(&schema(name)).expect("JSON");
        let folder = "https://raw.githubusercontent.com/ivr-lint/ivr-lint/main/docs/schemas";
        assert_eq!(schema["$id"], format!("{folder}/{name}.json"));
        assert!(schema["title"].is_string(), "{name} has no title");
    }
    let here = tempfile::tempdir().expect("a folder");
    let init = Command::new(env!("CARGO_BIN_EXE_ivr-lint")).arg("init").current_dir(here.path()).output();
    assert!(init.expect("runs").status.success());
    let text = fs::read_to_string(here.path().join("ivr-lint.toml")).expect("a configuration");
    let config: Value = serde_json::from_str(&schema("config")).expect("JSON");
    assert_eq!(text.lines().next(), Some(&*format!("#:schema {}", config["$id"].as_str().expect("an id"))));
}

fn rule_page(rule: &Rule, lang: Lang) -> String {
    let of = |text: Localized<&'static str>| text.get(lang).to_owned();
    let word = |en, zh| of(Localized { en, zh });
    let mut page = format!("# {}\n\n", rule.name);
    let severity = word("Severity", "级别");
    let other = match lang {
        Lang::En => format!("[中文](../zh/{}.md)", rule.name),
        Lang::Zh => format!("[English](../en/{}.md)", rule.name),
    };
    let name = rule.level.name();
    let severity = match (lang, rule.level) {
        (Lang::En, Level::Off) => format!("{severity}: off by default"),
        (Lang::En, _) => format!("{severity}: `{name}`"),
        (Lang::Zh, Level::On(Severity::Error)) => format!("{severity}：错误（`{name}`）"),
        (Lang::Zh, Level::On(Severity::Warning)) => format!("{severity}：警告（`{name}`）"),
        (Lang::Zh, Level::Off) => format!("{severity}：默认关闭（`{name}`）"),
        (Lang::Zh, Level::On(Severity::Note)) => format!("{severity}：提示（`{name}`）"),
    };
    let _ = writeln!(page, "{severity} · {} · {other}\n", rule.summary.get(lang));
    for (title, text) in rule.docs.sections() {
        let _ = writeln!(page, "## {}\n\n{}\n", title.get(lang), text.get(lang));
    }
    let language = if rule.is_about_configuration() { "toml" } else { "json" };
    for (title, example) in rule.docs.examples() {
        let _ = writeln!(page, "## {}\n\n```{language}\n{}\n```\n", title.get(lang), example.trim_matches('\n'));
    }
    page.truncate(page.trim_end().len());
    page + "\n"
}

fn index() -> String {
    let mut page =
        "# Rules / 规则\n\nGenerated from the code; `ivr-lint explain RULE` prints the same page in the terminal.\n\n\
                    本页由代码生成；`ivr-lint explain 规则名` 可在终端中查看同样的说明。\n\n\
                    | Rule | Severity | English | 中文 |\n|---|---|---|---|\n"
            .to_owned();
    for rule in rules() {
        let (name, severity) = (&rule.name, rule.level.name());
        let Localized { en, zh } = &rule.summary;
        let _ = writeln!(page, "| `{name}` | {severity} | [{en}](rules/en/{name}.md) | [{zh}](rules/zh/{name}.md) |");
    }
    page + "\nSee also: [configuration](configuration.md), [module types](activities.md), [statistics](statistics.md), [test \
            calls](calls.md).\n"
}

/// The configuration's reference, from its JSON Schema.
fn configuration() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ivr-lint")).args(["schema", "config"]).output().expect("runs");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut page =
        "# Configuration\n\n[中文](zh/configuration.md)\n\nSettings are read from the file given with `--config` or `IVR_LINT_CONFIG`, else for each \
                    file from the nearest `ivr-lint.toml`, searched from its directory upward until a directory that \
                    contains `.git`, else from the working directory upward; `--no-config` reads none. A broken \
                    configuration stops the run with status 2. In `[rules]` a name goes before a group (`graph`, see \
                    `ivr-lint rules`) and a group before `*`. \
                    `ivr-lint init` creates a file with the defaults (`--force` overwrites one), `ivr-lint config` shows the effective settings \
                    and their origin, and `ivr-lint schema config` prints the JSON Schema of the file, which editors with Taplo find by \
                    the first line that `init` writes (`#:schema …`).\n"
            .to_owned();
    section(&mut page, &schema, &schema, "");
    page
}

fn section(page: &mut String, schema: &Value, object: &Value, prefix: &str) {
    let mut inner = Vec::new();
    let _ = writeln!(page, "\n| Key | Description |\n|---|---|");
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
        "# Module types / 模块类型\n\nThe module types (`type` in `activities`) that the linter knows. A type that is not \
                    listed is never an error; it can be described under `[activities.TYPE]` in the configuration.\n\n\
                    本表列出 ivr-lint 已知的模块类型（`activities` 中的 `type`）。未列出的类型不会报错，可在配置的 `[activities.TYPE]` \
                    中描述。\n\n\
                    | Type | Aliases | Console (中文) | Console (English) | Entry | Ends | Transfers | Waits | Confidence | Source |\n\
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

fn statistics(lang: Lang) -> String {
    let mut page = String::from(match lang {
        Lang::En => {
            "# Statistics\n\n[中文](zh/statistics.md)\n\n`ivr-lint stats [PATH]…` prints the statistics of every flow, as \
             text, with `--format csv` as a table for spreadsheets, or with `--format json` as JSON (`ivr-lint schema \
             stats` prints the JSON Schema). One flow is shown as a block with all numbers, several flows as a table; \
             `--sort NUMBER` puts those with the most first, for example `--sort exits.dead`. The exit status is 0; 1 if a definition cannot be read; 2 if \
             a file cannot be read or no flow was found.\n\n\
             A *path* follows edges and may pass the same module any number of times. Numbers on paths say what a call may \
             encounter, not what calls actually encounter: conditions of branches are not evaluated, and sub-flows are \
             counted separately. In a table, `2+` means 2 or more without a limit (`\"most\": null`), `-` that no path \
             leads there, and `?` that the number is unknown because the flow has no entry.\n"
        }
        Lang::Zh => {
            "# 统计\n\n[English](../statistics.md)\n\n`ivr-lint stats [PATH]…` 统计每个流程，默认输出文本；`--format csv` 输出可用 Excel \
             打开的表格，`--format json` 输出 JSON（`ivr-lint schema stats` 打印其 JSON Schema）。单个流程逐行列出全部数字，多个\
             流程以表格显示，每个流程一行；`--sort 统计项` 将数值最大的流程排在最前，例如 `--sort exits.dead`。退出码为 0；有流程定义无法读取时为 1；文件无法读取或没有找到流程时为 2。\n\n\
             *路径*沿连线前进，可以任意多次经过同一模块。路径上的数字表示来电可能遇到的情况，而不是实际遇到的情况：不计算分支\
             的条件；子流程中的内容单独统计。表格中 `2+` 表示最少 2、没有上限（`\"most\": null`），`-` 表示无可达路径，`?` 表示\
             没有开始模块、无法统计。\n"
        }
    });
    for number in NUMBERS {
        let (title, meaning) = (number.title.get(lang), number.meaning.get(lang));
        let meaning = match lang {
            Lang::En => meaning.to_owned(),
            Lang::Zh => meaning.replace("](activities.md)", "](../activities.md)"),
        };
        let _ = writeln!(page, "\n## `{}`\n\n**{title}** {meaning}", number.key);
    }
    page
}

/// The pages that are there in both languages say the same: their headings and code are compared, and in tables the code of
/// the first column.
#[test]
fn both_readmes_have_a_row_for_each_format() {
    for name in ["README.md", "README.zh-CN.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
        let readme = fs::read_to_string(path).expect("a README");
        let names: Vec<_> = readme.lines().filter_map(|line| line.strip_prefix('|')?.split('|').next()).collect();
        for format in FORMATS {
            assert!(names.iter().any(|names| names.contains(&format!("`{format}`"))), "{name} lacks {format}");
        }
    }
}

#[test]
fn the_chinese_pages_are_in_step_with_the_english_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let docs = ["ci", "configuration", "policies", "statistics"];
    let docs = docs.map(|name| (format!("docs/{name}.md"), format!("docs/zh/{name}.md")));
    for (en, zh) in docs.into_iter().chain([("README.md".to_owned(), "README.zh-CN.md".to_owned())]) {
        let read = |name: &str| fs::read_to_string(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let [(en_headings, en_rest), (zh_headings, zh_rest)] = [&en, &zh].map(|name| outline(&read(name)));
        assert_eq!(en_headings, zh_headings, "the headings of {zh}");
        assert_eq!(en_rest, zh_rest, "the code of {zh}");
    }
}

/// The headings of a page, each with its level and the code in it; and the blocks of code, without what is said in them, and
/// the code in the first columns of tables.
fn outline(page: &str) -> (Vec<(usize, Vec<String>)>, Vec<String>) {
    let code = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    // What follows a comment sign is for people.
    let said = |line: &str| line.split(" # ").next().unwrap_or_default().trim_end().to_owned();
    let (mut headings, mut rest, mut is_code, mut is_output) = (Vec::new(), Vec::new(), false, false);
    for line in page.lines() {
        let level = line.len() - line.trim_start_matches('#').len();
        match line {
            _ if line.trim_start_matches(['>', ' ']).starts_with("```") => {
                is_code = !is_code;
                // What the program prints has a language.
                is_output = is_code && line.ends_with("```");
                rest.push(line.to_owned());
            }
            _ if is_output => {}
            _ if is_code => rest.push(said(line)),
            _ if level > 0 => headings.push((level, code(line))),
            _ if line.starts_with('|') => rest.extend(code(line.split('|').nth(1).unwrap_or_default())),
            _ => {}
        }
    }
    (headings, rest)
}

/// Every policy on the page holds in one flow and is broken by another.
#[test]
fn the_policies_of_the_page_are_kept_and_broken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/policies.md")).expect("a page");
    let blocks: Vec<_> = page.split("```toml\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    assert_eq!(blocks.len(), 10);
    for block in blocks {
        let name = block.split("name = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a name");
        let directory = tempfile::tempdir().expect("a directory");
        let configuration = directory.path().join("policies.toml");
        fs::write(&configuration, block).expect("written");
        let says = |flow: &str| {
            let output = Command::new(env!("CARGO_BIN_EXE_ivr-lint"))
                .args(["policies", "--format", "json", "--config"])
                .arg(&configuration)
                .arg(root.join("testdata/policies").join(name).join(flow))
                .output()
                .expect("it runs");
            let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            said["policies"][0]["flows"][0]["says"].clone()
        };
        assert_eq!(says("keeps.json"), "holds", "{name}");
        assert_eq!(says("breaks.json"), "breached", "{name}");
    }
}
