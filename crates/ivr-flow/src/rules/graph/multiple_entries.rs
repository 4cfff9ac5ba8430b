//! `multiple-entries`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("multiple-entries"),
    level: Level::On(Severity::Error),
    summary: Text::new("the flow has more than one entry", "流程有多个开始模块"),
    docs: Docs {
        what: Text::new(
            "Checks for flows with more than one entry (type `INCOMING_CALL` or `SUB_START`, in any combination). \
                 Each entry after the first is reported, together with the first. Several flows in one file have one \
                 entry each, and a module of another type is not an entry, whatever its name.",
            "一个流程中有多个开始模块（类型为 `INCOMING_CALL` 或 `SUB_START`，两者混用也算）。第一个之后的每一个都\
                 会报告，并同时指出第一个。同一文件中的多个流程各有一个开始模块属正常；其他类型的模块无论叫什么名称都不\
                 算。",
        ),
        why: Text::new(
            "Calls enter a flow at one place. Which entry the platform uses is not known, so callers may hear the \
                 wrong greeting or never reach the modules after the other entry.",
            "来电只会从一处进入。平台会选用哪个开始模块无从得知，来电者（客户）可能听到错误的欢迎语，另一个开始模块\
                 之后的内容也可能永远无法到达。",
        ),
        fix: Text::new(
            "Keep the entry that calls should use and remove the others from the text; the console itself only \
                 ever creates one Start module (开始). If the two paths differ by time or number, put a Branch module \
                 (分支) after the remaining entry.",
            "保留来电应走的那个开始模块，在文本中删除其余的（控制台里本来就只有一个）。如果两条路径是按时间或号码区\
                 分的，请在保留的开始模块之后用分支模块来判断。",
        ),
        basis: Text::new(
            "Documented: every flow begins with Start, which exists by default and cannot be deleted. That the \
                 platform cannot handle a second one is inferred.",
            "官方文档：每个流程默认自带一个不可删除的开始模块，并由它开始；平台无法处理第二个开始模块，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
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
    let mut entries = context.flow.activities().filter(|activity| activity.is_entry());
    let Some(first) = entries.next() else { return };
    for later in entries {
        let (first_name, name) = (context.name(first), context.name(later));
        let message = localized!(
            "{name} is an additional entry; the flow already begins at {first_name}",
            "流程已有开始模块“{first_name}”，“{name}”是多余的开始模块"
        );
        let help = localized!("keep one entry and delete the others", "请只保留一个开始模块，删除其余的");
        out.push(context.about_activity(later, message).names(vec![first.index(), later.index()]).help(help));
    }
}
