//! A batch's items, read one by one: what cannot be read must not stop the others.
use crate::records::terms::Terms;
use soroban_sdk::{Address, BytesN, Env, TryFromVal, Val, Vec};

const FIELDS: u32 = 7;

/// See `passa_types::SettleItem`. Credits are (creator, weight); none where they cannot be read.
pub struct Item {
    pub owner: Address,
    pub tier: u32,
    pub qty: u32,
    pub evidence: BytesN<32>,
    pub splits_version: u32,
    pub terms_version: u32,
    pub credits: Vec<(Address, u32)>,
}

impl Item {
    pub fn read(e: &Env, item: &Val) -> Option<Self> {
        let fields: Vec<Val> = Vec::try_from_val(e, item).ok()?;
        if fields.len() != FIELDS {
            return None;
        }
        Some(Item {
            owner: field(e, &fields, 0)?,
            tier: field(e, &fields, 1)?,
            qty: field(e, &fields, 2)?,
            evidence: field(e, &fields, 3)?,
            splits_version: field(e, &fields, 4)?,
            terms_version: field(e, &fields, 5)?,
            credits: credits(e, &field(e, &fields, 6)?).unwrap_or(Vec::new(e)),
        })
    }

    /// What it costs in stroops, or nothing where the tier does not sell it.
    pub fn price(&self, terms: &Terms) -> Option<i128> {
        let tier = terms.tier(self.tier).ok()?;
        (1..=tier.per_order).contains(&self.qty).then(|| tier.price * self.qty as i128)
    }
}

fn credits(e: &Env, named: &Vec<Val>) -> Option<Vec<(Address, u32)>> {
    let mut credits = Vec::new(e);
    for credit in named.iter() {
        let pair: Vec<Val> = Vec::try_from_val(e, &credit).ok()?;
        if pair.len() != 2 {
            return None;
        }
        credits.push_back((field(e, &pair, 0)?, field(e, &pair, 1)?));
    }
    Some(credits)
}

fn field<T: TryFromVal<Env, Val>>(e: &Env, fields: &Vec<Val>, index: u32) -> Option<T> {
    T::try_from_val(e, &fields.get(index)?).ok()
}
