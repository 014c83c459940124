//! The platform's own rules; everything else about terms the event checks for itself.
use crate::{errors::Error, types::RegistryConfig};
use passa_types::{EventInit, Role};

const WHOLE: u32 = 10_000;

pub fn check(c: &RegistryConfig) -> Result<(), Error> {
    let fee = (1..WHOLE).contains(&c.platform_fee_bps);
    // One address cannot authorise twice in a call, and the key that settles must not be the one that pays.
    let apart = c.relayer != c.treasury;
    match fee && apart && c.min_reserve_bps <= WHOLE && c.event_cap > 0 {
        true => Ok(()),
        false => Err(Error::ConfigInvalid),
    }
}

/// Exactly one payee is the platform, with exactly its fee.
pub fn check_init(c: &RegistryConfig, init: &EventInit) -> Result<(), Error> {
    let mut platforms = init.payees.iter().filter(|p| p.role == Role::Platform);
    let ours = platforms.next().filter(|p| p.bps == c.platform_fee_bps && p.address == c.platform);
    if ours.is_none() || platforms.next().is_some() {
        return Err(Error::PlatformShareMissing);
    }
    if init.policy.reserve_bps < c.min_reserve_bps {
        return Err(Error::ReserveTooSmall);
    }
    Ok(())
}
