//! How much work an expression may do.

use super::value::Failure;
use crate::analysis::Context;
use crate::text::Localized;

/// The steps of one evaluation.
const MOST_AT_ONCE: u64 = 1_000_000;

/// The work that an expression may still do in a flow: a step is about what a comparison of two numbers costs, or to look
/// at sixteen bytes of a text.
#[derive(Debug)]
pub(in crate::policy) struct Work {
    /// For all activities together.
    in_all: u64,
    /// For this activity.
    at_once: u64,
}

impl Work {
    /// What is enough for every honest expression: it grows with the flow.
    pub(in crate::policy) fn of_flow(context: &Context<'_>) -> Self {
        let flow = context.flow;
        let size = flow.definition().token().len() as u64;
        let count = (flow.activities().len() + flow.exits().len()) as u64;
        Work { in_all: 4 * MOST_AT_ONCE + 500 * count + 16 * size, at_once: 0 }
    }

    /// Begins the next evaluation.
    pub(super) fn begin(&mut self) {
        self.at_once = MOST_AT_ONCE.min(self.in_all);
    }

    pub(super) fn spend(&mut self, steps: u64) -> Result<(), Failure> {
        match self.at_once.checked_sub(steps) {
            Some(rest) => {
                self.at_once = rest;
                self.in_all -= steps;
                Ok(())
            }
            None => {
                self.in_all -= self.at_once;
                self.at_once = 0;
                Err(Failure::new(Localized {
                    en: "it takes too much work".to_owned(), zh: "计算量过大".to_owned()
                }))
            }
        }
    }

    /// The cost of a text of so many bytes that is made: unlike a look at one it fills memory.
    pub(super) fn spend_made(&mut self, bytes: usize) -> Result<(), Failure> {
        self.spend(bytes as u64 / 8 + 1)
    }

    /// The cost of a look at so many bytes.
    pub(super) fn spend_bytes(&mut self, bytes: usize) -> Result<(), Failure> {
        self.spend(bytes as u64 / 16 + 1)
    }
}
