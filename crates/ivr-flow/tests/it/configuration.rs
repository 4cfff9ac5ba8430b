//! What `ivr-lint.toml` says, and what is said of mistakes in it and where.

use ivr_flow::{
    Behaviour, Configuration, ConfigurationError, FailOn, Lang, Level, RuleSelector, Selection, Settings, Severity,
    find_rule, rule, rules,
};
use serde_json::Value;

/// The place, the message and the help of the only mistake in a text, in a language.
fn mistake(text: &str, lang: Lang) -> [String; 3] {
    let (_, errors) = Configuration::read_toml(text);
    let [error] = &errors[..] else { panic!("{text}: {errors:#?}") };
    told(text, error, lang)
}

fn told(text: &str, error: &ConfigurationError, lang: Lang) -> [String; 3] {
    let help = error.help(lang).unwrap_or_default();
    [text[error.bytes()].to_owned(), error.message(lang).to_owned(), help.to_owned()]
}

#[track_caller]
fn assert_mistake(text: &str, place: &str, en: [&str; 2], zh: [&str; 2]) {
    assert_eq!(mistake(text, Lang::En), [place, en[0], en[1]]);
    assert_eq!(mistake(text, Lang::Zh), [place, zh[0], zh[1]]);
    let first = Configuration::from_toml(text).expect_err("a mistake");
    assert_eq!(first.to_string(), en[0], "the error itself is in English");
}

#[test]
fn all_that_can_be_said_is_read() {
    let text = r#"
fail-on = "warning"
[rules]
dead-end = "off"
silent-loop = "error"
[limits]
prompt-length = 1_000
queue-timeout = 0x10
function-inputs = 0
[activities.DIGITAL_EMPLOYEE]
waits = true
hands-off = true
[[ignore]]
rule = "silent-hangup"
flow = "客服热线"
reason = "听完即止"
[[ignore]]
rule = "dead-end"
activity = "a"
reason = "known"
"#;
    let configuration = Configuration::from_toml(text).expect("sound");
    let settings = &configuration.settings;
    assert_eq!(configuration.fail_on, Some(FailOn::Severity(Severity::Warning)));
    assert_eq!(settings.severities["dead-end"], None);
    assert_eq!(settings.severities["silent-loop"], Some(Severity::Error));
    let limits = settings.limits;
    assert_eq!((limits.prompt_length, limits.queue_timeout, limits.function_inputs), (1000, 16, 0));
    let taught = Behaviour { entry: false, ends: false, hands_off: true, waits: true };
    assert_eq!(settings.activities["DIGITAL_EMPLOYEE"], taught);
    let [first, second] = &configuration.ignores[..] else { panic!("{:?}", configuration.ignores) };
    assert_eq!(
        (&*first.rule, first.flow.as_deref(), first.activity.as_deref()),
        ("silent-hangup", Some("客服热线"), None)
    );
    assert_eq!((&*second.reason, second.activity.as_deref()), ("known", Some("a")));
    assert_eq!(&text[first.bytes.clone()], "[[ignore]]");
}

#[test]
fn where_a_setting_is_said_is_known() {
    let text = "fail-on = \"note\"\nrules.dead-end = \"off\"\nlimits = { prompt-length = 9 }\n[activities.A]\n";
    let configuration = Configuration::from_toml(text).expect("sound");
    let place = |setting| configuration.place(setting).map(|bytes| &text[bytes]);
    assert_eq!(place("fail-on"), Some("\"note\""));
    assert_eq!(place("rules.dead-end"), Some("dead-end"));
    assert_eq!(place("limits.prompt-length"), Some("9"));
    assert_eq!(place("activities.A"), Some("A"));
    assert_eq!(place("limits.queue-timeout"), None);
}

