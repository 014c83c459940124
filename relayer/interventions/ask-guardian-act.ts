import { randomUUID } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import {
	type EventState,
	type ReadEventStateError,
	readEventState,
} from '#shared/chain/state/event-state.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import type { Clock } from '#shared/clock.ts';
import { supports } from '#shared/contract/supports.ts';
import { PassaError } from '#shared/errors.ts';
import { type GuardianActKind, type GuardianActRow, guardianActs } from '../models/guardian-acts.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { supportToken } from '../review/review-deps.ts';
import { pausedBy } from './event-status.ts';

/** Wakes the workers of all processes. */
export const guardianActsChannel = 'relay_guardian_acts';

export type ActDeps = { db: Database; chain: Chain; clock: Clock };

/** `hours`: of a freeze; another act has none. */
export type WantedAct = {
	event: string;
	act: GuardianActKind;
	hours: number | null;
	note: string;
	by: string;
};

export type AskGuardianActError =
	| ReadEventStateError
	| PassaError<
			| 'PERSON_NEEDED'
			| 'EVENT_TOO_OLD'
			| 'FROZEN_BEFORE'
			| 'ALREADY_PAUSED'
			| 'NOT_PAUSED'
			| 'HOURS_NEEDED'
			| 'ACT_OPEN'
	  >;
export type MoveGuardianActError = PassaError<
	'PERSON_NEEDED' | 'ACT_NOT_FOUND' | 'ACT_OVER' | 'ACT_BEING_SIGNED' | 'SECOND_PERSON_NEEDED'
>;

/** For how long an act waits for a second person, and then for its signature: a reason of yesterday stops nobody's money. */
export const actWaitMilliseconds = 24 * 3_600_000;
/** What the guardian’s wallet was opened for has landed by then, or never does. */
export const landedWithinMilliseconds = 300_000;
const openStates = ['proposed', 'agreed'] as const;

/**
 * Asks for an act of the guardian. A pause, or lifting it, may be signed at once; a freeze stops everybody's money, so another
 * person has to agree first. Nothing happens on chain before the guardian's wallet signs. Throws AskGuardianActError.
 */
export async function askGuardianAct(deps: ActDeps, wanted: WantedAct): Promise<GuardianActRow> {
	const { db, chain, clock } = deps;
	assertPerson(wanted.by);
	const { sequence } = await call(chain.rpcUrl, 'getLatestLedger');
	assertPossible(await readEventState(chain.rpcUrl, wanted.event), wanted);
	const now = new Date(clock.now());
	const isAlone = wanted.act !== 'freeze';
	const hours = isAlone ? null : wanted.hours;
	const proposed = { state: 'proposed' as const, wakeAt: new Date(now.getTime() + actWaitMilliseconds) };
	const agreed = isAlone ? agreedNow(sequence, now) : proposed;
	return db.transaction(async (tx) => {
		const row = { ...wanted, hours, id: randomUUID(), createdAt: now, ...agreed };
		const [made] = await tx.insert(guardianActs).values(row).onConflictDoNothing().returning();
		if (made) await wake(tx);
		return made ?? sameOpen(tx, { ...wanted, hours });
	});
}

/** The second person agrees: now it may be signed. Throws MoveGuardianActError. */
export async function agreeToAct(
	{ db, chain, clock }: ActDeps,
	id: string,
	by: string,
): Promise<GuardianActRow> {
	assertPerson(by);
	const { sequence } = await call(chain.rpcUrl, 'getLatestLedger');
	return db.transaction(async (tx) => {
		const row = await lockOpen(tx, id);
		if (row.state === 'agreed' && row.secondBy === by) return row;
		if (row.state !== 'proposed') throw over();
		if (row.by === by) throw needsSecond();
		const now = new Date(clock.now());
		if (now.getTime() >= row.createdAt.getTime() + actWaitMilliseconds) throw over();
		const change = { ...agreedNow(sequence, now), secondBy: by };
		const agreed = await changeAct(tx, id, change);
		await wake(tx);
		return agreed;
	});
}

/**
 * Any person of support withdraws an act that the guardian has not signed. While the wallet is open for it, it may still land, and
 * would be on chain and withdrawn. Throws MoveGuardianActError.
 */
