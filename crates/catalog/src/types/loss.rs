//! What a conversion between types can do to a value although it succeeds.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a value can differ after a conversion that succeeds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueLoss {
    /// `1.25` becomes `1`.
    FractionRounded,
    /// `9007199254740993` becomes `9007199254740992`.
    DigitsRounded,
    /// `12:34:56.789` becomes `12:34:57`.
    SecondsRounded,
    /// `2024-01-01 12:34` becomes `2024-01-01`.
    TimeRemoved,
    /// `2024-01-01 12:34` becomes `12:34`.
    DateRemoved,
    /// The value is converted to the time zone of the session.
    TimeZoneRemoved,
    /// The value is interpreted in the time zone of the session.
    TimeZoneAssumed,
    /// `1 day 02:03` becomes `1 day`.
    FieldsRemoved,
    /// `'a '` becomes `'a'`.
    TrailingSpacesRemoved,
    /// `'a  '` becomes `'a'` if the new type has room for one character.
    ExcessSpacesRemoved,
    /// `'a'` becomes `'a  '`.
    Padded,
    /// A name has at most 63 bytes.
    Truncated,
    /// Duplicate keys, the order of keys and spaces.
    JsonNormalized,
    /// `10.1.2.3/8` becomes `10.0.0.0/8`.
    HostBitsRemoved,
    /// `2` becomes `true`.
    OnlyZeroIsFalse,
    /// `'007'` becomes `7`.
    SpellingNormalized,
    /// The conversion of `money` depends on a setting.
    DependsOnLocale,
    /// The conversion back may give another value.
    NotReversible,
}

impl ValueLoss {
    /// The loss in words, after "values may change:".
    pub fn words(self) -> &'static str {
        match self {
            Self::FractionRounded => "fractional digits are rounded",
            Self::DigitsRounded => "digits beyond the precision of the new type are rounded",
            Self::SecondsRounded => "fractions of a second are rounded",
            Self::TimeRemoved => "the time of day is removed",
            Self::DateRemoved => "the date is removed",
            Self::TimeZoneRemoved => "values are converted to the session's time zone, which is removed",
            Self::TimeZoneAssumed => "values are taken to be in the session's time zone",
            Self::FieldsRemoved => "fields that the new type does not have are removed",
            Self::TrailingSpacesRemoved => "trailing spaces are removed",
            Self::ExcessSpacesRemoved => "trailing spaces beyond the new length are cut off",
            Self::Padded => "values are padded with spaces",
            Self::Truncated => "values are cut off after 63 bytes",
            Self::JsonNormalized => "duplicate keys, the order of keys and white space are removed",
            Self::HostBitsRemoved => "address bits to the right of the netmask are set to 0",
            Self::OnlyZeroIsFalse => "every number except 0 becomes true",
            Self::SpellingNormalized => "different spellings of a value become one",
            Self::DependsOnLocale => "the conversion depends on lc_monetary",
            Self::NotReversible => "the conversion may not be reversible",
        }
    }
}

impl fmt::Display for ValueLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
