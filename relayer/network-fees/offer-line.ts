import { StrKey } from '@stellar/stellar-sdk';
import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { type ReadAccountError, readAccount } from '#shared/chain/state/read-account.ts';
import { type SpendableXlm, spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { deadline } from '#shared/chain/submit/invoke.ts';
import { buildSponsoredLine, reservesOf } from '#shared/chain/submit/sponsored-line.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { lineOffers, paidFees } from '../models/paid-fees.ts';
import type { Transaction } from '../models/schema.ts';
import type { Asker } from '../orders/asker.ts';
import { assertOpen, type CountFeeError } from './count-fee.ts';
import type { FeeDeps } from './fee-deps.ts';
import { chargeTry, feesUnavailable, keysOf } from './pay-fee.ts';

export type OfferLineError =
	| CountFeeError
	| ReadAccountError
	| RpcError
	| PassaError<'NOT_OUR_CALL' | 'XLM_ENOUGH' | 'SIGN_IN_NEEDED' | 'FEES_UNAVAILABLE' | 'TOO_MANY_REQUESTS'>;

/** Seconds that a wallet may take to sign. */
const validSeconds = 180;
/** Stroops: a usual fee of a transaction of four operations within a fee-bump. */
const usualFee = 2_000n;
/** Stroops that an account needs for a trust line of its own, beside its reserve. */
const ownFee = 10_000n;

/** What is missing for a first trust line: its reserve, and with `creates` the account. `reserve` in stroops. */
export type LineNeed = { creates: boolean; reserve: bigint };

/** Throws if nothing is missing, or if the account can pay its reserve itself. */
export async function needOf(deps: FeeDeps, address: string): Promise<LineNeed> {
	const { chain, own, asset } = deps;
	if (!StrKey.isValidEd25519PublicKey(address) || own.has(address) || asset.endsWith(`:${address}`))
		throw new PassaError('NOT_OUR_CALL', 'Passa opens wallets of people only.');
	const [found, holding] = await Promise.all([
		spendableXlm(chain, address),
		holdingOf(chain.rpcUrl, asset, address),
	]);
	if (holding !== null || paysItself(found))
		throw new PassaError('XLM_ENOUGH', 'This wallet needs nothing from Passa to hold USDC.', { status: 409 });
	const creates = found === null;
	const { headerXdr } = await serverOf(chain).getLatestLedger();
	return { creates, reserve: reservesOf({ creates }) * BigInt(headerXdr.baseReserve) };
}

const paysItself = (found: SpendableXlm | null): boolean =>
	found !== null && found.spendable >= found.baseReserve + ownFee;

/**
 * The transaction (unsigned, base64) by which a wallet gets its first trust line, and its account if there is none, with
 * reserves of ours. Only a signed-in person gets an account opened. Locks nothing yet. Throws OfferLineError.
 */
export async function offerLine(deps: FeeDeps, address: string, by: Asker): Promise<string> {
	deps.assertStarted?.();
	if (deps.fees.reserves === 0n) throw feesUnavailable();
	await chargeTry(deps, by);
	const { creates, reserve } = await needOf(deps, address);
	const asked = { keys: keysOf(deps, by, address), fee: usualFee, reserve, isPublication: false };
	await assertOpen(deps.db, deps.fees, asked, new Date(deps.clock.now()));
	await assertLockable(deps, reserve);
	const { chain, asset, payer } = deps;
	const maxTime = await deadline(serverOf(chain), validSeconds);
	const line = { wallet: address, sponsor: payer.publicKey(), asset, creates, maxTime };
	if (!creates) {
		const source = await readAccount(chain.rpcUrl, address);
		return buildSponsoredLine({ ...line, source }, chain.passphrase)
			.toEnvelope()
			.toXdr('base64');
	}
	return offerAccount(deps, line, by);
}

/** The account that pays can lock so much more, and still pays fees. Throws FEES_UNAVAILABLE. */
export async function assertLockable({ chain, payer, log }: FeeDeps, reserve: bigint): Promise<void> {
	const found = await spendableXlm(chain, payer.publicKey());
	if (found && found.spendable >= reserve + keptForFees) return;
	log.warn('the account that pays network fees cannot lock another reserve');
	throw feesUnavailable();
}
/** Stroops of XLM. */
const keptForFees = 10_000_000n;

type Line = Omit<Parameters<typeof buildSponsoredLine>[0], 'source'>;

/**
 * A new account has no sequence number, so the transaction takes one of ours. The same person gets the same number until the
 * offer is over, and half of all at most are offered behind one address. Where all are offered, the address with most of them
 * gives one up: two addresses that sign nothing would keep everybody else from an account.
 */
async function offerAccount(deps: FeeDeps, line: Line, by: Asker): Promise<string> {
	const { account, address } = keysOf(deps, by, line.wallet);
	if (account === null)
		throw new PassaError('SIGN_IN_NEEDED', 'Sign in: then Passa opens this wallet for USDC.', {
			status: 401,
		});
	const [now, until] = [new Date(deps.clock.now()), new Date(deps.clock.now() + validSeconds * 1000)];
	return deps.db.transaction(async (tx) => {
		await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('passa line offers'))`);
		const running = await tx.select().from(lineOffers).where(gt(lineOffers.until, now));
		const own = running.find((offer) => hex(offer.accountKey) === hex(account));
		const behind = running.filter((offer) => hex(offer.addressKey) === hex(address)).length;
		const free = own?.channel ?? (await freeChannel(tx, deps, running, behind));
		if (free === null || (!own && behind >= Math.ceil(deps.openers.length / 2))) throw feesUnavailable();
		const source = await readAccount(deps.chain.rpcUrl, deps.openers[free]!.publicKey());
		const built = buildSponsoredLine({ ...line, source }, deps.chain.passphrase);
		const row = { channel: free, accountKey: account, addressKey: address, hash: hex(built.hash()), until };
		await tx.delete(lineOffers).where(eq(lineOffers.accountKey, account));
		await tx.insert(lineOffers).values(row).onConflictDoUpdate({ target: lineOffers.channel, set: row });
		return built.toEnvelope().toXdr('base64');
	});
}

type Offer = typeof lineOffers.$inferSelect;

/** One that is not offered; else the oldest of the address that has most of them, if that has more than the asker's. */
async function freeChannel(
	tx: Transaction,
	{ openers }: FeeDeps,
	running: Offer[],
	behind: number,
): Promise<number | null> {
	const taken = new Set(running.map(({ channel }) => channel));
	const free = openers.findIndex((_, i) => !taken.has(i));
	if (free !== -1) return free;
	const crowds = [...Map.groupBy(running, ({ addressKey }) => hex(addressKey)).values()];
	const [crowd] = crowds.sort((a, b) => b.length - a.length);
	if (!crowd || crowd.length <= behind + 1) return null;
	const sent = await tx
		.select({ hash: paidFees.innerHash })
		.from(paidFees)
		.where(
			inArray(
				paidFees.innerHash,
				crowd.map(({ hash }) => hash),
			),
		);
	const unsent = crowd.filter((offer) => sent.every(({ hash }) => hash !== offer.hash));
	return unsent.sort((a, b) => a.until.getTime() - b.until.getTime())[0]?.channel ?? null;
}

/** The account (by its number) whose sequence number a signed transaction was offered with; null if it was not. */
export async function channelOfOffer({ db, clock }: FeeDeps, hash: string): Promise<number | null> {
	const [offer] = await db
		.select()
		.from(lineOffers)
		.where(and(eq(lineOffers.hash, hash), gt(lineOffers.until, new Date(clock.now()))));
	return offer?.channel ?? null;
}
