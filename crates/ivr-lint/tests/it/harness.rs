//! What several modules test with.

pub(crate) const FORMATS: [&str; 10] =
    ["pretty", "compact", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"];

pub(crate) const CLEAN: &str = r#"{"activities":[{"type":"INCOMING_CALL","id":"e98f0d47","name":"开始","events":[{"event":"complete","next":"bd4f37e2"}]},{"type":"HANGUP","id":"bd4f37e2","name":"结束","events":[{"event":"complete","next":null}]}]}"#;

/// One error: an exit that leads to no activity.
pub(crate) fn wrong() -> String {
    CLEAN.replace(r#""next":"bd4f37e2""#, r#""next":"gone""#)
}
