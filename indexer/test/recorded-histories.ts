import { nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { type History, histories } from '#testing/contract/histories.ts';
import recorded from '../../contracts/histories-2.json' with { type: 'json' };
import manifest from '../../wasm-manifest.json' with { type: 'json' };

export const passphrase: string = recorded.passphrase;
/** No network has it: these histories need one to be announced by. */
export const registry = StrKey.encodeContract(new Uint8Array(32).fill(9));
export const firstLedger = 2;

/**
 * The contract's own histories as a node would give them: the registry's announcement first, then the contract's events,
 * those of one moment in one ledger. They all have one contract's address, so each is an event 1 of its own.
 */
export const recordedHistories = (): History[] =>
	histories().map((history) => ({ ...history, raw: rawOf(history) }));

function rawOf({ event, raw, state }: History): RawEvent[] {
	const first = { ...raw[0]!, contractId: registry, ...announced(event, state.config.organizer) };
	let place = { ledger: firstLedger, tx: 1 };
	const placed = [at(place, first)];
	for (const [i, each] of raw.entries()) {
		const isSame = i === 0 || each.ledgerClosedAt === raw[i - 1]!.ledgerClosedAt;
		place = isSame ? { ...place, tx: place.tx + 1 } : { ledger: place.ledger + 1, tx: 1 };
		placed.push(at(place, each));
	}
	return placed;
}

function at({ ledger, tx }: { ledger: number; tx: number }, raw: RawEvent): RawEvent {
	const toid = (BigInt(ledger) << 32n) | (BigInt(tx) << 12n);
	return {
		...raw,
		ledger,
		id: `${String(toid).padStart(19, '0')}-0000000000`,
		txHash: toid.toString(16).padStart(64, '0'),
	};
}

function announced(event: string, organizer: string): Pick<RawEvent, 'topic' | 'value'> {
	const symbol = (text: string) => xdr.ScVal.scvSymbol(text);
	const value = {
		no: nativeToScVal(1, { type: 'u32' }),
		nonce: nativeToScVal(1n, { type: 'u64' }),
		organizer: nativeToScVal(organizer, { type: 'address' }),
		wasm_hash: xdr.ScVal.scvBytes(Buffer.from(manifest.event.sha256, 'hex')),
	};
	const map = Object.entries(value).map(([key, val]) => new xdr.ScMapEntry({ key: symbol(key), val }));
	const topics = [symbol('passa'), symbol('announced'), nativeToScVal(event, { type: 'address' })];
	return { topic: topics.map((t) => t.toXdr('base64')), value: xdr.ScVal.scvMap(map).toXdr('base64') };
}
