import type { Reason } from './diagnostics.ts';
import type { Engine } from './engine.ts';
import { resourcesOf } from './resources.ts';
import { isPersistent, keyText } from './state.ts';
import type { Parsed } from './transaction.ts';
import { encodeKey, type LedgerKey, type Operation } from './xdr-types.ts';

type Context = { engine: Engine; limits: Record<string, number> };

/** CAP-67: a contract call carries no memo and no muxed source; its receiver is named in its arguments. */
function marksReceiver({ tx }: Parsed): boolean {
	const [{ body, sourceAccount }] = tx.operations as [Operation];
	return body.type === 24 && (tx.memo.type !== 0 || (sourceAccount ?? tx.sourceAccount).type !== 0);
}

/** Why the declared resources and fee are refused (txSOROBAN_INVALID); null if they are valid. */
export function invalidResources(t: Parsed, c: Context): Reason | null {
	if (marksReceiver(t)) {
		const message = 'a contract call carries no memo and no muxed source account';
		return { type: 'value', code: 'invalidInput', message };
	}
	return overLimit(t, c) ?? badFootprint(t, c) ?? badArchived(t) ?? badFee(t, c) ?? duplicateKey(t);
}

const exceeded = (type: Reason['type'], message: string, ...numbers: number[]): Reason => ({
	type,
	code: 'exceededLimit',
	message,
	numbers,
});

function overLimit(t: Parsed, { limits: l }: Context): Reason | null {
	const { instructions, diskReadBytes, writeBytes, footprint } = t.soroban!.resources;
	const entries = footprint.readOnly.length + footprint.readWrite.length;
	const of = (what: string) => `transaction ${what} resources exceed network config limit`;
	const rows: [Reason['type'], string, number, number][] = [
		['budget', of('instructions'), instructions, l.txMaxInstructions!],
		['storage', of('byte-read'), diskReadBytes, l.txMaxDiskReadBytes!],
		['storage', of('byte-write'), writeBytes, l.txMaxWriteBytes!],
		['storage', of('footprint entry'), entries, l.txMaxFootprintEntries!],
		['storage', of('entry-disk-read'), resourcesOf(t, 0).diskReadEntries, l.txMaxDiskReadEntries!],
		['storage', of('entry-write'), footprint.readWrite.length, l.txMaxWriteLedgerEntries!],
		['budget', of('size'), t.bytes.length, l.txMaxSizeBytes!],
	];
	const over = rows.find(([, , used, limit]) => used > limit);
	return over ? exceeded(...over) : null;
}

const footprintKeys = (t: Parsed): LedgerKey[] => {
	const { readOnly, readWrite } = t.soroban!.resources.footprint;
	return [...readOnly, ...readWrite];
};

/** Account, trust line, contract data and contract code. */
const contractKeys = [0, 1, 6, 7];

function badFootprint(t: Parsed, { limits }: Context): Reason | null {
	for (const key of footprintKeys(t)) {
		if (!contractKeys.includes(key.type)) {
			const message = 'transaction footprint contains unsupported ledger key type';
			return { type: 'storage', code: 'unexpectedType', message, numbers: [key.type] };
		}
		const size = encodeKey(key).length;
		const most = limits.maxContractDataKeySizeBytes!;
		if (size > most)
			return exceeded('storage', 'transaction footprint key exceeds network config limit', size, most);
	}
	return null;
}

/** The entries to restore are named by rising places in the read-write footprint. */
function badArchived({ soroban }: Parsed): Reason | null {
	const { ext, resources } = soroban!;
	if (ext.v !== 1) return null;
	const { readWrite } = resources.footprint;
	const wrong = (message: string, ...numbers: number[]): Reason => ({
		type: 'storage',
		code: 'invalidInput',
		message,
		numbers,
	});
	let last = -1;
	for (const index of ext.resourceExt.archivedSorobanEntries) {
		const key = readWrite[index];
		if (index <= last) return wrong('archivedSorobanEntries must be sorted in ascending order');
		if (!key) return wrong('archivedSorobanEntries index is out of bounds', index, readWrite.length);
		if (!isPersistent(key))
			return wrong('archivedSorobanEntries index points to a non-persistent entry', index, key.type);
		last = index;
	}
	return null;
}

function badFee(t: Parsed, { engine }: Context): Reason | null {
	const { resourceFee } = t.soroban!;
	const { fixed } = engine.resourceFee(resourcesOf(t, 0));
	if (resourceFee >= fixed) return null;
	const message = 'transaction `sorobanData.resourceFee` is lower than the actual Soroban resource fee';
	return { type: 'storage', code: 'exceededLimit', message, numbers: [resourceFee, fixed] };
}

function duplicateKey(t: Parsed): Reason | null {
	const keys = footprintKeys(t).map((key) => keyText(encodeKey(key)));
	if (new Set(keys).size === keys.length) return null;
	return { type: 'storage', code: 'invalidInput', message: 'a key occurs twice in the Soroban footprint' };
}
