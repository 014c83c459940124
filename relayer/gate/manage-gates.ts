import { randomBytes, randomUUID } from 'node:crypto';
import { and, asc, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { type GateDeviceRow, type GateRow, gateDevices, gateEvents, gates } from '../models/gates.ts';
import { hashOf } from '../relayer-seal.ts';
import type { GateDeps } from './gate-deps.ts';

type Deps = Pick<GateDeps, 'db' | 'clock'>;

/** An event has at most so many gates at once, and a gate so many devices. */
const [mostGates, mostDevices] = [64, 50];
/** How long a code enrols a device: enough to scan it, or for the evening before. Minutes. */
export const codeMinutes = { usual: 10, most: 1440 };

export type GateError = PassaError<'GATE_UNKNOWN' | 'GATE_NAMED' | 'TOO_MANY_GATES' | 'TOO_MANY_DEVICES'>;

export const gatesOf = ({ db }: Deps, event: string): Promise<GateRow[]> =>
	db
		.select()
		.from(gates)
		.where(and(eq(gates.event, event), isNull(gates.endedAt)))
		.orderBy(asc(gates.createdAt));

export const devicesOf = ({ db }: Deps, event: string): Promise<GateDeviceRow[]> =>
	db
		.select()
		.from(gateDevices)
		.where(and(eq(gateDevices.event, event), isNotNull(gateDevices.enrolledAt)))
		.orderBy(asc(gateDevices.enrolledAt));

/** Codes that nobody has used yet, and that may still be. Each is revoked as a device is. */
export const codesOf = (deps: Deps, event: string): Promise<GateDeviceRow[]> =>
	deps.db
		.select()
		.from(gateDevices)
		.where(
			and(
				eq(gateDevices.event, event),
				isNull(gateDevices.enrolledAt),
				isNull(gateDevices.revokedAt),
				gt(gateDevices.codeEndsAt, nowOf(deps)),
			),
		)
		.orderBy(asc(gateDevices.codeEndsAt));

/** An organizer names a gate, and the tiers that it admits. Throws GateError. */
export async function addGate(
	deps: Deps,
	event: string,
	{ name, tiers }: Pick<GateRow, 'name' | 'tiers'>,
): Promise<GateRow> {
	const known = await gatesOf(deps, event);
	if (known.length >= mostGates)
		throw new PassaError('TOO_MANY_GATES', `An event has at most ${mostGates} gates.`, { status: 409 });
	await deps.db.insert(gateEvents).values({ event }).onConflictDoNothing();
	const [row] = await deps.db
		.insert(gates)
		.values({ id: randomUUID(), event, name, tiers, createdAt: nowOf(deps) })
		.onConflictDoNothing()
		.returning();
	if (row) return row;
	throw new PassaError('GATE_NAMED', 'Another gate of this event has that name.', { status: 409 });
}

/** Throws GATE_UNKNOWN. */
export async function gateOf({ db }: Deps, event: string, id: string): Promise<GateRow> {
	const [row] = await db
		.select()
		.from(gates)
		.where(and(eq(gates.id, id), eq(gates.event, event), isNull(gates.endedAt)));
	if (row) return row;
	throw new PassaError('GATE_UNKNOWN', 'This event has no such gate.', { status: 404 });
}

/** The gate and all of its devices end at once. Throws GATE_UNKNOWN. */
export async function endGate(deps: Deps, event: string, id: string): Promise<void> {
	const gate = await gateOf(deps, event, id);
	await deps.db
		.update(gates)
		.set({ endedAt: nowOf(deps) })
		.where(eq(gates.id, gate.id));
}

/** A code that enrols one device at a gate, once. Throws GateError. */
export async function offerCode(
	deps: Deps,
	event: string,
	gate: string,
	minutes: number = codeMinutes.usual,
): Promise<{ code: string; endsAt: Date }> {
	const { id } = await gateOf(deps, event, gate);
	const now = nowOf(deps);
	const all = [...(await codesOf(deps, event)), ...(await devicesOf(deps, event))];
	if (all.filter((each) => each.gate === id && !each.revokedAt).length >= mostDevices)
		throw new PassaError('TOO_MANY_DEVICES', `A gate has at most ${mostDevices} devices.`, { status: 409 });
	const code = randomBytes(16).toString('base64url');
	const endsAt = new Date(now.getTime() + minutes * 60_000);
	const row = { id: randomUUID(), gate: id, event, codeHash: hashOf(code), codeEndsAt: endsAt };
	await deps.db.insert(gateDevices).values(row);
	return { code, endsAt };
}

export type EnrolError = PassaError<'CODE_OVER'>;

/** A device that scanned a code is known by its own key from now on; the code is used up. Throws EnrolError. */
export async function enrolDevice(
	deps: Deps,
	{ code, publicKey, label }: { code: string; publicKey: Uint8Array; label: string },
): Promise<{ device: GateDeviceRow; gate: GateRow }> {
	const now = nowOf(deps);
	const [device] = await deps.db
		.update(gateDevices)
		.set({ publicKey, label, enrolledAt: now })
		.where(
			and(
				eq(gateDevices.codeHash, hashOf(code)),
				gt(gateDevices.codeEndsAt, now),
				isNull(gateDevices.enrolledAt),
				isNull(gateDevices.revokedAt),
			),
		)
		.returning();
	if (!device) throw codeOver();
	return {
		device,
		gate: await gateOf(deps, device.event, device.gate).catch(() => Promise.reject(codeOver())),
	};
}

const codeOver = (): EnrolError =>
	new PassaError('CODE_OVER', 'That code was used, or is over. The organizer shows a new one.', {
		status: 404,
	});

/** From the next request on the device is unknown, and a code enrols nobody. Repeating it changes nothing. Throws GATE_UNKNOWN. */
export async function revokeDevice(deps: Deps, event: string, id: string): Promise<void> {
	const [row] = await deps.db
		.update(gateDevices)
		.set({ revokedAt: nowOf(deps) })
		.where(and(eq(gateDevices.id, id), eq(gateDevices.event, event)))
		.returning();
	if (!row) throw new PassaError('GATE_UNKNOWN', 'This event has no such device.', { status: 404 });
}
