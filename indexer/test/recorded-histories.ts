import { nativeToScVal, StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import type { DecodedState } from '#shared/contract/event-version.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import recorded from '../../contracts/histories-2.json' with { type: 'json' };
import manifest from '../../wasm-manifest.json' with { type: 'json' };

/** A random history that the contract itself made, and the entries that it left. */
export type RecordedHistory = {
	event: string;
	/** The registry's announcement and the contract's events, one for each ledger from the second on. */
	raw: RawEvent[];
	state: DecodedState;
	/** Values of persistent entries by their keys in base64 XDR. */
	entries: Map<string, unknown>;
};

export const passphrase = recorded.passphrase;
/** No network has it: these histories need one to be announced by. */
export const registry = StrKey.encodeContract(new Uint8Array(32).fill(9));
export const firstLedger = 2;

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
	const announcement = rawEvent(firstLedger, registry, list[0]![0]!, announced(event, state));
	const own = list.map(([time, value, ...topic], i) =>
		rawEvent(firstLedger + i, event, time!, { topic, value: value! }),
	);
	// The registry announces a contract in the transaction that creates it.
	own[0]!.id = own[0]!.id.replace(/0$/, '1');
	return { event, raw: [announcement, ...own], state, entries: values };
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

function rawEvent(ledger: number, contractId: string, time: string, content: Content): RawEvent {
	const toid = (BigInt(ledger) << 32n) | (1n << 12n);
	return {
		...content,
		id: `${String(toid).padStart(19, '0')}-0000000000`,
		ledger,
		ledgerClosedAt: new Date(Number(time) * 1000).toISOString(),
		contractId,
		txHash: ledger.toString(16).padStart(64, '0'),
		inSuccessfulContractCall: true,
	};
}
