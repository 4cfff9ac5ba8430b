//! The examples say what they say they do.

#![allow(dead_code, clippy::print_stdout)]

#[path = "../examples/lint_text.rs"]
mod lint_text;
#[path = "../examples/own_rule.rs"]
mod own_rule;
#[path = "../examples/walk_graph.rs"]
mod walk_graph;

#[test]
fn a_text_is_linted_in_both_languages() {
    let findings = lint_text::findings(lint_text::FLOW);
    assert!(findings.contains("flow.json:4:45: dangling-next: exit `complete` of 欢迎语"), "{findings}");
    assert!(findings.contains("flow.json:4:45: dangling-next: 欢迎语 的出口"), "{findings}");
    assert_eq!(findings.lines().count(), 2, "{findings}");
}

#[test]
fn the_graph_is_walked() {
    let ways = walk_graph::ways(walk_graph::FLOW);
    assert_eq!(
        ways.lines().collect::<Vec<_>>(),
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
fn a_rule_of_ones_own_runs_beside_ours() {
    let findings = own_rule::findings(own_rule::FLOW);
    assert_eq!(findings, "warning menu-without-timeout: 主菜单 has no exit for silence\n");
    let broken = own_rule::FLOW.replace("bd4f37e2\"}", "gone\"}");
    let findings = own_rule::findings(&broken);
    assert!(findings.contains("dangling-next") && findings.contains("menu-without-timeout"), "{findings}");
}
