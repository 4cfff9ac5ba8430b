//! What a caller hears at a step, and what a tester does there.
//!
//! Only what the type and the event's name say is put into words. Where they say nothing, the event itself is given.

use std::borrow::Cow;

use super::{Ends, Why};
use crate::analysis::Context;
use crate::json::{Value, is_blank};
use crate::model::{Activity, Exit, Role};
use crate::text::{Localized, localized, mask_secrets, shorten};

/// What a caller hears.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heard {
    /// The text that is spoken, with its references unresolved; for a recording, the id of the audio resource.
    pub text: String,
    /// Whether it is a recording.
    pub is_recording: bool,
}

/// What a tester does at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Act {
    /// What to do, in the imperative.
    pub words: Localized,
    /// What has to be prepared outside of the call.
    pub precondition: Option<Localized>,
}

/// How the call goes on from an activity.
pub(super) enum Onward<'f> {
    Exit(Exit<'f>),
    /// By an id in its properties.
    Named(Activity<'f>),
    /// It ends there.
    Ends(Ends),
    /// In a way that is left out.
    LeftOut,
}

/// What a caller hears at an activity; not what only the agent hears.
pub(super) fn hears(activity: Activity<'_>) -> Vec<Heard> {
    let text = |key: &str| activity.property(key).and_then(Value::string).filter(|text| !is_blank(text));
    let audio_type = activity.property("audioType").and_then(Value::string).filter(|kind| !is_blank(kind));
    let is_spoken = audio_type.as_deref().is_none_or(|kind| kind == "tts");
    let spoken = |text: Cow<'_, str>| Heard { text: mask_secrets(&text).into_owned(), is_recording: false };
    let recording = |id: Cow<'_, str>| Heard { text: mask_secrets(&id).into_owned(), is_recording: true };
    let said = text("say").filter(|_| is_spoken).map(spoken);
    let may_be_recorded = audio_type.as_deref() != Some("tts");
    let played = || text("audioResourceId").filter(|_| may_be_recorded).map(recording);
    said.or_else(played).into_iter().chain(text("positionHintsSay").map(spoken)).collect()
}

/// What a tester does at an activity so that the call goes on in this way.
pub(super) fn act(context: &Context<'_>, activity: Activity<'_>, onward: &Onward<'_>) -> Act {
    let name = context.name(activity);
    match onward {
        Onward::Exit(exit) => at_exit(activity, *exit, &name),
        Onward::Named(to) => {
            let to = context.name(*to);
            just(localized!("let the call go on to {to}", "让通话继续到“{to}”"))
        }
        Onward::Ends(ends) => at_end(activity, *ends, &name),
        Onward::LeftOut => just(localized!("go on", "继续")),
    }
}

fn just(words: Localized) -> Act {
    Act { words, precondition: None }
}

fn prepared(words: Localized, precondition: Localized) -> Act {
    Act { words, precondition: Some(precondition) }
}

fn at_exit(activity: Activity<'_>, exit: Exit<'_>, name: &str) -> Act {
    let Some(event) = exit.event() else {
        let number = exit.item() + 1;
        return just(localized!("take exit {number}", "走第 {number} 个出口"));
    };
    let role = exit.role();
    let kind = activity.known_type().map_or("", |known| known.name);
    let known = match kind {
        "INCOMING_CALL" if role == Role::Success => Some(just(localized!("dial in", "拨入电话"))),
        "SUB_START" if role == Role::Success => {
            Some(just(localized!("call a flow that enters this sub-flow", "拨打进入此子流程的流程")))
        }
        "GATHER_INPUT" | "SATISFACTION_RATING" => at_keys(kind, role, &event),
        "ASR" | "VOICE_NAVIGATOR" => at_speech(role),
        "VOICE_MAIL" => match role {
            Role::Success => Some(just(localized!("leave a message", "留言"))),
            Role::Timeout => Some(just(localized!("say nothing until it times out", "不说话，等待超时"))),
            _ => at_service(role, name),
        },
        "TRANSFER_TO_AGENT" => at_agent(role, name),
        "FORWARD_TO_OUTSIDE_NUMBER" | "BLIND_TRANSFER" => at_line(role, name),
        "PLAY_SAY" if role == Role::Success => Some(just(localized!("listen to the end", "听完放音"))),
        "SPLIT" => match role {
            Role::Default => Some(just(localized!("meet none of the other conditions", "不满足其他任何分支的条件"))),
            _ => None,
        },
        // What nobody knows may as well ask for something.
        "" => match role {
            Role::Failure => at_service(role, name),
            Role::Timeout => Some(just(localized!("do nothing until it times out", "不做任何操作，等待超时"))),
            _ => None,
        },
        _ => at_service(role, name),
    };
    let event = shorten(&event);
    known.unwrap_or_else(|| just(localized!("take the exit \"{event}\"", "走出口“{event}”")))
}

fn at_keys(kind: &str, role: Role, event: &str) -> Option<Act> {
    let is_key = |char: char| char.is_ascii_digit() || char == '*' || char == '#';
    let words = match role {
        _ if event.chars().all(is_key) && event.len() == 1 => localized!("press {event}", "按 {event}"),
        _ if event.chars().all(is_key) && (2..=32).contains(&event.len()) => {
            localized!("enter {event}", "输入 {event}")
        }
        Role::Success if kind == "GATHER_INPUT" => localized!("enter what is asked for", "按提示输入"),
        Role::Success => localized!("give a rating", "按提示评分"),
        Role::Timeout => localized!("press nothing until it times out", "不按任何键，等待超时"),
        Role::Failure => localized!("enter something invalid until it fails", "输入无效内容，直到失败"),
        Role::Default => localized!("press a key that no other exit is for", "按其他出口都不对应的按键"),
        Role::Overflow | Role::Other => return None,
    };
    Some(just(words))
}

fn at_speech(role: Role) -> Option<Act> {
    let words = match role {
        Role::Success => localized!("say what is asked for", "按提示说话"),
        Role::Timeout => localized!("say nothing until it times out", "不说话，等待超时"),
        Role::Failure => localized!("say something that is not understood", "说无法识别的内容"),
        Role::Default => localized!("say something that no other exit is for", "说其他出口都不对应的内容"),
        Role::Overflow | Role::Other => return None,
    };
    Some(just(words))
}

fn at_agent(role: Role, name: &str) -> Option<Act> {
    let (words, precondition) = match role {
        Role::Success => (localized!("talk to the agent", "与坐席通话"), agent_is_free(name)),
        Role::Timeout => (
            localized!("wait in the queue until it times out", "在队列中等待，直到超时"),
            localized!("no agent is free at {name}", "“{name}”没有空闲坐席"),
        ),
        Role::Overflow => (
            localized!("hang on until the queue turns the call away", "保持通话，直到因排队已满而溢出"),
            localized!("the queue of {name} is full", "“{name}”的队列已满"),
        ),
        Role::Failure => (
            localized!("hang on until the transfer fails", "保持通话，直到转接失败"),
            localized!("the transfer at {name} fails", "“{name}”转接失败"),
        ),
        Role::Default | Role::Other => return None,
    };
    Some(prepared(words, precondition))
}

fn at_line(role: Role, name: &str) -> Option<Act> {
    let (words, precondition) = match role {
        Role::Success => (localized!("talk to whoever answers", "与接听方通话"), line_answers(name)),
        Role::Timeout => (
            localized!("let it ring until it times out", "等待振铃，直到超时"),
            localized!("nobody answers the number of {name}", "“{name}”的号码无人接听"),
        ),
        Role::Failure => (
            localized!("hang on until the transfer fails", "保持通话，直到转接失败"),
            localized!("the transfer at {name} fails", "“{name}”转接失败"),
        ),
        Role::Overflow | Role::Default | Role::Other => return None,
    };
    Some(prepared(words, precondition))
}

/// At what asks the caller for nothing.
fn at_service(role: Role, name: &str) -> Option<Act> {
    let (words, precondition) = match role {
        Role::Success => return Some(just(localized!("hang on", "保持通话"))),
        Role::Failure => {
            (localized!("let {name} fail", "让“{name}”失败"), localized!("{name} fails", "“{name}”执行失败"))
        }
        Role::Timeout => (
            localized!("hang on until {name} times out", "保持通话，直到“{name}”超时"),
            localized!("{name} does not answer in time", "“{name}”未及时响应"),
        ),
        Role::Overflow | Role::Default | Role::Other => return None,
    };
    Some(prepared(words, precondition))
}

fn agent_is_free(name: &str) -> Localized {
    localized!("an agent is free at {name}", "“{name}”有空闲坐席")
}

fn line_answers(name: &str) -> Localized {
    localized!("the number of {name} answers", "“{name}”的号码有人接听")
}

fn at_end(activity: Activity<'_>, ends: Ends, name: &str) -> Act {
    match ends {
        Ends::Ending if activity.is("SUB_END") => {
            just(localized!("check that the sub-flow ends here", "确认子流程在此结束"))
        }
        Ends::Ending => just(localized!("check that the call ends", "确认通话结束")),
        Ends::HandOff if activity.is("TRANSFER_TO_AGENT") => {
            prepared(localized!("check that an agent answers", "确认坐席接听"), agent_is_free(name))
        }
        Ends::HandOff if activity.known_type().is_some() => {
            prepared(localized!("check that the number answers", "确认对方接听"), line_answers(name))
        }
        Ends::HandOff => just(localized!("check that the call is handed off", "确认通话已转出")),
        Ends::UnknownType => {
            let kind = activity.type_name().as_deref().map_or_else(|| "?".to_owned(), shorten);
            just(localized!("see what `{kind}` does with the call", "查看 `{kind}` 如何处理通话"))
        }
        Ends::NoWayOn => {
            just(localized!("note what the caller hears: no exit leads on", "记录来电者听到的内容：没有可继续的出口"))
        }
        Ends::EndlessLoop => just(localized!("hang up: the call loops forever", "挂断：通话会一直循环")),
        // These calls end with an exit.
        Ends::Unwired | Ends::Dangling => just(localized!("see what happens", "查看结果")),
    }
}

impl Ends {
    /// How the call ends, as a sentence.
    pub fn words(self) -> Localized<&'static str> {
        let (en, zh) = match self {
            Ends::Ending => ("the call ends", "通话结束"),
            Ends::HandOff => ("the call is handed off", "通话转出"),
            Ends::UnknownType => ("the call is at a module of unknown type", "通话到达未知类型的模块"),
            Ends::NoWayOn => ("no exit leads on", "没有可继续的出口"),
            Ends::Unwired => ("the exit is not connected", "出口未连接"),
            Ends::Dangling => ("the exit leads to a module that does not exist", "出口指向不存在的模块"),
            Ends::EndlessLoop => ("the call never leaves the loop", "通话无法离开循环"),
        };
        Localized { en, zh }
    }
}

impl Why {
    /// Why no call can take the exit.
    pub fn words(self) -> Localized<&'static str> {
        let (en, zh) = match self {
            Why::Unreachable => ("the module is unreachable", "模块无法到达"),
            Why::InvalidNext => ("its `next` is invalid", "`next` 无效"),
        };
        Localized { en, zh }
    }
}
