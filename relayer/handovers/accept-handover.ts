import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import type { Session } from '#shared/session.server.ts';
import type { Contact } from '../contacts/contact.ts';
import { platformAway } from '../contacts/platform-gateway.ts';
import { handovers } from '../models/handovers.ts';
import { limits } from '../models/limits.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { type HandoverByTokenError, handoverByToken } from './handover-by-token.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { assertNotRefunded } from './handover-guards.ts';
import { notifySender } from './notify-sender.ts';
import { assertIssued, type ReadTicketsError, readTickets, ticketAt } from './read-tickets.ts';
import {
	type AcceptRefusal,
	decideHandover,
	type HandoverRefusal,
	refusal,
	refusalToHandOver,
} from './states.ts';

/** Tries of one person: each asks the platform. */
const tries = { seconds: 600, max: 30, code: 'TOO_MANY_REQUESTS' } as const;

export type AcceptHandoverError =
	| HandoverByTokenError
	| ReadTicketsError
	| LockOrderError
	| PassaError<AcceptRefusal | HandoverRefusal | 'TICKET_UNKNOWN' | 'PLATFORM_AWAY' | 'TOO_MANY_REQUESTS'>;

/** A test stops a claim here: it is decided by the chain, and not yet written. */
export type AcceptDeps = HandoverDeps & { between?: () => Promise<void> };

/**
 * A signed-in person takes the ticket that a link offers, if they have proved the phone or address that it was sent to.
 * Repeating it changes nothing. Throws AcceptHandoverError; nothing has changed then.
 */
export async function acceptHandover(
	deps: AcceptDeps,
	token: string,
	{ by }: Pick<Session, 'by'>,
): Promise<void> {
	const { db, clock, chain, seal } = deps;
	await limitRate(db, limits, `claims by ${hex(seal.keyOf('account', by))}`, tries, clock.now());
	const { row, order } = await handoverByToken(db, token);
	const proved = isAmong(deps, row.key, await provedContacts(deps, by));
	const act = { do: 'accept', by, proved } as const;
	const first = decideHandover(row, act, nowOf(deps));
	if ('refuse' in first) throw refusal(first.refuse);
	if ('same' in first) return;
	assertIssued(order);
	const found = await readTickets({ chain, db }, order);
	const refused = refusalToHandOver(found.policy, ticketAt(found, row.index), nowOf(deps));
	if (refused) throw refusal(refused);
	await deps.between?.();
	await db.transaction(async (tx) => {
		assertIssued(await lockOrder(tx, order.no));
		const [now, isRow] = [nowOf(deps), eq(handovers.id, row.id)];
		const [latest] = await tx.select().from(handovers).where(isRow);
		const decided = decideHandover(latest!, act, now);
		if ('refuse' in decided) throw refusal(decided.refuse);
		if ('same' in decided) return;
		await assertNotRefunded(tx, order.no, 1 << row.index);
		if (row.follows !== null)
			await tx.update(handovers).set({ state: 'passed_on' }).where(eq(handovers.id, row.follows));
		await tx.update(handovers).set({ state: decided.to, claimedBy: by, endedAt: now }).where(isRow);
		await notifySender(tx, row, 'handover_claimed', now);
	});
}

async function provedContacts({ platform }: HandoverDeps, person: string): Promise<Contact[]> {
	if (platform) return platform.contactsOf(person);
	throw platformAway();
}

/** Whether the HMAC is of one of these contacts. */
export const isAmong = (
	{ seal }: Pick<HandoverDeps, 'seal'>,
	key: Uint8Array,
	contacts: Contact[],
): boolean => contacts.some(({ kind, value }) => Buffer.compare(seal.keyOf(kind, value), key) === 0);