#[test]
fn an_empty_text_says_nothing() {
    for text in ["", "\u{feff}", "# nothing\n", "[rules]\n[limits]\n[activities]\n", "ignore = []"] {
        let configuration = Configuration::from_toml(text).expect("sound");
        assert!(configuration.fail_on.is_none() && configuration.ignores.is_empty(), "{text:?}");
        assert!(
            configuration.settings.severities.is_empty() && configuration.settings.activities.is_empty(),
            "{text:?}"
        );
    }
}

#[test]
fn warn_is_the_same_as_warning() {
    let configuration = Configuration::from_toml("fail-on = \"warn\"\n[rules]\ndead-end = \"warn\"\n").expect("sound");
    assert_eq!(configuration.fail_on, Some(FailOn::Severity(Severity::Warning)));
    assert_eq!(configuration.settings.severities["dead-end"], Some(Severity::Warning));
}

#[test]
fn a_key_that_nobody_knows_is_pointed_at_and_the_nearest_is_offered() {
    let (near, near_zh) =
        (["unknown key `rule`", "did you mean `rules`?"], ["未知的键 `rule`", "您是否要输入 `rules`？"]);
    assert_mistake("[rule]\n", "rule", near, near_zh);
    let all = ["unknown key `x`", "possible keys: `prompt-length`, `queue-timeout`, `function-inputs`, `tries`"];
    let all_zh = ["未知的键 `x`", "可用的键：`prompt-length`、`queue-timeout`、`function-inputs`、`tries`"];
    assert_mistake("[limits]\nx = 1", "x", all, all_zh);
    let near = ["unknown key `end`", "did you mean `ends`?"];
    assert_mistake("[activities.A]\nend = true", "end", near, ["未知的键 `end`", "您是否要输入 `ends`？"]);
    let near = ["unknown key `flows`", "did you mean `flow`?"];
    let text = "[[ignore]]\nrule = \"dead-end\"\nreason = \"r\"\nflows = \"f\"";
    assert_mistake(text, "flows", near, ["未知的键 `flows`", "您是否要输入 `flow`？"]);
}

#[test]
fn a_rule_that_nobody_knows_is_pointed_at_wherever_it_is_named() {
    let near = ["no rule `dangling-nxt`", "did you mean `dangling-next`?"];
    let near_zh = ["没有规则 `dangling-nxt`", "您是否要输入 `dangling-next`？"];
    assert_mistake("[rules]\ndangling-nxt = \"off\"\n", "dangling-nxt", near, near_zh);
    let text = "[[ignore]]\nrule = \"dangling-nxt\"\nreason = \"r\"";
    assert_mistake(text, "\"dangling-nxt\"", near, near_zh);
    let far = ["no rule `x`", "`ivr-lint rules` lists them"];
    assert_mistake("[rules]\nx = \"off\"\n", "x", far, ["没有规则 `x`", "`ivr-lint rules` 可列出全部规则"]);
    assert_eq!(find_rule("dead-ends").expect_err("unknown").near(), Some("dead-end"));
}

#[test]
fn a_severity_that_nobody_knows_is_pointed_at_and_the_nearest_is_offered() {
    let en = ["invalid value `eror`, expected one of `off`, `note`, `warning`, `error`", "did you mean `error`?"];
    let zh = ["取值 `eror` 无效；可选值：`off`、`note`、`warning`、`error`", "您是否要输入 `error`？"];
    assert_mistake("[rules]\ndead-end = \"eror\"\n", "\"eror\"", en, zh);
    let en = ["invalid value `hint`, expected one of `error`, `warning`, `note`, `never`", "did you mean `note`?"];
    let zh = ["取值 `hint` 无效；可选值：`error`、`warning`、`note`、`never`", "您是否要输入 `note`？"];
    assert_mistake("fail-on = \"hint\"", "\"hint\"", en, zh);
}

