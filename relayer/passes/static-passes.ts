import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { newStaticCode, readStaticCode, staticCodeHash } from '#shared/pass/static-code.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { maskPhone } from '../contacts/contact.ts';
import { platformAway } from '../contacts/platform-gateway.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { gateEvents } from '../models/gates.ts';
import { limits } from '../models/limits.ts';
import { type StaticPassWay, staticPasses } from '../models/passes.ts';
import type { Reader } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import { endCodes, type HeldTickets } from './certify-device.ts';
import { eventIdOf } from './event-id.ts';
import type { PassDeps } from './pass-deps.ts';

/** `code`: as it is printed; null where it went out by SMS, and nobody here reads it. */
type StaticPass = { ticket: bigint; code: string | null };
/** `sentTo`: the number, masked; null for paper. */
export type StaticPasses = { event: string; items: StaticPass[]; sentTo: string | null };

export type StaticPassError = PassaError<
	'STATIC_PASS_OFF' | 'NO_PROVED_NUMBER' | 'PLATFORM_AWAY' | 'TOO_MANY_REQUESTS'
>;

/** Text messages with codes to one number within a day, which the caller has proved: nobody else's is counted. */
const ofNumber = { seconds: 86_400, max: 20, code: 'TOO_MANY_REQUESTS' } as const;
/** A message that waits longer comes while its holder has asked again. Milliseconds. */
const sentWithin = 3_600_000;
/** A message has room for less, and a contract's name may be of any length. */
const mostOfName = 200;

/** Tiers of an event whose passes its organizer lets people print or get by SMS. */
export async function staticTiers(db: Reader, event: string): Promise<number[]> {
	const [row] = await db
		.select({ tiers: gateEvents.staticTiers })
		.from(gateEvents)
		.where(eq(gateEvents.event, event));
	return row?.tiers ?? [];
}

/** Codes for paper, of tickets whose holder was proved. A ticket's earlier code ends. Throws StaticPassError. */
export async function printCodes(deps: PassDeps, held: HeldTickets): Promise<StaticPasses> {
	await assertAllowed(deps, held);
	const items: StaticPass[] = [];
	for (const each of held.tickets) {
		const { code, codeHash } = await addCode(deps, held.event, each, 'print');
		await endCodes(deps.db, { event: held.event, ticket: each.ticket }, nowOf(deps), codeHash);
		items.push({ ticket: each.ticket, code });
	}
	return { event: held.event, items, sentTo: null };
}

/**
 * Sends each ticket's code in a message of its own, so that one can be passed on. `phone`: a number that the holder has
 * proved; null: none. A ticket's earlier code ends once the platform has the message, so that a fault leaves nobody
 * without a code. Throws StaticPassError; the tickets before the one that fails then have their messages.
 */
export async function sendCodes(
	deps: PassDeps,
	held: HeldTickets,
	phone: string | null,
	language: ContactLanguage,
): Promise<StaticPasses> {
	await assertAllowed(deps, held);
	if (phone === null)
		throw new PassaError('NO_PROVED_NUMBER', 'Prove a phone number by a code first.', { status: 409 });
	if (!deps.platform) throw platformAway();
	const [row] = await deps.db.select().from(events).where(eq(events.event, held.event));
	const eventName = (row?.name ?? '').slice(0, mostOfName).toWellFormed();
	const counted = `static passes to ${hex(deps.seal.keyOf('phone', phone))}`;
	for (const each of held.tickets) {
		await limitRate(deps.db, limits, counted, ofNumber, deps.clock.now());
		const { code, codeHash } = await addCode(deps, held.event, each, 'sms');
		const expiresAt = new Date(deps.clock.now() + sentWithin).toISOString();
		const message = { phone, language, entryCode: code, eventName, expiresAt };
		await deps.platform.sendStaticPass(randomUUID(), message);
		await endCodes(deps.db, { event: held.event, ticket: each.ticket }, nowOf(deps), codeHash);
	}
	const items = held.tickets.map(({ ticket }) => ({ ticket, code: null }));
	return { event: held.event, items, sentTo: maskPhone(phone) };
}

async function assertAllowed({ db }: PassDeps, { event, tickets }: HeldTickets): Promise<void> {
	const allowed = await staticTiers(db, event);
	if (tickets.every(({ tier }) => allowed.includes(tier))) return;
	throw new PassaError('STATIC_PASS_OFF', 'The organizer wants a phone at the door for this ticket.', {
		status: 409,
	});
}

async function addCode(
	deps: PassDeps,
	event: string,
	{ ticket, holder }: HeldTickets['tickets'][number],
	way: StaticPassWay,
): Promise<{ code: string; codeHash: Uint8Array }> {
	const code = newStaticCode();
	const codeHash = Buffer.from(await staticCodeHash(eventIdOf(event), readStaticCode(code)!), 'hex');
	const row = { event, codeHash, ticket, ...holder, way, createdAt: nowOf(deps) };
	await deps.db.insert(staticPasses).values(row);
	return { code, codeHash };
}
