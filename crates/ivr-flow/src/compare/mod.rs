//! Compares values by their content, and formats them: the order of members, white space and escapes do not count, numbers
//! are compared by value, and members that are `null` count as absent.

mod number;

use std::borrow::Cow;

use crate::json::{Kind, Value};
use crate::text::mask_secrets;
pub(crate) use number::Decimal;

/// How a value is formatted, without white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As in its text, without what a duplicate key replaces, and with secrets masked.
    Plain,
    /// The same text for all equal values.
    Normal,
}

impl<'t> Value<'t> {
    /// [`Value::token`] with the secrets in its strings masked, escaped ones too: see [`mask_secrets`].
    pub fn masked_token(self) -> Cow<'t, str> {
        let whole = self.tree().text();
        let mut masked = String::new();
        let mut shown = self.range().start;
        for value in std::iter::once(self).chain(self.descendants()) {
            let text = value.string().unwrap_or_default();
            if let Cow::Owned(text) = mask_secrets(&text) {
                masked.push_str(&whole[shown..value.range().start]);
                push_string(&mut masked, &text);
                shown = value.range().end;
            }
        }
        match masked.is_empty() {
            true => Cow::Borrowed(self.token()),
            false => Cow::Owned(masked + &whole[shown..self.range().end]),
        }
    }

    /// The members of an object that are not `null`, of several with one key the last, sorted by key.
    pub(crate) fn present_members(self) -> Vec<(Cow<'t, str>, Value<'t>)> {
        let mut members = self.last_members();
        members.retain(|(_, member)| !member.is_null());
        members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        members
    }

    /// Whether both have the same content.
    pub(crate) fn equals(self, other: Value<'_>) -> bool {
        // Most values that are compared have the same raw JSON.
        self.token() == other.token() || (self.kind() == other.kind() && self.normal() == other.normal())
    }

    /// A text that is the same for equal values, and only for these.
    pub(crate) fn normal(self) -> String {
        write(Step::Value(self), Form::Normal)
    }

    /// [`Value::normal`] of an object without one of its members.
    pub(crate) fn normal_without(self, key: &str) -> String {
        let members = self.present_members().into_iter().filter(|(own, _)| own != key).collect();
        write(Step::Members(members), Form::Normal)
    }

    /// The value as JSON without white space, its secrets masked.
    pub(crate) fn compact(self) -> String {
        write(Step::Value(self), Form::Plain)
    }

    /// The members of an object, of several with one key the last, in the order of the text.
    fn last_members(self) -> Vec<(Cow<'t, str>, Value<'t>)> {
        let mut members: Vec<_> = self.children().filter_map(|member| Some((member.key()?, member))).collect();
        // Stable: of those with one key the last stays last.
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        members.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                earlier.1 = later.1;
            }
            is_same
        });
        members.sort_unstable_by_key(|(_, member)| member.node());
        members
    }
}

/// Something to be written.
enum Step<'t> {
    Value(Value<'t>),
    Members(Vec<(Cow<'t, str>, Value<'t>)>),
    Key(Cow<'t, str>),
    Sign(&'static str),
}

/// A loop and not a recursion, however deep the value is.
fn write(first: Step<'_>, form: Form) -> String {
    let mut text = String::new();
    let mut steps = vec![first];
    while let Some(step) = steps.pop() {
        let value = match step {
            Step::Sign(sign) => {
                text.push_str(sign);
                continue;
            }
            Step::Key(key) => {
                push_string(&mut text, &key);
                text.push(':');
                continue;
            }
            Step::Members(members) => {
                text.push('{');
                steps.push(Step::Sign("}"));
                let mut comma = None;
                for (key, member) in members.into_iter().rev() {
                    steps.extend(comma.replace(Step::Sign(",")));
                    steps.extend([Step::Value(member), Step::Key(key)]);
                }
                continue;
            }
            Step::Value(value) => value,
        };
        match value.kind() {
            Kind::Object => steps.push(Step::Members(match form {
                Form::Plain => value.last_members(),
                Form::Normal => value.present_members(),
            })),
            Kind::Array => {
                text.push('[');
                steps.push(Step::Sign("]"));
                let first = steps.len();
                for (number, item) in value.children().enumerate() {
                    steps.extend((number > 0).then_some(Step::Sign(",")));
                    steps.push(Step::Value(item));
                }
                steps[first..].reverse();
            }
            Kind::String => {
                let string = value.string().unwrap_or_default();
                match form {
                    Form::Plain => push_string(&mut text, &mask_secrets(&string)),
                    Form::Normal => push_string(&mut text, &string),
                }
            }
            Kind::Number if form == Form::Normal => {
                let number = Decimal::of_number(value).map(|number| number.normal());
                text.push_str(number.as_deref().unwrap_or(value.token()));
            }
            _ => text.push_str(value.token()),
        }
    }
    text
}

fn push_string(text: &mut String, string: &str) {
    // Serializing a string cannot fail.
    text.push_str(&serde_json::to_string(string).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use crate::json::one;

    #[test]
    fn equal_values_have_the_same_normal_text() {
        let same = [
            r#"{"a": [1, {"b": "流", "c": null}], "d": 2.50}"#,
            r#"{"d":25e-1,"a":[1.0,{"b":"\u6d41"}],"e":null}"#,
            r#"{"a":0,"d":2.5,"a":[1,{"b":"流"}]}"#,
        ];
        for text in same {
            assert_eq!(one(text).root().normal(), one(same[0]).root().normal(), "{text}");
        }
        let different = ["[null]", "[]", "{}", "1", "\"1\"", "-1", "1e1", "null", "true", "[[]]", "[1,1]", "[11]"];
        for (number, a) in different.iter().enumerate() {
            for (other, b) in different.iter().enumerate() {
                assert_eq!(one(a).root().equals(one(b).root()), number == other, "{a} {b}");
            }
        }
        assert_eq!(one(r#"{"x":1,"position":{}}"#).root().normal_without("position"), r#"{"x":1e0}"#);
    }

    #[test]
    fn a_value_is_formatted_as_in_its_text() {
        let text = r#"{ "b" : [ 1.50 , null , "\u0041" ] , "a" : { } , "b" : [ { "x" : 1 } , [ ] , 2 ] }"#;
        assert_eq!(one(text).root().compact(), r#"{"a":{},"b":[{"x":1},[],2]}"#);
        assert_eq!(one(r#"[1.50, null, "\u0041\n"]"#).root().compact(), r#"[1.50,null,"A\n"]"#);
    }
}
