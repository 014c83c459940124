import { and, eq, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { leasedRows } from '#shared/service/leased-rows.server.ts';
import { countRequest, type Rule } from '#shared/service/rate-limit.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { isNews, links, type NoticeRow, notices } from '../models/contacts.ts';
import { limits } from '../models/limits.ts';
import type { Database } from '../models/schema.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { LinkCodes } from '../signer.server.ts';
import type { Places } from './place-of-event.ts';
import type { PassedNotice, PlatformGateway } from './platform-gateway.ts';
import { type Recipient, recipientOf } from './recipient.ts';

/** A process may die between any two of these steps. */
export const noticeKillPoints = ['leased', 'linked', 'passed', 'recorded'] as const;
export type NoticeKillPoint = (typeof noticeKillPoints)[number];

export type NoticeDeps = {
	db: Database;
	seal: RelayerSeal;
	clock: Clock;
	linkCodes: LinkCodes;
	platform: PlatformGateway;
	/** Null: nobody knows where an event takes place. */
	places?: Places | null;
	log: Logger;
	/** A test ends a worker here. */
	between?: (step: NoticeKillPoint) => void | Promise<void>;
};

const atOnce = 8;
const leaseMilliseconds = 30_000;
const [firstPause, longestPause] = [2_000, 600_000];
/** Messages to others' numbers that one payer causes within a day. A payer who buys more reads the orders' pages. */
const ofPayer: Rule = { seconds: 86_400, max: 20 };
/** Messages to one contact within a day that others cause. */
const toContact: Rule = { seconds: 86_400, max: 20 };
/** Messages to one contact within a day that one event's organizer causes. */
const ofOrganizer: Rule = { seconds: 86_400, max: 5 };

/**
 * Passes notices to the platform, which sends them, and records how that ended. Each is passed under its own id, so a
 * process that dies at any step makes no second message. While the platform is away, notices wait.
 */
export const passNotices = (deps: NoticeDeps): Work<NoticeRow> => ({
	name: 'passing notices',
	most: atOnce,
	run: (row) => passNotice(deps, row),
	...leasedRows(deps, {
		...{ table: notices, key: [notices.id], leaseMilliseconds },
		also: () => ({ attempts: sql`${notices.attempts} + 1` }),
	}),
});

async function passNotice(deps: NoticeDeps, row: NoticeRow): Promise<void> {
	await deps.between?.('leased');
	const now = new Date(deps.clock.now());
	try {
		if (row.state === 'passed') return await record(deps, row, await deps.platform.stateOf(row.id));
		if (row.expiresAt <= now) return await end(deps, row, 'expired', 'NOT_IN_TIME');
		const recipient = await recipientOf(deps, row);
		if (typeof recipient === 'string') return await end(deps, row, 'nobody', recipient);
		if (!(await mayHave(deps, row, recipient))) return await end(deps, row, 'failed', 'TOO_MANY_NOTICES');
		const { contactId, orderNo } = row;
		const { handoverId } = recipient;
		const key = deps.seal.keyOf('link', recipient.content.code);
		await deps.db.insert(links).values({ key, orderNo, contactId, handoverId }).onConflictDoNothing();
		await deps.between?.('linked');
		const place = await placeOf(deps, row, recipient);
		const passed = await deps.platform.pass(row.id, { ...recipient.content, ...(place ? { place } : {}) });
		await deps.between?.('passed');
		await record(deps, row, passed);
		await deps.between?.('recorded');
	} catch (error) {
		const wakeAt = new Date(now.getTime() + pauseAfter(row.attempts));
		await deps.db.update(notices).set({ wakeAt }).where(isClaim(row));
		throw error;
	}
}

/** A message about another place waits a few minutes for its name, and goes without it then. */
const triesForPlace = 6;

async function placeOf(
	{ places = null }: NoticeDeps,
	{ kind, subject, attempts }: NoticeRow,
	{ event }: Recipient,
): Promise<string | null> {
	if (!places || !['changed', 'given_changed'].includes(kind)) return null;
	try {
		return await places(event, BigInt(subject.split(' ').at(-1)!));
	} catch (error) {
		if (!(error instanceof PassaError) || attempts < triesForPlace) throw error;
		return null;
	}
}

const pauseAfter = (attempts: number): number => Math.min(firstPause * 2 ** (attempts - 1), longestPause);

/** Only the latest lease records its result. */
const isClaim = ({ id, attempts }: NoticeRow) => and(eq(notices.id, id), eq(notices.attempts, attempts));

/**
 * Counted once, by who pays: a payer's own number is free, since each message costs a ticket and reaches only them. A
 * stranger who buys for others cannot make their phones ring without end, nor can an organizer who changes an event again
 * and again.
 */
async function mayHave(
	{ db, clock }: NoticeDeps,
	row: NoticeRow,
	{ by, to, event }: Recipient,
): Promise<boolean> {
	if (row.attempts > 1) return true;
	const counted = (key: string, rule: Rule) => countRequest(db, limits, key, rule, clock.now());
	if (isNews(row.kind)) return (await counted(`news of ${event} to ${hex(to)}`, ofOrganizer)).allowed;
	if (Buffer.compare(by, to) === 0) return true;
	// A message that the payer may not cause is none to the contact: counted there too, it would take another's place.
	if (!(await counted(`notices by ${hex(by)}`, ofPayer)).allowed) return false;
	return (await counted(`notices to ${hex(to)}`, toContact)).allowed;
}

async function record(deps: NoticeDeps, row: NoticeRow, found: PassedNotice | null): Promise<void> {
	switch (found?.state) {
		case 'sent':
			return end(deps, row, 'sent', null);
		case 'failed':
		case 'expired':
			return end(deps, row, found.state, found.reason ?? 'NOT_SENT');
		case undefined:
			// The platform deletes messages only after they expire.
			return end(deps, row, 'expired', 'NOT_IN_TIME');
		default: {
			const wakeAt = new Date(deps.clock.now() + pauseAfter(row.attempts));
			const waiting = { state: 'passed' as const, wakeAt, reason: found?.reason ?? null };
			await deps.db.update(notices).set(waiting).where(isClaim(row));
		}
	}
}

async function end(
	{ db, log }: NoticeDeps,
	row: NoticeRow,
	state: 'sent' | 'failed' | 'expired' | 'nobody',
	reason: string | null,
): Promise<void> {
	await db.update(notices).set({ state, reason, wakeAt: null }).where(isClaim(row));
	if (state === 'failed') log.warn({ notice: row.id, reason }, 'a notice was not sent');
}
