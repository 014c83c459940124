//! The platform's own rules; everything else about terms the event checks for itself.
use crate::{errors::Error, types::RegistryConfig};
use passa_types::first::Role;
use soroban_sdk::{Env, Map, MuxedAddress, Symbol, TryFromVal, Val, Vec};

const WHOLE: u32 = 10_000;

pub fn check(c: &RegistryConfig) -> Result<(), Error> {
    let fee = (1..WHOLE).contains(&c.platform_fee_bps);
    // One address cannot authorise twice in a call, and the key that settles must not be the one that pays.
    let apart = c.relayer != c.treasury;
    // After the last number there is no next one.
    let version = (1..u32::MAX).contains(&c.event_version);
    // An event keeps its cap in 8 bytes.
    let cap = (0..=u64::MAX as i128).contains(&c.event_cap);
    match fee && apart && version && cap && c.min_reserve_bps <= WHOLE {
        true => Ok(()),
        false => Err(Error::ConfigInvalid),
    }
}

/// Exactly one payee is the platform, with exactly its fee. Only what is checked is read: `init` has the form of the
/// event's version, which may have more fields. What cannot be read is refused, never passed over.
pub fn check_init(e: &Env, c: &RegistryConfig, init: &Val) -> Result<(), Error> {
    let init: Fields = read(e, init)?;
    let mut platforms = 0u32;
    for payee in field::<Vec<Val>>(e, &init, "payees")?.iter() {
        platforms += is_platform(e, c, &read(e, &payee)?)? as u32;
    }
    if platforms != 1 {
        return Err(Error::PlatformShareMissing);
    }
    let policy: Fields = field(e, &init, "policy")?;
    if field::<u32>(e, &policy, "reserve_bps")? < c.min_reserve_bps {
        return Err(Error::ReserveTooSmall);
    }
    Ok(())
}

/// Whether a payee is called the platform; then it must be.
fn is_platform(e: &Env, c: &RegistryConfig, payee: &Fields) -> Result<bool, Error> {
    let (role, bps): (u32, u32) = (field(e, payee, "role")?, field(e, payee, "bps")?);
    let address: MuxedAddress = field(e, payee, "address")?;
    if role != Role::Platform as u32 {
        return Ok(false);
    }
    match bps == c.platform_fee_bps && address == c.platform {
        true => Ok(true),
        false => Err(Error::PlatformShareMissing),
    }
}

type Fields = Map<Symbol, Val>;

fn field<T: TryFromVal<Env, Val>>(e: &Env, of: &Fields, name: &str) -> Result<T, Error> {
    read(e, &of.get(Symbol::new(e, name)).ok_or(Error::InitInvalid)?)
}

fn read<T: TryFromVal<Env, Val>>(e: &Env, value: &Val) -> Result<T, Error> {
    T::try_from_val(e, value).map_err(|_| Error::InitInvalid)
}
