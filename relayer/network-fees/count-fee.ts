import { eq, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type PaidFeeRow, paidFees } from '../models/paid-fees.ts';
import type { Database, Reader } from '../models/schema.ts';
import type { FeeBounds } from './fee-deps.ts';

export type CountFeeError = PassaError<'FEES_USED_UP' | 'RESERVES_USED_UP'>;

/** Who asks, as HMACs. `wallet` is null if somebody only asks whether fees are paid. */
export type FeeKeys = {
	wallet: Uint8Array | null;
	address: Uint8Array;
	device: Uint8Array | null;
	account: Uint8Array | null;
};

const dayMilliseconds = 24 * 3_600_000;
/** Calls in a day that failed in their ledger, or that the network refused: after these, nothing more is paid. */
const mostFailures = 3;
/** Behind an address may be thousands of people. */
const mostFailuresOfAddress = 30;
/** Publications in a day: each costs as much as ten purchases. */
const mostPublications = 2;
/** First trust lines in a day, of one wallet, device or account. */
const mostLines = 2;
/** Of a day's sum, what one address may take. */
const shareOfAddress = 4n;

type Sums = {
	total: string;
	ofAddress: string;
	calls: string;
	publications: string;
	failures: string;
	failuresOfAddress: string;
	lines: string;
	reserves: string;
	reservesOfAddress: string;
};

/** Asks without counting. Throws CountFeeError if this caller would get nothing paid. */
export async function assertOpen(db: Reader, bounds: FeeBounds, asked: FeeRequest, now: Date): Promise<void> {
	const { keys, fee, isPublication, reserve = 0n } = asked;
	const since = new Date(now.getTime() - dayMilliseconds);
	// A missing key equals no row's.
	const isAsker = sql`(wallet_key = ${keys.wallet} OR device_key = ${keys.device} OR account_key = ${keys.account})`;
	const isFailure = sql`state IN ('failed', 'refused')`;
	const { rows } = await db.execute<Sums>(sql`
		SELECT coalesce(sum(fee), 0)::text AS total,
			coalesce(sum(fee) FILTER (WHERE address_key = ${keys.address}), 0)::text AS "ofAddress",
			greatest(
				count(*) FILTER (WHERE wallet_key = ${keys.wallet}),
				count(*) FILTER (WHERE device_key = ${keys.device}),
				count(*) FILTER (WHERE account_key = ${keys.account})
			)::text AS calls,
			count(*) FILTER (WHERE ${isAsker} AND call = 'publish')::text AS publications,
			count(*) FILTER (WHERE ${isAsker} AND ${isFailure})::text AS failures,
			count(*) FILTER (WHERE address_key = ${keys.address} AND ${isFailure})::text AS "failuresOfAddress",
			count(*) FILTER (WHERE ${isAsker} AND call = 'line')::text AS lines,
			coalesce(sum(reserve) FILTER (WHERE NOT ${isFailure}), 0)::text AS reserves,
			coalesce(sum(reserve) FILTER (WHERE address_key = ${keys.address} AND NOT ${isFailure}), 0)::text
				AS "reservesOfAddress"
		FROM ${paidFees} WHERE created_at > ${since}`);
	const sums = rows[0]!;
	const isOver =
		BigInt(sums.total) + fee > bounds.day ||
		BigInt(sums.ofAddress) + fee > bounds.day / shareOfAddress ||
		Number(sums.calls) >= bounds.calls ||
		(isPublication && Number(sums.publications) >= mostPublications) ||
		Number(sums.failures) >= mostFailures ||
		Number(sums.failuresOfAddress) >= mostFailuresOfAddress;
	if (isOver) throw usedUp();
	if (reserve > 0n && isReserveOver(bounds, sums, reserve)) throw reservesUsedUp();
}

/** `reserve`: stroops of XLM that a first trust line locks. */
export type FeeRequest = { keys: FeeKeys; fee: bigint; isPublication: boolean; reserve?: bigint };

const isReserveOver = (bounds: FeeBounds, sums: Sums, reserve: bigint): boolean =>
	BigInt(sums.reserves) + reserve > bounds.reserves ||
	BigInt(sums.reservesOfAddress) + reserve > bounds.reserves / shareOfAddress ||
	Number(sums.lines) >= mostLines;

const reservesUsedUp = (): CountFeeError =>
	new PassaError(
		'RESERVES_USED_UP',
		'Passa opens wallets for USDC a few times a day, and that is used up. Add some XLM to the wallet, or try tomorrow.',
		{ status: 429 },
	);

const usedUp = (): CountFeeError =>
	new PassaError(
		'FEES_USED_UP',
		'Passa pays this network fee a few times a day, and that is used up. Add some XLM to the wallet, or try tomorrow.',
		{ status: 429 },
	);

/**
 * Counts a fee before anything is sent: one after the other, so that calls side by side pass no bound. Returns the row, and
 * for a call that was counted before its earlier row. Throws CountFeeError.
 */
export function countFee(
	db: Database,
	bounds: FeeBounds,
	row: PaidFeeRow,
	now: Date,
): Promise<{ row: PaidFeeRow; isNew: boolean }> {
	return db.transaction(async (tx) => {
		await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('passa network fees'))`);
		const before = await feeOf(tx, row.innerHash);
		if (before) return { row: before, isNew: false };
		const {
			walletKey: wallet,
			addressKey: address,
			deviceKey: device,
			accountKey: account,
			fee,
			call,
			reserve,
		} = row;
		const asked = {
			keys: { wallet, address, device, account },
			fee,
			reserve,
			isPublication: call === 'publish',
		};
		await assertOpen(tx, bounds, asked, now);
		await tx.insert(paidFees).values(row);
		return { row, isNew: true };
	});
}

/** The row of a signed transaction. */
export async function feeOf(db: Reader, innerHash: string): Promise<PaidFeeRow | null> {
	const [row] = await db.select().from(paidFees).where(eq(paidFees.innerHash, innerHash));
	return row ?? null;
}
