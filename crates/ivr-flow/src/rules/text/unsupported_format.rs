//! `unsupported-format`

use std::borrow::Cow;

use crate::rules::{Check, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unsupported-format"),
    level: Level::On(Severity::Error),
    summary: Text::new("a format of another product or API version", "来自其他版本产品或 API 的格式"),
    docs: Docs {
        what: Text::new(
            "Checks for formats of another version of the product or of its API: a flow of product version 1.x (an \
                 object with `Canvas` or `Content` and neither `activities` nor `Definition`), or a response of API \
                 version 2017-07-05 (`ContactFlows` with `Versions`). Neither can be linted. `Canvas` or `Content` \
                 next to `Definition` or `activities`, or inside a module, is not reported.",
            "内容来自其他版本的产品或 API：1.x 版产品的流程（对象带有 `Canvas` 或 `Content`，但没有 `activities` 和 \
                 `Definition`），或者 2017-07-05 版 API 的返回结果（`ContactFlows` 中带有 `Versions`）。这两种内容都无\
                 法检查。如果 `Canvas`、`Content` 与 `Definition` 或 `activities` 并存，或者出现在模块内部，则不会报\
                 告。",
        ),
        why: Text::new(
            "A response of the old API contains no definition that can be linted, so every error in the flows goes \
                 unnoticed. It is easy to get one by accident, because the `aliyun` command calls the old version by \
                 default.",
            "旧版 API 的返回结果里没有可以检查的流程定义，流程中的问题都无法发现。这种情况很容易发生：`aliyun` 命令\
                 不指定版本时，调用的就是旧版 API。",
        ),
        fix: Text::new(
            "Call the API with its version: `aliyun ccc ListContactFlows --version 2020-07-01 --force --region \
                 cn-shanghai --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`. An instance of product \
                 version 1.x has no flows that the linter can read.",
            "调用时指定 API 版本：`aliyun ccc ListContactFlows --version 2020-07-01 --force --region cn-shanghai \
                 --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`。如果实例本身还是 1.x 版产品，其流程无法用\
                 本工具检查。",
        ),
        basis: Text::new(
            "Documented: the reference of API version 2017-07-05 shows both formats. That the `aliyun` command \
                 calls this version by default is known from its built-in metadata.",
            "官方文档：2017-07-05 版 API 文档给出了这两种格式；`aliyun` 命令默认调用该版本，这一点来自其内置的元数\
                 据。",
        ),
        bad: Cow::Borrowed(
            r#"{
  "Code": "OK",
  "ContactFlows": {"ContactFlow": [
    {"ContactFlowId": "3321462c-6826-4060-99f3-d6df058c92e2", "ContactFlowName": "默认流程",
     "InstanceId": "ccc-test", "Type": "Mainflow",
     "Versions": {"ContactFlowVersion": [{"Version": "3", "Status": "PUBLISHED"}]}}
  ]}
}
"#,
        ),
        good: Cow::Borrowed(
            r#"{
  "Code": "OK",
  "Data": {"PageNumber": 1, "PageSize": 100, "TotalCount": 1, "List": [
    {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "默认流程",
     "InstanceId": "ccc-test", "Type": "MAIN_FLOW", "Definition": {"activities": [
      {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
       "events": [{"event": "complete", "next": "bd4f37e2"}]},
      {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
       "events": [{"event": "complete", "next": null}]}
    ]}}
  ]}
}
"#,
        ),
    },
    check: Check::Reading,
};
