import { sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { treasury } from '../models/batches.ts';
import type { Reader, Transaction } from '../models/schema.ts';

/**
 * Promises the treasury's USDC to an order, or throws TREASURY_SHORT: nobody is asked to pay for what could not be
 * settled. Amounts in stroops.
 */
export async function reserveUsdc(tx: Transaction, amount: bigint): Promise<void> {
	const reserved = await tx
		.update(treasury)
		.set({ reserved: sql`${treasury.reserved} + ${amount}` })
		.where(sql`${treasury.balance} - ${treasury.reserved} >= ${amount}`)
		.returning({ reserved: treasury.reserved });
	if (reserved.length === 0) throw treasuryShort();
}

export const treasuryShort = (): PassaError =>
	new PassaError('TREASURY_SHORT', 'M-Pesa cannot be used right now. Nothing was paid; try later.', {
		status: 503,
	});

export async function releaseUsdc(tx: Transaction, amount: bigint): Promise<void> {
	await tx.update(treasury).set({ reserved: sql`${treasury.reserved} - ${amount}` });
}

/** A batch that landed in `ledger` has paid it. A balance read at or after that ledger knows already. */
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

/** What the chain says the treasury holds, at a ledger; older news than what is known is left. */
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