#[test]
fn a_value_of_another_kind_is_told_in_plain_words() {
    let fail_on = ["expected a string, found a number", "possible values: `error`, `warning`, `note`, `never`"];
    let fail_on_zh = ["应为字符串，实际为数字", "可选值：`error`、`warning`、`note`、`never`"];
    assert_mistake("fail-on = 3", "3", fail_on, fail_on_zh);
    let text = ["expected a number, found a string", "write `prompt-length = 200`, without quotes"];
    let text_zh = ["应为数字，实际为字符串", "请写成 `prompt-length = 200`，不加引号"];
    assert_mistake("[limits]\nprompt-length = \"200\"", "\"200\"", text, text_zh);
    let negative = ["expected a non-negative number, found -1", ""];
    assert_mistake("[limits]\nprompt-length = -1", "-1", negative, ["应为不小于 0 的数字，实际为 -1", ""]);
    let fraction = ["expected a whole number, found a fraction", ""];
    assert_mistake("[limits]\nprompt-length = 1.5", "1.5", fraction, ["应为整数，实际为小数", ""]);
    let large = "99999999999999999999";
    let text = format!("[limits]\nprompt-length = {large}");
    let en = format!("the number {large} is too large");
    assert_mistake(&text, large, [&en, ""], [&format!("数字 {large} 过大"), ""]);
    let boolean = ["expected `true` or `false`, found a string", "write `true` or `false`, without quotes"];
    let boolean_zh = ["应为 `true` 或 `false`，实际为字符串", "请写 `true` 或 `false`，不加引号"];
    assert_mistake("[activities.A]\nends = \"true\"", "\"true\"", boolean, boolean_zh);
    let table = ["expected a table, found a string", ""];
    assert_mistake("rules = \"off\"", "\"off\"", table, ["应为表（table），实际为字符串", ""]);
    let flow = ["expected a string, found a list", ""];
    let text = "[[ignore]]\nrule = \"dead-end\"\nreason = \"r\"\nflow = [\"f\"]";
    assert_mistake(text, "[\"f\"]", flow, ["应为字符串，实际为列表（array）", ""]);
}

#[test]
fn who_writes_false_is_told_off() {
    let en = ["expected a string, found `false`", "to turn it off, write `dangling-next = \"off\"`"];
    let zh = ["应为字符串，实际为 `false`", "如需关闭，请写成 `dangling-next = \"off\"`"];
    assert_mistake("[rules]\ndangling-next = false", "false", en, zh);
    let en = ["expected a string, found `false`", "to turn it off, write `fail-on = \"never\"`"];
    let zh = ["应为字符串，实际为 `false`", "如需关闭，请写成 `fail-on = \"never\"`"];
    assert_mistake("fail-on = false", "false", en, zh);
}

#[test]
fn an_exception_is_written_with_two_brackets() {
    let help = "write `[[ignore]]`, with two brackets";
    let help_zh = "请写成 `[[ignore]]`（双层方括号）";
    let en = ["expected a list of tables, found a table", help];
    let zh = ["应为表的列表（array of tables），实际为表（table）", help_zh];
    assert_mistake("[ignore]\nrule = \"dead-end\"\n", "ignore", en, zh);
    let (en, zh) = (["expected a table, found a string", help], ["应为表（table），实际为字符串", help_zh]);
    assert_mistake("ignore = [\"x\"]", "\"x\"", en, zh);
}

#[test]
fn an_exception_needs_a_rule_and_a_reason() {
    let help = "add `reason = \"…\"` to say why they are ignored";
    let en = ["[[ignore]] needs a `reason`", help];
    let zh = ["[[ignore]] 缺少 `reason`（原因）", "请添加 `reason = \"…\"`，说明忽略的原因"];
    assert_mistake("[[ignore]]\nrule = \"dead-end\"\n", "[[ignore]]", en, zh);
    assert_mistake("[[ignore]]\nrule = \"dead-end\"\nreason = \" \"\n", "\" \"", en, zh);
    let en = ["[[ignore]] needs a `rule`", "add `rule = \"…\"`, the name of a rule"];
    let zh = ["[[ignore]] 缺少 `rule`（规则名）", "请添加 `rule = \"…\"`，即规则名"];
    assert_mistake("[[ignore]]\nreason = \"r\"\n", "[[ignore]]", en, zh);
}

