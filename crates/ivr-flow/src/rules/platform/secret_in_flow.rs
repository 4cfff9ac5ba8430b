//! `secret-in-flow`

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use crate::analysis::Context;
use crate::json::{Kind, Value};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, mask_secrets, may_hold_secrets, secrets};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("secret-in-flow"),
    level: Level::On(Severity::Warning),
    summary: Text::new("an access key or token in a flow", "流程中写有密钥或令牌"),
    docs: Docs {
        what: Text::new(
            "Checks every string in the `properties` of a module, at any depth, for keys and tokens that are known \
                 by their form: access keys of Alibaba Cloud (`LTAI…`) and AWS (`AKIA…`), tokens of GitHub (`ghp_…`, \
                 `gho_…`, `github_pat_…`), Stripe (`sk_live_…`, `sk-live-…`) and Slack (`xoxa-…`, `xoxb-…`, `xoxp-…`), \
                 `Bearer` followed by a token of 20 or more characters with a digit among them, JSON Web Tokens, and \
                 private keys in PEM. Each string is reported once. Passwords and other secrets that have no form of \
                 their own are not found. Whether the rule is on or not, reports and pictures show only the first four \
                 characters of such a key, also in findings of other rules; the commands that write the flow itself \
                 write it whole.",
            "检查模块 `properties` 中任意层级的字符串，查找可以从格式上认出的密钥和令牌：阿里云（`LTAI…`）和 AWS\
                 （`AKIA…`）的 AccessKey，GitHub（`ghp_…`、`gho_…`、`github_pat_…`）、Stripe（`sk_live_…`、\
                 `sk-live-…`）和 Slack（`xoxa-…`、`xoxb-…`、`xoxp-…`）的令牌，`Bearer` 之后不少于 20 个字符且含有数字\
                 的令牌，JSON Web Token，以及 PEM 格式的私钥。每个字符串报告一次。没有固定格式的密码等无法识别。无论本\
                 规则是否开启，报告和图中都只显示这类密钥的前四个字符，其他规则报告的问题也一样；写出流程本身的命令则\
                 原样写出。",
        ),
        why: Text::new(
            "Everybody who may look at the flow in the console, export it or read its call records can use the \
                 key. It also ends up in backups and repositories, where nobody looks for it.",
            "凡是能在控制台查看、导出该流程或查看通话轨迹的人，都可以使用这个密钥；密钥还会随流程进入备份和代码仓\
                 库，无人察觉。",
        ),
        fix: Text::new(
            "Revoke the key first: it has been readable. Then keep the new one where the function runs, for \
                 instance in an environment variable of Function Compute (函数计算), or give the function a RAM role; \
                 remove it from the module on the canvas; then click Save (保存) and Publish (发布).",
            "请先停用该密钥，因为它已经泄露。新密钥请保存在函数一侧，例如函数计算的环境变量，或改用 RAM 角色；再从\
                 画布上的模块中删除，然后保存并发布。",
        ),
        basis: Text::new(
            "Inferred: the forms are those that the issuers of the keys document or that their keys are known to \
                 have. Nothing is asked of any service, so the key may have been revoked already.",
            "推断：格式取自密钥签发方的文档或其密钥的公开特征。不会向任何服务核实，因此该密钥也可能已经停用。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "RUN_FUNCTION", "id": "58d5ae90", "name": "查询订单",
   "properties": {"functionName": "query-order", "parameters": [{"key": "ak", "value": "LTAI5tEXAMPLEabcdefghijk"}]},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "播报订单",
   "properties": {"audioType": "tts", "say": "您的订单已发货。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "查询失败",
   "properties": {"audioType": "tts", "say": "系统繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "RUN_FUNCTION", "id": "58d5ae90", "name": "查询订单",
   "properties": {"functionName": "query-order", "parameters": [{"key": "phone", "value": "${开始.caller}"}]},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "播报订单",
   "properties": {"audioType": "tts", "say": "您的订单已发货。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "查询失败",
   "properties": {"audioType": "tts", "say": "系统繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    // Hardly any flow has one.
    if !context.flow.may_say(may_hold_secrets) {
        return;
    }
    for activity in context.flow.activities() {
        let values = activity.properties().into_iter().flat_map(Value::descendants);
        for value in values.filter(|value| value.kind() == Kind::String) {
            let text = value.string().unwrap_or_default();
            let Some(secret) = secrets(&text).next() else { continue };
            let (name, secret) = (context.name(activity), mask_secrets(&text[secret]));
            let message = localized!(
                "a property of {name} holds what looks like an access key or token, `{secret}`",
                "模块“{name}”的属性中疑似写有密钥或令牌 `{secret}`"
            );
            let help = localized!(
                "revoke it, and keep the new one out of the flow, for instance in the function",
                "请停用该密钥，并将新密钥保存在流程之外，例如函数一侧"
            );
            let about = context.about_activity_at(activity, value, message).help(help).counts_values();
            // A new key at the same place is a new finding.
            out.push(about.detail(digest(&text)));
        }
    }
}

/// The first eight hexadecimal digits of the SHA-256 of a value: they tell two values apart, and tell nothing of either.
fn digest(value: &str) -> String {
    Sha256::digest(value).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
