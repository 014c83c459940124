import { decoderOf, logged } from '../event-decoder.ts';
import { address, big, bytes32, changed, int, list, record, tuple } from '../native-form.ts';
import { config, payees, terms } from './terms.ts';

const order = tuple<[bigint, number, number]>(big, int, int);
const item = tuple<[string, number, number, Uint8Array]>(address, int, int, bytes32);

/** All are in the log, `moved` too. Throws EVENT_FOREIGN, EVENT_UNKNOWN, EVENT_MALFORMED. */
export const decodeEvent = decoderOf({
	created: logged({}, record({ config, terms })),
	splits_set: logged(
		{},
		changed(record({ payees, terms_version: int }), (set) => ({
			...set,
			policy: null,
			splits_version: set.terms_version,
		})),
	),
	allocated: logged(
		{},
		changed(record({ fiat_allocated: int, tier: int }), (set) => ({ ...set, by_organizer: false })),
	),
	sold: logged(
		{ buyer: address },
		changed(record({ orders: list(order), terms_version: int, total: big }), (sale) => ({
			...sale,
			credits: [],
			inputs_hash: null,
			model: 0,
			orders: sale.orders.map((bought): [...typeof bought, bigint[]] => [...bought, []]),
		})),
	),
	settled: logged(
		{},
		changed(
			record({ items: list(item), lane: int, seq: int, served: big, total: big }),
			({ items, ...batch }) => ({
				...batch,
				items: items.map((settled): [...typeof settled, [], null] => [...settled, [], null]),
			}),
		),
	),
	paid: logged(
		{},
		changed(record({ payouts: list(tuple<[number, bigint]>(int, big)) }), ({ payouts }) => ({
			payees: payouts,
			creators: [],
		})),
	),
	moved: logged({ from: address, to: address }, record({ ticket: big })),
});