#[test]
fn a_text_that_is_no_toml_is_pointed_at() {
    let [_, en, _] = mistake("[rules", Lang::En);
    assert_eq!(en, "not valid TOML: unclosed table, expected `]`");
    let [_, zh, _] = mistake("[rules", Lang::Zh);
    assert_eq!(zh, "不是有效的 TOML：`[…]` 没有闭合，应为 `]`");
    let [place, en, _] = mistake("fail-on = \"error\"\nfail-on = \"note\"", Lang::En);
    assert_eq!((&*place, &*en), ("fail-on", "not valid TOML: duplicate key"));
}

#[test]
fn places_stay_behind_a_byte_order_mark() {
    assert_eq!(mistake("\u{feff}[rule]", Lang::En)[0], "rule");
}

#[test]
fn all_mistakes_are_told_in_their_order_and_the_rest_is_read() {
    let text = "fail-on = 3\n[rules]\ndead-end = \"off\"\nx = \"off\"\n[limits]\nprompt-length = true\n";
    let (configuration, errors) = Configuration::read_toml(text);
    let places: Vec<_> = errors.iter().map(|error| &text[error.bytes()]).collect();
    assert_eq!(places, ["3", "x", "true"]);
    assert_eq!(configuration.settings.severities["dead-end"], None);
    let text: String = (0..1000).map(|number| format!("x{number} = 1\n")).collect();
    assert_eq!(Configuration::read_toml(&text).1.len(), 20, "who has a thousand mistakes reads twenty");
}

#[test]
fn any_text_is_read_without_a_panic() {
    let whole =
        "fail-on = 'note'\n[rules]\ndead-end = 'off'\n[activities.\"类型\"]\nends = true\n[[ignore]]\nrule = '长'\n";
    for (end, _) in whole.char_indices() {
        for text in [&whole[..end], &whole[end..]] {
            for error in Configuration::read_toml(text).1 {
                assert!(text.get(error.bytes()).is_some(), "{text:?}: {error:?}");
            }
        }
    }
}

#[test]
fn severities_levels_and_languages_are_read_as_they_are_shown() {
    for severity in Severity::ALL {
        assert_eq!(severity.to_string().parse(), Ok(severity));
        assert_eq!(severity.name().parse(), Ok(Level::On(severity)));
        assert_eq!(severity.name().parse(), Ok(FailOn::Severity(severity)));
    }
    for level in Level::NAMES {
        assert_eq!(level.parse::<Level>().map(|level| level.to_string()), Ok(level.to_owned()));
    }
    for fail_on in FailOn::NAMES {
        assert_eq!(fail_on.parse::<FailOn>().map(|fail_on| fail_on.to_string()), Ok(fail_on.to_owned()));
    }
    for lang in [Lang::En, Lang::Zh] {
        assert_eq!(lang.to_string().parse(), Ok(lang));
    }
    assert_eq!("zg".parse::<Lang>().expect_err("no language").near(), Some("zh"));
}

#[test]
fn the_schema_lists_the_rules_and_every_key_of_it_is_read() {
    let schema = Configuration::schema();
    let names = |of: &Value| of["properties"].as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&schema["properties"]["rules"]).len(), rules().count());
    let definition = |name: &str| names(&schema["$defs"][name]);
    let sample = |key: &str| match key {
        "rule" => "\"dead-end\"",
        "flow" | "activity" | "reason" | "extend" | "baseline" | "file" | "name" => "\"x\"",
        "waits" | "hands-off" | "ends" => "true",
        "fail-on" => "\"note\"",
        "ignore" | "exclude" | "policy" | "exits" | "other-exits" => "[]",
        "prompt-length" | "queue-timeout" | "function-inputs" | "tries" => "1",
        _ => "{}",
    };
    let lines = |keys: Vec<String>| keys.iter().map(|key| format!("{key} = {}\n", sample(key))).collect::<String>();
    let tables = [
        ("", names(&schema)),
        ("[limits]", definition("Limits")),
        ("[files]", definition("Files")),
        ("[activities.A]", definition("Activity")),
        ("[[ignore]]", definition("Exception")),
    ];
    for (head, keys) in tables {
        let text = format!("{head}\n{}", lines(keys));
        assert!(Configuration::from_toml(&text).is_ok(), "{text}: {:?}", Configuration::from_toml(&text));
    }
}

