import { hkdfSync } from 'node:crypto';
import { Asset, Keypair, Operation, type Transaction, xdr } from '@stellar/stellar-sdk';
import { ledgerEntries } from '../chain/rpc.ts';
import { serverOf } from '../chain/rpc-server.ts';
import { readAccount } from '../chain/state/read-account.ts';
import type { Authority } from '../chain/submit/authorise.ts';
import {
	type Chain,
	deadline,
	type Landed,
	landing,
	newBuilder,
	offer,
	prepare,
	send,
	signWith,
} from '../chain/submit/invoke.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { FailuresOfContracts } from '../contract/failures.ts';
import { PassaError } from '../errors.ts';

/** Lumens that a channel account starts with: its reserve, and fees for a few thousand calls. */
const startingBalance = '20';
/** Below this balance, in stroops of XLM, an account is filled up again: a thousand calls before it is empty. */
const lowBalance = 60_000_000n;
const fee = '1000';
const attempts = 3;
const retryMilliseconds = 1500;

/**
 * Accounts that submit side by side: the network accepts one pending transaction for each source. Their keys derive
 * from the relayer's secret and their purpose, e.g. `keeper channel`, so no further key must be stored.
 */
export function channelKeys(secret: string, purpose: string, count: number): Keypair[] {
	const seed = Keypair.fromSecret(secret).rawSecretKey();
	return Array.from({ length: count }, (_, i) => {
		const derived = hkdfSync('sha256', seed, 'passa', `${purpose} ${i}`, 32);
		return Keypair.fromRawEd25519Seed(new Uint8Array(derived));
	});
}

/**
 * Creates the channel accounts that do not exist yet and fills up those that run low, paid for by `funder`. Throws
 * what the network says after three attempts, e.g. RPC_UNREACHABLE, ACCOUNT_UNKNOWN (the funder's), TRANSACTION_FAILED.
 */
export async function openChannels(chain: Chain, funder: Keypair, channels: Keypair[]): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		const needed = await fundingOf(chain, channels);
		if (needed.length === 0) return;
		try {
			return await fund(chain, funder, needed);
		} catch (error) {
			// Another process that starts at the same time may create them first. Then they exist in a moment.
			if (attempt === attempts) throw error;
			await new Promise((done) => setTimeout(done, retryMilliseconds));
		}
	}
}

async function fund(chain: Chain, funder: Keypair, operations: xdr.Operation[]): Promise<void> {
	const source = await readAccount(chain.rpcUrl, funder.publicKey());
	const builder = newBuilder(source, chain, fee, await deadline(serverOf(chain)));
	for (const operation of operations) builder.addOperation(operation);
	await send(chain, await signWith(funder, chain.passphrase)(builder.build().toEnvelope().toXdr('base64')));
}

async function fundingOf({ rpcUrl }: Chain, channels: Keypair[]): Promise<xdr.Operation[]> {
	const keys = channels.map(accountKey);
	const found = await ledgerEntries(rpcUrl, keys);
	return channels.flatMap((channel, i) => {
		const entry = found.get(keys[i]!);
		const destination = channel.publicKey();
		if (!entry) return [Operation.createAccount({ destination, startingBalance })];
		const filling = { destination, asset: Asset.native(), amount: startingBalance };
		return balanceIn(entry.xdr) < lowBalance ? [Operation.payment(filling)] : [];
	});
}

/** An account's ledger key, base64. */
const accountKey = (account: Keypair): string =>
	xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: account.xdrAccountId() })).toXdr('base64');

/** Stroops of XLM that one reserve locks on the public network. */
const baseReserve = 5_000_000n;

/** Stroops of XLM, without the reserves that the account pays for others. */
function balanceIn(entry: string): bigint {
	const data = xdr.LedgerEntryData.fromXdr(entry, 'base64');
	if (data.type !== 'account') throw new PassaError('ENTRY_UNEXPECTED', 'The entry is not an account.');
	const { ext } = data.account.toXdrObject();
	const v2 = ext.v === 1 && ext.v1.ext.v === 2 ? ext.v1.ext.v2 : null;
	return data.account.balance - BigInt(v2?.numSponsoring ?? 0) * baseReserve;
}

/**
 * What to do with a write that failed. `resend` sends the same envelope, which lands at most once. `rebuild` makes
 * another: only if a second landing does no harm, or the first can no longer land.
 */
export type Retry = 'resend' | 'rebuild' | 'stop';

