//! Whole numbers, of whatever size the caller has them in.

/// What a sentence counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(i64);

impl Count {
    pub const fn get(self) -> i64 {
        self.0
    }
    /// Without its sign: what plurals go by.
    pub const fn size(self) -> u64 {
        self.0.unsigned_abs()
    }
}

macro_rules! counts {
    ($($kind:ty)*) => {
        $(impl From<$kind> for Count {
            fn from(number: $kind) -> Self {
                Self(number.into())
            }
        })*
    };
}

counts!(i64 i32 u32 u16 u8);

impl From<usize> for Count {
    fn from(number: usize) -> Self {
        Self(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Count {
    fn from(number: u64) -> Self {
        Self(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
