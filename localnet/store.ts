import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { StoredEntry } from './engine.ts';
import type { EntryReader } from './state.ts';
import { sha256 } from './xdr-types.ts';

export type LedgerRow = {
	seq: number;
	hash: Uint8Array;
	header: Uint8Array;
	meta: Uint8Array;
	closeTime: number;
};

export type TransactionRow = {
	hash: Uint8Array;
	/** The inner hash of a fee-bump, else the same. */
	innerHash: Uint8Array;
	ledger: number;
	/** 1 is the first transaction of its ledger. */
	position: number;
	succeeded: number;
	feeBump: number;
	envelope: Uint8Array;
	result: Uint8Array;
	meta: Uint8Array;
};

/** The place of an operation in history: `position` counts from 1, `operation` from 0. */
export type OperationPlace = { ledger: number; position: number; operation: number };

/** An account (the 32 bytes of its key) that takes part in an operation. */
export type ParticipantRow = { account: Uint8Array } & OperationPlace;

/** The state after one ledger. Entries are never changed in place, so that keeping them costs one map. */
export type Snapshot = { seq: number; entries: Map<string, StoredEntry> };

export type EventRow = {
	id: string;
	ledger: number;
	type: string;
	contract: string;
	topics: string;
	value: string;
	position: number;
	operation: number;
	txHash: string;
	succeeded: number;
};

