//! The examples say what they say they do.

#![allow(dead_code, clippy::print_stdout)]

#[path = "../../examples/edit.rs"]
mod edit;
#[path = "../../examples/lint_text.rs"]
mod lint_text;
#[path = "../../examples/own_rule.rs"]
mod own_rule;
#[path = "../../examples/petgraph.rs"]
mod petgraph;
#[cfg(feature = "toml")]
#[path = "../../examples/settings.rs"]
mod settings;
#[path = "../../examples/threads.rs"]
mod threads;
#[path = "../../examples/walk_graph.rs"]
mod walk_graph;

#[test]
fn a_text_is_linted_in_both_languages() {
    let findings = lint_text::findings(lint_text::FLOW);
    assert!(findings.contains("flow.json:4:45: dangling-next: exit `complete` of 欢迎语"), "{findings}");
    assert!(findings.contains("flow.json:4:45: dangling-next: 模块“欢迎语”的出口"), "{findings}");
    assert_eq!(findings.lines().count(), 2, "{findings}");
}

#[test]
fn the_graph_is_walked() {
    let paths = walk_graph::paths(walk_graph::FLOW).expect("a flow");
    assert_eq!(
        paths.lines().collect::<Vec<_>>(),
        [
            "calls begin at 开始",
            "主菜单 by exit `complete` of 开始",
            "请再试 by exit `timeout` of 主菜单",
            "人工服务 by exit `1` of 主菜单",
            "a loop: 主菜单, 请再试",
        ]
    );
}

#[test]
fn petgraph_walks_the_graph_itself() {
    let exits = petgraph::exits(petgraph::FLOW).expect("a flow");
    assert!(exits.contains("主菜单 --timeout--> 结束\n"), "{exits}");
    assert!(exits.ends_with("connected: true\n"), "{exits}");
}

#[test]
fn custom_rules_run_beside_the_built_in_ones() {
    let (findings, types) = own_rule::findings(own_rule::FLOW).expect("two rules");
    assert_eq!(findings, "warning menu-without-timeout: 主菜单 has no exit for silence\n");
    assert_eq!(types.get("GATHER_INPUT"), Some(&1));
    let broken = own_rule::FLOW.replace("bd4f37e2\"}", "gone\"}");
    let (findings, _) = own_rule::findings(&broken).expect("two rules");
    assert!(findings.contains("dangling-next") && findings.contains("menu-without-timeout"), "{findings}");
}

#[test]
fn flows_are_kept_across_threads() {
    let flows = threads::flows(&threads::PAGES).expect("flows");
    let names: Vec<_> = flows.iter().filter_map(|flow| flow.name()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let cloned = flows[0].clone();
    drop(flows);
    assert!(cloned.activity(0).is_ending());
}

#[test]
fn an_edit_goes_through_two_layers_of_strings() {
    let renamed = edit::renamed(edit::PAGE, "x", "结束 \"1\"").expect("renamed");
    let settings = ivr_flow::Settings::default();
    let flow = ivr_flow::Flow::parse(renamed.as_bytes(), &settings).expect("a flow");
    assert_eq!(flow.activity(0).name().as_deref(), Some("结束 \"1\""));
    assert_eq!(edit::renamed(&renamed, "x", "End").expect("renamed"), edit::PAGE);
}

#[cfg(feature = "toml")]
#[test]
fn settings_come_from_toml() {
    let summary = settings::report(settings::CONFIGURATION, settings::FLOW).expect("a report").summary();
    assert_eq!((summary.errors, summary.warnings, summary.suppressed), (0, 1, 2));
}