#[test]
fn a_rule_goes_before_its_group_and_a_group_before_all() {
    let text = "[rules]\n\"*\" = \"note\"\ngraph = \"warning\"\ndead-end = \"off\"\n";
    let configuration = Configuration::from_toml(text).expect("sound");
    let level = |name: &str| rule(name).expect("a rule").severity(&configuration.settings);
    assert_eq!(level("dead-end"), None);
    assert_eq!(level("dangling-next"), Some(Severity::Warning));
    assert_eq!(level("invalid-json"), Some(Severity::Note));
    assert_eq!(&text[configuration.place("rules.dangling-next").expect("it is said")], "graph");
    assert_eq!(&text[configuration.place("rules.invalid-json").expect("it is said")], "\"*\"");
    let wrong = ["no rule `grap`", "`ivr-lint rules` lists them"];
    assert_mistake("[rules]\ngrap = \"off\"\n", "grap", wrong, ["没有规则 `grap`", "`ivr-lint rules` 可列出全部规则"]);
}

#[test]
fn a_part_of_a_name_is_answered_with_the_names_that_have_it() {
    let help = |name: &str| find_rule(name).expect_err("no rule").help().en;
    assert_eq!(help("dangling"), "did you mean `dangling-next`?");
    assert_eq!(help("loop"), "did you mean one of `endless-loop`, `silent-loop`?");
}

/// The rules that report anything by a selection, of these.
fn selected(selection: &Selection, of: &[&str]) -> Vec<String> {
    let mut settings = Settings::default();
    selection.apply(&mut settings.severities, &[]);
    let is_on = |name: &&&str| rule(name).expect("a rule").severity(&settings).is_some();
    of.iter().filter(is_on).map(|name| (*name).to_owned()).collect()
}

#[test]
fn rules_are_selected_by_name_group_and_all() {
    let some = ["invalid-json", "dead-end", "dangling-next", "silent-loop", "empty-name"];
    let by = |select: &[&str], ignore: &[&str]| {
        let selectors = |names: &[&str]| names.iter().map(|name| name.parse().expect("a selector")).collect();
        let selection = Selection { select: selectors(select), ignore: selectors(ignore), ..Selection::default() };
        selected(&selection, &some)
    };
    assert_eq!(by(&[], &[]), some);
    assert_eq!(by(&["dead-end"], &[]), ["dead-end"]);
    assert_eq!(by(&["graph"], &["silent-loop"]), ["dead-end", "dangling-next"]);
    assert_eq!(by(&["*"], &["graph"]), ["invalid-json", "empty-name"]);
    assert_eq!(by(&["names", "dead-end"], &["graph"]), ["dead-end", "empty-name"], "a name goes before a group");
    assert_eq!(by(&[], &["*"]), [""; 0]);
    assert!("grahp".parse::<RuleSelector>().is_err());
}

#[test]
fn rules_are_selected_by_how_sure_they_are() {
    let some = ["dead-end", "dangling-next", "empty-name", "duplicate-id", "endless-loop"];
    let least = |confidence: &str| {
        let min_confidence = Some(confidence.parse().expect("a confidence"));
        selected(&Selection { min_confidence, ..Selection::default() }, &some)
    };
    assert_eq!(least("inferred"), some);
    assert_eq!(least("observed"), ["dead-end", "dangling-next", "empty-name", "endless-loop"]);
    assert_eq!(
        least("documented"),
        ["dead-end", "dangling-next", "endless-loop"],
        "what follows from the flow is sure"
    );
}

