//! Numbered by area, never renumbered.
use soroban_sdk::contracterror;

#[contracterror]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Error {
    // terms
    NoTiers = 100,
    TooManyTiers = 101,
    PriceNotPositive = 102,
    PriceNotExact = 103,
    FacePriceInvalid = 104,
    CapacityZero = 105,
    QuotaOverCapacity = 106,
    OrderLimitInvalid = 107,
    SaleWindowInvalid = 108,
    EventInPast = 109,
    EventTimesInvalid = 110,
    PayeeCountInvalid = 111,
    SplitsNotWhole = 112,
    ShareZero = 113,
    PayeeTwice = 114,
    OrganizerNotFirst = 115,
    PolicyInvalid = 116,
    UriTooLong = 117,
    NameInvalid = 118,
    SplitsFixed = 119,
    PlatformShareChanged = 120,
    PriceTooHigh = 121,
    PayeeInvalid = 122,
    // inventory
    TierUnknown = 200,
    TierSoldOut = 201,
    QuotaExceeded = 202,
    NothingToRelease = 203,
    AmountZero = 204,
    // purchase
    SalesClosed = 300,
    TermsChanged = 301,
    ItemCountInvalid = 302,
    QuantityInvalid = 303,
    TooManyTickets = 304,
    SaleNotOpen = 305,
    SaleOver = 306,
    TotalAboveMax = 307,
    OrderExists = 308,
    HeldMoneyCap = 309,
    // settlement
    LaneUnknown = 400,
    SequenceUsed = 401,
    SequenceGap = 402,
    BatchSizeInvalid = 403,
    // payouts
    PayeeUnknown = 500,
    NothingDue = 501,
    // tickets
    OrderUnknown = 600,
    TicketUnknown = 601,
    NotOwner = 602,
    TicketUsed = 603,
    TicketRefunded = 604,
    TransfersOff = 605,
    TransfersFrozen = 606,
    TransferToSelf = 607,
}
