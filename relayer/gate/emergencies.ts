import { randomUUID } from 'node:crypto';
import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { mostOfEmergencyText } from '#shared/emergency-text.ts';
import { PassaError } from '#shared/errors.ts';
import { enqueueMessage, walletsWithoutContact } from '../contacts/enqueue-message.ts';
import {
	type EmergencyContent,
	type EmergencyKind,
	type EmergencyRow,
	emergencies,
} from '../models/emergencies.ts';
import { type GateRow, gates } from '../models/gates.ts';
import type { Transaction } from '../models/schema.ts';
import type { GateDeps } from './gate-deps.ts';
import { type GateError, gateOf } from './manage-gates.ts';
import { syncTickets } from './sync-tickets.ts';

/** How long another person may confirm. Milliseconds. */
const confirmWithin = 15 * 60_000;
/** As many proposals of an event may wait at once, and so many are shown. */
const [mostOpen, shown] = [10, 30];

type Deps = Pick<GateDeps, 'db' | 'clock'>;
/** `person`: who acts. */
type Act = { event: string; person: string };

export type EmergencyError =
	| GateError
	| PassaError<
			| 'FORBIDDEN'
			| 'EMERGENCY_UNKNOWN'
			| 'EMERGENCY_OVER'
			| 'EMERGENCY_TEXT'
			| 'SECOND_PERSON_NEEDED'
			| 'GATE_AS_IT_WAS'
			| 'TOO_MANY_EMERGENCIES'
	  >;

