//! What a finding suggests: the help of the rules that look for what may have been meant.

use crate::common::{lint, of_rule};

/// A start, a menu, an end, and an activity with these members.
fn flow(members: &str) -> String {
    format!(
        r#"{{"activities":[
          {{"type":"INCOMING_CALL","id":"e98f0d47","name":"开始","events":[{{"event":"complete","next":"58d5ae90"}}]}},
          {{"type":"GATHER_INPUT","id":"58d5ae90","name":"主菜单","events":[{{"event":"complete","next":"2d3ad2c2"}}]}},
          {{"id":"2d3ad2c2","name":"欢迎语",{members}}},
          {{"type":"HANGUP","id":"bd4f37e2","name":"结束","events":[]}}]}}"#
    )
}

/// The help of the one finding of a rule, in both languages.
fn help(rule: &str, members: &str) -> (String, String) {
    let report = lint("a.json", flow(members).as_bytes());
    let findings = of_rule(&report, rule);
    assert_eq!(findings.len(), 1, "{rule} in {members}");
    let help = findings[0].help.clone().expect("a help");
    (help.en, help.zh)
}

/// The members of a prompt that says this.
fn says(text: &str) -> String {
    format!(r#""type":"PLAY_SAY","properties":{{"say":"{text}"}},"events":[]"#)
}

#[test]
fn an_exit_with_a_typing_mistake_or_a_name_is_told_the_id_that_is_there() {
    let to = |next: &str| help("dangling-next", &format!(r#""type":"PLAY_SAY","events":[{{"next":"{next}"}}]"#)).0;
    assert_eq!(to("bd4f37e3"), "did you mean `bd4f37e2` (结束)?");
    assert_eq!(to("主菜单"), "`next` must be an id: did you mean `58d5ae90`, the id of 主菜单?");
    assert!(to("gone").starts_with("the target was probably deleted or not copied"));
}

#[test]
fn an_exit_is_not_told_to_lead_to_its_own_activity() {
    let members = r#""type":"PLAY_SAY","events":[{"event":"complete","next":"2d3ad2c3"}]"#;
    let (en, _) = help("dangling-next", members);
    assert_eq!(en, "the target was probably deleted or not copied: connect this exit to an existing module");
}

#[test]
fn a_reference_with_a_typing_mistake_is_told_the_name_that_is_there() {
    let (en, zh) = help("unresolved-reference", &says("${主莱单.input}"));
    assert_eq!(en, "did you mean `主菜单`?");
    assert_eq!(zh, "您是否要输入 `主菜单`？");
    let (en, _) = help("unresolved-reference", &says("${查询余额.result}"));
    assert_eq!(en, "use the current name of the module: renaming a module breaks its references");
}

#[test]
fn a_type_with_a_typing_mistake_is_told_the_type_that_is_known() {
    let (en, zh) = help("unknown-activity-type", r#""type":"PLAY_SYA","events":[]"#);
    assert!(en.starts_with("did you mean `PLAY_SAY`?"), "{en}");
    assert!(zh.starts_with("您是否要输入 `PLAY_SAY`？"), "{zh}");
    let (en, _) = help("unknown-activity-type", r#""type":"DIGITAL_EMPLOYEE","events":[]"#);
    assert!(en.starts_with("the platform may have added it"), "{en}");
}

#[test]
fn a_malformed_reference_is_told_how_it_is_written() {
    let (en, _) = help("malformed-reference", &says("${主菜单.input"));
    assert_eq!(en, "write it as `${module.parameter}`");
    for text in ["＄{主菜单.input}", "$｛主菜单.input}", "${主菜单.input｝"] {
        let (en, _) = help("malformed-reference", &says(text));
        assert_eq!(en, "use the half-width characters `$`, `{` and `}`", "{text}");
    }
}

#[test]
fn an_exit_to_a_module_of_another_flow_of_the_file_is_told_so() {
    let with_help = |documents: &[String]| {
        let report = lint("a.jsonl", documents.join("\n").as_bytes());
        let helps = of_rule(&report, "dangling-next").into_iter().map(|finding| finding.help.clone().expect("a help"));
        helps.map(|help| (help.en, help.zh)).collect::<Vec<_>>()
    };
    let to = |next: &str| flow(&format!(r#""type":"PLAY_SAY","events":[{{"event":"complete","next":"{next}"}}]"#));
    let named = |name: &str, definition: &str| format!(r#"{{"Name":"{name}","Definition":{definition}}}"#);
    let other = r#"{"activities":[{"type":"PLAY_SAY","id":"7c1f02aa","name":"夜间提示","events":[]}]}"#;

    let (en, zh) = with_help(&[to("7c1f02aa"), named("夜间", other)]).remove(0);
    assert!(en.ends_with("(the flow 夜间 in this file has a module with this id)"), "{en}");
    assert!(zh.ends_with("（本文件中的流程“夜间”有使用此 id 的模块）"), "{zh}");
    // An earlier flow counts too, one without a name is told by its number, and what is close is still said.
    let (en, _) =
        with_help(&[named("白天", r#""{""#), other.replace("7c1f02aa", "bd4f37e3"), to("bd4f37e3")]).remove(0);
    assert_eq!(en, "did you mean `bd4f37e2` (结束)? (the flow a#1 in this file has a module with this id)");
    // Just this id, in a flow: neither a similar one, nor a name, nor what is in a flow that cannot be read.
    let silent = [
        vec![to("7c1f02aa"), named("夜间", &other.replace("7c1f02aa", "7C1F02AA"))],
        vec![to("夜间提示"), named("夜间", other)],
        vec![to("7c1f02aa"), to("7c1f02aa")],
        vec![to("7c1f02aa"), named("夜间", r#"{"activity":[{"id":"7c1f02aa"}]}"#)],
        vec![to("7c1f02aa")],
    ];
    for documents in silent {
        for (en, _) in with_help(&documents) {
            assert!(!en.contains("in this file"), "{en}");
        }
    }
}