#[test]
fn a_rule_that_is_off_is_turned_on_where_it_is_named() {
    let mut severities = [("dead-end".to_owned(), None)].into();
    let select = vec!["dead-end".parse().expect("a rule")];
    Selection { select, ..Selection::default() }.apply(&mut severities, &[]);
    assert_eq!(severities["dead-end"], Some(Severity::Error));
    let mut severities = [("dead-end".to_owned(), None)].into();
    let select = vec!["graph".parse().expect("a group")];
    Selection { select, ..Selection::default() }.apply(&mut severities, &[]);
    assert_eq!(severities["dead-end"], None);
}

#[test]
fn a_language_is_also_a_locale_of_it() {
    for (locale, lang) in [("zh", Lang::Zh), ("zh-CN", Lang::Zh), ("zh_CN.UTF-8", Lang::Zh), ("EN_US", Lang::En)] {
        assert_eq!(locale.parse(), Ok(lang));
    }
    for other in ["", "C", "zhong", "de_DE.UTF-8"] {
        assert!(other.parse::<Lang>().is_err(), "{other}");
    }
}

#[test]
fn a_configuration_says_what_it_extends_and_which_files_are_not_linted() {
    let text =
        "extend = \"../x.toml\"\nbaseline = \"known.json\"\n[files]\nexclude = [\"archive/\", \"**/old-*.json\"]\n";
    let configuration = Configuration::from_toml(text).expect("sound");
    assert_eq!(configuration.extend.as_deref(), Some("../x.toml"));
    assert_eq!(configuration.baseline.as_deref(), Some("known.json"));
    for (path, is_excluded) in [
        ("archive/a.json", true),
        ("archive/deep/a.json", true),
        ("deep/archive/a.json", false),
        ("archived.json", false),
        ("old-a.json", true),
        ("deep/old-a.json", true),
        ("a.json", false),
    ] {
        assert_eq!(configuration.excludes(path), is_excluded, "{path}");
    }
    let string = ["expected a list of strings, found a string", "write `exclude = [\"archive/**\"]`"];
    assert_mistake(
        "[files]\nexclude = \"a\"\n",
        "\"a\"",
        string,
        ["应为字符串的列表，实际为字符串", "请写成 `exclude = [\"archive/**\"]`"],
    );
    let empty = ["`extend` is empty", "write a path, or remove `extend`"];
    assert_mistake("extend = \" \"\n", "\" \"", empty, ["`extend` 为空", "请写明路径，或删除 `extend`"]);
}

#[test]
fn what_a_text_does_not_say_is_said_where_it_extends() {
    let base = "fail-on = \"note\"\n[rules]\ndead-end = \"note\"\nempty-name = \"off\"\n[limits]\nprompt-length = 9\ntries = 3\n\
                [activities.A]\nends = true\n[[ignore]]\nrule = \"dead-end\"\nreason = \"r\"\n";
    let base = Configuration::from_toml(base).expect("sound");
    let own = "[rules]\ndead-end = \"warning\"\n[limits]\ntries = 4\n";
    let (both, errors) = Configuration::read_toml_on(own, &base);
    assert_eq!(errors, []);
    assert_eq!(both.fail_on, Some(FailOn::Severity(Severity::Note)));
    assert_eq!(both.settings.severities["dead-end"], Some(Severity::Warning));
    assert_eq!(both.settings.severities["empty-name"], None);
    assert_eq!((both.settings.limits.prompt_length, both.settings.limits.tries), (9, 4));
    assert!(both.settings.activities["A"].ends);
    assert!(both.ignores.is_empty(), "exceptions stay where they are written");
}
