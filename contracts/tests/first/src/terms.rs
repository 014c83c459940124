//! A legal event to start from.
use crate::fixture::{person, FEE_BPS, NOW, USDC};
use passa_types::first::{Currency, EventInit, Face, Payee, Policy, Role, Tier};
use soroban_sdk::{vec, BytesN, Env, MuxedAddress, String};

pub const DAY: u64 = 24 * 3600;
pub const STARTS_AT: u64 = NOW + 30 * DAY;
pub const ENDS_AT: u64 = STARTS_AT + 6 * 3600;
pub const RELEASE_AT: u64 = ENDS_AT + 3 * DAY;

pub fn init(env: &Env) -> EventInit {
    let address = |name| MuxedAddress::from(person(env, name).address);
    EventInit {
        ends_at: ENDS_AT,
        metadata_hash: BytesN::from_array(env, &[1; 32]),
        name: String::from_str(env, "Nyege Nyege"),
        payees: vec![
            env,
            payee(address("organizer"), Role::Organizer, 5_500),
            payee(address("artist"), Role::Artist, 2_500),
            payee(person(env, "treasury").muxed(env, 7), Role::Venue, 1_500),
            payee(address("platform"), Role::Platform, FEE_BPS),
        ],
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
        freeze_at: STARTS_AT - 3600,
        refund_until: 0,
        release_at: RELEASE_AT,
        resale_cap_bps: 0,
        resale_limit: 0,
        reserve_bps: 0,
        royalty_bps: 0,
        transferable: true,
    }
}
