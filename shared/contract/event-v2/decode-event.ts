import { decoderOf, type EventForm, logged, plain } from '../event-decoder.ts';
import {
	address,
	big,
	bool,
	bytes32,
	changed,
	int,
	list,
	maybe,
	named,
	record,
	text,
	tuple,
} from '../native-form.ts';
import type { EventName, Payloads, SettledCredit } from '../passa-event.ts';
import { decodeConfig } from './config.ts';
import { decodeTerms } from './terms.ts';

type FormsOf<N extends EventName> = { [K in N]: EventForm<Payloads[K]> };
type TermsName = 'created' | 'details_set' | 'tier_added' | 'splits_set' | 'accepted' | 'postponed';
type TicketName = 'moved' | 'claimed' | 'listed' | 'unlisted' | 'checked_in';
type SaleName = 'sold' | 'settled' | 'minted' | 'allocated' | 'commission_set' | 'resold';
type PowerName = 'cancelled' | 'paused' | 'frozen' | 'gate_set' | 'cap_set' | 'key_set';
type MoneyName = Exclude<EventName, TermsName | TicketName | SaleName | PowerName>;

const versions = { terms_version: int };
const amounts = list(tuple<[string, bigint]>(address, big));

const termsEvents: FormsOf<TermsName> = {
	created: logged(
		{},
		changed(record({ config: decodeConfig, terms: decodeTerms }), ({ config, terms }) => ({
			config,
			terms: { ...terms, terms_version: 1, splits_version: 1 },
		})),
	),
	details_set: logged(
		{},
		record({ ...versions, metadata_hash: bytes32, place_hash: bytes32, uri: text, window_until: big }),
	),
	tier_added: logged(
		{},
		changed(
			record({ ...versions, tier: int, replaced: maybe(int), left: int, terms: decodeTerms }),
			withVersion,
		),
	),
	splits_set: logged(
		{},
		changed(record({ ...versions, splits_version: int, terms: decodeTerms }), ({ terms, ...rest }) => ({
			...rest,
			payees: terms.payees,
			policy: terms.policy,
		})),
	),
	accepted: logged({ payee: address }, record({ index: int, splits_hash: bytes32 })),
	postponed: logged(
		{},
		changed(record({ ...versions, by: big, terms: decodeTerms, window_until: big }), withVersion),
	),
};

/** Stored terms do not hold their version; the event that changes them does. */
function withVersion<T extends object, P extends { terms: T; terms_version: number }>(payload: P) {
	const { terms, terms_version } = payload;
	return { ...payload, terms: { ...terms, terms_version } };
}

const order = tuple<[bigint, number, number, bigint[]]>(big, int, int, list(big));
const item = tuple<[string, number, number, Uint8Array, SettledCredit[], number]>(
	address,
	int,
	int,
	bytes32,
	list(tuple<SettledCredit>(address, int, big)),
	int,
);

const saleEvents: FormsOf<SaleName> = {
	sold: logged(
		{ buyer: address },
		record({
			...versions,
			credits: list(tuple<[string, number]>(address, int)),
			inputs_hash: maybe(bytes32),
			model: int,
			orders: list(order),
			total: big,
		}),
	),
	settled: logged({}, record({ items: list(maybe(item)), lane: int, seq: int, served: big, total: big })),
	minted: logged({ to: address }, record({ custody: bool, order: big, tier: int })),
	allocated: logged({}, record({ by_organizer: bool, fiat_allocated: int, tier: int })),
	commission_set: logged({ creator: address }, record({ bps: int, terms_hash: bytes32 })),
	resold: logged(
		{ buyer: address },
		record({ custody: bool, price: big, royalty: big, seller: address, ticket: big, treasury: bool }),
	),
};

const refund = { commissions: amounts, delivered: bool, mask: int, order: big, paid: big };

const moneyEvents: FormsOf<MoneyName> = {
	paid: logged({}, record({ payees: list(tuple<[number, bigint]>(int, big)), creators: amounts })),
	redirected: logged({}, record({ from_when: big, index: int, to: address })),
	refunded: logged({ payer: maybe(address) }, record(refund)),
	reversed: logged({}, record({ ...refund, evidence: bytes32, shortfall: big })),
	owed_paid: logged({ to: address }, record({ amount: big, shortfall: big, treasury: bool })),
	funded: logged({}, named('amount', big)),
	top_ups_returned: logged({}, named('amount', big)),
	closed: logged({}, record({ delivered: int, organizer: big, payees: list(big), treasury: big })),
};

const powerEvents: FormsOf<PowerName> = {
	cancelled: logged({ by: address }, named('at', big)),
	paused: logged({ by: address }, named('on', bool)),
	frozen: logged({}, named('until', big)),
	gate_set: logged({ gate: address }, named('on', bool)),
	cap_set: logged({}, named('cap', big)),
	key_set: logged({}, named('key', bytes32)),
};

const ticketEvents: FormsOf<TicketName> = {
	moved: plain({ from: address, to: address }, named('ticket', big)),
	claimed: plain({ to: address }, record({ mask: int, order: big })),
	listed: plain({}, record({ custody: bool, price: big, ticket: big })),
	unlisted: plain({}, named('ticket', big)),
	checked_in: plain({ gate: address }, named('orders', list(tuple<[bigint, number]>(big, int)))),
};

/** contracts/event/src/events.rs and ticket_events.rs. Throws EVENT_FOREIGN, EVENT_UNKNOWN, EVENT_MALFORMED. */
export const decodeEvent = decoderOf({
	...termsEvents,
	...saleEvents,
	...moneyEvents,
	...powerEvents,
	...ticketEvents,
});
