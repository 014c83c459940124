//! The numbers of Soroswap's router, with `TooLarge` beside them.
use soroban_sdk::contracterror;

#[contracterror]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Error {
    NegativeAmount = 502,
    DeadlineExpired = 503,
    OutputTooSmall = 507,
    InputTooLarge = 508,
    LiquidityMissing = 511,
    InputZero = 512,
    OutputZero = 513,
    PathInvalid = 514,
    TooLarge = 590,
}
