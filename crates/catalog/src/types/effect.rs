//! What a conversion between two base types does.

use super::ValueLoss;

/// What a conversion does to the stored values.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Effect {
    pub rewrites: bool,
    pub may_fail: bool,
    pub losses: Vec<ValueLoss>,
}

impl Effect {
    /// The values stay as they are.
    pub const NONE: Self = Self { rewrites: false, may_fail: false, losses: Vec::new() };

    /// Every value is written again.
    pub fn rewrite() -> Self {
        Self { rewrites: true, ..Self::NONE }
    }

    pub fn failing(self) -> Self {
        Self { may_fail: true, ..self }
    }

    pub fn losing(self, loss: ValueLoss) -> Self {
        self.losing_if(true, loss)
    }

    pub fn losing_if(mut self, condition: bool, loss: ValueLoss) -> Self {
        self.losses.extend(condition.then_some(loss));
        self
    }
}
