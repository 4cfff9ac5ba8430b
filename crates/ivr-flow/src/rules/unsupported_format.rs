//! `unsupported-format`

use crate::rule::{Check, Docs, Rule};
use crate::say::Say;
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unsupported-format",
    severity: Severity::Error,
    summary: Say {
        en: "the text is of another version of the product or of its API",
        zh: "文本来自其他版本的产品或 API",
    },
    docs: Docs {
        what: Say {
            en: "The text is of another version of the product or of its API: a flow of product 1.x (an object with \
                 `Canvas` or `Content` and neither `activities` nor `Definition`), or an answer of API version \
                 2017-07-05 (`ContactFlows` with `Versions`). Neither can be linted. `Canvas` or `Content` beside a \
                 `Definition` or `activities`, or inside an activity, is no reason to fire.",
            zh: "文本来自其他版本的产品或 API：1.x 版产品的流程（对象带有 `Canvas` 或 `Content`，但没有 `activities` \
                 和 `Definition`），或者 2017-07-05 版 API 的返回结果（`ContactFlows` 中带有 `Versions`）。这两种内容\
                 都无法检查。如果 `Canvas`、`Content` 与 `Definition` 或 `activities` 并存，或者出现在模块内部，则不\
                 会报告。",
        },
        why: Say {
            en: "The old API's answer holds no definition that can be linted, so every mistake in the flows goes \
                 unseen. It is easily got by accident, because the `aliyun` command calls the old version unless it \
                 is told otherwise.",
            zh: "旧版 API 的返回结果里没有可以检查的流程定义，流程中的问题一个也发现不了。而且很容易误用：`aliyun` 命\
                 令不指定版本时，调用的就是旧版 API。",
        },
        mend: Say {
            en: "Call the API with its version: `aliyun ccc ListContactFlows --version 2020-07-01 --force --region \
                 cn-shanghai --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`. An instance of product 1.x \
                 has no flows that the linter can read.",
            zh: "调用时指定 API 版本：`aliyun ccc ListContactFlows --version 2020-07-01 --force --region cn-shanghai \
                 --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`。如果实例本身还是 1.x 版产品，其流程无法\
                 用本工具检查。",
        },
        rests_on: Say {
            en: "Documented: the reference of API 2017-07-05 shows both formats; that the `aliyun` command calls this \
                 version by itself is read from its built-in metadata.",
            zh: "官方文档：2017-07-05 版 API 文档给出了这两种格式；`aliyun` 命令默认调用该版本，这一点来自其内置的元\
                 数据。",
        },
        bad: r#"{
  "Code": "OK",
  "ContactFlows": {"ContactFlow": [
    {"ContactFlowId": "3321462c-6826-4060-99f3-d6df058c92e2", "ContactFlowName": "默认流程",
     "InstanceId": "ccc-test", "Type": "Mainflow",
     "Versions": {"ContactFlowVersion": [{"Version": "3", "Status": "PUBLISHED"}]}}
  ]}
}
"#,
        good: r#"{
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
    },
    check: Check::Reading,
};
