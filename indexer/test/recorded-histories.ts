import { nativeToScVal, StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import type { DecodedState } from '#shared/contract/event-version.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import recorded from '../../contracts/histories-2.json' with { type: 'json' };
import manifest from '../../wasm-manifest.json' with { type: 'json' };

/** A random history that the contract itself made, and the entries that it left. */
export type RecordedHistory = {
	event: string;
	/** The registry's announcement and the contract's events. */
	raw: RawEvent[];
	state: DecodedState;
	/** Values of persistent entries by their keys in base64 XDR. */
	entries: Map<string, unknown>;
};

export const passphrase = recorded.passphrase;
/** No network has it: these histories need one to be announced by. */
export const registry = StrKey.encodeContract(new Uint8Array(32).fill(9));
export const firstLedger = 2;

/** They all have one contract's address, so each is an event 1 of its own. */
export const recordedHistories = (): RecordedHistory[] => recorded.histories.map(read);

type Stored = (typeof recorded.histories)[number];

function read({ event, events, instance, entries }: Stored): RecordedHistory {
	const values = new Map((entries as [string, string][]).map(([key, value]) => [key, nativeOf(value)]));
	const state = eventV2.decodeState({
		instance: new Map((instance as [string, string][]).map(([k, v]) => [String(nativeOf(k)), nativeOf(v)])),
		counters: values.get(eventV2.keys.counters.toXdr('base64')),
		paid: values.get(eventV2.keys.paid.toXdr('base64')),
		state: values.get(eventV2.keys.state!.toXdr('base64')),
	});
	const list = events as string[][];
	const raw = [rawEvent({ ledger: firstLedger, tx: 1 }, registry, list[0]![0]!, announced(event, state))];
	let place = { ledger: firstLedger, tx: 1 };
	for (const [i, [time, value, ...topic]] of list.entries()) {
		// Events of one moment are of one ledger.
		const isSame = i === 0 || time === list[i - 1]![0];
		place = isSame ? { ...place, tx: place.tx + 1 } : { ledger: place.ledger + 1, tx: 1 };
		raw.push(rawEvent(place, event, time!, { topic, value: value! }));
	}
	return { event, raw, state, entries: values };
}

const nativeOf = (base64: string): unknown => scValToNative(xdr.ScVal.fromXdr(base64, 'base64'));

type Content = Pick<RawEvent, 'topic' | 'value'>;

function announced(event: string, { config }: DecodedState): Content {
	const symbol = (text: string) => xdr.ScVal.scvSymbol(text);
	const value = {
		no: nativeToScVal(1, { type: 'u32' }),
		nonce: nativeToScVal(1n, { type: 'u64' }),
		organizer: nativeToScVal(config.organizer, { type: 'address' }),
		wasm_hash: xdr.ScVal.scvBytes(Buffer.from(manifest.event.sha256, 'hex')),
	};
	const map = Object.entries(value).map(([key, val]) => new xdr.ScMapEntry({ key: symbol(key), val }));
	const topics = [symbol('passa'), symbol('announced'), nativeToScVal(event, { type: 'address' })];
	return { topic: topics.map((t) => t.toXdr('base64')), value: xdr.ScVal.scvMap(map).toXdr('base64') };
}

type Place = { ledger: number; tx: number };

function rawEvent({ ledger, tx }: Place, contractId: string, time: string, content: Content): RawEvent {
	const toid = (BigInt(ledger) << 32n) | (BigInt(tx) << 12n);
	return {
		...content,
		id: `${String(toid).padStart(19, '0')}-0000000000`,
		ledger,
		ledgerClosedAt: new Date(Number(time) * 1000).toISOString(),
		contractId,
		txHash: toid.toString(16).padStart(64, '0'),
		inSuccessfulContractCall: true,
	};
}
