import { join } from 'node:path';
import { Keypair, xdr } from '@stellar/stellar-sdk';
import { newAccount, writeAccount } from './accounts.ts';
import { type Applied, type ApplyContext, applyTransaction, chargeFee } from './apply-transaction.ts';
import { closeHeader } from './close-header.ts';
import { type Engine, type LedgerInfo, loadEngine } from './engine.ts';
import { eventsOf } from './events.ts';
import { participantsOf } from './participants.ts';
import { configSettings, mainnet } from './settings/settings.ts';
import { keyText, Overlay } from './state.ts';
import { type Snapshot, Store } from './store.ts';
import { type Parsed, parse, UnsupportedEnvelope } from './transaction.ts';
import { code, type Refusal, refusal } from './validity.ts';
import { encodeKey, type LedgerHeader, sha256 } from './xdr-types.ts';

export type NetworkOptions = {
	passphrase: string;
	/** The folder of the ledger's file; null keeps everything in memory. */
	dataDir: string | null;
	/** Unix seconds. */
	now: () => number;
	/** Whether ledgers keep to the clock; else each counts a second, however fast they close. */
	paced: boolean;
};

export type Submitted =
	| { status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER'; hash: string }
	| { status: 'ERROR'; hash: string; result: Refusal; diagnostics: Uint8Array[] };

const maxBacklog = 1000;
/** Seconds: more than that, and the clock was set back. A paced network is ahead by one at most. */
const mostAhead = 2;

/** The ledger, and all that may change it. Closing is synchronous, so no reader sees half a ledger. */
export class Network {
	readonly passphrase: string;
	readonly networkId: Uint8Array;
	readonly engine: Engine;
	readonly store: Store;
	readonly root: Keypair;
	readonly settings = mainnet;
	/** Set once the port is known. */
	friendbotUrl = '';
	#now: () => number;
	#paced: boolean;
	#last: { header: LedgerHeader; hash: Uint8Array };
	#pending = new Map<string, Parsed>();
	#sources = new Set<string>();
	/** Seconds that tests moved the network's clock. */
	#shift = 0;
	/** Seconds that the machine's clock was set back, as far as it has not come forth again. */
	#behind = 0;
	#skip = 0;
	#snapshots: { kept: Snapshot; last: { header: LedgerHeader; hash: Uint8Array }; shift: number }[] = [];

	constructor(options: NetworkOptions) {
		this.passphrase = options.passphrase;
		this.networkId = sha256(Buffer.from(options.passphrase));
		this.root = Keypair.fromRawEd25519Seed(this.networkId);
		this.#now = options.now;
		this.#paced = options.paced;
		this.store = new Store(
			options.dataDir ? join(options.dataDir, 'localnet.sqlite') : ':memory:',
			this.passphrase,
		);
		const settings = configSettings(this.settings);
		this.engine = loadEngine(settings.map((s) => s.toXdr()));
		const last = this.store.lastLedger();
		if (last) this.#last = { header: xdr.LedgerHeader.fromXdr(last.header).toXdrObject(), hash: last.hash };
		else this.#last = this.#genesis(settings);
		this.#keepUp(0);
	}

	get sequence(): number {
		return this.#last.header.ledgerSeq;
	}

	get closeTime(): number {
		return Number(this.#last.header.scpValue.closeTime);
	}

	get lastHash(): Uint8Array {
		return this.#last.hash;
	}

	isPending(hash: string): boolean {
		return this.#pending.has(hash);
	}

	get pendingCount(): number {
		return this.#pending.size;
	}

	/**
	 * Whether a ledger may close now. Close times rise by a second at least, so a paced network waits if the next one
	 * would be more than a second ahead of the clock.
	 */
	mayClose(): boolean {
		this.#keepUp();
		return !this.#paced || this.closeTime <= this.#clock;
	}

	get #clock(): number {
		return this.#now() + this.#shift + this.#behind;
	}

	/**
	 * A clock that was set back stops no ledger: the network's own goes on from its last one. Once the clock comes forth
	 * again, ledger time is as little ahead of it as the last ledger is.
	 */
	#keepUp(most = mostAhead): void {
		if (!this.#paced) return;
		const ahead = Math.max(0, this.closeTime - this.#now() - this.#shift);
		if (ahead > this.#behind + most) this.#behind = ahead;
		else this.#behind = Math.min(this.#behind, ahead);
	}

	/** The ledger that the next transaction would run in. */
	nextLedger(): LedgerInfo {
		this.#keepUp();
		const closeTime = BigInt(Math.max(this.closeTime + 1, this.#clock));
		const { protocol } = this.settings;
		return {
			protocol,
			sequence: this.sequence + 1 + this.#skip,
			closeTime,
			networkId: this.networkId,
			baseReserve: 5_000_000,
		};
	}

	/** Queues a transaction, or answers why not. One pending transaction for each source account. */
	submit(bytes: Uint8Array): Submitted {
		const parsed = this.#parse(bytes);
		const hash = Buffer.from(parsed.hash).toString('hex');
		if (parsed instanceof UnsupportedEnvelope) {
			return { status: 'ERROR', hash, result: { code: code.notSupported }, diagnostics: [] };
		}
		if (this.#pending.has(hash)) return { status: 'DUPLICATE', hash };
		const source = Buffer.from(parsed.source.ed25519).toString('hex');
		if (this.#sources.has(source) || this.#pending.size >= maxBacklog)
			return { status: 'TRY_AGAIN_LATER', hash };
		const diagnostics: Uint8Array[] = [];
		const refused = this.#refusal(parsed, new Overlay(this.store), diagnostics);
		if (refused !== null) return { status: 'ERROR', hash, result: refused, diagnostics };
		this.#pending.set(hash, parsed);
		this.#sources.add(source);
		return { status: 'PENDING', hash };
	}

	/** Closes one ledger with all that is pending. Transactions that became invalid are dropped, as validators do. */
	close(): void {
		const ledger = this.nextLedger();
		const state = new Overlay(this.store);
		const valid = [...this.#pending.values()].filter((t) => this.#refusal(t, state) === null);
		this.#pending.clear();
		this.#sources.clear();
		const context = this.#applyContext(state, ledger);
		const fees = valid.map((t) => chargeFee(t, context));
		const applied = valid.map((t, i) => applyTransaction(t, fees[i]!, i + 1, context));
		this.#seal(ledger, state, applied);
	}

	/** The least time between the last ledger and the next one, for tests of deadlines. 0 sets the clock by that ledger. */
	advance(seconds: number): void {
		this.#shift = Math.max(this.#shift + this.#behind, this.closeTime - this.#now()) + seconds;
		this.#behind = 0;
	}

	/** The number of ledger numbers that the next ledger skips, for tests of time to live. */
	skip(ledgers: number): void {
		this.#skip += ledgers;
	}

	/** Keeps the state after the newest ledger; `revert` takes the number. */
	snapshot(): number {
		this.#snapshots.push({ kept: this.store.snapshot(), last: this.#last, shift: this.#shift });
		return this.#snapshots.length;
	}

	/** False for an unknown number. Drops pending transactions and later snapshots. */
	revert(id: number): boolean {
		const snapshot = this.#snapshots[id - 1];
		if (!snapshot) return false;
		this.store.revert(snapshot.kept);
		this.#last = snapshot.last;
		this.#shift = snapshot.shift;
		this.#pending.clear();
		this.#sources.clear();
		this.#snapshots.length = id;
		return true;
	}

	#parse(bytes: Uint8Array): Parsed | UnsupportedEnvelope {
		try {
			return parse(bytes, this.passphrase);
		} catch (error) {
			if (error instanceof UnsupportedEnvelope) return error;
			throw error;
		}
	}

	#refusal(t: Parsed, state: Overlay, diagnostics: Uint8Array[] = []): Refusal | null {
		const { sequence, closeTime } = this.nextLedger();
		return refusal(t, {
			state,
			engine: this.engine,
			ledger: sequence,
			closeTime,
			limits: this.settings.limits,
			diagnostics,
		});
	}

	#applyContext(ledgerState: Overlay, ledger: LedgerInfo): ApplyContext {
		return {
			ledgerState,
			engine: this.engine,
			ledger,
			passphrase: this.passphrase,
			minPersistentTtl: this.settings.archival.minPersistentTtl!,
			maxEvents: this.settings.limits.txMaxContractEventsSizeBytes!,
		};
	}

	#seal(ledger: LedgerInfo, state: Overlay, applied: Applied[]): void {
		const { sequence: seq, closeTime, protocol } = ledger;
		const closed = closeHeader(this.#last, seq, closeTime, protocol, applied, state.changes);
		const row = {
			seq,
			hash: closed.hash,
			header: closed.headerBytes,
			meta: closed.meta,
			closeTime: Number(closeTime),
		};
		const transactions = applied.map((a, i) => ({
			hash: a.parsed.hash,
			innerHash: a.parsed.txHash,
			ledger: seq,
			position: i + 1,
			succeeded: a.succeeded ? 1 : 0,
			feeBump: a.parsed.feeBump ? 1 : 0,
			envelope: a.parsed.bytes,
			result: xdr.TransactionResult.fromXdrObject(a.result).toXdr(),
			meta: xdr.TransactionMeta.fromXdrObject(a.meta.txApplyProcessing).toXdr(),
		}));
		const participants = participantsOf(seq, applied);
		this.store.writeLedger(row, state.changes, transactions, eventsOf(seq, applied), participants);
		this.#last = closed;
		this.#skip = 0;
	}

	/** Ledger 1: all lumens in the root account, and the network's settings. */
	#genesis(settings: xdr.ConfigSettingEntry[]): { header: LedgerHeader; hash: Uint8Array } {
		const state = new Overlay(this.store);
		const id = { type: 0 as const, ed25519: this.root.rawPublicKey() };
		writeAccount(state, { ...newAccount(id, 1_000_000_000_000_000_000n, 0), seqNum: 0n }, 1);
		for (const setting of settings) {
			const configSetting = setting.toXdrObject();
			const key = encodeKey({
				type: 8,
				configSetting: { configSettingId: configSetting.configSettingID },
			} as never);
			const data = { type: 8 as const, configSetting };
			const entry = xdr.LedgerEntry.fromXdrObject({ lastModifiedLedgerSeq: 1, data, ext: { v: 0 } }).toXdr();
			state.set(keyText(key), { entry, liveUntil: null });
		}
		const closeTime = BigInt(this.#now());
		const closed = closeHeader(null, 1, closeTime, this.settings.protocol, [], state.changes);
		const row = {
			seq: 1,
			hash: closed.hash,
			header: closed.headerBytes,
			meta: closed.meta,
			closeTime: Number(closeTime),
		};
		this.store.writeLedger(row, state.changes, [], [], []);
		return closed;
	}
}