const schema = `
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, entry BLOB NOT NULL, live_until INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledgers (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, header BLOB NOT NULL, meta BLOB NOT NULL, close_time INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS transactions (hash BLOB PRIMARY KEY, inner_hash BLOB NOT NULL, ledger INTEGER NOT NULL, position INTEGER NOT NULL, succeeded INTEGER NOT NULL, fee_bump INTEGER NOT NULL, envelope BLOB NOT NULL, result BLOB NOT NULL, meta BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS transactions_by_ledger ON transactions (ledger, position);
CREATE INDEX IF NOT EXISTS transactions_by_inner_hash ON transactions (inner_hash);
CREATE TABLE IF NOT EXISTS participants (account BLOB NOT NULL, ledger INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (account, ledger, place)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, ledger INTEGER NOT NULL, type TEXT NOT NULL, contract TEXT NOT NULL, topics TEXT NOT NULL, value TEXT NOT NULL, position INTEGER NOT NULL, operation INTEGER NOT NULL, tx_hash TEXT NOT NULL, succeeded INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** A place in a ledger, as a TOID numbers it: 4 096 for each transaction. */
const placesOfTransaction = 4096;

/** One process at a time: a second one would build another history on the same ledger. */
const pragmas = 'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;';

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** The network on disk: one file, one transaction for each ledger. Entries are kept in memory too. */
export class Store implements EntryReader {
	#db: DatabaseSync;
	#entries = new Map<string, StoredEntry>();
	#statements = new Map<string, StatementSync>();

	/** `file` may be ':memory:'. Throws one sentence if the file is not a network of this passphrase. */
	constructor(file: string, passphrase: string) {
		if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
		let opened: DatabaseSync | null = null;
		try {
			opened = new DatabaseSync(file);
			this.#db = opened;
			this.#db.exec(pragmas);
			this.#db.exec(schema);
			const known = this.#all<{ value: string }>("SELECT value FROM about WHERE name = 'passphrase'")[0]
				?.value;
			if (known !== undefined && known !== passphrase) throw new Error(`it holds the network "${known}"`);
			this.#run("INSERT OR IGNORE INTO about VALUES ('passphrase', ?)", passphrase);
			for (const row of this.#all<{ key: string; entry: Uint8Array; live_until: number | null }>(
				'SELECT * FROM entries',
			)) {
				const text = Buffer.from(row.key, 'hex').toString('latin1');
				this.#entries.set(text, { entry: row.entry, liveUntil: row.live_until });
			}
			const last = this.lastLedger();
			if (last && Buffer.compare(sha256(last.header), last.hash) !== 0) {
				throw new Error(`the header of ledger ${last.seq} does not have its hash`);
			}
		} catch (error) {
			opened?.close();
			throw new Error(
				`cannot use ${file} as the network's ledger (${(error as Error).message}); --reset starts over`,
			);
		}
	}

	get(key: string): StoredEntry | null {
		return this.#entries.get(key) ?? null;
	}

	/** The entries whose key starts so: those of one type, or of one type and account. */
	*startingWith(prefix: string): Generator<StoredEntry> {
		for (const [key, entry] of this.#entries) if (key.startsWith(prefix)) yield entry;
	}

	/** Writes one ledger completely or not at all. */
	writeLedger(
		ledger: LedgerRow,
		changes: Map<string, StoredEntry | null>,
		transactions: TransactionRow[],
		events: EventRow[],
		participants: ParticipantRow[],
	): void {
		this.#whole(() => {
			this.#run('INSERT INTO ledgers VALUES (?, ?, ?, ?, ?)', ...Object.values(ledger));
			for (const [key, value] of changes) this.#writeEntry(key, value);
			for (const t of transactions) {
				this.#run('INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', ...Object.values(t));
			}
			for (const e of events)
				this.#run('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', ...Object.values(e));
			for (const { account, ledger, position, operation } of participants) {
				const place = position * placesOfTransaction + operation;
				this.#run('INSERT OR IGNORE INTO participants VALUES (?, ?, ?)', account, ledger, place);
			}
		});
		for (const [key, value] of changes) {
			if (value) this.#entries.set(key, value);
			else this.#entries.delete(key);
		}
	}

	snapshot(): Snapshot {
		return { seq: this.lastLedger()!.seq, entries: new Map(this.#entries) };
	}

	/** Restores a snapshot and removes later ledgers. */
	revert({ seq, entries }: Snapshot): void {
		this.#whole(() => {
			this.#run('DELETE FROM ledgers WHERE seq > ?', seq);
			this.#run('DELETE FROM transactions WHERE ledger > ?', seq);
			this.#run('DELETE FROM events WHERE ledger > ?', seq);
			this.#run('DELETE FROM participants WHERE ledger > ?', seq);
			for (const key of this.#entries.keys()) if (!entries.has(key)) this.#writeEntry(key, null);
			for (const [key, value] of entries) {
				if (this.#entries.get(key) !== value) this.#writeEntry(key, value);
			}
		});
		this.#entries = new Map(entries);
	}

	lastLedger(): LedgerRow | null {
		return this.#ledgers('ORDER BY seq DESC LIMIT 1')[0] ?? null;
	}

	/** Unix seconds. */
	closeTime(seq: number): number {
		return this.#all<{ t: number }>('SELECT close_time AS t FROM ledgers WHERE seq = ?', seq)[0]!.t;
	}

	ledgersFrom(seq: number, limit: number): LedgerRow[] {
		return this.#ledgers('WHERE seq >= ? ORDER BY seq LIMIT ?', seq, limit);
	}

	/** How many ledgers there are from `first` to `last`. */
	countLedgers(first: number, last: number): number {
		const sql = 'SELECT count(*) AS n FROM ledgers WHERE seq BETWEEN ? AND ?';
		return this.#all<{ n: number }>(sql, first, last)[0]!.n;
	}

	transaction(hash: Uint8Array): TransactionRow | null {
		return this.#transactions('WHERE hash = ? OR inner_hash = ? LIMIT 1', hash, hash)[0] ?? null;
	}

	transactionAt(ledger: number, position: number): TransactionRow | null {
		return this.#transactions('WHERE ledger = ? AND position = ?', ledger, position)[0] ?? null;
	}

	transactionsOf(ledger: number): TransactionRow[] {
		return this.#transactions('WHERE ledger = ? ORDER BY position', ledger);
	}

	/** What an account took part in, past `after`, streamed: the caller stops when it has enough. */
	*operationsOf(
		account: Uint8Array,
		after: { ledger: number; place: number } | null,
		descending: boolean,
	): Generator<OperationPlace> {
		const far = { ledger: Number.MAX_SAFE_INTEGER, place: 0 };
		let last = after ?? (descending ? far : { ledger: 0, place: 0 });
		const [past, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
		for (;;) {
			const page = this.#all<{ ledger: number; place: number }>(
				`SELECT ledger, place FROM participants WHERE account = ? AND (ledger, place) ${past} (?, ?) ORDER BY ledger ${order}, place ${order} LIMIT 200`,
				account,
				last.ledger,
				last.place,
			);
			for (const { ledger, place } of page) {
				const position = Math.floor(place / placesOfTransaction);
				yield { ledger, position, operation: place % placesOfTransaction };
			}
			if (page.length < 200) return;
			last = page.at(-1)!;
		}
	}

	/** After the transaction at (ledger, position), in order. */
	transactionsAfter(ledger: number, position: number, limit: number): TransactionRow[] {
		return this.#transactions(
			'WHERE (ledger, position) > (?, ?) ORDER BY ledger, position LIMIT ?',
			ledger,
			position,
			limit,
		);
	}

	/** Events with `from` ≤ id < `to`, in order, streamed: the caller stops when it has enough. */
	*events(from: string, to: string): Generator<EventRow> {
		let after = from;
		let first = true;
		for (;;) {
			const page = this.#all<Record<string, never>>(
				`SELECT * FROM events WHERE id ${first ? '>=' : '>'} ? AND id < ? ORDER BY id LIMIT 1000`,
				after,
				to,
			);
			for (const row of page) yield { ...row, txHash: row.tx_hash } as never as EventRow;
			if (page.length < 1000) return;
			after = (page.at(-1) as never as EventRow).id;
			first = false;
		}
	}

	close(): void {
		this.#statements.clear();
		this.#db.close();
	}

	#whole(work: () => void): void {
		this.#db.exec('BEGIN');
		try {
			work();
			this.#db.exec('COMMIT');
		} catch (error) {
			this.#db.exec('ROLLBACK');
			throw error;
		}
	}

	#writeEntry(key: string, value: StoredEntry | null): void {
		if (value)
			this.#run('INSERT OR REPLACE INTO entries VALUES (?, ?, ?)', hex(key), value.entry, value.liveUntil);
		else this.#run('DELETE FROM entries WHERE key = ?', hex(key));
	}

	#ledgers(where: string, ...values: (number | Uint8Array)[]): LedgerRow[] {
		const rows = this.#all<LedgerRow & { close_time: number }>(`SELECT * FROM ledgers ${where}`, ...values);
		return rows.map((r) => ({ ...r, closeTime: r.close_time }));
	}

	#transactions(where: string, ...values: (number | Uint8Array)[]): TransactionRow[] {
		const rows = this.#all<TransactionRow & { inner_hash: Uint8Array; fee_bump: number }>(
			`SELECT * FROM transactions ${where}`,
			...values,
		);
		return rows.map((r) => ({ ...r, innerHash: r.inner_hash, feeBump: r.fee_bump }));
	}

	#all<T>(sql: string, ...values: (string | number | null | Uint8Array)[]): T[] {
		return this.#statement(sql).all(...(values as never[])) as never as T[];
	}

	#run(sql: string, ...values: (string | number | null | Uint8Array)[]): void {
		this.#statement(sql).run(...(values as never[]));
	}

	#statement(sql: string): StatementSync {
		let statement = this.#statements.get(sql);
		if (!statement) {
			statement = this.#db.prepare(sql);
			this.#statements.set(sql, statement);
		}
		return statement;
	}
}