/** Letters that every phone shows, and no link of a stranger's: the message has the ticket's own. */
const plain = /^[A-Za-z0-9 .,:;!?'"()/%&+-]+$/;
const link = /:\/\/|www\.|[a-z0-9-]\.[a-z]{2,}/i;

/** What happened and what waits, newest first. */
export const emergenciesOf = ({ db }: Deps, event: string): Promise<EmergencyRow[]> =>
	db
		.select()
		.from(emergencies)
		.where(eq(emergencies.event, event))
		.orderBy(desc(emergencies.proposedAt))
		.limit(shown);

/** One person proposes; nothing happens yet. Throws EmergencyError. */
export async function proposeEmergency(
	deps: Deps,
	{ event, person }: Act,
	{ kind, ...wanted }: { kind: EmergencyKind } & EmergencyContent,
): Promise<EmergencyRow> {
	const now = nowOf(deps);
	const { content, about } = await checked(deps, event, kind, wanted);
	const open = (await emergenciesOf(deps, event)).filter((each) => isOpen(each, now));
	if (open.length >= mostOpen)
		throw new PassaError('TOO_MANY_EMERGENCIES', 'Decide the proposals that wait first.', { status: 409 });
	const endsAt = new Date(now.getTime() + confirmWithin);
	const row = { id: randomUUID(), event, kind, content, about, state: 'proposed' as const };
	const proposed = { proposedBy: person, proposedAt: now, endsAt };
	const [made] = await deps.db
		.insert(emergencies)
		.values({ ...row, ...proposed })
		.returning();
	return made!;
}

/** Whether another person may confirm it still. */
export const isOpen = ({ state, endsAt }: Pick<EmergencyRow, 'state' | 'endsAt'>, now: Date): boolean =>
	state === 'proposed' && endsAt > now;

async function checked(deps: Deps, event: string, kind: EmergencyKind, wanted: EmergencyContent) {
	if (kind === 'message') {
		const text = (wanted.text ?? '').trim().replace(/\s+/g, ' ');
		if (text.length > mostOfEmergencyText || !plain.test(text) || link.test(text))
			throw new PassaError('EMERGENCY_TEXT', `At most ${mostOfEmergencyText} plain letters, and no link.`, {
				status: 400,
				detail: { field: 'text' },
			});
		return { content: { text }, about: '' };
	}
	const gate = await gateOf(deps, event, wanted.gate ?? '');
	if (kind !== 'move_gate') return { content: { gate: gate.id }, about: gate.name };
	const { name = gate.name, tiers = gate.tiers } = wanted;
	if (name === gate.name && String(tiers) === String(gate.tiers))
		throw new PassaError('GATE_AS_IT_WAS', 'That is what the gate is already.', { status: 409 });
	return { content: { gate: gate.id, name, tiers }, about: gate.name };
}

/**
 * Another person confirms in time, and it is done, together or not at all. Gates have it from the next scan on; messages are
 * on their way. Throws EmergencyError: SECOND_PERSON_NEEDED for who proposed it.
 */
export async function confirmEmergency(
	deps: Pick<GateDeps, 'db' | 'clock' | 'chain' | 'log'>,
	{ event, person, writes }: Act & { writes: boolean },
	id: string,
): Promise<EmergencyRow> {
	const now = nowOf(deps);
	const fresh = await deps.db.transaction(async (tx) => asSecond(await lockOpen(tx, event, id, now), person));
	assertWrites(fresh.kind, writes);
	// The newest owners are counted, where the network answers. It takes no lock.
	const isCounted =
		fresh.kind === 'message' &&
		(await syncTickets(deps, event).then(
			() => true,
			(err) => {
				deps.log.warn({ event, err }, 'wallets without a contact cannot be counted');
				return false;
			},
		));
	return deps.db.transaction(async (tx) => {
		const row = asSecond(await lockOpen(tx, event, id, now), person);
		const outcome = await act(tx, row, now, isCounted);
		const [done] = await tx
			.update(emergencies)
			.set({ state: 'done', decidedBy: person, decidedAt: now, outcome })
			.where(eq(emergencies.id, id))
			.returning();
		return done!;
	});
}

/** `writes`: whether the person may write and change events. Throws FORBIDDEN for a message by who may not. */
export function assertWrites(kind: EmergencyKind, writes: boolean): void {
	if (kind !== 'message' || writes) return;
	throw new PassaError('FORBIDDEN', 'Who may write and change events writes to their fans.', { status: 403 });
}

function asSecond(row: EmergencyRow, person: string): EmergencyRow {
	if (row.proposedBy !== person) return row;
	throw new PassaError('SECOND_PERSON_NEEDED', 'You have proposed this. Another person confirms it.', {
		status: 409,
	});
}

/** Anybody of the team takes a proposal back. Throws EmergencyError. */
export async function withdrawEmergency(deps: Deps, { event, person }: Act, id: string): Promise<void> {
	const now = nowOf(deps);
	await deps.db.transaction(async (tx) => {
		await lockOpen(tx, event, id, now);
		await tx
			.update(emergencies)
			.set({ state: 'withdrawn', decidedBy: person, decidedAt: now })
			.where(eq(emergencies.id, id));
	});
}

async function lockOpen(tx: Transaction, event: string, id: string, now: Date): Promise<EmergencyRow> {
	const [row] = await tx
		.select()
		.from(emergencies)
		.where(and(eq(emergencies.id, id), eq(emergencies.event, event)))
		.for('update');
	if (!row) throw new PassaError('EMERGENCY_UNKNOWN', 'This event has no such proposal.', { status: 404 });
	if (isOpen(row, now)) return row;
	throw new PassaError('EMERGENCY_OVER', 'This was decided, or nobody confirmed it in time.', {
		status: 409,
	});
}

async function act(
	tx: Transaction,
	{ id, event, kind, content }: EmergencyRow,
	now: Date,
	isCounted: boolean,
): Promise<EmergencyRow['outcome']> {
	if (kind === 'message') {
		const contacts = await enqueueMessage(tx, { id, event }, now);
		return { contacts, without: isCounted ? await walletsWithoutContact(tx, event) : null };
	}
	if (kind === 'move_gate') await move(tx, event, content);
	else await setGate(tx, event, content.gate!, { stoppedAt: kind === 'stop_gate' ? now : null });
	return null;
}

async function move(tx: Transaction, event: string, { gate, name, tiers }: EmergencyContent): Promise<void> {
	const [named] = await tx
		.select({ id: gates.id })
		.from(gates)
		.where(
			and(
				eq(gates.event, event),
				sql`lower(${gates.name}) = lower(${name!})`,
				ne(gates.id, gate!),
				isNull(gates.endedAt),
			),
		);
	if (named) throw new PassaError('GATE_NAMED', 'Another gate of this event has that name.', { status: 409 });
	await setGate(tx, event, gate!, { name: name!, tiers: tiers ?? null });
}

async function setGate(tx: Transaction, event: string, id: string, change: Partial<GateRow>): Promise<void> {
	const [row] = await tx
		.update(gates)
		.set(change)
		.where(and(eq(gates.id, id), eq(gates.event, event), isNull(gates.endedAt)))
		.returning();
	if (!row) throw new PassaError('GATE_UNKNOWN', 'This event has no such gate.', { status: 404 });
}
