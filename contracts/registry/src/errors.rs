//! Numbered by area, never renumbered; apart from the event's numbers, which pass through.
use soroban_sdk::contracterror;

#[contracterror]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Error {
    PlatformShareMissing = 700,
    ReserveTooSmall = 701,
    EventUnknown = 702,
    ConfigInvalid = 703,
    EventExists = 704,
    InitInvalid = 705,
    VersionNotNext = 706,
    ChangePending = 707,
    NothingPending = 708,
    DelayNotOver = 709,
    NotAdminOrGuardian = 710,
    RelayerDisabled = 711,
    NotAccepted = 712,
    NotVetoable = 713,
    EventTooOld = 714,
    TooManyEvents = 715,
    NotARole = 716,
}
