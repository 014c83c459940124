import { readFileSync } from 'node:fs';
import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { decodeCreator } from '#shared/contract/event-v2/creator.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { decodeSum } from '#shared/contract/event-v2/sum.ts';
import type { CreatorAccount, DecodedState, MovedTicket, Order } from '#shared/contract/event-version.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';

/** One of the contract's own random histories: its events, and the entries that it left. */
export type History = {
	event: string;
	/** Stroops of USDC that the contract holds. */
	balance: bigint;
	raw: RawEvent[];
	events: PassaEvent[];
	state: DecodedState;
	orders: Map<bigint, Order>;
	moved: Map<bigint, MovedTicket>;
	listed: Map<bigint, bigint>;
	creators: Map<string, CreatorAccount>;
	owed: Map<string, bigint>;
	treasuryOwed: bigint;
};

type Recorded = {
	event: string;
	balance: string;
	/** Unix seconds, data, topics. */
	events: [string, string, ...string[]][];
	instance: [string, string][];
	entries: [string, string][];
};

const file = new URL('../../contracts/histories-2.json', import.meta.url);
const native = (base64: string): unknown => scValToNative(xdr.ScVal.fromXdr(base64, 'base64'));

/** What `contracts/tests/src/recorded.rs` wrote. */
export const histories = (): History[] =>
	(JSON.parse(readFileSync(file, 'utf8')) as { histories: Recorded[] }).histories.map(historyOf);

function historyOf(recorded: Recorded): History {
	const { event } = recorded;
	const raw = recorded.events.map(
		([time, value, ...topic], i): RawEvent => ({
			id: String(i + 1).padStart(4, '0'),
			ledger: i + 1,
			ledgerClosedAt: new Date(Number(time) * 1000).toISOString(),
			contractId: event,
			txHash: `transaction of ${i + 1}`,
			topic,
			value,
			inSuccessfulContractCall: true,
		}),
	);
	const found = new Map(recorded.entries.map(([key, value]) => [key, native(value)]));
	const at = (key: xdr.ScVal) => found.get(key.toXdr('base64'));
	const { counters, paid, state, treasury } = { ...eventV2.keys, treasury: xdr.ScVal.scvSymbol('Treasury') };
	const owed = at(treasury);
	return {
		event,
		balance: BigInt(recorded.balance),
		raw,
		events: raw.map((each) => eventV2.decodeEvent(each, event)),
		state: eventV2.decodeState({
			instance: new Map(recorded.instance.map(([key, value]) => [String(native(key)), native(value)])),
			counters: at(counters),
			paid: at(paid),
			state: at(state!),
		}),
		orders: new Map(
			recorded.entries.flatMap(([key, value]) => {
				const id = native(key);
				return typeof id === 'bigint' ? [[id, eventV2.decodeOrder(native(value))] as const] : [];
			}),
		),
		moved: named(recorded, 'Moved', (key) => BigInt(key), eventV2.decodeMoved),
		listed: named(recorded, 'Listed', (key) => BigInt(key), decodeSum),
		creators: named(recorded, 'Creator', String, decodeCreator),
		owed: named(recorded, 'Owed', String, decodeSum),
		treasuryOwed: owed === undefined ? 0n : decodeSum(owed),
	};
}

function named<K, V>(
	{ entries }: Recorded,
	name: string,
	readKey: (key: string) => K,
	read: (value: unknown) => V,
): Map<K, V> {
	return new Map(
		entries.flatMap(([key, value]) => {
			const parts = native(key);
			if (!Array.isArray(parts) || parts[0] !== name) return [];
			return [[readKey(String(parts[1])), read(native(value))] as const];
		}),
	);
}
