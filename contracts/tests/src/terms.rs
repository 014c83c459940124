//! A legal event to start from.
use crate::fixture::{person, FEE_BPS, NOW, USDC};
use passa_types::{Currency, EventInit, Face, Payee, Policy, Role, Tier};
use soroban_sdk::{vec, BytesN, Env, MuxedAddress, String};

pub const DAY: u64 = 24 * 3600;
pub const STARTS_AT: u64 = NOW + 30 * DAY;
pub const DOORS_AT: u64 = STARTS_AT - 2 * 3600;
pub const FREEZE_AT: u64 = STARTS_AT - 3 * 3600;
pub const ENDS_AT: u64 = STARTS_AT + 6 * 3600;
pub const RELEASE_AT: u64 = ENDS_AT + 3 * DAY;

pub fn init(env: &Env) -> EventInit {
    let address = |name| MuxedAddress::from(person(env, name).address);
    EventInit {
        complimentary: 5,
        doors_at: DOORS_AT,
        ends_at: ENDS_AT,
        metadata_hash: BytesN::from_array(env, &[1; 32]),
        name: String::from_str(env, "Nyege Nyege"),
        payees: vec![
            env,
            payee(address("organizer"), Role::Organizer, 5_500),
            payee(address("artist"), Role::Artist, 2_500),
            payee(person(env, "venue").muxed(env, 7), Role::Venue, 1_500),
            payee(address("platform"), Role::Platform, FEE_BPS),
        ],
        place_hash: BytesN::from_array(env, &[2; 32]),
        policy: policy(),
        starts_at: STARTS_AT,
        tiers: vec![env, tier(25 * USDC, 100, 40), tier(80 * USDC, 10, 0)],
        uri: String::from_str(env, "https://passa.example/metadata/0101.json"),
    }
}

pub fn payee(address: MuxedAddress, role: Role, bps: u32) -> Payee {
    Payee { address, bps, role }
}

pub fn tier(price: i128, capacity: u32, fiat_quota: u32) -> Tier {
    Tier {
        capacity,
        closes_at: STARTS_AT,
        face: Face { amount: 3_200_00, currency: Currency::Kes },
        fiat_quota,
        opens_at: NOW,
        per_order: 10,
        price,
    }
}

pub fn policy() -> Policy {
    Policy {
        commission_cap_bps: 1_000,
        consent: false,
        freeze_at: FREEZE_AT,
        refund_until: 0,
        release_at: RELEASE_AT,
        resale_cap_bps: 0,
        resale_limit: 0,
        reserve_bps: 0,
        royalty_bps: 0,
        transferable: true,
    }
}

/// Every buyer may take the money back until the freeze.
pub fn refundable(policy: &mut Policy) {
    policy.reserve_bps = 10_000;
    policy.refund_until = FREEZE_AT;
}

/// Tickets may be sold on twice, for at most 110 %, with a royalty of 10 %.
pub fn resellable(policy: &mut Policy) {
    policy.resale_cap_bps = 11_000;
    policy.resale_limit = 2;
    policy.royalty_bps = 1_000;
}
