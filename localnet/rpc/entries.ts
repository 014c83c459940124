import { xdr } from '@stellar/stellar-sdk';
import { keyText } from '../state.ts';
import { invalidParams, type Method } from './method.ts';

const maxKeys = 200;
const ttl = 9;

const isTemporary = (data: xdr.LedgerEntryDataContractData): boolean =>
	data.contractData.durability.toXdrObject() === 0;

/**
 * The entries in the order of the request, without those that are missing. A TTL comes with its entry and cannot be
 * requested by itself.
 */
export const getLedgerEntries: Method = (network, params) => {
	const keys = params.keys;
	if (!Array.isArray(keys)) throw invalidParams('keys must be an array');
	if (keys.length > maxKeys)
		throw invalidParams(`key count (${keys.length}) exceeds maximum supported (${maxKeys})`);
	const entries = keys.flatMap((key: string, i) => {
		const bytes = new Uint8Array(Buffer.from(key, 'base64'));
		if (!xdr.LedgerKey.validateXdr(bytes))
			throw invalidParams(`cannot unmarshal key value ${key} at index ${i}`);
		if (xdr.LedgerKey.fromXdr(bytes).toXdrObject().type === ttl) {
			throw invalidParams('ledger ttl entries cannot be queried directly');
		}
		const found = network.store.get(keyText(bytes));
		if (!found) return [];
		const entry = xdr.LedgerEntry.fromXdr(found.entry);
		// An expired temporary entry is gone; an expired persistent entry is archived and still returned.
		const over = found.liveUntil !== null && found.liveUntil < network.sequence;
		if (over && entry.data.type === 'contractData' && isTemporary(entry.data)) return [];
		return [
			{
				key,
				xdr: entry.data.toXdr('base64'),
				lastModifiedLedgerSeq: entry.lastModifiedLedgerSeq,
				...(found.liveUntil === null ? {} : { liveUntilLedgerSeq: found.liveUntil }),
				extXdr: entry.ext.toXdr('base64'),
			},
		];
	});
	return { entries, latestLedger: network.sequence };
};