/** One write to the chain: how it is built, and what a failure of it means. */
export type ChainWrite = {
	/**
	 * The transaction of a source account (G…), simulated, with all signatures and authorisations but the source's own.
	 * `attempt` counts from 1; each `rebuild` calls it again, with the same source.
	 */
	build(source: string, attempt: number): Promise<Transaction>;
	/** What the error numbers of the contracts that it reaches mean. */
	failures?: FailuresOfContracts;
	/** Left out, the first failure is final. */
	onFailure?(error: PassaError, attempt: number): Retry;
};

const mostFeeFactor = 64;

/**
 * A contract call as a write; `signers` authorise it beside the source. Each attempt doubles the inclusion fee, up to
 * 64 times the usual one: most rebuilds follow a busy network.
 */
export const callWrite = (
	chain: Chain,
	operation: xdr.Operation,
	options: {
		signers?: Authority[];
		/** What the error numbers of the contracts that it reaches mean. */
		failures?: FailuresOfContracts;
		onFailure?: ChainWrite['onFailure'];
	} = {},
): ChainWrite => ({
	async build(source, attempt) {
		const feeFactor = Math.min(2 ** (attempt - 1), mostFeeFactor);
		const { signers, failures } = options;
		const { transaction } = await prepare({ chain, source, operation, signers, failures, feeFactor });
		return transaction;
	},
	failures: options.failures,
	onFailure: options.onFailure,
});

const betweenMilliseconds = 250;
const unconfirmed = ['RPC_UNREACHABLE', 'RPC_ERROR', 'RPC_BUSY', 'RPC_BEHIND'];
/** The network's answer to an envelope that is sent again after it has landed. */
const explainedByItsFirst = ['OUT_OF_ORDER', 'QUOTE_EXPIRED'];

/**
 * A set of channel accounts that work side by side, each with one transaction under way. Calls wait for a free account
 * in their order. A set belongs to one process: two that use the same accounts side by side get OUT_OF_ORDER. A settlement
 * lane, which stores its envelope before it sends it, uses `keys[lane]` under the lane's lock instead.
 */
export class ChannelAccounts {
	readonly keys: readonly Keypair[];
	#chain: Chain;
	#clock: Clock;
	#free: Keypair[];
	#waiting: ((account: Keypair) => void)[] = [];

	constructor(chain: Chain, keys: readonly Keypair[], clock: Clock = systemClock) {
		this.#chain = chain;
		this.keys = keys;
		this.#free = [...keys];
		this.#clock = clock;
	}

	/**
	 * Builds, signs and sends over the next free account, and waits for the ledger. Throws the last error when
	 * `onFailure` stops the write: a refusal of contract or network, RPC_UNREACHABLE, TRANSACTION_PENDING, or the
	 * signal's reason. The signal ends the waiting, not a transaction that was sent.
	 */
	submit(write: ChainWrite, signal: AbortSignal = new AbortController().signal): Promise<Landed> {
		return this.withAccount((account) => this.#submitOver(account, write, signal));
	}

	/** Runs with an account that no other call of this set has meanwhile. */
	async withAccount<T>(use: (account: Keypair) => Promise<T>): Promise<T> {
		if (this.keys.length === 0) throw new RangeError('a set without channel accounts submits nothing');
		const account = this.#free.shift() ?? (await new Promise<Keypair>((got) => this.#waiting.push(got)));
		try {
			return await use(account);
		} finally {
			const next = this.#waiting.shift();
			if (next) next(account);
			else this.#free.push(account);
		}
	}

	async #submitOver(account: Keypair, write: ChainWrite, signal: AbortSignal): Promise<Landed> {
		const sign = signWith(account, this.#chain.passphrase);
		let sent: string | null = null;
		for (let attempt = 1; ; attempt++) {
			signal.throwIfAborted();
			try {
				if (sent) return await this.#land(sent, write, explainedByItsFirst, signal);
				const built = await write.build(account.publicKey(), attempt);
				sent = await sign(built.toEnvelope().toXdr('base64'));
				return await this.#land(sent, write, [], signal);
			} catch (error) {
				const known = error instanceof PassaError && !signal.aborted ? error : null;
				const retry = (known && write.onFailure?.(known, attempt)) ?? 'stop';
				if (retry === 'stop') throw error;
				if (retry === 'rebuild') sent = null;
				await this.#clock.sleep(betweenMilliseconds * attempt, signal);
			}
		}
	}

	/** An envelope whose arrival was not confirmed may have arrived: its ledger shows. */
	async #land(
		envelope: string,
		{ failures }: ChainWrite,
		explained: readonly string[],
		signal: AbortSignal,
	): Promise<Landed> {
		await offer(this.#chain, envelope, { signal, clock: this.#clock }).catch((error: PassaError) => {
			if (![...unconfirmed, ...explained].includes(error.code)) throw error;
		});
		return landing(this.#chain, envelope, { signal, clock: this.#clock, failures });
	}
}
