//! Numbered by area, never renumbered; apart from the other contracts' numbers.
use soroban_sdk::contracterror;

#[contracterror]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Error {
    // points
    EpochNotNext = 860,
    EpochNotLast = 861,
    ProofTooLong = 862,
    ProofWrong = 863,
    AmountZero = 864,
    PointsMissing = 865,
    NonceUsed = 866,
    NonceGap = 867,
    // code
    ChangePending = 880,
    NothingPending = 881,
    DelayNotOver = 882,
}
