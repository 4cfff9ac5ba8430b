//! `multiple-entries`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "multiple-entries",
    severity: Severity::Error,
    summary: Say { en: "the flow has several entries", zh: "流程有多个开始模块" },
    docs: Docs {
        what: Say {
            en: "The flow has more than one entry (type `INCOMING_CALL` or `SUB_START`, in any mixture). Each entry \
                 after the first is reported, together with the first. Several flows in one file have an entry each, \
                 and an activity of another type is none, whatever its name.",
            zh: "一个流程中有多个开始模块（类型为 `INCOMING_CALL` 或 `SUB_START`，两者混用也算）。第一个之后的每一个\
                 都会报告，并同时指出第一个。同一文件中的多个流程各有一个开始模块属正常；其他类型的模块无论叫什么名称\
                 都不算。",
        },
        why: Say {
            en: "Calls come in at one place. Nobody can say which entry the platform takes, so callers may land in \
                 the wrong greeting or never get to the modules behind the other entry.",
            zh: "来电只会从一处进入。平台会选用哪个开始模块无从得知，来电者可能听到错误的欢迎语，另一个开始模块之后的\
                 内容也可能永远走不到。",
        },
        mend: Say {
            en: "Keep the entry that calls are meant to take and delete the other in the text; the console itself has \
                 just one 开始. Where the two ways differ by time or number, put a 分支 behind the one that stays.",
            zh: "保留来电应走的那个开始模块，在文本中删除其余的（控制台里本来就只有一个）。如果两条路径是按时间或号码\
                 区分的，请在保留的开始模块之后用分支模块来判断。",
        },
        rests_on: Say {
            en: "Documented: every flow has 开始 from the outset, which cannot be deleted, and begins with it; that \
                 the platform cannot work with a second one is inferred.",
            zh: "官方文档：每个流程默认自带一个不可删除的开始模块，并由它开始；平台无法处理第二个开始模块，属于推断。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "INCOMING_CALL", "id": "0a7be31c", "name": "夜间开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let mut entries = cx.flow.each().filter(|(_, activity)| activity.is_entry()).map(|(index, _)| index);
    let Some(first) = entries.next() else { return };
    for later in entries {
        let (first_name, name) = (cx.name(first), cx.name(later));
        let message =
            say!("{name} is a second entry beside {first_name}", "{name} 是 {first_name} 之外的又一个开始模块");
        let help = say!("keep one entry and delete the other", "请只保留一个开始模块，删除其余的");
        out.push(cx.about_activity(later, message).names(vec![first, later]).help(help));
    }
}