export async function withdrawAct({ db, clock }: ActDeps, id: string, by: string): Promise<GuardianActRow> {
	assertPerson(by);
	return db.transaction(async (tx) => {
		const { signingAt } = await lockOpen(tx, id);
		const endedAt = new Date(clock.now());
		if (signingAt && endedAt.getTime() < signingAt.getTime() + landedWithinMilliseconds) throw beingSigned();
		return changeAct(tx, id, { state: 'withdrawn', wakeAt: null, withdrawnBy: by, endedAt });
	});
}

/** Notes who opens the guardian's wallet for it. Throws MoveGuardianActError for what may not be signed. */
export async function beginSigning({ db, clock }: ActDeps, id: string, by: string): Promise<GuardianActRow> {
	assertPerson(by);
	return db.transaction(async (tx) => {
		const row = await lockOpen(tx, id);
		if (row.state === 'proposed') throw needsSecond();
		const now = new Date(clock.now());
		if (now.getTime() > row.agreedAt!.getTime() + actWaitMilliseconds) throw over();
		const signing = await changeAct(tx, id, { signedBy: by, signingAt: now, wakeAt: now });
		await wake(tx);
		return signing;
	});
}

const agreedNow = (sinceLedger: number, now: Date) => ({
	state: 'agreed' as const,
	...{ sinceLedger, agreedAt: now, wakeAt: now },
});

/** The printed support token names nobody. */
function assertPerson(by: string): void {
	if (by !== supportToken) return;
	throw new PassaError('PERSON_NEEDED', 'What the guardian does is asked for by name: sign in.', {
		status: 403,
	});
}

function assertPossible(state: EventState, { act, hours }: WantedAct): void {
	const refusal = refusalOf(state, act);
	if (refusal) throw new PassaError(refusal, refusals[refusal], { status: 409 });
	if (act === 'freeze' && hours === null)
		throw new PassaError('HOURS_NEEDED', 'Say for how many hours the money is to be stopped.');
}

const refusals = {
	EVENT_TOO_OLD: 'This event was published before that was possible.',
	FROZEN_BEFORE: 'An event can be frozen only once.',
	ALREADY_PAUSED: 'Passa has paused this event already.',
	NOT_PAUSED: 'Passa has not paused this event.',
};

function refusalOf(state: EventState, act: GuardianActKind): keyof typeof refusals | null {
	if (!supports(state.version.version, 'acts')) return 'EVENT_TOO_OLD';
	if (act === 'freeze') return state.powers.frozenUntil > 0n ? 'FROZEN_BEFORE' : null;
	const { registry: isPaused } = pausedBy(state);
	if (act === 'pause') return isPaused ? 'ALREADY_PAUSED' : null;
	return isPaused ? null : 'NOT_PAUSED';
}

/** A person who asks twice gets the same; another act has to wait. */
async function sameOpen(tx: Transaction, { event, act, hours, by }: WantedAct): Promise<GuardianActRow> {
	const [open] = await tx
		.select()
		.from(guardianActs)
		.where(and(eq(guardianActs.event, event), inArray(guardianActs.state, [...openStates])));
	if (open && open.act === act && open.hours === hours && open.by === by) return open;
	throw new PassaError('ACT_OPEN', 'Another act of the guardian is open for this event.', { status: 409 });
}

async function lockOpen(tx: Transaction, id: string): Promise<GuardianActRow> {
	const [row] = await tx.select().from(guardianActs).where(eq(guardianActs.id, id)).for('update');
	if (!row) throw new PassaError('ACT_NOT_FOUND', 'There is no such act of the guardian.', { status: 404 });
	if (row.state !== 'proposed' && row.state !== 'agreed') throw over();
	return row;
}

const over = () =>
	new PassaError('ACT_OVER', 'That is over or no longer possible. Look at the event again.', { status: 409 });
const beingSigned = () =>
	new PassaError('ACT_BEING_SIGNED', 'The guardian’s wallet is open for it. Look again in some minutes.', {
		status: 409,
	});
const needsSecond = () =>
	new PassaError('SECOND_PERSON_NEEDED', 'A freeze takes two persons: another one has to agree first.', {
		status: 409,
	});

const wake = (tx: Transaction) => tx.execute(sql`SELECT pg_notify(${guardianActsChannel}, '')`);

async function changeAct(
	tx: Transaction,
	id: string,
	change: Partial<GuardianActRow>,
): Promise<GuardianActRow> {
	const [row] = await tx.update(guardianActs).set(change).where(eq(guardianActs.id, id)).returning();
	return row!;
}
