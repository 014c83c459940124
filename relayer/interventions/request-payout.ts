import { randomUUID } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { type ReadEventStateError, readEventState } from '#shared/chain/state/event-state.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { type PayoutRequestRow, payoutRequests } from '../models/payout-requests.ts';
import type { Database, Transaction } from '../models/schema.ts';

/** Wakes the workers of all processes. */
export const payoutsChannel = 'relay_payout_requests';

/** `payee`: its place in the terms; null: all. */
export type WantedPayout = { event: string; payee: number | null; note: string; by: string };

export type RequestPayoutError = ReadEventStateError | PassaError<'PAYEE_UNKNOWN'>;

/** Asks the worker to pay now. While the same is open already, that is the answer: two clicks are one request. Throws RequestPayoutError. */
export async function requestPayout(
	{ db, clock, chain }: { db: Database; clock: Clock; chain: Chain },
	wanted: WantedPayout,
): Promise<PayoutRequestRow> {
	const { terms } = await readEventState(chain.rpcUrl, wanted.event);
	if (wanted.payee !== null && wanted.payee >= terms.payees.length)
		throw new PassaError('PAYEE_UNKNOWN', `This event has no payee ${wanted.payee}.`, { status: 404 });
	return db.transaction(async (tx) => {
		const now = new Date(clock.now());
		const row = { id: randomUUID(), state: 'asked' as const, createdAt: now, wakeAt: now, ...wanted };
		const [made] = await tx.insert(payoutRequests).values(row).onConflictDoNothing().returning();
		if (!made) return openRequest(tx, wanted);
		await tx.execute(sql`SELECT pg_notify(${payoutsChannel}, '')`);
		return made;
	});
}

async function openRequest(
	tx: Transaction,
	{ event, payee }: Pick<WantedPayout, 'event' | 'payee'>,
): Promise<PayoutRequestRow> {
	const isIts = payee === null ? isNull(payoutRequests.payee) : eq(payoutRequests.payee, payee);
	const [open] = await tx
		.select()
		.from(payoutRequests)
		.where(and(eq(payoutRequests.event, event), eq(payoutRequests.state, 'asked'), isIts));
	return open!;
}
