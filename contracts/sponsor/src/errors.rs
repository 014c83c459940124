//! Numbered by area, never renumbered; apart from the other contracts' numbers.
use soroban_sdk::contracterror;

#[contracterror]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Error {
    // terms
    /// The registry did not deploy it, or it is of the first version.
    EventUnknown = 820,
    AmountInvalid = 821,
    LimitsInvalid = 822,
    TooManyCreators = 823,
    CreatorInvalid = 824,
    SponsorshipExists = 825,
    SponsorshipUnknown = 826,
    // steps
    NotOpen = 830,
    NotAccepted = 831,
    TooEarly = 832,
    TooLate = 833,
    EventCancelled = 834,
    EventFrozen = 835,
    // money
    CreatorUnknown = 840,
    NothingDue = 841,
    ClaimOpen = 842,
    NoClaim = 843,
    ClaimTooHigh = 844,
    ClaimedTwice = 845,
    Objected = 846,
    NotObjected = 847,
    CannotReceive = 848,
}
