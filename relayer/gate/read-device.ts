import { and, eq, isNull, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type DeviceRequest, deviceMessage, deviceScheme } from '#shared/gate/device-request.ts';
import { hex } from '#shared/hex.ts';
import { importPublicKey, isSignedBy } from '#shared/pass/p256.ts';
import {
	type GateDeviceRow,
	type GateEventRow,
	type GateRow,
	gateDevices,
	gateEvents,
	gates,
} from '../models/gates.ts';
import type { Database } from '../models/schema.ts';
import type { GateDeps } from './gate-deps.ts';
import { preparedOnce } from './prepared-once.ts';

export type ReadDeviceError = PassaError<'DEVICE_UNKNOWN' | 'DEVICE_CLOCK'>;

/** A device, the gate that it stands at, and what is known of the event. */
export type KnownDevice = { device: GateDeviceRow; gate: GateRow; settings: GateEventRow | null };

/** Milliseconds. A device corrects its clock by ours; what is older may have been recorded by somebody. */
const mostApart = 120_000;
const form = new RegExp(`^${deviceScheme} ([0-9a-f-]{36})\\.(\\d{13})\\.([\\w-]{86})$`);

/**
 * The device that signed a request. Throws ReadDeviceError: one that is revoked is as unknown as a forged one, from the
 * next request on.
 */
export async function readDevice(
	{ db, clock }: Pick<GateDeps, 'db' | 'clock'>,
	header: string | undefined,
	request: Omit<DeviceRequest, 'device' | 'time'>,
): Promise<KnownDevice> {
	const [, id, at, signature] = form.exec(header ?? '') ?? [];
	if (!id) throw unknown();
	const time = Number(at);
	if (Math.abs(clock.now() - time) > mostApart)
		throw new PassaError('DEVICE_CLOCK', 'The clock of this device is wrong: load its list again.', {
			status: 401,
			detail: { now: clock.now() },
		});
	const [found] = await liveDevice(db).execute({ id });
	if (!found?.device.publicKey) throw unknown();
	const key = await keyOf(found.device.publicKey);
	const message = await deviceMessage({ ...request, device: id, time });
	const bytes = new Uint8Array(Buffer.from(signature!, 'base64url'));
	if (!key || !(await isSignedBy(key, bytes, message))) throw unknown();
	return found;
}

const liveDevice = preparedOnce((db: Database) =>
	db
		.select({ device: gateDevices, gate: gates, settings: gateEvents })
		.from(gateDevices)
		.innerJoin(gates, and(eq(gates.id, gateDevices.gate), isNull(gates.endedAt)))
		.leftJoin(gateEvents, eq(gateEvents.event, gateDevices.event))
		.where(and(eq(gateDevices.id, sql.placeholder('id')), isNull(gateDevices.revokedAt)))
		.prepare('gate_device'),
);

/** A device of an event, revoked or not, and its gate, closed or not: what it had decided before counts. Null: there is none. */
export async function deviceOf(
	{ db }: Pick<GateDeps, 'db'>,
	event: string,
	id: string,
): Promise<KnownDevice | null> {
	const [found] = await db
		.select({ device: gateDevices, gate: gates, settings: gateEvents })
		.from(gateDevices)
		.innerJoin(gates, eq(gates.id, gateDevices.gate))
		.leftJoin(gateEvents, eq(gateEvents.event, gateDevices.event))
		.where(and(eq(gateDevices.id, id), eq(gateDevices.event, event)));
	return found ?? null;
}

/** Keys that were read, the oldest first: reading one takes as long as verifying by it. */
const keys = new Map<string, CryptoKey>();
const mostKeys = 5_000;

async function keyOf(bytes: Uint8Array): Promise<CryptoKey | null> {
	const name = hex(bytes);
	const known = keys.get(name) ?? (await importPublicKey(bytes));
	const oldest = keys.size >= mostKeys ? keys.keys().next().value : undefined;
	if (oldest !== undefined) keys.delete(oldest);
	if (known) keys.set(name, known);
	return known;
}

const unknown = (): ReadDeviceError =>
	new PassaError('DEVICE_UNKNOWN', 'This device is not enrolled here, or was revoked. Ask the organizer.', {
		status: 401,
	});
