import type { StoredEntry } from './engine.ts';
import {
	decodeEntry,
	decodeKey,
	encodeEntry,
	encodeKey,
	type LedgerEntry,
	type LedgerKey,
	type PublicKey,
	sha256,
} from './xdr-types.ts';

/** Entries by their encoded key. An overlay holds what changed on top of the state below it. */
export interface EntryReader {
	get(key: string): StoredEntry | null;
}

export const keyText = (key: Uint8Array): string => Buffer.from(key).toString('latin1');
export const keyBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

export class Overlay implements EntryReader {
	readonly changes = new Map<string, StoredEntry | null>();
	#base: EntryReader;

	constructor(base: EntryReader) {
		this.#base = base;
	}

	get(key: string): StoredEntry | null {
		const changed = this.changes.get(key);
		return changed === undefined ? this.#base.get(key) : changed;
	}

	set(key: string, value: StoredEntry | null): void {
		this.changes.set(key, value);
	}

	before(key: string): StoredEntry | null {
		return this.#base.get(key);
	}

	commitTo(target: { set(key: string, value: StoredEntry | null): void }): void {
		for (const [key, value] of this.changes) target.set(key, value);
	}

	read(key: LedgerKey): LedgerEntry | null {
		const found = this.get(keyText(encodeKey(key)));
		return found && decodeEntry(found.entry);
	}

	/** An entry keeps its sponsor for life; `sponsor` is that of a new one. */
	write(key: LedgerKey, data: LedgerEntry['data'], ledger: number, sponsor: PublicKey | null = null): void {
		const text = keyText(encodeKey(key));
		const before = this.get(text);
		const made: LedgerEntry['ext'] = sponsor
			? { v: 1, v1: { sponsoringId: sponsor, ext: { v: 0 } } }
			: { v: 0 };
		const ext = before ? decodeEntry(before.entry).ext : made;
		this.set(text, { entry: encodeEntry({ lastModifiedLedgerSeq: ledger, data, ext }), liveUntil: null });
	}

	setSponsor(key: LedgerKey, sponsor: PublicKey | null, ledger: number): void {
		const { data } = this.read(key)!;
		const ext: LedgerEntry['ext'] = { v: 1, v1: { sponsoringId: sponsor, ext: { v: 0 } } };
		const entry = encodeEntry({ lastModifiedLedgerSeq: ledger, data, ext });
		this.set(keyText(encodeKey(key)), { entry, liveUntil: null });
	}

	sponsorOf(key: LedgerKey): PublicKey | null {
		const ext = this.read(key)?.ext;
		return ext?.v === 1 ? ext.v1.sponsoringId : null;
	}

	remove(key: LedgerKey): void {
		this.set(keyText(encodeKey(key)), null);
	}
}

/** Changes as ledger meta shows them: the state before, then after; TTLs apart. */
export function metaChanges(overlay: Overlay, ledger: number) {
	const out = [];
	for (const [text, after] of overlay.changes) {
		const before = overlay.before(text);
		if (!before && !after) continue;
		const touched = !before || !after || Buffer.compare(before.entry, after.entry) !== 0;
		if (touched) {
			if (before) out.push({ type: 3 as const, state: decodeEntry(before.entry) });
			if (!after) out.push({ type: 2 as const, removed: decodeKey(keyBytes(text)) });
			else if (before) out.push({ type: 1 as const, updated: decodeEntry(after.entry) });
			else out.push({ type: 0 as const, created: decodeEntry(after.entry) });
		}
		out.push(...ttlChanges(text, before, after, ledger));
	}
	return out;
}

function ttlChanges(text: string, before: StoredEntry | null, after: StoredEntry | null, ledger: number) {
	if ((before?.liveUntil ?? null) === (after?.liveUntil ?? null)) return [];
	const keyHash = sha256(keyBytes(text));
	const ttl = (liveUntilLedgerSeq: number): LedgerEntry => ({
		lastModifiedLedgerSeq: ledger,
		data: { type: 9, ttl: { keyHash, liveUntilLedgerSeq } },
		ext: { v: 0 },
	});
	const out = [];
	if (before?.liveUntil) out.push({ type: 3 as const, state: ttl(before.liveUntil) });
	if (!after?.liveUntil) out.push({ type: 2 as const, removed: { type: 9 as const, ttl: { keyHash } } });
	else if (before?.liveUntil) out.push({ type: 1 as const, updated: ttl(after.liveUntil) });
	else out.push({ type: 0 as const, created: ttl(after.liveUntil) });
	return out;
}
