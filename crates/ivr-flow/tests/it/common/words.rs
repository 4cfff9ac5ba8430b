//! What flows that are made up are made of: few words, so that they collide.

/// Few, so that they collide; of every kind of character, so that places are hard to find.
pub(crate) const IDS: &[&str] = &["a", "b", "c", "e98f0d47", "流程", "q\"\\/", "😀\n", " a"];

pub(crate) const TYPES: &[&str] = &[
    "INCOMING_CALL",
    "SUB_START",
    "HANGUP",
    "SUB_END",
    "PLAY_SAY",
    "PLAY_OR_SAY",
    "SPLIT",
    "BRANCH",
    "GATHER_INPUT",
    "RUN_FUNCTION",
    "SET_VARIABLES",
    "HANGUP_REASON",
    "SMS",
    "SUB",
    "ASR",
    "VOICE_MAIL",
    "TRANSFER_TO_AGENT",
    "BLIND_TRANSFER",
    "FORWARD_TO_OUTSIDE_NUMBER",
    "DIGITAL_EMPLOYEE",
    "play_say",
];

pub(crate) const EVENTS: &[&str] = &[
    "complete",
    "Success",
    "failure",
    "timeout",
    "收号成功",
    "收号不成功",
    "转人工超时",
    "default",
    "",
    "分支\u{2028}1",
];

pub(crate) const TEXTS: &[&str] = &[
    "您好🙂，欢迎致电。",
    "${收号.digits}",
    "${",
    "$｛a.b}",
    "\u{0}\u{1b}[31m",
    "a",
    "1",
    "",
    "{\"a\":1}",
    "\u{feff}",
];

/// Few, so that they collide, with dots in them, and that of no module.
pub(crate) const NAMES: &[&str] = &["收号", "放音", "放音", "函数.一", "函数", "sys", " ", "播报"];

/// What texts with references are made of.
pub(crate) const PIECES: &[&str] = &[
    "${收号.digits}",
    "${放音.x}",
    "${函数.一.结果}",
    "${播报.x}",
    "${sys.x}",
    "${",
    "}",
    "收号",
    ".",
    "函数.",
    "您好",
    " ",
    "$",
    "{",
    "。",
    ",",
    "$ {收号.digits}",
];
