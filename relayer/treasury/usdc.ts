import { sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { treasury } from '../models/batches.ts';
import type { Reader, Transaction } from '../models/schema.ts';

export type ReserveUsdcError = PassaError<'TREASURY_SHORT'>;

/**
 * Reserves the treasury's USDC for an order, or throws TREASURY_SHORT, so that nobody is asked to pay for what could not
 * be settled. Amounts in stroops.
 */
export async function reserveUsdc(tx: Transaction, amount: bigint): Promise<void> {
	const reserved = await tx
		.update(treasury)
		.set({ reserved: sql`${treasury.reserved} + ${amount}` })
		.where(sql`${treasury.balance} - ${treasury.reserved} >= ${amount}`)
		.returning({ reserved: treasury.reserved });
	if (reserved.length === 0) throw treasuryShort();
}

export const treasuryShort = (): ReserveUsdcError =>
	new PassaError(
		'TREASURY_SHORT',
		'Payment in shillings is not possible right now. Nothing was paid; try later.',
		{
			status: 503,
		},
	);

export async function releaseUsdc(tx: Transaction, amount: bigint): Promise<void> {
	await tx.update(treasury).set({ reserved: sql`${treasury.reserved} - ${amount}` });
}

/** Consumes USDC that a batch paid in `ledger`. A balance read at or after that ledger includes it already. */
export async function consumeUsdc(
	tx: Transaction,
	amount: bigint,
	ledger: number,
	wasReserved: boolean,
): Promise<void> {
	await tx.update(treasury).set({
		balance: sql`CASE WHEN ${treasury.ledger} >= ${ledger} THEN ${treasury.balance} ELSE ${treasury.balance} - ${amount} END`,
		reserved: sql`${treasury.reserved} - ${wasReserved ? amount : 0n}`,
	});
}

/** Records the treasury's balance at a ledger, in stroops. A balance of an older ledger changes nothing. */
export async function recordBalance(db: Reader, balance: bigint, ledger: number, now: Date): Promise<void> {
	await db
		.insert(treasury)
		.values({ id: 1, balance, ledger, reserved: 0n, readAt: now })
		.onConflictDoUpdate({
			target: treasury.id,
			set: { balance, ledger, readAt: now },
			setWhere: sql`${treasury.ledger} <= ${ledger}`,
		});
}
