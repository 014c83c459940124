/** One fault: `find` (there exactly once) becomes `replace` in `file`, and tests whose path has `seenBy` must fail. */
export type Mutant = { title: string; file: string; find: string; replace: string; seenBy: string };

const event = (file: string) => `event/src/${file}.rs`;

const guard = (file: string, seenBy: string, condition: string): Mutant => ({
	title: `${file}: without ${condition}`,
	file: event(file),
	find: `ensure!(${condition}, `,
	replace: 'ensure!(true, ',
	seenBy,
});

const change = (title: string, file: string, seenBy: string, find: string, replace: string): Mutant => ({
	title: `${file}: ${title}`,
	file,
	find,
	replace,
	seenBy,
});

const auth = (file: string, find: string): Mutant =>
	change(`without ${find}`, file, 'roles', `        ${find}.require_auth();\n`, '');

export const mutants: Mutant[] = [
	// Purchases
	guard('purchase', 'payouts', 'hot.status == hot::ACTIVE'),
	guard('purchase', 'purchase', 'terms_version == terms.terms_version'),
	guard('purchase', 'purchase', 'total <= max_total'),
	guard('purchase', 'invariants', 'accounting::cash(&hot, &storage::paid(e)) <= config.cap'),
	guard('purchase', 'purchase', '(1..=MAX_ITEMS).contains(&items.len())'),
	guard('purchase', 'purchase', 'now >= tier.opens_at'),
	guard('purchase', 'invariants', 'now < tier.closes_at'),
	guard('purchase', 'purchase', '(1..=tier.per_order).contains(&qty)'),
	guard('purchase', 'invariants', 'tickets <= MAX_TICKETS'),
	guard('purchase', 'purchase', '!twice && !storage::has_order(e, id)'),
	change('a tier twice', event('purchase'), 'invariants', '!twice && ', ''),
	change('a lower price', event('purchase'), 'invariants', 'tier.price * qty as i128', 'tier.price'),
	change('no revenue', event('purchase'), 'invariants', 'hot.gross += total;', ''),
	change('the counter in the id', event('purchase'), 'footprint', 'nonce, index);', 'nonce + hot.n, index);'),
	// Inventory, over both rails
	guard('inventory', 'invariants', 'qty <= free(count, capacity)'),
	guard('inventory', 'invariants', 'qty <= count.fiat_allocated - count.fiat_sold'),
	guard('inventory', 'invariants', 'n <= tier.fiat_quota - count.fiat_allocated'),
	guard('inventory', 'invariants', 'n <= free(count, tier.capacity)'),
	guard('inventory', 'invariants', 'n <= count.fiat_allocated - count.fiat_sold'),
	change('fiat seats are free too', event('inventory'), 'invariants', ' - t.fiat_allocated\n', '\n'),
	// Settlement
	guard('settle', 'payouts', 'hot.status == hot::ACTIVE'),
	guard('settle', 'settle', '(1..=MAX_ITEMS).contains(&items.len())'),
	guard('settle', 'settle', 'seq > *last'),
	guard('settle', 'invariants', 'seq == *last + 1'),
	guard('settle', 'settle', '(1..=MAX_TICKETS).contains(&item.qty)'),
	change('no cap', event('settle'), 'settle', 'bill.total + price <= room && ', ''),
	change('the change is kept', event('settle'), 'invariants', 'if bill.asked > bill.total {', 'if false {'),
	change('no mask', event('settle'), 'settle', 'hot.lane(lane)?.served = served;', ''),
	change('orders without seats', event('settle'), 'settle', 'if served >> i & 1 == 1 {', 'if true {'),
	change('not custodial', event('settle'), 'settle', 'item.qty, CUSTODIAL)', 'item.qty, 0)'),
	// Payouts
	guard('claim', 'payouts', 'due > 0'),
	change('any payee', event('distribute'), 'payouts', 'mask >> i & 1 == 1 && ', ''),
	change(
		'a failed payout counts',
		event('distribute'),
		'invariants',
		'matches!(sent, Ok(Ok(())))',
		'{ let _ = sent; true }',
	),
	change('nothing is entered', event('payouts'), 'invariants', 'storage::set_paid(e, &self.paid);', ''),
	change('the reserve is paid', event('accounting'), 'invariants', '(WHOLE - held_back as i128)', 'WHOLE'),
	change('nothing is released', event('accounting'), 'invariants', '{ 0 };', '{ terms.policy.reserve_bps };'),
	change('dues ignore payouts', event('accounting'), 'invariants', ' / WHOLE - paid)', ' / WHOLE)'),
	change('no remainder', event('accounting'), 'invariants', '        0 => net - ', '        99 => net - '),
	// Tickets
	guard('transfer', 'transfer', 'ticket.owner(e) == *from'),
	guard('transfer', 'transfer', 'from != to'),
	guard('transfer', 'transfer', '!ticket.marked(ticket.order.used)'),
	guard('transfer', 'transfer', '!ticket.marked(ticket.order.refunded)'),
	guard('transfer', 'transfer', 'e.ledger().timestamp() < policy.freeze_at'),
	change('round the cap', event('transfer'), 'transfer', ' && policy.resale_cap_bps == 0', ''),
	change('always', event('transfer'), 'transfer', 'policy.transferable && ', ''),
	guard('tickets', 'purchase', 'index < order.count as u32'),
	change('the payer is lost', event('order'), 'transfer', 'self.payer = Some(self.owner.clone());', ''),
	// Splits and terms
	guard('splits', 'splits', 'hot.gross == 0'),
	guard('splits', 'splits', 'platform(e, &terms.payees) == platform(e, &payees)'),
	change('the same version', event('splits'), 'splits', 'terms.terms_version += 1;', ''),
	guard('terms', 'splits', '(2..=MAX_PAYEES).contains(&payees.len())'),
	guard('terms', 'splits', 'first.address.address() == config.organizer && first.role == Role::Organizer'),
	guard('terms', 'splits', '(1..=WHOLE).contains(&p.bps)'),
	guard('terms', 'splits', 'p.address.address() != e.current_contract_address()'),
	guard('terms', 'splits', '!payees.iter().skip(i + 1).any(twin)'),
	guard('terms', 'splits', 'sum == WHOLE'),
	guard('terms', 'splits', 'terms.policy.commission_cap_bps <= first.bps'),
	guard('terms', 'create_event', 't.price > 0'),
	guard('terms', 'create_event', 't.price % PRICE_STEP == 0'),
	guard('terms', 'create_event', 't.price <= PRICE_MAX'),
	guard('terms', 'create_event', 't.fiat_quota <= t.capacity'),
	guard('terms', 'create_event', 'terms.starts_at > e.ledger().timestamp()'),
	guard('terms', 'create_event', 'p.reserve_bps == 0 || held.contains(&p.release_at)'),
	// Authorisation
	auth(event('contract'), 'buyer'),
	auth(event('contract'), 'from'),
	auth(event('contract'), 'storage::config(&e).organizer'),
	change(
		'settled by anybody',
		event('contract'),
		'roles',
		'.registry.require_auth();\n        settle',
		';\n        settle',
	),
	change(
		'allocated by anybody',
		event('contract'),
		'roles',
		'.registry.require_auth();\n        allocate::allocate',
		';\n        allocate::allocate',
	),
	change(
		'deallocated by anybody',
		event('contract'),
		'roles',
		'.registry.require_auth();\n        allocate::deallocate',
		';\n        allocate::deallocate',
	),
	auth('registry/src/contract.rs', 'organizer'),
	auth('registry/src/contract.rs', 'config.relayer'),
	auth('registry/src/contract.rs', 'config.treasury'),
	change(
		'allocated by anybody',
		'registry/src/contract.rs',
		'roles',
		'.relayer.require_auth();\n        known(&e, &event)?.allocate',
		';\n        known(&e, &event)?.allocate',
	),
	change('any event', 'registry/src/contract.rs', 'settle', '    storage::event_no(e, event)?;\n', ''),
	change('any fee', 'registry/src/rules.rs', 'create_event', 'p.bps == c.platform_fee_bps && ', ''),
	change('any platform', 'registry/src/rules.rs', 'create_event', ' && p.address == c.platform', ''),
	// The log
	change('the number stands still', event('log'), 'invariants', 'hot.n += 1;', 'hot.n = 1;'),
	change(
		'the chain breaks',
		event('log'),
		'invariants',
		'Bytes::from_array(e, log);',
		'Bytes::from_array(e, &[0u8; 32]);',
	),
];
