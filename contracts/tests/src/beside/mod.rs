//! Tests of the contracts beside `event`: creators, sponsor, loyalty. The event is the real one.
mod creators;
mod escrow;
mod fixture;
mod loyalty;
mod merkle;
mod registry;
mod roles;
mod sponsor;
mod sponsor_claims;
mod sponsor_money;
mod testpool;
mod upgrade;
